// Whether the user is signed in, as far as the page knows.

import { useState } from 'react';
import { authClient, type SessionData } from '../lib/auth-client';
import { KNOWN_KEY, store } from '../lib/preferences';
import { useHydrated, useInterval, useWindowEvent } from './hooks';

const ASK_AGAIN_MS = 5000;

export function remember(known: boolean): void {
  store(KNOWN_KEY, known ? '1' : null);
  if (!known) delete document.documentElement.dataset.known;
}

export type SessionState =
  | { is: 'unknown' }
  | { is: 'unreachable'; retry(): void }
  | { is: 'signed-out' }
  | { is: 'signed-in'; data: SessionData };

// The client drops its error when it asks again. The state stays `unreachable` until an answer
// arrives, so that the page does not flicker.
export function useSessionState(): SessionState {
  const { data, error, isPending, refetch } = authClient.useSession();
  const hydrated = useHydrated();
  const [away, setAway] = useState(false);
  const failed = !data && Boolean(error) && !isPending;
  const signedOut = !data && !error && !isPending;

  if (failed && !away) setAway(true);
  if (away && (data || signedOut)) setAway(false);
  useInterval(() => void refetch(), away ? ASK_AGAIN_MS : null);
  useWindowEvent('storage', ({ key, newValue }) => {
    if (key === KNOWN_KEY && newValue)
      // the user signed in in another tab
      void refetch();
  });

  if (!hydrated) return { is: 'unknown' };
  if (data) return { is: 'signed-in', data };
  if (away) return { is: 'unreachable', retry: () => void refetch() };
  return { is: signedOut ? 'signed-out' : 'unknown' };
}
