import type { Task } from '../../src/api';

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
    list_id: null,
    section_id: null,
    parent_id: null,
    position: '00000000000001',
    due_time: null,
    time_zone: null,
    start_date: null,
    recurrence: null,
    recurrence_from: null,
    reminders: [],
    completed_at: null,
    revision: 1,
    ...members,
  };
}
