// One of the people: what is known, what they are signed in with, and what an admin can do.

import { ChevronLeft } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { usePerson } from '../shell/person';
import { useText } from '../text';
import { formatMoment } from '../text/format';
import { Avatar } from '../ui/avatar';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Empty } from '../ui/empty';
import { Skeleton } from '../ui/skeleton';
import { Acts } from './acts';
import { getPerson, isBanned, roleOf, type Someone } from './calls';
import { PeopleLink } from './link';
import { RoleChoice } from './role';
import { Sessions } from './sessions';
import { StatusBadge } from './table';
import { usePeopleText } from './text';
import { useAnswer } from './use-answer';

function Head({ someone, isSelf }: { someone: Someone; isSelf: boolean }) {
  const t = usePeopleText();
  const title = useRef<HTMLHeadingElement>(null);
  const name = someone.name || someone.email;

  useEffect(() => title.current?.focus(), []);
  return (
    <header className="page-head person-head">
      <div className="person">
        <Avatar name={name} picture={someone.image} size="lg" other={!isSelf} />
        <span>
          <h1 className="page-title" tabIndex={-1} ref={title}>
            <span dir="auto">{name}</span> <StatusBadge someone={someone} />
            {isSelf ? <Badge>{t.you}</Badge> : null}
          </h1>
          <p className="page-sub">{someone.email}</p>
        </span>
      </div>
    </header>
  );
}

interface FactsProps {
  someone: Someone;
  isSelf: boolean;
  changed(): void;
}

function Facts({ someone, isSelf, changed }: FactsProps) {
  const t = usePeopleText();

  return (
    <section className="section">
      <dl className="facts">
        <div>
          <dt>{t.role}</dt>
          <dd>
            {isSelf ? t.roles[roleOf(someone)] : <RoleChoice someone={someone} changed={changed} />}
          </dd>
        </div>
        <div>
          <dt>{t.joined}</dt>
          <dd>{formatMoment(someone.createdAt)}</dd>
        </div>
        <div>
          <dt>{t.email}</dt>
          <dd>{someone.emailVerified ? t.confirmed : t.unconfirmed}</dd>
        </div>
        {isBanned(someone) ? (
          <>
            <div>
              <dt>{t.bannedUntil}</dt>
              <dd>{someone.banExpires ? formatMoment(someone.banExpires) : t.forever}</dd>
            </div>
            <div>
              <dt>{t.bannedFor}</dt>
              <dd dir="auto">{someone.banReason || '—'}</dd>
            </div>
          </>
        ) : null}
      </dl>
    </section>
  );
}

function Body({ someone, changed }: { someone: Someone; changed(): void }) {
  const isSelf = usePerson()?.id === someone.id;
  const [round, setRound] = useState(0); // of the sessions, which an act may end
  const acted = () => {
    setRound((now) => now + 1);
    changed();
  };

  return (
    <>
      <Head someone={someone} isSelf={isSelf} />
      {isSelf ? null : <Acts someone={someone} changed={acted} />}
      <Facts someone={someone} isSelf={isSelf} changed={changed} />
      {isSelf ? null : <Sessions key={round} someone={someone} />}
    </>
  );
}

export function PersonPage({ id }: { id: string }) {
  const t = usePeopleText();
  const app = useText();
  const [state, again] = useAnswer(id, () => getPerson(id));
  const name = state.is === 'here' ? state.data.name || state.data.email : t.title;

  return (
    <>
      <title>{app.title(name)}</title>
      <PeopleLink className="crumb" href="/people">
        <ChevronLeft className="icon flip" aria-hidden="true" />
        {t.title}
      </PeopleLink>
      {state.is === 'loading' ? <Skeleton lines={4} label={app.app.loading} /> : null}
      {state.is === 'failed' ? (
        <div role="alert">
          <Empty
            level={1}
            title={state.status === 404 ? t.gone : t.personUnknown}
            {...(state.status === 404 ? {} : { text: state.message })}
          >
            {state.status === 404 ? null : <Button onPress={again}>{app.app.retry}</Button>}
          </Empty>
        </div>
      ) : null}
      {state.is === 'here' ? <Body someone={state.data} changed={again} /> : null}
    </>
  );
}
