// Days and months as texts: 2026-12-02 and 2026-12. Neither has a time zone.

import { addDays, dateOf, weekdayOf } from '../../shell/days';

export type Day = string;
export type Month = string;

export function isMonth(month: string | null): month is Month {
  return month !== null && /^\d{4}-(0[1-9]|1[0-2])$/.test(month);
}

export const monthOf = (day: Day): Month => day.slice(0, 7);

export function addMonths(month: Month, months: number): Month {
  const date = dateOf(`${month}-01`);

  date.setUTCMonth(date.getUTCMonth() + months);
  return monthOf(date.toISOString());
}

// The same day in another month, or that one's last day.
export function sameDayIn(month: Month, day: Day): Day {
  const last = addDays(`${addMonths(month, 1)}-01`, -1);
  const same = `${month}-${day.slice(8)}`;

  return same < last ? same : last;
}

export const startOfWeek = (day: Day, first: number): Day =>
  addDays(day, -((weekdayOf(day) - first + 7) % 7));

// The weeks that a calendar of the month shows, from the person's first day of the week.
export function weeksOf(month: Month, first: number): Day[][] {
  const weeks: Day[][] = [];
  const end = `${addMonths(month, 1)}-01`;

  for (let start = startOfWeek(`${month}-01`, first); start < end; start = addDays(start, 7))
    weeks.push(Array.from({ length: 7 }, (_, i) => addDays(start, i)));
  return weeks;
}

interface Dated {
  due_date: string | null;
  due_time: string | null;
  completed: boolean;
  position: string;
  id: number;
}

// Open ones first, those with a time before the others and in its order.
function order(a: Dated, b: Dated): number {
  return (
    Number(a.completed) - Number(b.completed) ||
    (a.due_time ?? '99').localeCompare(b.due_time ?? '99', 'en') ||
    (a.position < b.position ? -1 : a.position > b.position ? 1 : a.id - b.id)
  );
}

export function byDay<T extends Dated>(tasks: readonly T[]): Map<Day, T[]> {
  const days = new Map<Day, T[]>();

  for (const task of tasks) {
    if (!task.due_date) continue;
    const day = days.get(task.due_date);

    if (day) day.push(task);
    else days.set(task.due_date, [task]);
  }
  for (const day of days.values()) day.sort(order);
  return days;
}
