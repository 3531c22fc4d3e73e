// Several writers at random against a model: nothing acknowledged is lost or done twice, and who
// follows the feed of changes has the state of the server in the end, wherever the pages end.

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';

import { callTasks, newPerson } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const WRITERS = 4;
const STEPS = 60;
const READERS = 3;

let server;
let ann;
let base;

before(async () => {
  server = await startServer();
  ann = await newPerson(server, 'Ann');
  base = ann.tasks.replace(/\/tasks$/, '');
});
after(() => server?.stop());

// A sequence that a seed repeats (xorshift).
function numbers(seed) {
  let x = seed * 2654435761;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

const call = (method, path, { body, tag } = {}) =>
  callTasks(server, method, `${base}${path}`, {
    token: ann.jwt,
    body,
    headers: tag ? [['If-Match', tag]] : [],
  });

async function allowed(answer, ...statuses) {
  assert.ok(statuses.includes(answer.status), `${answer.status} ${answer.text}`);
  return answer;
}

// What the writers know of what they have done.
const known = { made: new Set(), gone: new Set(), bumps: new Map(), lists: [] };

const pick = (random, things) => [...things][random(things.size ?? things.length)];

async function create(random) {
  const list_id = known.lists.length && random(2) ? pick(random, known.lists) : null;
  const parent_id = known.made.size && random(4) === 0 ? pick(random, known.made) : null;
  const body = parent_id ? { title: '0', parent_id } : { title: '0', list_id };
  const made = await allowed(await call('POST', '/tasks', { body }), 201, 400);
  if (made.status !== 201) return; // its list or task has gone meanwhile
  known.made.add(made.json.id);
  known.bumps.set(made.json.id, 0);
}

// Adds one to a number that others add to as well.
async function bump(random) {
  const id = pick(random, known.made);
  const read = await allowed(await call('GET', `/tasks/${id}`), 200, 404);
  if (read.status === 404) return;
  const body = { title: String(Number(read.json.title) + 1) };
  const done = await allowed(
    await call('PATCH', `/tasks/${id}`, { body, tag: read.get('etag') }),
    200,
    404,
    412,
  );
  if (done.status === 200) known.bumps.set(id, known.bumps.get(id) + 1);
}

async function move(random) {
  const id = pick(random, known.made);
  const list_id = known.lists.length && random(3) ? pick(random, known.lists) : null;
  const position = `${random(0xffffffff).toString(16).padStart(14, '0')}`;
  await allowed(
    await call('PATCH', `/tasks/${id}`, { body: { list_id, position } }),
    200,
    400, // a part, or the list has gone
    404,
  );
}

async function trash(random) {
  const id = pick(random, known.made);
  await allowed(await call('DELETE', `/tasks/${id}`), 204, 404);
  if (random(2)) await allowed(await call('POST', `/tasks/${id}/restore`), 200, 404);
}

async function purge(random) {
  const id = pick(random, known.made);
  const done = await allowed(await call('DELETE', `/tasks/${id}?purge=true`), 204, 404);
  if (done.status === 204) known.gone.add(id);
}

async function newList() {
  const made = await allowed(await call('POST', '/lists', { body: { name: 'x' } }), 201);
  known.lists.push(made.json.id);
  await allowed(
    await call('POST', `/lists/${made.json.id}/sections`, { body: { name: 's' } }),
    201,
    404,
  );
}

async function dropList(random) {
  const [id] = known.lists.splice(random(known.lists.length), 1);
  const tasks = random(2) ? 'keep' : 'delete';
  await allowed(await call('DELETE', `/lists/${id}?tasks=${tasks}`), 204);
}

async function write(seed) {
  const random = numbers(seed);
  for (let i = 0; i < STEPS; i++) {
    const kind = random(20);
    if (known.made.size === 0 || kind < 6) await create(random);
    else if (kind < 12) await bump(random);
    else if (kind < 15) await move(random);
    else if (kind < 17) await trash(random);
    else if (kind < 18) await purge(random);
    else if (kind < 19 || known.lists.length === 0) await newList();
    else await dropList(random);
  }
}

// The state that the feed says, from a cursor of the beginning.
class Replica {
  cursor;
  tasks = new Map();
  lists = new Map();

  async begin() {
    this.cursor = (await allowed(await call('GET', '/changes'), 200)).json.cursor;
  }

  async follow() {
    const { json } = await allowed(await call('GET', `/changes?since=${this.cursor}`), 200);
    const later = [...json.tasks, ...json.lists].map(({ revision }) => revision);
    for (const [name, map] of [
      ['tasks', this.tasks],
      ['lists', this.lists],
    ])
      for (const thing of json[name]) {
        const old = map.get(thing.id);
        assert.ok(!old || thing.revision > old.revision, 'nothing goes back');
        map.set(thing.id, thing);
      }
    for (const { kind, id } of json.deleted) {
      if (kind === 'task') this.tasks.delete(id);
      if (kind === 'list') this.lists.delete(id);
    }
    for (const revisions of [json.tasks, json.lists].map((l) => l.map((t) => t.revision)))
      assert.deepEqual(
        revisions,
        revisions.toSorted((a, b) => a - b),
      );
    if (later.length === 0 && json.deleted.length === 0) assert.equal(json.more, false);
    this.cursor = json.cursor;
    return json.more;
  }
}

const byId = (things) => [...things].sort((a, b) => a.id - b.id);

it('nothing is lost, nothing is done twice, and the feed replays to the same state', async () => {
  const replicas = Array.from({ length: READERS }, () => new Replica());
  for (const replica of replicas) await replica.begin();
  let writing = true;
  const reading = replicas.map(async (replica, i) => {
    while (writing) {
      await replica.follow();
      await new Promise((resolve) => setTimeout(resolve, 5 * i));
    }
    while (await replica.follow());
  });
  await Promise.all(Array.from({ length: WRITERS }, (_, i) => write(i + 1)));
  writing = false;
  await Promise.all(reading);

  const { json: tasks } = await call('GET', '/tasks');
  const { json: lists } = await call('GET', '/lists');
  const { json: trashed } = await call('GET', '/tasks?trash=true');
  const late = new Replica();
  late.cursor = '0';
  while (await late.follow());
  for (const replica of [...replicas, late]) {
    assert.deepEqual(byId(replica.tasks.values()), byId(tasks));
    const shape = ({ open_count, ...list }) => list; // which alone changes no list
    assert.deepEqual(byId(replica.lists.values()).map(shape), byId(lists).map(shape));
  }

  const ids = new Set([...tasks, ...trashed].map(({ id }) => id));
  assert.equal(ids.size, tasks.length + trashed.length);
  for (const id of ids) assert.ok(known.made.has(id), 'only what was made');
  for (const id of known.gone) assert.ok(!ids.has(id), 'what was purged is gone');
  for (const { id, title } of [...tasks, ...trashed])
    assert.equal(Number(title), known.bumps.get(id), 'each acknowledged change counts once');
  const places = new Map(tasks.map((task) => [task.id, task]));
  for (const { parent_id, list_id } of tasks.filter((task) => task.parent_id !== null)) {
    assert.equal(places.get(parent_id).list_id, list_id, 'a part is where its task is');
    assert.equal(places.get(parent_id).parent_id, null);
  }
  for (const list of lists) {
    const open = tasks.filter(({ list_id, completed }) => list_id === list.id && !completed);
    assert.equal(list.open_count, open.length);
  }
});
