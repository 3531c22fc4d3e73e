// The present minute, for what depends on it.

import { useMemo } from 'react';
import { isOverdue, momentIn, useMinute, type Task } from '../api';
import { today } from '../text/format';

export function useNow(): Date {
  const minute = useMinute();

  return useMemo(() => new Date(minute), [minute]);
}

export const dayOf = today;
export const todayIs = (): string => today(new Date());

// Whether the time of a task has passed, for somebody who is here.
export const isLate = (task: Task, now: Date): boolean =>
  isOverdue(task, momentIn(undefined, now), now);
