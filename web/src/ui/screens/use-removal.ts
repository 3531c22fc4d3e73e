// Deletes a task at once; for some seconds the user can undo it.

import { useMemo } from 'react';
import type { Task } from '../lib/api';
import { messages } from '../lib/messages';
import type { Shown } from '../lib/notice';
import { notify } from '../lib/notify';
import type { TaskStore } from '../lib/task-store';

const WHILE_MS = 8000;

export function useRemoval(store: TaskStore, restored: (task: Task) => void) {
  return useMemo(() => {
    const shown = new Map<number, Shown>();

    function restore(task: Task): void {
      if (store.restore(task)) restored(task);
    }

    return {
      remove(task: Task): void {
        store.remove(task);
        shown.set(
          store.keyOf(task),
          notify({
            title: messages.tasks.deleted(task.title),
            timeoutMs: WHILE_MS,
            action: { label: messages.tasks.undo, run: () => restore(task) },
            closed: () => void store.send(task),
          }),
        );
      },
      undoLast(): boolean {
        const task = store.removed.at(-1);

        if (!task) return false;
        restore(task);
        shown.get(store.keyOf(task))?.close();
        return true;
      },
    };
  }, [store, restored]);
}
