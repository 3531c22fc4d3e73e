// What a search is limited to. All of it stands in the address.

import { Calendar, ChevronDown, Flag, List } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLists } from '../../api';
import { MenuButton, type MenuEntry } from '../../shell/menu';
import { useGo, usePlace, withQuery } from '../../shell/place';
import { useText } from '../../text';

export const DATES = ['overdue', 'today', 'week', 'none'] as const;
export const LEVELS = ['high', 'medium', 'low', 'none'] as const;

interface FilterProps {
  name: string; // in the query
  label: string;
  icon: ReactNode;
  any: string;
  entries: readonly MenuEntry[];
}

function Filter({ name, label, icon, any, entries }: FilterProps) {
  const go = useGo();
  const place = usePlace();
  const value = place.query.get(name) ?? 'any';
  const chosen = entries.find(({ id }) => id === value);

  return (
    <MenuButton
      className={chosen ? 'chip chip-on' : 'chip'}
      choices={[
        { label, chosen: chosen?.id ?? 'any', entries: [{ id: 'any', label: any }, ...entries] },
      ]}
      onAction={(id) =>
        go(withQuery(place, { [name]: id === 'any' ? null : id }), { replace: true })
      }
    >
      {icon}
      <span dir="auto">{chosen?.label ?? any}</span>
      <ChevronDown className="icon" aria-hidden="true" />
    </MenuButton>
  );
}

function Toggle({ name, children }: { name: string; children: ReactNode }) {
  const go = useGo();
  const place = usePlace();
  const on = place.query.has(name);

  return (
    <button
      type="button"
      className="chip"
      aria-pressed={on}
      onClick={() => go(withQuery(place, { [name]: on ? null : '1' }), { replace: true })}
    >
      {children}
    </button>
  );
}

export function SearchFilters() {
  const t = useText();
  const lists = useLists();

  return (
    <div className="chips toolbar" role="group" aria-label={t.views.filters}>
      <Toggle name="completed">{t.views.includeCompleted}</Toggle>
      <Filter
        name="list"
        label={t.views.byList}
        any={t.views.anyList}
        icon={<List className="icon" aria-hidden="true" />}
        entries={[
          { id: 'inbox', label: t.shell.inbox },
          ...lists.map(({ id, name }) => ({ id: String(id), label: name })),
        ]}
      />
      <Filter
        name="date"
        label={t.views.byDate}
        any={t.views.anyDate}
        icon={<Calendar className="icon" aria-hidden="true" />}
        entries={DATES.map((id) => ({ id, label: t.views.dates[id] }))}
      />
      <Filter
        name="priority"
        label={t.views.byPriority}
        any={t.views.anyPriority}
        icon={<Flag className="icon" aria-hidden="true" />}
        entries={LEVELS.map((id) => ({ id, label: t.rows.priorities[id] }))}
      />
    </div>
  );
}
