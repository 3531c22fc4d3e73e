// Sends one entry of the outbox, and says what the server made of it.

import type { Client } from '../http/client';
import { asProblem, type Problem } from '../http/problems';
import type { Task } from '../types';
import { merge } from '../replica/merge';
import type { Body, Op } from '../replica/ops';
import type { News, Replica } from '../replica/replica';

export type Outcome =
  | { is: 'done'; news: News }
  | { is: 'conflict'; theirs: Task | null }
  | { is: 'refused'; problem: Problem }
  | { is: 'later'; problem: Problem }; // the server, the network or the session is away

const etagOf = (task: Task | undefined): string | null =>
  task && task.revision > 0 ? `"${task.revision}"` : null;

const MERGES = 5; // changes of others that may overtake one of ours

async function sendUpdate(
  client: Client,
  replica: Replica,
  { id, change, seen, parts }: Extract<Body, { op: 'update' }>,
): Promise<Outcome> {
  let known = replica.base.get(id);

  for (let tries = 0; ; tries++) {
    const merged = known ? merge(change, seen, known) : { change, conflicts: [] };

    if (merged.conflicts.length && known) return { is: 'conflict', theirs: known };
    if (!Object.keys(merged.change).length)
      return { is: 'done', news: { tasks: known ? [known] : [] } };
    try {
      const task = await client.update(id, merged.change, etagOf(known));

      return { is: 'done', news: { tasks: [task, ...moved(replica, parts, task)] } };
    } catch (error) {
      if (asProblem(error).kind !== 'changed' || tries === MERGES) throw error;
      known = await client.task(id);
      replica.learn({ tasks: [known] });
    }
  }
}

// The parts of a task that was moved, until the feed tells of them.
function moved(replica: Replica, parts: readonly number[], to: Task): Task[] {
  return parts.flatMap((id) => {
    const part = replica.base.get(id);

    return part && (part.list_id !== to.list_id || part.section_id !== to.section_id)
      ? [{ ...part, list_id: to.list_id, section_id: to.section_id }]
      : [];
  });
}

// What a page sent as it was left, before it had the answer, and the news have told since; and what
// somebody has taken out of the bin meanwhile. Of what is not there any more the server tells.
function isIdle(replica: Replica, body: Body): boolean {
  const known = 'id' in body ? replica.base.get(body.id) : undefined;

  if (!known) return false;
  if (body.op === 'remove') return !!known.deleted_at;
  return body.op === 'purge' && !known.deleted_at;
}

async function carryOut(client: Client, replica: Replica, op: Op): Promise<Outcome> {
  const { body, key } = op;
  const done = (news: News): Outcome => ({ is: 'done', news });

  if (isIdle(replica, body)) return done({});
  switch (body.op) {
    case 'create': {
      const task = await client.create(body.input, key);

      return done({ tasks: [task], given: [{ kind: 'task', local: body.id, id: task.id }] });
    }
    case 'update':
      return sendUpdate(client, replica, body);
    case 'remove':
      await client.remove(body.id, false);
      return done({ trashed: [body.id, ...body.parts] });
    case 'purge':
      await client.remove(body.id, true);
      return done({ gone: [body.id, ...body.parts] });
    case 'restore': {
      const task = await client.restore(body.id, key);

      return done({ tasks: [task, ...restored(replica, body.parts, task)] });
    }
    case 'create-list': {
      const list = await client.createList(body.input, key);

      return done({ lists: [list], given: [{ kind: 'list', local: body.list, id: list.id }] });
    }
    case 'update-list':
      return done({ lists: [await client.updateList(body.list, body.change)] });
    case 'remove-list':
      await client.removeList(body.list, body.tasks);
      return done({ goneLists: [body.list], ...left(replica, body) });
    case 'create-section': {
      const section = await client.createSection(body.list, body.input, key);

      return done({
        lists: await client.lists(),
        given: [{ kind: 'section', local: body.section, id: section.id }],
      });
    }
    case 'update-section':
      await client.updateSection(body.list, body.section, body.change);
      return done({ lists: await client.lists() });
    case 'remove-section':
      await client.removeSection(body.list, body.section);
      return done({ lists: await client.lists() });
    case 'preferences':
      return done({ preferences: await client.setPreferences(body.change) });
  }
}

function restored(replica: Replica, parts: readonly number[], { revision }: Task): Task[] {
  return parts.flatMap((id) => {
    const part = replica.base.get(id);

    if (!part?.deleted_at) return [];
    const { deleted_at: _, ...rest } = part;

    return [{ ...rest, revision }];
  });
}

function left(replica: Replica, body: Extract<Body, { op: 'remove-list' }>): News {
  if (body.tasks === 'delete') return { trashed: body.parts };
  return {
    tasks: body.parts.flatMap((id) => {
      const task = replica.base.get(id);

      return task ? [{ ...task, list_id: null, section_id: null }] : [];
    }),
  };
}

// What was to be removed is not there: that is done. An edit of it is the person's to decide.
function whenGone(op: Op, problem: Problem): Outcome {
  const { body } = op;

  switch (body.op) {
    case 'remove':
      return { is: 'done', news: { trashed: [body.id, ...body.parts] } };
    case 'purge':
      return { is: 'done', news: { gone: [body.id, ...body.parts] } };
    case 'remove-list':
      return { is: 'done', news: { goneLists: [body.list] } };
    case 'remove-section':
      return { is: 'done', news: {} };
    case 'update':
      return { is: 'conflict', theirs: null };
    default:
      return { is: 'refused', problem };
  }
}

const PASSING = new Set(['unreachable', 'server', 'busy', 'ended', 'weak', 'forbidden']);

export async function send(client: Client, replica: Replica, op: Op): Promise<Outcome> {
  try {
    return await carryOut(client, replica, op);
  } catch (error) {
    const problem = asProblem(error);

    if (PASSING.has(problem.kind)) return { is: 'later', problem };
    return problem.kind === 'gone' ? whenGone(op, problem) : { is: 'refused', problem };
  }
}
