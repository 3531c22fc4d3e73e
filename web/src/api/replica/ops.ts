// What a person did that the server has not confirmed: the entries of the outbox. They are plain
// data, kept on the device.

import type { Problem } from '../http/problems';
import type {
  Id,
  ListChange,
  ListInput,
  PreferencesChange,
  SectionChange,
  SectionInput,
  Task,
  TaskChange,
  TaskInput,
} from '../types';

export type Body =
  | { op: 'create'; id: Id; input: TaskInput }
  // seen: the members as they were before; parts: what moves along
  | { op: 'update'; id: Id; change: TaskChange; seen: Partial<Task>; parts: Id[] }
  | { op: 'remove'; id: Id; parts: Id[] }
  | { op: 'restore'; id: Id; parts: Id[] }
  | { op: 'purge'; id: Id; parts: Id[] }
  | { op: 'create-list'; list: Id; input: ListInput }
  | { op: 'update-list'; list: Id; change: ListChange }
  | { op: 'remove-list'; list: Id; tasks: 'keep' | 'delete'; parts: Id[] }
  | { op: 'create-section'; list: Id; section: Id; input: SectionInput }
  | { op: 'update-section'; list: Id; section: Id; change: SectionChange }
  | { op: 'remove-section'; list: Id; section: Id; parts: Id[] }
  | { op: 'preferences'; change: PreferencesChange };

export interface Refusal {
  status: number;
  message: string;
  member?: string;
}

export interface Op {
  key: string; // its Idempotency-Key
  seq: number; // its place in the outbox
  at: string; // when it was done
  body: Body;
  state: 'waiting' | 'failed' | 'conflict';
  refusal?: Refusal;
  theirs?: Task | null; // of a conflict
}

export const refusalOf = (problem: Problem): Refusal => ({
  status: problem.status,
  message: problem.message,
  ...(problem.member ? { member: problem.member } : {}),
});

// The tasks whose view depends on it.
export function tasksOf(body: Body): Id[] {
  switch (body.op) {
    case 'create':
      return [body.id];
    case 'update':
    case 'remove':
    case 'restore':
    case 'purge':
      return [body.id, ...body.parts];
    case 'remove-list':
    case 'remove-section':
      return body.parts;
    default:
      return [];
  }
}

const isLocal = (id: unknown): id is Id => typeof id === 'number' && id < 0;

// What must be sent one after the other: two entries that share a word keep their order.
export function wordsOf(body: Body): string[] {
  const words = tasksOf(body).map((id) => `task ${id}`);
  const refer = (kind: string, id: unknown) => {
    if (isLocal(id)) words.push(`${kind} ${id}`);
  };

  if (body.op === 'create') words.push('new task'); // their ids are their order
  if (body.op === 'create' || body.op === 'update') {
    const members = body.op === 'create' ? body.input : body.change;

    refer('list', members.list_id);
    refer('section', members.section_id);
    refer('task', members.parent_id);
  }
  if ('list' in body) words.push(`list ${body.list}`);
  if (body.op === 'create-list') words.push('new list');
  if ('section' in body) words.push(`section ${body.section}`);
  if (body.op === 'preferences') {
    words.push('preferences');
    refer('list', body.change.default_list_id);
  }
  return words;
}

// The ids that the server has given in the place of local ones.
export type Given = (kind: 'task' | 'list' | 'section', id: Id) => Id;

function placed<T extends TaskInput | TaskChange>(members: T, given: Given): T {
  const out = { ...members };

  if (out.list_id) out.list_id = given('list', out.list_id);
  if (out.section_id) out.section_id = given('section', out.section_id);
  if (out.parent_id) out.parent_id = given('task', out.parent_id);
  return out;
}

export function renumbered(body: Body, given: Given): Body {
  const out = { ...body };

  if ('id' in out) out.id = given('task', out.id);
  if ('parts' in out) out.parts = out.parts.map((id) => given('task', id));
  if ('list' in out) out.list = given('list', out.list);
  if ('section' in out) out.section = given('section', out.section);
  if (out.op === 'create') out.input = placed(out.input, given);
  if (out.op === 'update') out.change = placed(out.change, given);
  if (out.op === 'preferences' && out.change.default_list_id)
    out.change = {
      ...out.change,
      default_list_id: given('list', out.change.default_list_id),
    };
  return out;
}
