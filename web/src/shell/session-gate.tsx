// Shows nothing of a user before the session is known, and nothing after it has ended.

import { Suspense, useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react';
import { openWorkspace } from '../api/open';
import { stay } from '../api/sign-out';
import { install } from '../api/version';
import { useText } from '../text';
import { Button } from '../ui/button';
import { Empty } from '../ui/empty';
import type { SessionData } from '../api/http/auth-client';
import { useNav } from '../ui/lib/nav';
import { signInPath } from '../ui/lib/next-path';
import { pagePath } from '../api/http/place';
import { clearSignOutReason, takeSignOutReason } from '../ui/lib/sign-out-reason';
import { closeWorkspace } from './ending';
import { later } from './later';
import { useSessionOver } from './session-over';
import { remember, rememberPerson, useSessionState } from './session-state';
import { leaveForGood, signOutQuestion } from './sign-out';

const LeaveDialog = later(() => import('./leave-dialog'));

interface GateProps {
  waiting: ReactNode;
  children(data: SessionData): ReactNode;
}

export function SessionGate({ waiting, children }: GateProps) {
  const t = useText();
  const state = useSessionState();
  const nav = useNav();
  const SessionOver = useSessionOver();
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
    const meant = reason === 'deleted' || reason?.startsWith('signed-out');

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
      <main className="main">
        <title>{t.title(t.states.sessionUnknown)}</title>
        <div role="alert">
          <Empty level={1} title={t.states.sessionUnknown} text={t.states.sessionUnknownText}>
            <Button onPress={state.retry}>{t.app.retry}</Button>
          </Empty>
        </div>
      </main>
    );
  return waiting;
}
