// Actions: each is seen at once, goes into the outbox, and can be undone.

import { currentWorkspace } from './current';
import * as deeds from './do';
import type { Deed } from './do';
import { localId } from './replica/local-ids';
import { inOrder } from './replica/overlay-lists';
import { positionBelow, positionBetween } from './replica/positions';
import type { Replica } from './replica/replica';
import type { Act, Acted, ActedKind, Id, Neighbours, Place, Task, TaskChange } from './types';
import type { Workspace } from './workspace';

const all = (ids: Id | readonly Id[]): readonly Id[] => (typeof ids === 'number' ? [ids] : ids);

// Nobody is signed in, so there is no page that could call this.
function open(): Workspace {
  const workspace = currentWorkspace();

  if (!workspace) throw new Error('Nobody is signed in');
  return workspace;
}

const found = (replica: Replica, ids: readonly Id[]): Task[] =>
  ids.flatMap((id) => replica.task(id) ?? []);

interface About {
  kind: ActedKind;
  tasks?: readonly Task[];
  title?: string;
  to?: string;
  silent?: boolean;
}

function carryOut({ kind, tasks = [], title, to, silent = false }: About, deed: Deed): void {
  if (!deed.bodies.length) return;
  const acted: Omit<Acted, 'undo'> = {
    kind,
    ids: tasks.map(({ id }) => id),
    title: title ?? tasks[0]?.title ?? '',
    count: tasks.length || 1,
    silent,
    ...(to === undefined ? {} : { to }),
  };

  open().carryOut(acted, deed);
}

function updateTasks(kind: ActedKind, ids: Id | readonly Id[], change: TaskChange, silent = false) {
  const { replica } = open();
  const tasks = found(replica, all(ids));

  carryOut(
    { kind, tasks, silent },
    deeds.together(tasks.map((task) => deeds.update(replica, task, change))),
  );
}

const DATES = new Set(['due_date', 'due_time', 'time_zone', 'start_date']);

const kindOf = (change: TaskChange): ActedKind => {
  if (change.completed !== undefined) return change.completed ? 'completed' : 'reopened';
  return Object.keys(change).every((member) => DATES.has(member)) ? 'rescheduled' : 'edited';
};

const nameOf = (replica: Replica, list: Id | null): string =>
  list === null ? '' : (replica.lists().find(({ id }) => id === list)?.name ?? '');

// The places of some tasks one after the other, behind `after`.
function placesIn(replica: Replica, { list_id, section_id = null, after }: Place, moved: Task[]) {
  const ids = new Set(moved.map(({ id }) => id));
  const others = inOrder(
    replica
      .tasks()
      .filter(
        (task) => !ids.has(task.id) && task.list_id === list_id && task.section_id === section_id,
      ),
  );
  const at =
    after === undefined
      ? others.length
      : after === null
        ? 0
        : others.findIndex(({ id }) => id === replica.idOf('task', after)) + 1;
  const high = others[at]?.position ?? null;
  let low = others[at - 1]?.position ?? null;

  return moved.map(() => (low = positionBetween(low, high)));
}

const between = (
  find: (id: Id) => { position: string } | undefined,
  { before, after }: Neighbours,
): string =>
  positionBetween(
    (after != null && find(after)?.position) || null,
    (before != null && find(before)?.position) || null,
  );

function listOf(id: Id) {
  const { replica } = open();
  const list = replica.lists().find((other) => other.id === replica.idOf('list', id));

  return { replica, list };
}

