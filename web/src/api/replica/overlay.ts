// A task as the person sees it: what the server last said, under what was done here since.

import type { Id, Task, TaskChange } from '../types';
import type { Body, Op } from './ops';
import { positionBelow } from './positions';

// A new task as the server will make it.
export function blank(id: Id, userId: string, at: string, input: Partial<Task>): Task {
  return {
    user_id: userId,
    title: '',
    description: null,
    completed: false,
    due_date: null,
    priority: 'none',
    tags: [],
    created_at: at,
    updated_at: at,
    list_id: null,
    section_id: null,
    parent_id: null,
    position: positionBelow([]),
    due_time: null,
    time_zone: null,
    start_date: null,
    recurrence: null,
    recurrence_from: null,
    reminders: [],
    completed_at: null,
    revision: 0,
    ...input,
    id,
  };
}

// What a change does to the members that it does not name, by the server's rules.
export function consequences(task: Task, change: TaskChange): TaskChange & Partial<Task> {
  const out: TaskChange & Partial<Task> = { ...change };

  if (change.title !== undefined) out.title = change.title.trim();
  if (change.due_date === null) out.due_time = null;
  if (out.due_time === null) out.time_zone = null;
  if (change.list_id !== undefined && change.list_id !== task.list_id)
    out.section_id = change.section_id ?? null;
  if (change.recurrence === null) out.recurrence_from = null;
  else if (change.recurrence && !change.recurrence_from && !task.recurrence_from)
    out.recurrence_from = 'due';
  return out;
}

function changed(task: Task, change: TaskChange, at: string): Task {
  const out: Task = { ...task, ...consequences(task, change), updated_at: at };

  if (change.completed !== undefined && change.completed !== task.completed)
    out.completed_at = change.completed ? at : null;
  return out;
}

function withoutTrash(task: Task): Task {
  const { deleted_at: _, ...rest } = task;

  return rest;
}

// What moves along with the task of which it is a part.
function along(task: Task, { list_id, section_id }: TaskChange): Task {
  return {
    ...task,
    ...(list_id !== undefined ? { list_id, section_id: section_id ?? null } : {}),
    ...(section_id !== undefined ? { section_id } : {}),
  };
}

function applied(task: Task | undefined, id: Id, op: Op, body: Body, userId: string) {
  if (body.op === 'create')
    return blank(id, userId, op.at, {
      ...(body.input as Partial<Task>),
      completed_at: body.input.completed ? op.at : null,
    });
  if (!task) return undefined;
  switch (body.op) {
    case 'update':
      return body.id === id ? changed(task, body.change, op.at) : along(task, body.change);
    case 'remove':
      return { ...task, deleted_at: op.at };
    case 'restore':
      return withoutTrash(task);
    case 'purge':
      return undefined;
    case 'remove-list':
      return body.tasks === 'delete'
        ? { ...task, deleted_at: op.at }
        : { ...task, list_id: null, section_id: null };
    case 'remove-section':
      return { ...task, section_id: null };
    default:
      return task;
  }
}

export function overlay(
  id: Id,
  base: Task | undefined,
  ops: readonly Op[],
  userId: string,
): Task | undefined {
  let task = base;

  for (const op of ops) task = applied(task, id, op, op.body, userId);
  return task;
}
