// Rows under a pointer that drags: where they may be put, and what they become there.

import { useMemo, useRef, useState, type DragEvent } from 'react';
import { dragged, draggedTasks, endDrag, startDrag } from '../../shell/drag';
import type { Item, RowItem } from './items';

export type Edge = 'before' | 'after';

export interface Target {
  key: string;
  edge: Edge;
}

interface Options {
  items: readonly Item[];
  chosen: ReadonlySet<string>;
  rows: readonly RowItem[];
  drop(ids: readonly number[], target: Target): void;
}

export function useDrag(options: Options) {
  const [target, setTarget] = useState<Target | null>(null);
  const latest = useRef({ ...options, target });

  latest.current = { ...options, target };
  const handlers = useMemo(
    () => ({
      drag(item: RowItem, event: DragEvent) {
        const { rows, chosen } = latest.current;
        const several = chosen.has(item.key) ? rows.filter(({ key }) => chosen.has(key)) : [item];
        const row = event.currentTarget.closest('.row');

        if (row) event.dataTransfer.setDragImage(row, 16, 16);
        startDrag(
          event,
          { is: 'tasks', ids: several.map(({ task }) => task.id) },
          several.map(({ task }) => task.title).join('\n'),
        );
      },
      dragEnd() {
        endDrag();
        setTarget(null);
      },
    }),
    [],
  );

  return {
    target,
    ...handlers,
    // For the place around an item.
    over(item: Item, event: DragEvent) {
      if (!draggedTasks() || dragged()?.is !== 'tasks') return;
      const { top, height } = event.currentTarget.getBoundingClientRect();
      const edge: Edge = item.is === 'row' && event.clientY < top + height / 2 ? 'before' : 'after';

      event.preventDefault();
      if (latest.current.target?.key !== item.key || latest.current.target.edge !== edge)
        setTarget({ key: item.key, edge });
    },
    leave: () => setTarget(null),
    dropped(event: DragEvent) {
      const ids = draggedTasks();
      const { target: where } = latest.current;

      setTarget(null);
      if (!ids || !where) return;
      event.preventDefault();
      latest.current.drop(ids, where);
    },
  };
}
