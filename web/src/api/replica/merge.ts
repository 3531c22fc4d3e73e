// A change of the person's over one that somebody else has made meanwhile.

import type { Task, TaskChange } from '../types';
import { consequences } from './overlay';

export type Member = keyof TaskChange;

// Where a task is: the last one to move it decides, and nobody is asked.
const PLACES = new Set<Member>(['list_id', 'section_id', 'parent_id', 'position']);

export const isSame = (a: unknown, b: unknown): boolean =>
  a === b || JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

// The members that a change touches, those that follow from others included, as they are now.
export function seenBy(task: Task, change: TaskChange): Partial<Task> {
  const members = Object.keys(consequences(task, change)) as Member[];
  const seen = Object.fromEntries(members.map((member) => [member, task[member]]));

  // To complete a repeating task moves its date: once only, wherever it is done first.
  if (change.completed && task.recurrence) seen.due_date = task.due_date;
  return seen as Partial<Task>;
}

function mergedTags(seen: readonly string[], mine: readonly string[], theirs: readonly string[]) {
  return [
    ...theirs.filter((tag) => mine.includes(tag) || !seen.includes(tag)),
    ...mine.filter((tag) => !seen.includes(tag) && !theirs.includes(tag)),
  ];
}

export interface Merged {
  change: TaskChange; // what is left to send; without members there is nothing to do
  conflicts: Member[]; // that both have changed to something else
}

export function merge(change: TaskChange, seen: Partial<Task>, theirs: Task): Merged {
  const out: TaskChange = { ...change };
  const conflicts: Member[] = [];
  const isDoneElsewhere =
    change.completed === true &&
    seen.due_date !== undefined &&
    !('due_date' in change) &&
    !isSame(seen.due_date, theirs.due_date);

  if (isDoneElsewhere) delete out.completed;
  for (const member of Object.keys(change) as Member[]) {
    if (PLACES.has(member) || !(member in seen) || isSame(theirs[member], seen[member])) continue;
    if (isSame(theirs[member], change[member])) delete out[member];
    else if (member === 'tags')
      out.tags = mergedTags(seen.tags ?? [], change.tags ?? [], theirs.tags);
    else conflicts.push(member);
  }
  return { change: out, conflicts };
}
