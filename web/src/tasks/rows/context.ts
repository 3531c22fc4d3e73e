// What the rows of every view need of the person's data.

import { useCallback, useMemo } from 'react';
import { useLists, useTasks, type List, type Task } from '../../api';
import { useNow } from '../../shell/clock';
import type { Parts } from './row-meta';

export interface RowData {
  now: Date;
  lists: ReadonlyMap<number, List>;
  parts: ReadonlyMap<number, readonly Task[]>;
  counts: ReadonlyMap<number, Parts>;
}

const byPosition = (a: Task, b: Task) => (a.position < b.position ? -1 : 1);

export function useRowData(): RowData {
  const now = useNow();
  const lists = useLists();
  const parts = useTasks(useCallback((task: Task) => task.parent_id !== null, []));
  const byParent = useMemo(() => {
    const found = new Map<number, Task[]>();

    for (const part of parts) {
      const others = found.get(part.parent_id!);

      if (others) others.push(part);
      else found.set(part.parent_id!, [part]);
    }
    for (const others of found.values()) others.sort(byPosition);
    return found;
  }, [parts]);

  const counts = useMemo(
    () =>
      new Map(
        [...byParent].map(([id, all]) => [
          id,
          { done: all.filter(({ completed }) => completed).length, all: all.length },
        ]),
      ),
    [byParent],
  );
  const listsById = useMemo(() => new Map(lists.map((list) => [list.id, list])), [lists]);

  return useMemo(
    () => ({ now, lists: listsById, parts: byParent, counts }),
    [now, listsById, byParent, counts],
  );
}
