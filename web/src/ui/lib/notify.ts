// Messages that appear in the corner. What shows them is loaded after the page.

export interface Notice {
  title: string;
  text?: string;
  tone?: 'default' | 'success' | 'danger';
  timeoutMs?: number;
  action?: { label: string; run(): void };
  closed?(): void; // however it closed; run() comes before it
}

export interface Shown {
  close(): void;
}

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

  loadNotices().then(({ show }) => {
    if (closed)
      notice.closed?.();
    else
      shown = show(notice);
  }, () => notice.closed?.()); // it cannot be shown: as if it had been shown for long enough

  return {
    close() {
      closed = true;
      shown?.close();
    },
  };
}

// They may name what belongs to somebody who has left.
export function clearNotices(): void {
  void loading?.then(({ clear }) => clear(), () => undefined);
}
