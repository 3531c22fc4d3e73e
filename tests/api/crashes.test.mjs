// Several writers on two servers of one database, which are killed and started again meanwhile.
// Requests with an Idempotency-Key are sent until they are answered, and count once; changes with
// If-Match are looked for before they are tried again; and the feed of changes, read from either
// server, ends at the state of the lists.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { bearer, send } from './lib/http.mjs';
import { callTasks, newPerson, SECRET } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const WRITERS = 3;
const STEPS = 40;
const KILLS = 4;
const env = { BETTER_AUTH_SECRET: SECRET };

let servers;
let ann;
let base;

before(async () => {
  const first = await startServer({ env });
  first.options = {
    ...first.options,
    listen: new URL(first.url).host,
    env: { ...env, BETTER_AUTH_URL: first.ready.url },
  };
  const second = await startServer({
    dir: first.dir,
    database: first.database,
    env: first.options.env,
  });
  second.options = { ...second.options, listen: new URL(second.url).host };
  servers = [first, second];
  ann = await newPerson(first, 'Ann');
  base = ann.tasks.replace(/\/tasks$/, '');
});
after(() => Promise.all(servers?.map((server) => server.stop()) ?? []));

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

async function killAndStart(server) {
  await server.kill();
  await server.start();
}

// The answer of either server; null when the connection broke, so that nobody knows what happened.
const ask = (random, method, path, options = {}) =>
  callTasks(servers[random(2)], method, `${base}${path}`, { token: ann.jwt, ...options }).catch(
    () => null,
  );

// Of a request that is safe to repeat.
async function answered(random, method, path, options) {
  for (let i = 0; i < 300; i++) {
    const answer = await ask(random, method, path, options);
    const again = !answer || answer.status === 503 || answer.text.includes('#problem-key-busy');
    if (!again) return answer;
    await pause(100);
  }
  throw new Error(`${method} ${path} is never answered`);
}

const keyed = (random, path, key, body) =>
  answered(random, 'POST', path, { body, headers: [['Idempotency-Key', key]] });

const list = async (random, query = '') => (await answered(random, 'GET', `/tasks${query}`)).json;

// What was done: the title of each task that was made, and the marks that were put on each.
const known = { titles: new Map(), marks: new Map(), purged: new Set() };

const pick = (random) => [...known.marks.keys()][random(known.marks.size)];

function remember({ id, title }) {
  assert.ok(!known.titles.has(id), 'an id is given once');
  known.titles.set(id, title);
  known.marks.set(id, []);
}

async function create(random, name) {
  const answer = await keyed(random, '/tasks', name, { title: name, description: '' });
  assert.equal(answer.status, 201, answer.text);
  remember(answer.json);
}

const marked = (task, name) => `${task.description ?? ''}[${name}]`;

// Puts a mark on a task on which others put theirs.
async function mark(random, name) {
  const id = pick(random);
  for (;;) {
    const read = await answered(random, 'GET', `/tasks/${id}`);
    if (read.status === 404) return; // purged meanwhile; its marks do not count
    assert.equal(read.status, 200, read.text);
    const done = read.json.description?.includes(`[${name}]`);
    const answer =
      !done &&
      (await ask(random, 'PATCH', `/tasks/${id}`, {
        body: { description: marked(read.json, name) },
        headers: [['If-Match', read.get('etag')]],
      }));
    if (done || answer?.status === 200) {
      known.marks.get(id)?.push(name);
      return;
    }
  }
}

// Two tasks, one a part of the other, and a mark on a third: all or nothing.
async function batch(random, name) {
  const id = pick(random);
  for (let i = 0; ; i++) {
    const read = await answered(random, 'GET', `/tasks/${id}`);
    if (read.status === 404) return;
    const operations = [
      { op: 'create', id: '#a', task: { title: `${name} a` } },
      { op: 'create', task: { title: `${name} b`, parent_id: '#a' } },
      {
        op: 'update',
        id,
        if_match: read.get('etag'),
        task: { description: marked(read.json, name) },
      },
    ];
    const answer = await keyed(random, '/tasks/batch', `${name}-${i}`, { operations });
    if (answer.status === 200) {
      answer.json.operations.slice(0, 2).forEach(({ task }) => remember(task));
      known.marks.get(id)?.push(name);
      return;
    }
    assert.ok([404, 412].includes(answer.status), answer.text);
  }
}

async function purge(random) {
  const id = pick(random);
  const answer = await answered(random, 'DELETE', `/tasks/${id}?purge=true`);
  assert.ok([204, 404].includes(answer.status), answer.text); // 404: it was done, and not told
  known.purged.add(id);
  known.marks.delete(id);
}

async function write(seed) {
  const random = numbers(seed);
  for (let i = 0; i < STEPS; i++) {
    const name = `w${seed}-${i}`;
    const kind = random(10);
    if (known.marks.size < 3 || kind < 3) await create(random, name);
    else if (kind < 6) await mark(random, name);
    else if (kind < 9) await batch(random, name);
    else await purge(random);
  }
}

class Replica {
  tasks = new Map();
  cursor = '0';

