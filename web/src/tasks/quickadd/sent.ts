// What was typed for the tasks that were added here, for the case that the server refuses one.

import type { Correction } from './new-task';
import type { Range } from './spans';

export interface Typed {
  text: string;
  notes: string;
  kept: readonly Range[];
  correction: Correction;
}

const MOST = 100;
const typed = new Map<number, Typed>();

export function rememberTyped(id: number, what: Typed): void {
  if (typed.size >= MOST) typed.delete(typed.keys().next().value!);
  typed.set(id, what);
}

// After a reload only the task itself is known: its words are all text, and the rest corrections.
export function typedFor(id: number | null, change: Readonly<Record<string, unknown>>): Typed {
  const known = id === null ? undefined : typed.get(id);

  if (known) return known;
  const { title, description, position: _, completed: __, ...correction } = change;
  const text = String(title ?? '');

  return {
    text,
    notes: String(description ?? ''),
    kept: [...text.matchAll(/\S+/gu)].map(({ index, 0: word }) => ({
      start: index,
      end: index + word.length,
    })),
    correction: correction as Correction,
  };
}