export const act: Act = {
  create(input, options = {}) {
    const { replica } = open();
    const id = localId();
    const parent = input.parent_id ? replica.task(input.parent_id) : undefined;
    const whole = {
      ...input,
      title: input.title.trim(),
      position: input.position ?? positionBelow(replica.tasks().map(({ position }) => position)),
      ...(parent ? { list_id: parent.list_id, section_id: parent.section_id } : {}),
    };
    const deed: Deed = {
      bodies: [{ op: 'create', id, input: whole }],
      inverse: [{ op: 'remove', id, parts: [] }],
    };

    carryOut({ kind: 'created', title: whole.title, silent: options.silent ?? false }, deed);
    return replica.task(id)!;
  },
  update: (id, change, options = {}) =>
    updateTasks(kindOf(change), id, change, options.silent ?? false),
  updateAll: (ids, change) => updateTasks(kindOf(change), ids, change),
  complete(ids, done) {
    const { replica } = open();
    const changing = found(replica, all(ids)).filter((task) => task.completed !== done);

    updateTasks(
      done ? 'completed' : 'reopened',
      changing.map(({ id }) => id),
      { completed: done },
    );
  },
  remove(ids) {
    const { replica } = open();
    const tasks = found(replica, all(ids)).filter((task) => !task.deleted_at);
    const whole = new Set(tasks.map(({ id }) => id));
    // The parts of a task go with it.
    const heads = tasks.filter(({ parent_id }) => parent_id === null || !whole.has(parent_id));

    carryOut(
      { kind: 'deleted', tasks },
      deeds.together(heads.map((task) => deeds.remove(replica, task))),
    );
  },
  restore(ids) {
    const { replica } = open();
    const tasks = found(replica, all(ids)).filter((task) => task.deleted_at);
    const whole = new Set(tasks.map(({ id }) => id));
    const heads = tasks.filter(({ parent_id }) => parent_id === null || !whole.has(parent_id));

    carryOut(
      { kind: 'restored', tasks },
      deeds.together(heads.map((task) => deeds.restore(replica, task))),
    );
  },
  purge(ids) {
    const { replica } = open();
    const tasks = found(replica, all(ids));

    carryOut(
      { kind: 'purged', tasks },
      deeds.together(tasks.map((task) => deeds.purge(replica, task))),
    );
  },
  move(ids, to) {
    const { replica } = open();
    const place = {
      ...to,
      list_id: to.list_id === null ? null : replica.idOf('list', to.list_id),
      section_id: to.section_id ? replica.idOf('section', to.section_id) : null,
    };
    const tasks = found(replica, all(ids));
    const places = placesIn(replica, place, tasks);

    carryOut(
      { kind: 'moved', tasks, to: nameOf(replica, place.list_id) },
      deeds.together(
        tasks.map((task, at) =>
          deeds.update(replica, task, {
            list_id: place.list_id,
            section_id: place.section_id,
            position: places[at]!,
          }),
        ),
      ),
    );
  },
  reorder(id, neighbours) {
    const { replica } = open();
    const task = replica.task(id);

    if (!task) return;
    carryOut(
      { kind: 'reordered', tasks: [task], silent: true },
      deeds.update(replica, task, {
        position: between((other) => replica.task(other), neighbours),
      }),
    );
  },

  createList(input) {
    const { replica } = open();
    const list = localId();

    carryOut(
      { kind: 'list-created', title: input.name.trim() },
      {
        bodies: [{ op: 'create-list', list, input: { ...input, name: input.name.trim() } }],
        inverse: [{ op: 'remove-list', list, tasks: 'keep', parts: [] }],
      },
    );
    return replica.lists().find(({ id }) => id === list)!;
  },
  updateList(id, change) {
    const { list } = listOf(id);

    if (list) carryOut({ kind: 'list-edited', title: list.name }, deeds.updateList(list, change));
  },
  removeList(id, tasks) {
    const { replica, list } = listOf(id);

    if (list)
      carryOut({ kind: 'list-deleted', title: list.name }, deeds.removeList(replica, list, tasks));
  },
  reorderList(id, neighbours) {
    const { replica, list } = listOf(id);
    const find = (other: Id) =>
      replica.lists().find((each) => each.id === replica.idOf('list', other));

    if (list)
      carryOut(
        { kind: 'reordered', title: list.name, silent: true },
        deeds.updateList(list, { position: between(find, neighbours) }),
      );
  },

  createSection(listId, input) {
    const { replica, list } = listOf(listId);
    const section = localId();

    if (list)
      carryOut(
        { kind: 'section-created', title: input.name.trim() },
        {
          bodies: [{ op: 'create-section', list: list.id, section, input }],
          inverse: [{ op: 'remove-section', list: list.id, section, parts: [] }],
        },
      );
    return replica
      .lists()
      .flatMap(({ sections }) => sections)
      .find(({ id }) => id === section)!;
  },
  updateSection(listId, id, change) {
    const { replica, list } = listOf(listId);
    const section = replica.idOf('section', id);

    if (list)
      carryOut(
        {
          kind: 'section-edited',
          title: list.sections.find((each) => each.id === section)?.name ?? '',
        },
        deeds.updateSection(list, section, change),
      );
  },
  removeSection(listId, id) {
    const { replica, list } = listOf(listId);
    const section = replica.idOf('section', id);

    if (list)
      carryOut(
        {
          kind: 'section-deleted',
          title: list.sections.find((each) => each.id === section)?.name ?? '',
        },
        deeds.removeSection(replica, list, section),
      );
  },
  reorderSection(listId, id, neighbours) {
    const { replica, list } = listOf(listId);
    const find = (other: Id) =>
      list?.sections.find((each) => each.id === replica.idOf('section', other));

    if (list)
      carryOut(
        { kind: 'reordered', title: find(id)?.name ?? '', silent: true },
        deeds.updateSection(list, replica.idOf('section', id), {
          position: between(find, neighbours),
        }),
      );
  },
  setPreferences(change) {
    carryOut({ kind: 'preferences', silent: true }, deeds.setPreferences(open().replica, change));
  },
};
