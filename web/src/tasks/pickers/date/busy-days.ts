// The days on which open tasks are due.

import { useMemo } from 'react';
import { useTasks, type Task } from '../../../api';

const isDue = (task: Task) => !task.completed && task.due_date !== null;

export function useBusyDays(): ReadonlySet<string> {
  const tasks = useTasks(isDue);

  return useMemo(() => new Set(tasks.flatMap(({ due_date: day }) => day ?? [])), [tasks]);
}
