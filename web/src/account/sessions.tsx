// The person's sessions, with buttons that end them.

import { LogOut } from 'lucide-react';
import { useEffect, useState } from 'react';
import { text, useText } from '../text';
import { Button } from '../ui/button';
import { authClient, type Session } from '../api/http/auth-client';
import { authedCall } from '../shell/authed-call';
import { endReminders, signInAgain, signOut } from '../shell/sign-out';
import { Skeleton } from '../ui/skeleton';
import { Section } from './section';
import { SessionRow } from './session-row';
import { tellOutcome } from './tell';

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

// Ends all sessions, this one too.
const endAll = (): Promise<void> =>
  signOut((fetchOptions) => authClient.revokeSessions({ fetchOptions }), 'all');

interface ListProps {
  sessions: Session[];
  here: string;
  reload(): void;
}

function List({ sessions, here, reload }: ListProps) {
  const t = useText();
  const [busy, setBusy] = useState(false);

  async function endOthers() {
    setBusy(true);
    const { problem } = await authedCall((fetchOptions) =>
      authClient.revokeOtherSessions({ fetchOptions }),
    );

    const ended = problem !== null || (await endReminders('others'));

    setBusy(false);
    if (tellOutcome(problem, ended ? t.account.othersEnded : t.account.othersReminded)) reload();
  }

  return (
    <>
      <ul className="lines">
        {sorted(sessions, here).map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            isHere={session.id === here}
            ended={reload}
          />
        ))}
      </ul>
      <div className="btn-row">
        {sessions.length > 1 ? (
          <Button isPending={busy} onPress={() => void endOthers()}>
            <LogOut className="icon flip" aria-hidden="true" />
            {t.account.endOthers}
          </Button>
        ) : null}
        <Button
          look="quiet"
          className={sessions.length > 1 ? '' : 'btn-flush'}
          onPress={() => void endAll()}
        >
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
      return <List sessions={state.sessions} here={here} reload={reload} />;
    case 'loading':
      return <Skeleton lines={2} label={t.app.loading} />;
    case 'stale':
      return (
        <div className="steps">
          <p>{t.problems.sessionsStale}</p>
          <div className="chips">
            <Button onPress={() => void signInAgain()}>{t.account.signInAgain}</Button>
          </div>
        </div>
      );
    case 'failed':
      return (
        <div className="steps">
          <p role="alert">{`${t.account.sessionsUnknown} ${state.message}`}</p>
          <div className="chips">
            <Button onPress={reload}>{t.app.retry}</Button>
          </div>
        </div>
      );
  }
}

export function Sessions({ here }: { here: string }) {
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
    <Section id="sessions" title={t.account.sessions} lead={t.account.sessionsText}>
      <Body state={state} here={here} reload={() => setRound((now) => now + 1)} />
    </Section>
  );
}
