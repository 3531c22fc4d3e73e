// Whether somebody is signed in, as far as can be known.

import { useState } from 'react';
import { authClient, type SessionData } from '../lib/auth-client';
import { KNOWN_KEY, store } from '../lib/preferences';
import { useHydrated, useInterval, useWindowEvent } from './hooks';

const ASK_AGAIN_MS = 5000;

export function remember(known: boolean): void {
  store(KNOWN_KEY, known ? '1' : null);
  if (!known)
    delete document.documentElement.dataset.known;
}

export type SessionState =
  | { is: 'unknown' }
  | { is: 'unreachable'; retry(): void }
  | { is: 'nobody' }
  | { is: 'somebody'; data: SessionData };

// The client forgets an error as soon as it asks again; a page that flickers between the two helps nobody.
export function useSessionState(): SessionState {
  const { data, error, isPending, refetch } = authClient.useSession();
  const hydrated = useHydrated();
  const [away, setAway] = useState(false);
  const failed = !data && Boolean(error) && !isPending;
  const nobody = !data && !error && !isPending;

  if (failed && !away)
    setAway(true);
  if (away && (data || nobody))
    setAway(false);
  useInterval(() => void refetch(), away ? ASK_AGAIN_MS : null);
  useWindowEvent('storage', ({ key, newValue }) => {
    if (key === KNOWN_KEY && newValue) // somebody signed in in another tab
      void refetch();
  });

  if (!hydrated)
    return { is: 'unknown' };
  if (data)
    return { is: 'somebody', data };
  if (away)
    return { is: 'unreachable', retry: () => void refetch() };
  return { is: nobody ? 'nobody' : 'unknown' };
}
