// Where one can go: views, lists and tags.

import {
  Calendar,
  CalendarDays,
  CheckCheck,
  Hash,
  Inbox,
  List,
  Search,
  Sun,
  Trash2,
} from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { useLists, useTags } from '../../api';
import { dotClass } from '../../shell/colours';
import type { KeyId } from '../../shell/keys';
import { useGo } from '../../shell/place';
import { useText } from '../../text';
import type { Icon, Item, Where } from './item';

const VIEWS: readonly [
  string,
  keyof ReturnType<typeof useText>['palette']['places'],
  Icon,
  KeyId?,
][] = [
  ['/today', 'today', Sun, 'goToday'],
  ['/upcoming', 'upcoming', CalendarDays, 'goUpcoming'],
  ['/inbox', 'inbox', Inbox, 'goInbox'],
  ['/calendar', 'calendar', Calendar, 'goCalendar'],
  ['/all', 'all', List],
  ['/search', 'search', Search, 'search'],
  ['/completed', 'completed', CheckCheck],
  ['/trash', 'trash', Trash2],
];

export function usePlaces(): Item[] {
  const t = useText().palette.places;
  const go = useGo();
  const lists = useLists();
  const tags = useTags();

  return useMemo(
    () => [
      ...VIEWS.map(
        ([href, name, icon, strokes]): Item => ({
          id: href,
          name: t[name],
          icon,
          ...(strokes ? { strokes } : {}),
          run: () => go(href),
        }),
      ),
      ...lists
        .filter((list) => !list.archived)
        .map(
          (list): Item => ({
            id: `list-${list.id}`,
            name: list.name,
            dot: dotClass(list.color),
            run: () => go(`/list?id=${list.id}`),
          }),
        ),
      ...tags.map(
        ({ name }): Item => ({
          id: `tag-${name}`,
          name,
          hidden: `#${name}`,
          icon: Hash,
          run: () => go(`/tag?${new URLSearchParams({ name })}`),
        }),
      ),
    ],
    [t, go, lists, tags],
  );
}

// The list of a task, as it is shown beside it.
export function useListNames(): (id: number | null) => Where {
  const t = useText().palette.places;
  const lists = useLists();

  return useCallback(
    (id) => {
      const list = lists.find((one) => one.id === id);

      return list ? { dot: dotClass(list.color), name: list.name } : { dot: null, name: t.inbox };
    },
    [lists, t],
  );
}
