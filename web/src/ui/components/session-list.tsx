// The user's sessions, with buttons that end them.

import { Button } from '@heroui/react/button';
import { useEffect, useState } from 'react';
import { authedCall } from '../lib/authed-call';
import type { AuthProblem } from '../lib/auth-problems';
import { authClient, type Session } from '../lib/auth-client';
import { deviceName } from '../lib/device';
import { momentAgo } from '../lib/format';
import { setSignOutReason, clearSignOutReason } from '../lib/sign-out-reason';
import { messages } from '../lib/messages';
import { notify } from '../lib/notify';
import { signOut } from '../lib/sign-out';

const text = messages.account;

type Loaded =
  | { is: 'loading' }
  | { is: 'stale' } // the issuer requires a recent sign-in for the list
  | { is: 'failed'; message: string }
  | { is: 'here'; sessions: Session[] };

async function load(): Promise<Loaded> {
  const answer = await authedCall((fetchOptions) => authClient.listSessions({ fetchOptions }));

  if (!answer.problem) return { is: 'here', sessions: answer.data };
  if (answer.error.code === 'SESSION_NOT_FRESH') return { is: 'stale' };
  return { is: 'failed', message: answer.problem.form ?? text.sessionsUnknown };
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
      ? { title: problem.form ?? messages.problems.unexpected, tone: 'danger' }
      : { title: done, tone: 'success' },
  );
  return !problem;
}

function Row({ session, isHere, ended }: { session: Session; isHere: boolean; ended(): void }) {
  const [busy, setBusy] = useState(false);
  const device = deviceName(session.userAgent);
  const now = new Date();

  async function end() {
    setBusy(true);
    const { problem } = await authedCall((options) =>
      authClient.revokeSession({ token: session.token }, options),
    );

    setBusy(false);
    if (tell(problem, text.ended(device))) ended();
  }

  return (
    <li>
      <div>
        <div className="name">
          {device}
          {isHere ? <span className="tag-here">{text.thisDevice}</span> : null}
        </div>
        <div className="facts">
          {[
            session.ipAddress || text.unknownAddress,
            text.lastUsed(momentAgo(session.updatedAt, now)),
            text.since(momentAgo(session.createdAt, now)),
          ].join(' · ')}
        </div>
      </div>
      {isHere ? null : (
        <Button
          variant="tertiary"
          size="sm"
          isPending={busy}
          aria-label={text.endLabel(device)}
          onPress={() => void end()}
        >
          {text.end}
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
  const [busy, setBusy] = useState(false);

  async function endOthers() {
    setBusy(true);
    const { problem } = await authedCall((fetchOptions) =>
      authClient.revokeOtherSessions({ fetchOptions }),
    );

    setBusy(false);
    if (tell(problem, text.othersEnded)) reload();
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
            {text.endOthers}
          </Button>
        ) : null}
        <Button variant="tertiary" onPress={() => void endAll()}>
          {text.endAll}
        </Button>
      </div>
    </>
  );
}

function Body({ state, here, reload }: { state: Loaded; here: string; reload(): void }) {
  switch (state.is) {
    case 'here':
      return <Sessions sessions={state.sessions} here={here} reload={reload} />;
    case 'loading':
      return <div className="rows min-h-[7.5rem]" aria-busy="true" />;
    case 'stale':
      return (
        <>
          <p className="about">{text.sessionsStale}</p>
          <Button variant="secondary" onPress={() => void signOut('fresh')}>
            {text.signInAgain}
          </Button>
        </>
      );
    case 'failed':
      return (
        <>
          <p className="about" role="alert">{`${text.sessionsUnknown} ${state.message}`}</p>
          <Button variant="secondary" onPress={reload}>
            {messages.app.retry}
          </Button>
        </>
      );
  }
}

export function SessionList({ here }: { here: string }) {
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
      <h2 id="sessions">{text.sessions}</h2>
      <p className="about">{text.sessionsText}</p>
      <Body state={state} here={here} reload={() => setRound((now) => now + 1)} />
    </section>
  );
}
