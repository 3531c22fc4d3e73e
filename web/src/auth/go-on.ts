// Where somebody goes who is signed in, by this form or in another tab.

import { useEffect, useRef } from 'react';
import { remember, useSessionState } from '../shell/session-state';
import { useNav } from '../ui/lib/nav';
import { safeNext } from '../ui/lib/next-path';

// To the page that was asked for. With prompt=login, as forward authentication asks, the session
// that was there first does not count.
export function useGoOn(): void {
  const state = useSessionState();
  const nav = useNav();
  const first = useRef<string | null>(null);
  const session = state.is === 'signed-in' ? state.data.session.id : '';

  useEffect(() => {
    const query = new URLSearchParams(location.search);

    if (state.is !== 'signed-in' && state.is !== 'signed-out') return;
    first.current ??= query.get('prompt') === 'login' ? session : '';
    if (session === first.current) return;
    remember(true);
    nav.replace(safeNext(query.get('next')));
  }, [state.is, session, nav]);
}

// The path of the other form, with the page to open afterwards.
export function otherDoor(path: string, next: string | null): string {
  return next ? `${path}?${new URLSearchParams({ next })}` : path;
}
