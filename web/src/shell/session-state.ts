// Whether the person is signed in, as far as this browser knows. Without a network it is who was
// here last; a session that ends while somebody works is over, and the page stays.

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { currentWorkspace, watchCurrent } from '../api/current';
import { authClient, type SessionData } from '../api/http/auth-client';
import { isLeaving } from '../api/sign-out';
import { useHydrated, useInterval, useWindowEvent } from '../ui/hooks';
import { KNOWN_KEY, store, stored } from '../ui/lib/preferences';
import { hasSignedOut } from '../ui/lib/sign-out-reason';

const ASK_AGAIN_MS = 5000;
const PERSON_KEY = 'ostiary.person';

export function remember(known: boolean): void {
  store(KNOWN_KEY, known ? '1' : null);
  if (!known) {
    store(PERSON_KEY, null);
    delete document.documentElement.dataset.known;
  }
}

// The session without what opens it.
export function rememberPerson({ user, session }: SessionData): void {
  const { id, userId, createdAt, updatedAt, expiresAt } = session;

  store(
    PERSON_KEY,
    JSON.stringify({ user, session: { id, userId, createdAt, updatedAt, expiresAt, token: '' } }),
  );
}

function lastPerson(): SessionData | null {
  try {
    const { user, session } = JSON.parse(stored(PERSON_KEY) ?? 'null') as SessionData;
    const date = (text: unknown) => new Date(String(text));

    return {
      user: { ...user, createdAt: date(user.createdAt), updatedAt: date(user.updatedAt) },
      session: {
        ...session,
        createdAt: date(session.createdAt),
        updatedAt: date(session.updatedAt),
        expiresAt: date(session.expiresAt),
      },
    };
  } catch {
    return null;
  }
}

export type SessionState =
  | { is: 'unknown' }
  | { is: 'unreachable'; retry(): void }
  | { is: 'signed-out' }
  // over: the session has ended, and the person is asked to sign in again. offline: only the device
  // says who it is.
  | { is: 'signed-in'; data: SessionData; over: boolean; offline: boolean };

// Follows the workspace without its code: the doors have no data.
function watchOver(listener: () => void): () => void {
  let stop = currentWorkspace()?.subscribe(listener);
  const unwatch = watchCurrent(() => {
    stop?.();
    stop = currentWorkspace()?.subscribe(listener);
    listener();
  });

  return () => {
    unwatch();
    stop?.();
  };
}

const useSessionOver = () =>
  useSyncExternalStore(
    watchOver,
    () => currentWorkspace()?.ended() ?? false,
    () => false,
  );

// The client drops its error when it asks again. The state stays `unreachable` until an answer
// arrives, so that the page does not flicker.
function useAway(failed: boolean, answered: boolean): boolean {
  const [away, setAway] = useState(false);

  if (failed && !away) setAway(true);
  if (away && answered) setAway(false);
  return away;
}

// Who was signed in while this page was open.
function useLast(data: SessionData | null): SessionData | null {
  const last = useRef<SessionData | null>(null);

  useEffect(() => {
    if (data) last.current = data;
  }, [data]);
  return data ?? last.current;
}

export function useSessionState(): SessionState {
  const { data, error, isPending, refetch } = authClient.useSession();
  const hydrated = useHydrated();
  const over = useSessionOver();
  const failed = !data && Boolean(error) && !isPending;
  const signedOut = !data && !error && !isPending;
  const away = useAway(failed, Boolean(data) || signedOut);
  const last = useLast(data);

  useInterval(() => void refetch(), away ? ASK_AGAIN_MS : null);
  useWindowEvent('storage', ({ key, newValue }) => {
    // The user signed in or out in another tab.
    if (key === KNOWN_KEY && (newValue || over)) void refetch();
  });

  if (!hydrated) return { is: 'unknown' };
  if (data)
    return {
      is: 'signed-in',
      data,
      over: over && currentWorkspace()?.userId === data.user.id,
      offline: false,
    };
  if (
    signedOut &&
    last &&
    !isLeaving() &&
    !hasSignedOut() &&
    currentWorkspace()?.userId === last.user.id
  )
    return { is: 'signed-in', data: last, over: true, offline: false };
  const known = away ? (last ?? lastPerson()) : null;

  if (known) return { is: 'signed-in', data: known, over: false, offline: true };
  if (away) return { is: 'unreachable', retry: () => void refetch() };
  return { is: signedOut ? 'signed-out' : 'unknown' };
}
