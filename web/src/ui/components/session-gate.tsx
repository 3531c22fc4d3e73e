// Shows nothing of a user before the session is known, and nothing after it has ended.

import { CloudOff } from 'lucide-react';
import { Button } from '@heroui/react/button';
import { useEffect, useRef, type ReactNode } from 'react';
import type { SessionData } from '../lib/auth-client';
import { pagePath } from '../lib/place';
import { clearSignOutReason, takeSignOutReason } from '../lib/sign-out-reason';
import { messages } from '../lib/messages';
import { useNav } from '../lib/nav';
import { signInPath } from '../lib/next-path';
import { closeWorkspace } from '../lib/workspace';
import { Message } from './message';
import { remember, useSessionState } from './session-state';

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
    if (state.is === 'signed-in') {
      had.current = true;
      left.current = false;
      clearSignOutReason(); // a reason from before belongs to an earlier session
      remember(true);
    } else if (state.is === 'signed-out' && !left.current) {
      left.current = true;
      const reason = takeSignOutReason(had.current);
      const meant = reason === 'signed-out' || reason === 'deleted';

      remember(false);
      closeWorkspace();
      nav.replace(signInPath(meant ? null : pagePath(location.pathname) + location.search, reason));
    }
  }, [state.is, nav]);

  if (state.is === 'signed-in') return children(state.data);
  if (state.is === 'unreachable')
    return (
      <>
        <title>{messages.title(messages.states.sessionUnknown)}</title>
        <Message
          icon={CloudOff}
          level={1}
          role="alert"
          title={messages.states.sessionUnknown}
          text={messages.states.sessionUnknownText}
        >
          <Button variant="secondary" onPress={state.retry}>
            {messages.app.retry}
          </Button>
        </Message>
      </>
    );
  return waiting;
}
