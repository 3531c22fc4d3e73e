// The tasks whose titles match. There may be thousands: they become items only when they are
// shown.

import type { Task } from '../../api';
import { match } from './match';
import { foldedOf } from './item';
import type { Range } from './ranges';

export interface FoundTask {
  task: Task;
  ranges: readonly Range[];
}

const tagsOf = (task: Task) =>
  task.tags.length ? foldedOf(task.tags.map((tag) => `#${tag}`).join(' ')) : undefined;

// Open ones first, then the better match, then what is due sooner.
function order(a: FoundTask & { rank: number }, b: FoundTask & { rank: number }): number {
  return (
    Number(a.task.completed) - Number(b.task.completed) ||
    b.rank - a.rank ||
    (a.task.due_date ?? '9').localeCompare(b.task.due_date ?? '9', 'en') ||
    b.task.id - a.task.id
  );
}

export function findTasks(
  tasks: readonly Task[],
  words: readonly string[],
  most: number,
): FoundTask[] {
  if (words.length === 0) return [];
  const found: (FoundTask & { rank: number })[] = [];

  for (const task of tasks) {
    const hit = match(words, foldedOf(task.title), tagsOf(task));

    if (hit) found.push({ task, ranges: hit.ranges, rank: hit.rank });
  }
  return found.sort(order).slice(0, most);
}
