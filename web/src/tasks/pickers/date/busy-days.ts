// The days on which open tasks are due, with their number in words.

import { useMemo } from 'react';
import { useTasks, type Task } from '../../../api';
import { useText } from '../../../text';

const isDue = (task: Task) => !task.completed && task.due_date !== null;

export function useBusyDays(): ReadonlyMap<string, string> {
  const t = useText();
  const tasks = useTasks(isDue);

  return useMemo(() => {
    const counts = new Map<string, number>();

    for (const { due_date: day } of tasks) if (day) counts.set(day, (counts.get(day) ?? 0) + 1);
    return new Map([...counts].map(([day, n]) => [day, t.pickers.hasTasks(n)]));
  }, [tasks, t]);
}
