// Nothing of a person is shown before the session is known, and nothing after it has ended.

import { CloudOff } from 'lucide-react';
import { Button } from '@heroui/react/button';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { authClient, type SessionData } from '../lib/auth-client';
import { takeReason } from '../lib/leaving';
import { messages } from '../lib/messages';
import { useNav } from '../lib/nav';
import { signInPath } from '../lib/next-path';
import { KNOWN_KEY, store } from '../lib/preferences';
import { closeWorkspace } from '../lib/workspace';
import { useHydrated, useInterval, useWindowEvent } from './hooks';
import { Message } from './message';

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

interface GateProps {
  waiting: ReactNode;
  children(data: SessionData): ReactNode;
}

export function SessionGate({ waiting, children }: GateProps) {
  const state = useSessionState();
  const nav = useNav();
  const had = useRef(false);
  const left = useRef(false);

  useEffect(() => {
    if (state.is === 'somebody') {
      had.current = true;
      left.current = false;
      remember(true);
    } else if (state.is === 'nobody' && !left.current) {
      left.current = true;
      const reason = takeReason(had.current);
      const meant = reason === 'signed-out' || reason === 'deleted';

      remember(false);
      closeWorkspace();
      nav.replace(signInPath(meant ? null : location.pathname + location.search, reason));
    }
  }, [state.is, nav]);

  if (state.is === 'somebody')
    return children(state.data);
  if (state.is === 'unreachable')
    return (
      <>
        <title>{messages.title(messages.states.sessionUnknown)}</title>
        <Message icon={CloudOff} level={1} role="alert" title={messages.states.sessionUnknown} text={messages.states.sessionUnknownText}>
          <Button variant="secondary" onPress={state.retry}>{messages.app.retry}</Button>
        </Message>
      </>
    );
  return waiting;
}
