// The tasks of a month by their days, and how they are moved to others.

import { useCallback, useMemo } from 'react';
import { act, type Task, usePreferences, useTasks } from '../../api';
import { announce } from '../../shell/announce';
import { addDays } from '../../shell/days';
import { text } from '../../text';
import { formatDay } from '../../text/format';
import { weekStart } from '../../text/week';
import { byDay, type Day, type Month, weeksOf } from './month';

export function useMonth(month: Month) {
  const first = weekStart(usePreferences()?.first_day);
  const weeks = useMemo(() => weeksOf(month, first), [month, first]);
  const from = weeks[0]![0]!;
  const to = weeks.at(-1)!.at(-1)!;
  const tasks = useTasks(
    useCallback(
      (task: Task) => task.due_date !== null && task.due_date >= from && task.due_date <= to,
      [from, to],
    ),
  );
  const days = useMemo(() => byDay(tasks), [tasks]);

  return { weeks, days };
}

export function moveTo(task: Task, day: Day): void {
  if (task.due_date === day) return;
  act.update(task.id, { due_date: day });
  announce(text().calendar.moved(task.title, formatDay(day)));
}

const STEPS: Record<string, number> = { ArrowUp: -7, ArrowDown: 7 };

// How far an arrow goes: a week up and down, a day to the sides, as the language reads.
export function stepOf(key: string, rtl: boolean): number | null {
  if (key === 'ArrowLeft') return rtl ? 1 : -1;
  if (key === 'ArrowRight') return rtl ? -1 : 1;
  return STEPS[key] ?? null;
}

export const moveBy = (task: Task, days: number): Day => {
  const day = addDays(task.due_date!, days);

  moveTo(task, day);
  return day;
};
