// The keys for rows: they act on the chosen ones, or else on the one that has the focus. While the
// focus is in the panel, they are about the task there and not about what was chosen behind it.

import { act, type Task } from '../../api';
import { announce } from '../../shell/announce';
import { useKeys } from '../../shell/use-keys';
import { text } from '../../text';
import { complete } from './held';
import type { RowItem } from './items';
import type { Pick } from './menus/picks';
import { step, type Order } from './reorder';

interface Options {
  order: Order;
  current(): RowItem | null; // where the focus is, or was last
  chosen(): readonly Task[];
  stepBy(by: number): boolean;
  open(task: Task): void;
  pick(what: Pick): boolean;
  clear(): void;
}

const onRow = (event: KeyboardEvent) => (event.target as Element).matches('.row');
const inPanel = () => document.activeElement?.closest('.panel') != null;

export function useRowKeys({ order, current, chosen, stepBy, open, pick, clear }: Options): void {
  const named = (event: KeyboardEvent) => event.key.length > 1;
  const tasks = (): readonly Task[] => {
    const all = inPanel() ? [] : chosen();
    const one = current();

    return all.length ? all : one ? [one.task] : [];
  };
  const each = (run: (tasks: readonly Task[]) => void) => () => {
    const all = tasks();

    if (all.length === 0) return false;
    run(all);
    return true;
  };
  const priority = (level: Task['priority']) =>
    each((all) => {
      act.updateAll(
        all.map(({ id }) => id),
        { priority: level },
      );
      announce(text().rows.prioritySet(text().rows.priorities[level]));
    });
  const move = (by: 1 | -1) => (event: KeyboardEvent) => {
    const item = current();

    if (!onRow(event) || !item || !step(item, by, order)) return false;
    announce(text().rows.moved(item.task.title, by));
    return true;
  };

  useKeys({
    next: (event) => (named(event) && !onRow(event) ? false : stepBy(1)),
    previous: (event) => (named(event) && !onRow(event) ? false : stepBy(-1)),
    open(event) {
      const item = current();

      if (!item || !onRow(event)) return false;
      open(item.task);
      return true;
    },
    complete: each((all) => {
      complete(all, !all.every(({ completed }) => completed));
      clear();
    }),
    delete(event) {
      if (named(event) && !onRow(event)) return false;
      return each((all) => {
        act.remove(all.map(({ id }) => id));
        clear();
      })();
    },
    date: () => !inPanel() && pick('date'),
    move: () => !inPanel() && pick('move'),
    priorityHigh: priority('high'),
    priorityMedium: priority('medium'),
    priorityLow: priority('low'),
    priorityNone: priority('none'),
    moveUp: move(-1),
    moveDown: move(1),
  });
}
