// What waits for a decision of the person: conflicts, and what the server refused.

import { currentWorkspace } from './current';
import { localId } from './replica/local-ids';
import { merge } from './replica/merge';
import type { Body, Op } from './replica/ops';
import type { Acted, Choice, Conflict, Failure, Id, TaskInput } from './types';
import type { Workspace } from './workspace';

type Update = Extract<Body, { op: 'update' }>;

const isUpdate = (op: Op): op is Op & { body: Update } => op.body.op === 'update';

export function conflictsIn({ replica }: Workspace): readonly Conflict[] {
  return replica.ops().flatMap((op) => {
    if (op.state !== 'conflict' || !isUpdate(op)) return [];
    const theirs = op.theirs ?? null;
    const { change, seen, id } = op.body;
    const mine = replica.task(id) ?? (theirs && { ...theirs, ...change });

    if (!mine) return [];
    return {
      id,
      members: theirs
        ? merge(change, seen, theirs).conflicts
        : (Object.keys(change) as Conflict['members'][number][]),
      mine: mine as Conflict['mine'],
      theirs,
      base: seen,
    };
  });
}

const KINDS: Record<Body['op'], Acted['kind']> = {
  create: 'created',
  update: 'edited',
  remove: 'deleted',
  restore: 'restored',
  purge: 'purged',
  'create-list': 'list-created',
  'update-list': 'list-edited',
  'remove-list': 'list-deleted',
  'create-section': 'section-created',
  'update-section': 'section-edited',
  'remove-section': 'section-deleted',
  preferences: 'preferences',
};

const membersOf = (body: Body): Record<string, unknown> =>
  'input' in body ? { ...body.input } : 'change' in body ? { ...body.change } : {};

export function failuresIn({ replica }: Workspace): readonly Failure[] {
  return replica.ops().flatMap((op) => {
    if (op.state !== 'failed' || !op.refusal) return [];
    const change = membersOf(op.body);
    const id = 'id' in op.body ? op.body.id : null;

    return {
      key: op.key,
      what: KINDS[op.body.op],
      id,
      title: String(change.title ?? change.name ?? (id && replica.task(id)?.title) ?? ''),
      change,
      ...op.refusal,
    };
  });
}

// The members of a task that a new one takes over.
const OWN = [
  'title',
  'description',
  'completed',
  'due_date',
  'due_time',
  'time_zone',
  'start_date',
  'priority',
  'tags',
  'recurrence',
  'recurrence_from',
  'reminders',
  'list_id',
  'section_id',
  'parent_id',
] as const;

function copyOf(task: Conflict['mine']): TaskInput {
  return Object.fromEntries(OWN.map((member) => [member, task[member]])) as unknown as TaskInput;
}

// mine: as it is here. theirs: as the other one left it. both: theirs, and mine as a second task.
export function resolve(id: Id, choice: Choice): void {
  const workspace = currentWorkspace();
  const conflict = workspace && conflictsIn(workspace).find((other) => other.id === id);

  if (!workspace || !conflict) return;
  const ops = workspace.replica.opsOf(id).filter(isUpdate);
  const { theirs, mine } = conflict;
  const drop = ops.map(({ key }) => key);

  if (choice === 'mine' && theirs)
    workspace.commit({
      change: ops.map((op) => ({ ...workspace.anew(op), body: { ...op.body, seen: {} } })),
    });
  else if (choice === 'mine' || choice === 'both')
    workspace.commit({
      drop,
      add: [workspace.op({ op: 'create', id: localId(), input: copyOf(mine) })],
    });
  else workspace.commit({ drop });
  workspace.outbox.kick();
}

// Sends what was refused again, as it was or mended.
export function retryFailure(key: string, mended: Record<string, unknown> = {}): void {
  const workspace = currentWorkspace();
  const op = workspace?.replica.ops().find((other) => other.key === key);

  if (!workspace || !op) return;
  const { body } = op;
  const next = (
    'input' in body
      ? { ...body, input: { ...body.input, ...mended } }
      : 'change' in body
        ? { ...body, change: { ...body.change, ...mended } }
        : body
  ) as Body;

  workspace.commit({ change: [{ ...workspace.anew(op), body: next }] });
  workspace.outbox.kick();
}

// Gives it up, with what follows from it.
export function dropFailure(key: string): void {
  const workspace = currentWorkspace();
  const op = workspace?.replica.ops().find((other) => other.key === key);

  if (!workspace || !op) return;
  const { body } = op;
  const follows = (other: Op): boolean =>
    other.seq > op.seq &&
    ((body.op === 'create' && JSON.stringify(other.body).includes(String(body.id))) ||
      (body.op === 'create-list' && JSON.stringify(other.body).includes(String(body.list))));

  workspace.commit({
    drop: [
      key,
      ...workspace.replica
        .ops()
        .filter(follows)
        .map((each) => each.key),
    ],
  });
  workspace.outbox.kick();
}
