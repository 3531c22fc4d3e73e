// What becomes of tasks that are put somewhere else in a list, by a drag or by keys.

import { act, type Task } from '../../api';
import type { Change, Group } from './arrange';
import { rowsOf, type Item, type RowItem } from './items';
import type { Target } from './use-drag';

export interface Order {
  items: readonly Item[];
  byHand: boolean;
}

const differs = (task: Task, change: Change) =>
  Object.entries(change).some(([name, value]) => task[name as keyof Change] !== value);

// The change of the group, for those that do not have it yet.
function join(tasks: readonly Task[], { change }: Group): void {
  if (!change) return;
  const others = tasks.filter((task) => differs(task, change));
  const ids = others.map(({ id }) => id);

  if (others.length === 0) return;
  if ('list_id' in change || 'section_id' in change)
    act.move(ids, {
      list_id: 'list_id' in change ? (change.list_id ?? null) : others[0]!.list_id,
      section_id: change.section_id ?? null,
    });
  else act.updateAll(ids, change);
}

// The tasks that come to stand before and after the place, among those that stay.
function neighbours(items: readonly Item[], moved: ReadonlySet<number>, target: Target) {
  const at = items.findIndex(({ key }) => key === target.key);
  const group = items[at]!.group;
  const rows = rowsOf(items).filter(
    (item) => item.depth === 0 && item.group.key === group.key && !moved.has(item.task.id),
  );
  const here = items[at]!;

  if (here.is !== 'row')
    return {
      after: here.is === 'head' ? null : rows.at(-1),
      before: here.is === 'head' ? rows[0] : null,
    };
  const index = rows.findIndex(({ key }) => key === here.key);
  const edge = index + (target.edge === 'after' ? 1 : 0);

  return { after: rows[edge - 1], before: rows[edge] };
}

export function put(ids: readonly number[], target: Target, { items, byHand }: Order): void {
  const group = items.find(({ key }) => key === target.key)?.group;
  const moved = new Set(ids);
  const tasks = rowsOf(items)
    .filter(({ task }) => moved.has(task.id))
    .map(({ task }) => task);

  if (!group || tasks.length === 0) return;
  join(tasks, group);
  if (!byHand) return;
  const { after, before } = neighbours(items, moved, target);
  let last = after?.task.id ?? null;

  for (const { id } of tasks) {
    act.reorder(id, { after: last, before: before?.task.id ?? null });
    last = id;
  }
}

// One place up or down: within the group in an order by hand, else into the group beside it.
export function step(item: RowItem, by: 1 | -1, order: Order): boolean {
  const { items, byHand } = order;
  const rows = rowsOf(items).filter(({ depth }) => depth === 0);
  const beside = rows[rows.findIndex(({ key }) => key === item.key) + by];

  if (item.depth) return false;
  if (byHand && beside && beside.group.key === item.group.key) {
    put([item.task.id], { key: beside.key, edge: by > 0 ? 'after' : 'before' }, order);
    return true;
  }
  const groups = [...new Map(items.map(({ group }) => [group.key, group])).values()].filter(
    ({ change, fold }) => change && !fold,
  );
  const at = groups.findIndex(({ key }) => key === item.group.key);
  const next = groups[at + by];
  const place = next && edgeOf(items, next, by);

  if (at < 0 || !place) return false;
  put([item.task.id], place, order);
  return true;
}

// Where one enters a group: at its top from above, at its end from below.
function edgeOf(items: readonly Item[], group: Group, by: 1 | -1): Target | null {
  const within = items.filter((item) => item.group.key === group.key);
  const rows = rowsOf(within).filter(({ depth }) => depth === 0);
  const row = by > 0 ? rows[0] : rows.at(-1);

  if (row) return { key: row.key, edge: by > 0 ? 'before' : 'after' };
  return within[0] ? { key: within[0].key, edge: 'after' } : null;
}
