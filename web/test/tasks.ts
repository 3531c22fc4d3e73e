import type { Task } from '../src/ui/lib/api';

export function aTask(members: Partial<Task> = {}): Task {
  return {
    id: 1,
    user_id: 'u',
    title: 'A task',
    description: null,
    completed: false,
    due_date: null,
    priority: 'none',
    tags: [],
    created_at: '2026-11-20T10:00:00.000Z',
    updated_at: '2026-11-20T10:00:00.000Z',
    ...members,
  };
}
