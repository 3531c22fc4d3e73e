// Chooses the task of which another one becomes a part.

import { useMemo } from 'react';
import { useTasks, type Task } from '../../api';
import { useText } from '../../text';
import { FindList, type Found } from '../pickers/find-list';
import { hasText } from '../pickers/plain-text';

const MOST = 30; // shown at once

interface Props {
  task: Task;
  onChange(parent: number): void;
}

export function ParentPicker({ task, onChange }: Props) {
  const t = useText();
  const tasks = useTasks();
  const found = useMemo<Found[]>(
    () =>
      tasks
        .filter((one) => one.parent_id === null && !one.completed && one.id !== task.id)
        .toSorted((a, b) => b.id - a.id)
        .map(({ id, title }) => ({
          id: String(id),
          name: title,
          content: <span dir="auto">{title}</span>,
        })),
    [tasks, task.id],
  );

  return (
    <FindList
      label={t.panel.makePart}
      field={t.pickers.findTask}
      find={(typed) => found.filter(({ name }) => hasText(name, typed)).slice(0, MOST)}
      chosen={[]}
      none={t.pickers.noTask}
      choose={(id) => onChange(Number(id))}
    />
  );
}
