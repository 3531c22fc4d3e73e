// The numbers that the views show, as the server counts them (GET .../summary).

import type { Counts, TagCount, Task } from '../types';

export interface Moment {
  date: string;
  time: string;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string | undefined): Intl.DateTimeFormat {
  const key = zone ?? '';
  let clock = clocks.get(key);

  if (!clock) {
    clock = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    clocks.set(key, clock);
  }
  return clock;
}

// What a clock on the wall of that zone shows; undefined is here.
export function momentIn(zone: string | undefined, now: Date): Moment {
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );

  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}`,
  };
}

function momentFor(task: Task, here: Moment, now: Date): Moment {
  if (!task.due_time || !task.time_zone) return here;
  try {
    return momentIn(task.time_zone, now);
  } catch {
    return here; // a zone that the server knows and this browser does not
  }
}

export function isOverdue(task: Task, here: Moment, now: Date): boolean {
  if (task.completed || !task.due_date) return false;
  const { date, time } = momentFor(task, here, now);

  return (
    task.due_date < date || (task.due_date === date && !!task.due_time && task.due_time < time)
  );
}

export function countTasks(tasks: readonly Task[], now: Date): Counts {
  const here = momentIn(undefined, now);
  const lists = new Map<number, number>();
  const tags = new Map<string, number>();
  const counts = { open: 0, inbox: 0, today: 0, overdue: 0, upcoming: 0, lists, tags };

  for (const task of tasks) {
    if (task.completed) continue;
    counts.open++;
    if (task.list_id === null) counts.inbox++;
    else lists.set(task.list_id, (lists.get(task.list_id) ?? 0) + 1);
    for (const tag of task.tags) tags.set(tag, (tags.get(tag) ?? 0) + 1);
    if (!task.due_date) continue;
    if (task.due_date === here.date) counts.today++;
    if (task.due_date > here.date) counts.upcoming++;
    if (isOverdue(task, here, now)) counts.overdue++;
  }
  return counts;
}

// Every tag that tasks outside of the trash have, the most used ones first.
export function countTags(tasks: readonly Task[]): readonly TagCount[] {
  const counts = new Map<string, number>();

  for (const task of tasks)
    for (const tag of task.tags) counts.set(tag, (counts.get(tag) ?? 0) + (task.completed ? 0 : 1));
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}
