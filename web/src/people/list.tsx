// The list of the people, by pages: searched, filtered and sorted by the server.

import { ChevronLeft, ChevronRight, Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { PageHead } from '../shell/page-head';
import { useText } from '../text';
import { formatNumber } from '../text/format';
import { Button } from '../ui/button';
import { Empty } from '../ui/empty';
import { Segmented } from '../ui/segmented';
import { Skeleton } from '../ui/skeleton';
import { EVERYBODY, listPeople, PAGE, queryOf, type Wish } from './calls';
import { PeopleTable } from './table';
import { usePeopleText } from './text';
import { useAnswer } from './use-answer';

const PAUSE_MS = 300;

interface Props {
  wish: Wish;
  change(wish: Wish): void;
}

function SearchField({ wish, change }: Props) {
  const t = usePeopleText();
  const [typed, setTyped] = useState(wish.text);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the pause begins anew with each key
  useEffect(() => {
    if (typed === wish.text) return;
    const timer = setTimeout(() => change({ ...wish, text: typed, offset: 0 }), PAUSE_MS);

    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => setTyped(wish.text), [wish.text]);

  return (
    <div className="field-wrap">
      <Search className="icon" aria-hidden="true" />
      <input
        className="input"
        type="search"
        dir="auto"
        autoComplete="off"
        aria-label={t.search}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}

function Toolbar({ wish, change }: Props) {
  const t = usePeopleText();
  const turn = (more: Partial<Wish>) => change({ ...wish, ...more, offset: 0 });

  return (
    <div className="toolbar">
      <SearchField wish={wish} change={change} />
      <Segmented
        label={t.searchIn}
        choices={[
          { is: 'name', label: t.byName },
          { is: 'email', label: t.byEmail },
        ]}
        chosen={wish.field}
        choose={(field) => turn({ field })}
      />
      <Segmented
        label={t.filter}
        choices={[
          { is: 'all', label: t.all },
          { is: 'admins', label: t.admins },
          { is: 'banned', label: t.banned },
        ]}
        chosen={wish.show}
        choose={(show) => turn({ show })}
      />
    </div>
  );
}

function Pages({ wish, change, total }: Props & { total: number }) {
  const t = usePeopleText();
  const last = Math.min(wish.offset + PAGE, total);
  const turn = (by: number) => change({ ...wish, offset: Math.max(0, wish.offset + by) });

  return (
    <nav className="toolbar" aria-label={t.pages}>
      <span role="status">
        {t.range(formatNumber(wish.offset + 1), formatNumber(last), formatNumber(total))}
      </span>
      <Button
        look="quiet"
        className="end"
        isDisabled={wish.offset === 0}
        aria-label={t.previous}
        onPress={() => turn(-PAGE)}
      >
        <ChevronLeft className="icon flip" aria-hidden="true" />
      </Button>
      <Button
        look="quiet"
        isDisabled={last >= total}
        aria-label={t.next}
        onPress={() => turn(PAGE)}
      >
        <ChevronRight className="icon flip" aria-hidden="true" />
      </Button>
    </nav>
  );
}

export function PeopleList({ wish, change }: Props) {
  const t = usePeopleText();
  const app = useText();
  const [state, again] = useAnswer(JSON.stringify(queryOf(wish)), () => listPeople(wish));
  const total = state.is === 'here' ? state.data.total : null;

  return (
    <>
      <title>{app.title(t.title)}</title>
      <PageHead title={t.title} sub={total === null ? null : t.total(total)} />
      <Toolbar wish={wish} change={change} />
      {state.is === 'loading' ? <Skeleton lines={6} label={app.app.loading} /> : null}
      {state.is === 'failed' ? (
        <div role="alert">
          <Empty title={t.unknown} text={state.message}>
            <Button onPress={again}>{app.app.retry}</Button>
          </Empty>
        </div>
      ) : null}
      {state.is === 'here' && !state.data.users.length ? (
        <Empty title={t.nobody} text={t.nobodyText}>
          <Button onPress={() => change(EVERYBODY)}>{t.all}</Button>
        </Empty>
      ) : null}
      {state.is === 'here' && state.data.users.length ? (
        <>
          <PeopleTable people={state.data.users} wish={wish} change={change} />
          {state.data.total > PAGE ? (
            <Pages wish={wish} change={change} total={state.data.total} />
          ) : null}
        </>
      ) : null}
    </>
  );
}
