// The lines of a list as they stand below one another: heads of groups, rows, places to add.

import { keyOf, type Task } from '../../api';
import type { Group } from './arrange';

export type Item =
  | { is: 'head'; key: string; group: Group; folded: boolean }
  | { is: 'row'; key: string; group: Group; task: Task; depth: 0 | 1; unfolded: boolean }
  | { is: 'add'; key: string; group: Group }
  | { is: 'more'; key: string; group: Group };

export type RowItem = Extract<Item, { is: 'row' }>;

export interface Folding {
  folded(group: Group): boolean;
  unfolded(task: Task): boolean;
}

type Parts = ReadonlyMap<number, readonly Task[]>;

export const rowKey = (task: Pick<Task, 'id'>, depth: 0 | 1 = 0): string =>
  `${depth ? 'part' : 'row'}-${keyOf(task.id)}`;

export function itemsOf(groups: readonly Group[], parts: Parts, folding: Folding): Item[] {
  return groups.flatMap((group) => {
    const folded = Boolean(group.fold) && folding.folded(group);
    const lines: Item[] = [];

    if (group.title !== undefined)
      lines.push({ is: 'head', key: `head-${group.key}`, group, folded });
    if (folded) return lines;
    for (const task of group.tasks) {
      const unfolded = folding.unfolded(task);

      lines.push({ is: 'row', key: rowKey(task), group, task, depth: 0, unfolded });
      if (unfolded)
        for (const part of parts.get(task.id) ?? [])
          lines.push({
            is: 'row',
            key: rowKey(part, 1),
            group,
            task: part,
            depth: 1,
            unfolded: false,
          });
    }
    if (group.more) lines.push({ is: 'more', key: `more-${group.key}`, group });
    if (group.add) lines.push({ is: 'add', key: `add-${group.key}`, group });
    return lines;
  });
}

export const rowsOf = (items: readonly Item[]): RowItem[] =>
  items.filter((item) => item.is === 'row');
