// Where one of the people is signed in.

import { useState } from 'react';
import { Section, LineText } from '../account/section';
import { tellOutcome } from '../account/tell';
import type { Session } from '../api/http/auth-client';
import { useText } from '../text';
import { momentAgo } from '../text/format';
import { Button } from '../ui/button';
import { deviceName } from '../ui/lib/device';
import { Skeleton } from '../ui/skeleton';
import { endSession, listSessions, type Someone } from './calls';
import { usePeopleText } from './text';
import { useAnswer } from './use-answer';

function Line({ session, ended }: { session: Session; ended(): void }) {
  const t = useText().account;
  const [busy, setBusy] = useState(false);
  const device = deviceName(session.userAgent);
  const now = new Date();

  async function end() {
    setBusy(true);
    const { problem } = await endSession(session.token);

    setBusy(false);
    if (tellOutcome(problem, t.ended(device))) ended();
  }

  return (
    <li>
      <LineText
        name={device}
        about={[
          session.ipAddress || t.unknownAddress,
          t.lastUsed(momentAgo(session.updatedAt, now)),
          t.since(momentAgo(session.createdAt, now)),
        ].join(' · ')}
      >
        <Button
          size="sm"
          isPending={busy}
          aria-label={t.endLabel(device)}
          onPress={() => void end()}
        >
          {t.end}
        </Button>
      </LineText>
    </li>
  );
}

export function Sessions({ someone }: { someone: Someone }) {
  const t = usePeopleText();
  const app = useText();
  const [state, again] = useAnswer(someone.id, () => listSessions(someone.id));

  return (
    <Section id="sessions" title={t.sessions}>
      {state.is === 'loading' ? <Skeleton lines={2} label={app.app.loading} /> : null}
      {state.is === 'failed' ? (
        <div className="steps">
          <p role="alert">{`${t.sessionsUnknown} ${state.message}`}</p>
          <div className="chips">
            <Button onPress={again}>{app.app.retry}</Button>
          </div>
        </div>
      ) : null}
      {state.is === 'here' && !state.data.sessions.length ? <p>{t.noSessions}</p> : null}
      {state.is === 'here' ? (
        <ul className="lines">
          {state.data.sessions.map((session) => (
            <Line key={session.id} session={session} ended={again} />
          ))}
        </ul>
      ) : null}
    </Section>
  );
}
