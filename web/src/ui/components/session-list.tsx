// The user's sessions, with buttons that end them.

import { Button } from '@heroui/react/button';
import { useEffect, useState } from 'react';
import { authedCall } from '../lib/authed-call';
import type { AuthProblem } from '../lib/auth-problems';
import { authClient, type Session } from '../lib/auth-client';
import { deviceName } from '../lib/device';
import { momentAgo } from '../../text/format';
import { setSignOutReason, clearSignOutReason } from '../lib/sign-out-reason';
import { text, useText } from '../../text';
import { notify } from '../lib/notify';
import { signOut } from '../lib/sign-out';

type Loaded =
  | { is: 'loading' }
  | { is: 'stale' } // the issuer requires a recent sign-in for the list
  | { is: 'failed'; message: string }
  | { is: 'here'; sessions: Session[] };

async function load(): Promise<Loaded> {
  const answer = await authedCall((fetchOptions) => authClient.listSessions({ fetchOptions }));

  if (!answer.problem) return { is: 'here', sessions: answer.data };
  if (answer.error.code === 'SESSION_NOT_FRESH') return { is: 'stale' };
  return { is: 'failed', message: answer.problem.form ?? text().account.sessionsUnknown };
}

// The current session first, then the most recent ones.
function sorted(sessions: Session[], here: string): Session[] {
  return sessions.toSorted(
    (a, b) =>
      Number(b.id === here) - Number(a.id === here) ||
      b.updatedAt.getTime() - a.updatedAt.getTime(),
  );
}

function tell(problem: AuthProblem | null, done: string): boolean {
  notify(
    problem
      ? { title: problem.form ?? text().problems.unexpected, tone: 'danger' }
      : { title: done, tone: 'success' },
  );
  return !problem;
}

function Row({ session, isHere, ended }: { session: Session; isHere: boolean; ended(): void }) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const device = deviceName(session.userAgent);
  const now = new Date();

  async function end() {
    setBusy(true);
    const { problem } = await authedCall((options) =>
      authClient.revokeSession({ token: session.token }, options),
    );

    setBusy(false);
    if (tell(problem, t.account.ended(device))) ended();
  }

  return (
    <li>
      <div>
        <div className="name">
          {device}
          {isHere ? <span className="tag-here">{t.account.thisDevice}</span> : null}
        </div>
        <div className="facts">
          {[
            session.ipAddress || t.account.unknownAddress,
            t.account.lastUsed(momentAgo(session.updatedAt, now)),
            t.account.since(momentAgo(session.createdAt, now)),
          ].join(' · ')}
        </div>
      </div>
      {isHere ? null : (
        <Button
          variant="tertiary"
          size="sm"
          isPending={busy}
          aria-label={t.account.endLabel(device)}
          onPress={() => void end()}
        >
          {t.account.end}
        </Button>
      )}
    </li>
  );
}

// Ends all sessions, this one too, which then ends here as after signing out.
async function endAll(): Promise<void> {
  setSignOutReason('signed-out');
  const { problem } = await authedCall((fetchOptions) =>
    authClient.revokeSessions({ fetchOptions }),
  );

  if (!problem) return;
  clearSignOutReason();
  tell(problem, '');
}

function Sessions({
  sessions,
  here,
  reload,
}: {
  sessions: Session[];
  here: string;
  reload(): void;
}) {
  const t = useText();
  const [busy, setBusy] = useState(false);

  async function endOthers() {
    setBusy(true);
    const { problem } = await authedCall((fetchOptions) =>
      authClient.revokeOtherSessions({ fetchOptions }),
    );

    setBusy(false);
    if (tell(problem, t.account.othersEnded)) reload();
  }

  return (
    <>
      <ul className="rows">
        {sorted(sessions, here).map((session) => (
          <Row key={session.id} session={session} isHere={session.id === here} ended={reload} />
        ))}
      </ul>
      <div className="buttons">
        {sessions.length > 1 ? (
          <Button variant="tertiary" isPending={busy} onPress={() => void endOthers()}>
            {t.account.endOthers}
          </Button>
        ) : null}
        <Button variant="tertiary" onPress={() => void endAll()}>
          {t.account.endAll}
        </Button>
      </div>
    </>
  );
}

function Body({ state, here, reload }: { state: Loaded; here: string; reload(): void }) {
  const t = useText();

  switch (state.is) {
    case 'here':
      return <Sessions sessions={state.sessions} here={here} reload={reload} />;
    case 'loading':
      return <div className="rows min-h-[7.5rem]" aria-busy="true" />;
    case 'stale':
      return (
        <>
          <p className="about">{t.account.sessionsStale}</p>
          <Button variant="secondary" onPress={() => void signOut('fresh')}>
            {t.account.signInAgain}
          </Button>
        </>
      );
    case 'failed':
      return (
        <>
          <p className="about" role="alert">{`${t.account.sessionsUnknown} ${state.message}`}</p>
          <Button variant="secondary" onPress={reload}>
            {t.app.retry}
          </Button>
        </>
      );
  }
}

export function SessionList({ here }: { here: string }) {
  const t = useText();
  const [state, setState] = useState<Loaded>({ is: 'loading' });
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of either reloads the list
  useEffect(() => {
    let wanted = true;

    void load().then((loaded) => wanted && setState(loaded));
    return () => {
      wanted = false;
    };
  }, [round, here]);

  return (
    <section className="panel section" aria-labelledby="sessions">
      <h2 id="sessions">{t.account.sessions}</h2>
      <p className="about">{t.account.sessionsText}</p>
      <Body state={state} here={here} reload={() => setRound((now) => now + 1)} />
    </section>
  );
}
