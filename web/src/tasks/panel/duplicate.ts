// Makes a second task like the first, with its parts.

import { act, type Task, type TaskInput } from '../../api';

const COPIED = [
  'description',
  'due_date',
  'due_time',
  'time_zone',
  'start_date',
  'recurrence',
  'recurrence_from',
  'list_id',
  'section_id',
] as const;

function copyOf(task: Task): TaskInput {
  const set = COPIED.filter((member) => task[member] !== null);

  return {
    title: task.title,
    priority: task.priority,
    tags: task.tags,
    reminders: task.reminders,
    ...Object.fromEntries(set.map((member) => [member, task[member]])),
  };
}

// The parts are open again, as the copy is.
export function duplicate(task: Task, parts: readonly Task[]): Task {
  const parent = task.parent_id === null ? {} : { parent_id: task.parent_id };
  const copy = act.create({ ...copyOf(task), ...parent });

  for (const part of parts) act.create({ ...copyOf(part), parent_id: copy.id }, { silent: true });
  return copy;
}
