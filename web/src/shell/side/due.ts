// What is to be done today, with what is left of the days before.

import { useCallback } from 'react';
import { useTasks, type Task } from '../../api';
import { dayOf, useNow } from '../clock';

export function useDue(): readonly Task[] {
  const today = dayOf(useNow());

  return useTasks(
    useCallback(
      (task: Task) => !task.completed && task.due_date !== null && task.due_date <= today,
      [today],
    ),
  );
}
