// Which tasks count as open in a view: also those that were completed a moment ago.

import { useCallback, useMemo } from 'react';
import { useTasks, type Task } from '../../api';
import { useHeld } from '../rows/held';

export function useOpenTasks(select: (task: Task) => boolean): readonly Task[] {
  const held = useHeld();

  return useTasks(
    useCallback(
      (task: Task) => (!task.completed || held.has(task.id)) && select(task),
      [held, select],
    ),
  );
}

export function useDoneTasks(select: (task: Task) => boolean): readonly Task[] {
  const held = useHeld();

  return useTasks(
    useCallback(
      (task: Task) => task.completed && !held.has(task.id) && select(task),
      [held, select],
    ),
  );
}

// Without those that stand below their task anyway.
export function useTops(tasks: readonly Task[]): readonly Task[] {
  return useMemo(() => {
    const ids = new Set(tasks.map(({ id }) => id));

    return tasks.filter(({ parent_id }) => parent_id === null || !ids.has(parent_id));
  }, [tasks]);
}
