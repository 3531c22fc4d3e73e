// What is folded away and what is unfolded in a view; the browser keeps it.

import { useMemo, useState } from 'react';
import { keyOf, type Task } from '../../api';
import { store, stored } from '../../ui/lib/preferences';
import type { Group } from './arrange';
import type { Folding } from './items';

function read(key: string): Set<string> {
  try {
    const found: unknown = JSON.parse(stored(key) ?? '[]');

    return new Set(Array.isArray(found) ? found.filter((one) => typeof one === 'string') : []);
  } catch {
    return new Set();
  }
}

const MOST = 200; // what is remembered of tasks that may be long gone

export function useFolding(view: string) {
  const place = `ostiary.open.${view}`;
  const [open, setOpen] = useState(() => read(place));

  return useMemo(() => {
    const toggle = (name: string) =>
      setOpen((old) => {
        const next = new Set(old);

        if (!next.delete(name)) next.add(name);
        store(place, next.size ? JSON.stringify([...next].slice(-MOST)) : null);
        return next;
      });
    const folding: Folding = {
      folded: (group) => !open.has(group.key),
      unfolded: (task) => open.has(`task-${keyOf(task.id)}`),
    };

    return {
      ...folding,
      toggleGroup: (group: Group) => toggle(group.key),
      toggleTask: (task: Task) => toggle(`task-${keyOf(task.id)}`),
    };
  }, [open, place]);
}
