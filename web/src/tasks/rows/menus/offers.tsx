// What the menus of a list and a priority offer.

import { Inbox } from 'lucide-react';
import { act, useLists, type Task } from '../../../api';
import { dotClass } from '../../../shell/colours';
import type { MenuEntry } from '../../../shell/menu';
import { useText } from '../../../text';
import { DialPicture } from '../dial';

const PRIORITIES = ['high', 'medium', 'low', 'none'] as const;

export interface Offer {
  entries: MenuEntry[];
  run(id: string): void;
}

export const idsOf = (tasks: readonly Task[]) => tasks.map(({ id }) => id);

export function useMoves(tasks: readonly Task[]): Offer {
  const t = useText();
  const lists = useLists().filter(({ archived }) => !archived);

  return {
    entries: [
      { id: 'inbox', label: t.shell.inbox, icon: Inbox },
      ...lists.flatMap((list) => [
        { id: `list-${list.id}`, label: list.name, mark: <i className={dotClass(list.color)} /> },
        ...list.sections.map((section) => ({
          id: `section-${list.id}-${section.id}`,
          label: t.rows.inSection(list.name, section.name),
          mark: <i className={dotClass(list.color)} />,
        })),
      ]),
    ],
    run(id) {
      const [, list, section] = id.match(/^\w+-(-?\d+)(?:-(-?\d+))?$/) ?? [];

      act.move(idsOf(tasks), {
        list_id: list ? Number(list) : null,
        section_id: section ? Number(section) : null,
      });
    },
  };
}

export function usePriorities(tasks: readonly Task[]): Offer {
  const t = useText();

  return {
    entries: PRIORITIES.map((priority, i) => ({
      id: priority,
      label: t.rows.priorities[priority],
      mark: (
        <span className="menu-dial" {...(priority === 'none' ? {} : { 'data-priority': priority })}>
          <DialPicture />
        </span>
      ),
      end: String((i + 1) % 4),
    })),
    run: (id) => act.updateAll(idsOf(tasks), { priority: id as Task['priority'] }),
  };
}
