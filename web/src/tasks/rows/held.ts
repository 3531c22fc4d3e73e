// A task that was completed a moment ago stays where it is, so that a mistaken press can be taken
// back in place; then its row closes.

import { useSyncExternalStore } from 'react';
import { act, type Task } from '../../api';

const HOLD_MS = 600;
const CLOSE_MS = 220;

export type Held = ReadonlyMap<number, 'held' | 'leaving'>;

let held: Held = new Map();
const listeners = new Set<() => void>();

function set(change: (next: Map<number, 'held' | 'leaving'>) => void): void {
  const next = new Map(held);

  change(next);
  held = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const none: Held = new Map();

export const useHeld = (): Held =>
  useSyncExternalStore(
    subscribe,
    () => held,
    () => none,
  );

function release(ids: readonly number[]): void {
  set((next) => {
    for (const id of ids) next.delete(id);
  });
}

// Completes tasks, or opens them again. One that repeats moves to its next date at once.
export function complete(tasks: readonly Task[], done: boolean): void {
  const ids = tasks.map(({ id }) => id);
  const still = (id: number) => held.has(id);

  if (!done) release(ids.filter(still));
  else {
    const staying = tasks.filter(({ recurrence }) => !recurrence).map(({ id }) => id);

    set((next) => {
      for (const id of staying) next.set(id, 'held');
    });
    setTimeout(() => {
      set((next) => {
        for (const id of staying.filter(still)) next.set(id, 'leaving');
      });
      setTimeout(() => release(staying), CLOSE_MS);
    }, HOLD_MS);
  }
  act.complete(ids, done);
}
