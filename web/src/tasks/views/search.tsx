// The search: what is typed and what it is limited to stand in the address.

import { Search, X } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useTasks } from '../../api';
import { announce } from '../../shell/announce';
import { useGo, usePlace, withQuery } from '../../shell/place';
import { useKeys } from '../../shell/use-keys';
import { useText } from '../../text';
import { sorted, type Group } from '../rows/arrange';
import { useRowData } from '../rows/context';
import { Rows } from '../rows/rows';
import { Empty } from '../../ui/empty';
import { excerptOf, isEmpty, matches, wantedOf } from './find';
import { ViewPage } from './page';
import { SearchFilters } from './search-filters';

function SearchField() {
  const t = useText();
  const go = useGo();
  const place = usePlace();
  const field = useRef<HTMLInputElement>(null);
  const given = place.query.get('q') ?? '';
  const [typed, setTyped] = useState(given);
  const set = (q: string) => {
    setTyped(q);
    go(withQuery(place, { q: q || null }), { replace: true });
  };

  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (document.activeElement !== field.current) setTyped(given);
  }, [given]);
  useKeys({ search: () => field.current?.focus() });

  return (
    <div className="search">
      <Search className="icon" aria-hidden="true" />
      <input
        ref={field}
        className="input"
        type="search"
        dir="auto"
        aria-label={t.tasks.searchLabel}
        autoComplete="off"
        value={typed}
        onChange={(event) => set(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && typed) {
            event.preventDefault();
            set('');
          }
        }}
      />
      {typed ? (
        <button
          type="button"
          className="btn btn-quiet btn-icon"
          aria-label={t.tasks.clearSearch}
          onClick={() => {
            set('');
            field.current?.focus();
          }}
        >
          <X className="icon" aria-hidden="true" />
        </button>
      ) : null}
    </div>
  );
}

export function SearchView() {
  const t = useText();
  const go = useGo();
  const place = usePlace();
  const data = useRowData();
  const query = useDeferredValue(place.query);
  const wanted = useMemo(() => wantedOf(query), [query]);
  const all = useTasks();
  const found = useMemo(
    () =>
      isEmpty(wanted)
        ? []
        : sorted(
            all.filter((task) => matches(task, wanted, data.now)),
            'date',
            t.language,
          ),
    [all, wanted, data.now, t.language],
  );
  const groups = useMemo<Group[]>(
    () => (found.length ? [{ key: 'found', tasks: found }] : []),
    [found],
  );
  const says = isEmpty(wanted) ? '' : t.tasks.found(found.length);

  useEffect(() => {
    const timer = setTimeout(() => says && announce(says), 500);

    return () => clearTimeout(timer);
  }, [says]);

  return (
    <ViewPage title={t.shell.search}>
      <SearchField />
      <SearchFilters />
      {says ? <p className="page-sub search-count">{says}</p> : null}
      {isEmpty(wanted) || found.length ? null : (
        <Empty title={t.views.noMatch.title(query.get('q') ?? '')} text={t.views.noMatch.text}>
          {wanted.completed ? null : (
            <button
              type="button"
              className="btn"
              onClick={() => go(withQuery(place, { completed: '1' }), { replace: true })}
            >
              {t.views.noMatch.go}
            </button>
          )}
        </Empty>
      )}
      <Rows
        label={t.views.results}
        view="search"
        groups={groups}
        data={data}
        showList
        excerpt={(task) => excerptOf(task, wanted)}
      />
    </ViewPage>
  );
}
