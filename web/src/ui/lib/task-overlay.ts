// The user's unconfirmed changes, as layers over the server's last list.
//
// The server's list itself is never edited: a failed write removes its own layer only, and a list
// that is fetched while writes are under way cannot undo them.

import type { Task, TaskChange } from './api';

export type Layer =
  | { kind: 'create'; task: Task } // with an id below zero until the server gives one
  | { kind: 'change'; id: number; change: TaskChange }
  | { kind: 'remove'; id: number };

export function overlay(tasks: readonly Task[], layers: readonly Layer[]): readonly Task[] {
  if (layers.length === 0) return tasks;
  const created: Task[] = [];
  const changes = new Map<number, TaskChange>();
  const removed = new Set<number>();

  for (const layer of layers)
    if (layer.kind === 'create') created.unshift(layer.task);
    else if (layer.kind === 'change')
      changes.set(layer.id, { ...changes.get(layer.id), ...layer.change });
    else removed.add(layer.id);

  const known = new Set(tasks.map((task) => task.id));

  return [...created.filter((task) => !known.has(task.id)), ...tasks]
    .filter((task) => !removed.has(task.id))
    .map((task) => (changes.has(task.id) ? { ...task, ...changes.get(task.id) } : task));
}
