// Shows nothing of a user before the session is known, and nothing after it has ended.

import { CloudOff } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react';
import { authClient, type SessionData } from '../lib/auth-client';
import { pagePath } from '../lib/place';
import { clearSignOutReason, takeSignOutReason } from '../lib/sign-out-reason';
import { useText } from '../../text';
import { useNav } from '../lib/nav';
import { signOutQuestion } from '../lib/sign-out';
import { install } from '../../api/version';
import { signInPath } from '../lib/next-path';
import { openWorkspace } from '../../api/open';
import { leave, meanToLeave, stay } from '../../api/sign-out';
import { closeWorkspace } from '../lib/workspace';
import { Message } from './message';
import { remember, rememberPerson, useSessionState } from './session-state';

const SessionOver = lazy(() => import('./session-over'));
const LeaveDialog = lazy(() => import('./leave-dialog'));

// To the doors, with what waits kept on the device.
async function leaveForGood() {
  meanToLeave();
  await leave({ keep: true });
  await authClient.signOut().catch(() => undefined);
}

interface GateProps {
  waiting: ReactNode;
  children(data: SessionData): ReactNode;
}

export function SessionGate({ waiting, children }: GateProps) {
  const t = useText();
  const state = useSessionState();
  const nav = useNav();
  const question = useSyncExternalStore(signOutQuestion.subscribe, signOutQuestion.get, () => null);
  const had = useRef(false);
  const left = useRef(false);

  const data = state.is === 'signed-in' ? state.data : null;
  const over = state.is === 'signed-in' && state.over;
  const sure = state.is === 'signed-in' && !state.over && !state.offline;

  useEffect(() => {
    if (!data || over) return;
    openWorkspace(data.user.id);
    if (!sure) return;
    had.current = true;
    left.current = false;
    stay();
    rememberPerson(data);
    clearSignOutReason(); // a reason from before belongs to an earlier session
    remember(true);
    install();
  }, [data, over, sure]);

  useEffect(() => {
    if (state.is !== 'signed-out' || left.current) return;
    left.current = true;
    const reason = takeSignOutReason(had.current);
    const meant = reason === 'signed-out' || reason === 'deleted';

    remember(false);
    closeWorkspace();
    nav.replace(signInPath(meant ? null : pagePath(location.pathname) + location.search, reason));
  }, [state.is, nav]);

  if (state.is === 'signed-in')
    return (
      <>
        {children(state.data)}
        {question ? (
          <Suspense>
            <LeaveDialog {...question} />
          </Suspense>
        ) : null}
        {over ? (
          <Suspense>
            <SessionOver user={state.data.user} leave={() => void leaveForGood()} />
          </Suspense>
        ) : null}
      </>
    );
  if (state.is === 'unreachable')
    return (
      <>
        <title>{t.title(t.states.sessionUnknown)}</title>
        <Message
          icon={CloudOff}
          level={1}
          role="alert"
          title={t.states.sessionUnknown}
          text={t.states.sessionUnknownText}
        >
          <button type="button" className="btn btn-outline" onClick={state.retry}>
            {t.app.retry}
          </button>
        </Message>
      </>
    );
  return waiting;
}
