// Messages in the corner of the page. The component that shows them is loaded after the page.

import type { Notice, Shown } from './notice';

type Toasts = typeof import('../components/toasts');

let loading: Promise<Toasts> | null = null;

export function loadNotices(): Promise<Toasts> {
  loading ??= import('../components/toasts').catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

export function notify(notice: Notice): Shown {
  let shown: Shown | null = null;
  let closed = false;

  loadNotices().then(
    ({ show }) => {
      if (closed) notice.closed?.();
      else shown = show(notice);
    },
    () => notice.closed?.(), // it cannot be shown, which counts as closed
  );

  return {
    close() {
      closed = true;
      shown?.close();
    },
  };
}

// Messages may contain data of the user who has signed out.
export function clearNotices(): void {
  void loading?.then(
    ({ clear }) => clear(),
    () => undefined,
  );
}
