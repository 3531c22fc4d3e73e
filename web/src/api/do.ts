// What each action is made of: the entries of the outbox, and those that undo it.

import { localId } from './replica/local-ids';
import { seenBy } from './replica/merge';
import type { Body } from './replica/ops';
import type { Replica } from './replica/replica';
import type {
  Id,
  List,
  ListChange,
  PreferencesChange,
  SectionChange,
  Task,
  TaskChange,
} from './types';

export interface Deed {
  bodies: Body[];
  inverse: Body[] | null; // null: it cannot be undone
}

const NOTHING: Deed = { bodies: [], inverse: [] };

export const together = (deeds: readonly Deed[]): Deed => ({
  bodies: deeds.flatMap(({ bodies }) => bodies),
  inverse: deeds.some(({ inverse }) => !inverse)
    ? null
    : deeds.toReversed().flatMap(({ inverse }) => inverse ?? []),
});

const pick = <T extends object>(from: T, members: readonly string[]): Partial<T> =>
  Object.fromEntries(members.map((member) => [member, from[member as keyof T]])) as Partial<T>;

const movesParts = (change: TaskChange) =>
  change.list_id !== undefined || change.section_id !== undefined;

// The entry for a change of a task as it is seen now.
export function updateBody(replica: Replica, task: Task, change: TaskChange): Body {
  return {
    op: 'update',
    id: task.id,
    change,
    seen: seenBy(task, change),
    parts: movesParts(change) ? replica.partsOf(task.id).map(({ id }) => id) : [],
  };
}

// What a repeating task has before it moves to its next date.
const REPEATS = [
  'due_date',
  'due_time',
  'time_zone',
  'start_date',
  'recurrence',
  'recurrence_from',
];

export function update(replica: Replica, task: Task, change: TaskChange): Deed {
  const members = Object.keys(change).filter(
    (member) => change[member as keyof TaskChange] !== undefined,
  );
  const real = pick(change, members) as TaskChange;

  if (!members.length) return NOTHING;
  const body = updateBody(replica, task, real);
  const seen = (body as Extract<Body, { op: 'update' }>).seen;
  const touched =
    real.completed && task.recurrence ? [...Object.keys(seen), ...REPEATS] : Object.keys(seen);
  const back = pick(task, [...new Set(touched)]) as TaskChange;

  // A task that was moved goes back to its place in the order too.
  return {
    bodies: [body],
    inverse: [
      { op: 'update', id: task.id, change: back, seen: {}, parts: (body as { parts: Id[] }).parts },
    ],
  };
}

const partsIn = (replica: Replica, task: Task, trashed: boolean): Id[] =>
  replica
    .partsOf(task.id)
    .filter((part) => !!part.deleted_at === trashed)
    .map(({ id }) => id);

export function remove(replica: Replica, task: Task): Deed {
  const parts = partsIn(replica, task, false);

  return {
    bodies: [{ op: 'remove', id: task.id, parts }],
    inverse: [{ op: 'restore', id: task.id, parts }],
  };
}

export function restore(replica: Replica, task: Task): Deed {
  const parts = partsIn(replica, task, true);

  return {
    bodies: [{ op: 'restore', id: task.id, parts }],
    inverse: [{ op: 'remove', id: task.id, parts }],
  };
}

export const purge = (replica: Replica, task: Task): Deed => ({
  bodies: [{ op: 'purge', id: task.id, parts: replica.partsOf(task.id).map(({ id }) => id) }],
  inverse: null,
});

export const updateList = (list: List, change: ListChange): Deed => ({
  bodies: [{ op: 'update-list', list: list.id, change }],
  inverse: [{ op: 'update-list', list: list.id, change: pick(list, Object.keys(change)) }],
});

// A deleted list comes back as a new one with the same members, sections and tasks.
export function removeList(replica: Replica, list: List, tasks: 'keep' | 'delete'): Deed {
  const inside = replica.tasks().filter((task) => task.list_id === list.id);
  const again = localId();
  const sections = new Map(list.sections.map((section) => [section.id, localId()]));
  const parents = inside.filter(({ parent_id }) => parent_id === null);

  return {
    bodies: [{ op: 'remove-list', list: list.id, tasks, parts: inside.map(({ id }) => id) }],
    inverse: [
      {
        op: 'create-list',
        list: again,
        input: pick(list, ['name', 'color', 'position', 'archived']) as { name: string },
      },
      ...list.sections.map(
        ({ id, name, position }): Body => ({
          op: 'create-section',
          list: again,
          section: sections.get(id)!,
          input: { name, position },
        }),
      ),
      ...(tasks === 'delete'
        ? parents.map(
            ({ id }): Body => ({
              op: 'restore',
              id,
              parts: inside.filter(({ parent_id }) => parent_id === id).map((part) => part.id),
            }),
          )
        : []),
      ...parents.map(
        (task): Body => ({
          op: 'update',
          id: task.id,
          change: { list_id: again, section_id: sections.get(task.section_id ?? 0) ?? null },
          seen: {},
          parts: inside.filter(({ parent_id }) => parent_id === task.id).map(({ id }) => id),
        }),
      ),
    ],
  };
}

export function updateSection(list: List, id: Id, change: SectionChange): Deed {
  const section = list.sections.find((other) => other.id === id);

  if (!section) return NOTHING;
  return {
    bodies: [{ op: 'update-section', list: list.id, section: id, change }],
    inverse: [
      {
        op: 'update-section',
        list: list.id,
        section: id,
        change: pick(section, Object.keys(change)),
      },
    ],
  };
}

export function removeSection(replica: Replica, list: List, id: Id): Deed {
  const section = list.sections.find((other) => other.id === id);
  const inside = replica.tasks().filter((task) => task.section_id === id);
  const again = localId();

  if (!section) return NOTHING;
  return {
    bodies: [
      { op: 'remove-section', list: list.id, section: id, parts: inside.map((task) => task.id) },
    ],
    inverse: [
      {
        op: 'create-section',
        list: list.id,
        section: again,
        input: { name: section.name, position: section.position },
      },
      ...inside
        .filter(({ parent_id }) => parent_id === null)
        .map(
          (task): Body => ({
            op: 'update',
            id: task.id,
            change: { section_id: again },
            seen: {},
            parts: inside.filter(({ parent_id }) => parent_id === task.id).map((part) => part.id),
          }),
        ),
    ],
  };
}

export function setPreferences(replica: Replica, change: PreferencesChange): Deed {
  const now = replica.preferences();

  return {
    bodies: [{ op: 'preferences', change }],
    inverse: now ? [{ op: 'preferences', change: pick(now, Object.keys(change)) }] : null,
  };
}

// What is there of a date that a repeating task has left behind: its completed copy.
const isCopy = (other: Task, task: Task, { due_date }: TaskChange): boolean =>
  other.id !== task.id &&
  other.completed &&
  !other.recurrence &&
  other.due_date === due_date &&
  other.title === task.title &&
  other.list_id === task.list_id;

// An entry of the undo stack as of now.
export function asOfNow(replica: Replica, body: Body): Body[] {
  const task = body.op === 'update' ? replica.task(body.id) : undefined;

  if (body.op !== 'update' || !task) return [body];
  const { change } = body;
  const isReopened = change.completed === false && !!change.recurrence;
  const copy = isReopened
    ? replica
        .tasks()
        .filter((other) => isCopy(other, task, change))
        .sort((a, b) => b.id - a.id)[0]
    : undefined;

  return [
    updateBody(replica, task, change),
    ...(copy ? [{ op: 'remove', id: copy.id, parts: [] } satisfies Body] : []),
  ];
}
