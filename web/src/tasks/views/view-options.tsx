// How a view is sorted and grouped; the browser keeps what was chosen.

import { SlidersHorizontal } from 'lucide-react';
import { useCallback, useState } from 'react';
import { MenuButton } from '../../shell/menu';
import { useText } from '../../text';
import { store, stored } from '../../ui/lib/preferences';
import { GROUPINGS, SORTS, type Arrangement, type GroupBy, type Sort } from '../rows/arrange';

export function useArrangement(view: string, usual: Arrangement) {
  const place = `ostiary.view.${view}`;
  const [chosen, setChosen] = useState(() => stored(place));
  const [sort, group] = (chosen ?? '').split(' ');
  const arrangement: Arrangement = {
    sort: SORTS.includes(sort as Sort) ? (sort as Sort) : usual.sort,
    group: GROUPINGS.includes(group as GroupBy) ? (group as GroupBy) : usual.group,
  };
  const change = useCallback(
    (next: Arrangement) => {
      const text = `${next.sort} ${next.group}`;

      setChosen(text);
      store(place, text);
    },
    [place],
  );

  return [arrangement, change] as const;
}

interface Props {
  arrangement: Arrangement;
  groupings?: readonly GroupBy[];
  change(next: Arrangement): void;
}

export function ViewOptions({ arrangement, groupings = GROUPINGS, change }: Props) {
  const t = useText();

  return (
    <MenuButton
      className="btn btn-quiet btn-sm"
      choices={[
        {
          label: t.views.sortBy,
          chosen: `sort-${arrangement.sort}`,
          entries: SORTS.map((sort) => ({ id: `sort-${sort}`, label: t.views.sorts[sort] })),
        },
        ...(groupings.length > 1
          ? [
              {
                label: t.views.groupBy,
                chosen: `group-${arrangement.group}`,
                entries: groupings.map((group) => ({
                  id: `group-${group}`,
                  label: t.views.groupings[group],
                })),
              },
            ]
          : []),
      ]}
      onAction={(id) => {
        const [what, value] = id.split('-') as ['sort' | 'group', string];

        change({ ...arrangement, [what]: value } as Arrangement);
      }}
    >
      <SlidersHorizontal className="icon" aria-hidden="true" />
      {t.views.options}
    </MenuButton>
  );
}