  async follow(random) {
    const answer = await answered(random, 'GET', `/changes?since=${this.cursor}`);
    assert.equal(answer.status, 200, answer.text);
    for (const task of answer.json.tasks) {
      assert.ok(!(this.tasks.get(task.id)?.revision >= task.revision), 'nothing goes back');
      this.tasks.set(task.id, task);
    }
    for (const { kind, id } of answer.json.deleted) if (kind === 'task') this.tasks.delete(id);
    this.cursor = answer.json.cursor;
    return answer.json.more;
  }
}

const byId = (things) => [...things].sort((a, b) => a.id - b.id);

// All pages of the list by cursors.
async function pages(random, query) {
  const found = [];
  let next = `/tasks?${query}`;
  while (next) {
    const answer = await answered(random, 'GET', next);
    found.push(...answer.json);
    const link = /<([^>]+)>; rel="next"/.exec(answer.get('link') ?? '');
    next = link?.[1].slice(base.length);
  }
  return found;
}

describe('writers on two servers that crash', () => {
  it('lose nothing, do nothing twice, and the feed replays to the same state', async () => {
    const random = numbers(99);
    const replicas = [new Replica(), new Replica()];
    let writing = true;
    const reading = replicas.map(async (replica, i) => {
      const own = numbers(50 + i);
      while (writing) {
        await replica.follow(own);
        await pause(20);
      }
      while (await replica.follow(own));
    });
    const killing = (async () => {
      for (let i = 0; i < KILLS && writing; i++) {
        await pause(300 + random(500));
        await killAndStart(servers[i % 2]);
      }
    })();
    await Promise.all(Array.from({ length: WRITERS }, (_, i) => write(i + 1)));
    writing = false;
    await killing;
    await Promise.all(reading);

    const tasks = await list(random);
    for (const replica of replicas)
      assert.deepEqual(byId(replica.tasks.values()), byId(tasks), 'as the feed says');
    const gone = (id) => known.purged.has(id);
    const there = new Map(tasks.map((task) => [task.id, task]));
    for (const [id, title] of known.titles)
      if (!gone(id) && !there.has(id)) assert.match(title, / b$/, 'only a part goes with its task'); // whose parent was purged
    for (const { id, title, description, parent_id } of tasks) {
      assert.equal(known.titles.get(id), title, 'only what was acknowledged');
      assert.ok(!gone(id), 'what was purged is gone');
      const marks = [...(description ?? '').matchAll(/\[([^\]]+)\]/g)].map(([, name]) => name);
      assert.deepEqual(marks.toSorted(), known.marks.get(id).toSorted(), 'each mark once');
      if (parent_id !== null) assert.ok(there.has(parent_id));
    }
    assert.equal(new Set(tasks.map(({ title }) => title)).size, tasks.length, 'nothing twice');
    for (const sort of ['position', '-position', 'created_at', '-updated_at', 'title', 'due']) {
      const found = await pages(random, `sort=${sort}&limit=7`);
      assert.deepEqual(byId(found), byId(tasks), `pages by ${sort}`);
    }
  });
});

const shape = (answer) => [answer.status, answer.text];

describe('a request that is sent again after a crash', () => {
  it('in the middle of batches has one result', async () => {
    const random = numbers(7);
    for (let round = 0; round < 3; round++) {
      const key = `batch-${round}`;
      const title = `batch ${round}`;
      const operations = Array.from({ length: 100 }, (_, i) => ({
        op: 'create',
        task: { title: `${title}.${i}` },
      }));
      const body = { operations };
      const first = ask(() => 0, 'POST', '/tasks/batch', {
        body,
        headers: [['Idempotency-Key', key]],
      });
      await pause(random(30));
      await killAndStart(servers[0]);
      const told = await first;
      const again = await keyed(random, '/tasks/batch', key, body);
      assert.equal(again.status, 200, again.text);
      if (told?.status === 200) assert.deepEqual(shape(again), shape(told));
      assert.deepEqual(shape(await keyed(random, '/tasks/batch', key, body)), shape(again));
      const made = (await list(random)).filter((task) => task.title.startsWith(`${title}.`));
      assert.deepEqual(
        byId(made).map(({ id }) => id),
        again.json.operations.map(({ id }) => id).sort((a, b) => a - b),
      );
    }
  });

  it('in the middle of an import has one result', async () => {
    const random = numbers(8);
    const lines = Array.from({ length: 3000 }, (_, i) => `Imported ${i}`).join('\n');
    const ask = (server) =>
      send(server.url, {
        method: 'POST',
        path: `${ann.home}/import?format=todotxt`,
        body: lines,
        headers: [
          bearer(ann.jwt),
          ['Content-Type', 'text/plain'],
          ['Idempotency-Key', 'the-import'],
        ],
        patience_ms: 120_000,
      });
    const imported = async () =>
      (await list(random)).filter(({ title }) => title.startsWith('Imported '));
    let told;
    const broken = ask(servers[0]).then(
      (answer) => (told = answer),
      () => null,
    );
    while ((await imported()).length === 0) assert.ok(!told, told?.text);
    await killAndStart(servers[0]);
    assert.equal(await broken, null);
    const before = (await imported()).length;
    assert.ok(before < 3000);
    const answer = await ask(servers[1]);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual([answer.json.made, answer.json.present], [3000 - before, before]);
    for (const server of servers) assert.deepEqual(shape(await ask(server)), shape(answer));
    const titles = (await imported()).map(({ title }) => title);
    assert.equal(titles.length, 3000);
    assert.equal(new Set(titles).size, 3000);
  });
});
