// Idempotency-Key: a request that is sent again is carried out once, and gets the same answer:
// after a restart, after a crash, and from another server of the same database.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { bearer, send } from './lib/http.mjs';
import { callTasks, newPerson, newTask, SECRET } from './lib/people.mjs';
import { problem } from './lib/problems.mjs';
import { startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const KEYS = 1000; // LIMIT_KEYS_PER_USER
const env = { BETTER_AUTH_SECRET: SECRET, OSTIARY_CONNECTIONS_PER_ADDRESS: '1000' };

const keyed = (server, person, key, body = { title: 'once' }, path = person.tasks) =>
  callTasks(server, 'POST', path, {
    token: person.jwt,
    body,
    headers: [key].flat().map((text) => ['Idempotency-Key', text]),
  });
const list = async (server, person) =>
  (await callTasks(server, 'GET', person.tasks, { token: person.jwt })).json;

// What makes an answer the same: all but the headers of this very exchange.
const substance = (answer) => [
  answer.status,
  answer.text,
  ...['content-type', 'location', 'etag'].map((name) => answer.get(name)),
];

// Another server on the same database.
const besides = (server) =>
  startServer({
    dir: server.dir,
    database: server.database,
    env: { ...env, BETTER_AUTH_URL: server.ready.url },
  });

describe('a request with a key', () => {
  let server;
  let ann;
  let n = 0;
  const fresh = () => `key-${++n}`;

  before(async () => {
    server = await startServer({ env });
    ann = await newPerson(server, 'Ann');
  });
  after(() => server?.stop());

  it('is carried out once, and answered the same each time', async () => {
    const key = fresh();
    const first = await keyed(server, ann, key);
    assert.equal(first.status, 201, first.text);
    for (let i = 0; i < 3; i++)
      assert.deepEqual(substance(await keyed(server, ann, key)), substance(first));
    const made = (await list(server, ann)).filter((task) => task.id === first.json.id);
    assert.equal(made.length, 1);
  });

  it('gets the first answer also when its task has changed or is gone', async () => {
    const key = fresh();
    const first = await keyed(server, ann, key);
    const path = `${ann.tasks}/${first.json.id}`;
    await callTasks(server, 'PATCH', path, { token: ann.jwt, body: { title: 'changed' } });
    assert.deepEqual(substance(await keyed(server, ann, key)), substance(first));
    await callTasks(server, 'DELETE', path, { token: ann.jwt });
    const before = await list(server, ann);
    assert.deepEqual(substance(await keyed(server, ann, key)), substance(first));
    assert.deepEqual(await list(server, ann), before);
  });

  it('is refused with another body, even in a space, and does nothing', async () => {
    const key = fresh();
    const first = await keyed(server, ann, key, '{"title":"x"}');
    const before = await list(server, ann);
    for (const body of ['{"title":"y"}', '{"title": "x"}', '{"title":"x","tags":[]}']) {
      const other = await keyed(server, ann, key, body);
      assert.equal(other.status, 422, body);
      assert.deepEqual(
        other.json,
        problem('key-reused', 'This Idempotency-Key was used with another request', {
          header: 'Idempotency-Key',
        }),
      );
      assert.equal(other.get('location'), undefined);
    }
    assert.deepEqual(await list(server, ann), before);
    assert.deepEqual(
      substance(await keyed(server, ann, key, '{"title":"x"}')),
      substance(first),
      'the key still stands for the first',
    );
  });

  it('that was refused leaves its key free', async () => {
    const key = fresh();
    for (const body of [{}, { title: '' }, { title: 'x', colour: 1 }, 'x'])
      assert.equal((await keyed(server, ann, key, body)).status, 400, JSON.stringify(body));
    assert.equal((await keyed(server, ann, key)).status, 201);
  });

  it('makes one list, and one section of it', async () => {
    const lists = ann.tasks.replace(/tasks$/, 'lists');
    const rows = async (path) =>
      (await callTasks(server, 'GET', path, { token: ann.jwt })).json.length;
    const first = await keyed(server, ann, 'a-list', { name: 'Home' }, lists);
    assert.equal(first.status, 201, first.text);
    const again = await keyed(server, ann, 'a-list', { name: 'Home' }, lists);
    assert.deepEqual(substance(again), substance(first));
    assert.equal((await keyed(server, ann, 'a-list', { name: 'Work' }, lists)).status, 422);
    assert.equal(await rows(lists), 1);
    const sections = `${lists}/${first.json.id}/sections`;
    assert.equal(
      (await keyed(server, ann, 'a-list', { name: 'Home' }, sections)).status,
      422,
      'the same body on another path is another request',
    );
    const section = await keyed(server, ann, 'a-section', { name: 'Garden' }, sections);
    assert.equal(section.status, 201, section.text);
    const second = await keyed(server, ann, 'a-section', { name: 'Garden' }, sections);
    assert.deepEqual(substance(second), substance(section));
    assert.equal(await rows(sections), 1);
    for (const [path, body, status] of [
      [`${lists}/7/sections`, { name: 'x' }, 404],
      [lists, { name: '' }, 400],
    ])
      assert.equal((await keyed(server, ann, 'refused', body, path)).status, status);
    assert.equal((await keyed(server, ann, 'refused', { name: 'x' }, lists)).status, 201);
  });

  it('takes a task out of the trash once', async () => {
    const task = await newTask(server, ann);
    const path = `${ann.tasks}/${task.id}`;
    await callTasks(server, 'DELETE', path, { token: ann.jwt });
    const restore = (key) => keyed(server, ann, key, undefined, `${path}/restore`);
    const first = await restore('a-restore');
    assert.equal(first.status, 200, first.text);
    assert.deepEqual(substance(await restore('a-restore')), substance(first));
    assert.equal((await restore('another-restore')).status, 404);
  });

  it('of an import gets the first report', async () => {
    const load = (text, key) =>
      send(server.url, {
        method: 'POST',
        path: `${ann.home}/import?format=todotxt`,
        body: text,
        headers: [
          bearer(ann.jwt),
          ['Content-Type', 'text/plain'],
          ...(key ? [['Idempotency-Key', key]] : []),
        ],
      });
    const first = await load('Water the roses\nFeed the cat\n', 'an-import');
    assert.equal(first.status, 200, first.text);
    assert.equal(first.json.made, 2);
    assert.equal((await load('Water the roses\nFeed the cat\n', 'an-import')).text, first.text);
    assert.equal((await load('Water the roses\n', 'an-import')).status, 422);
    assert.equal((await load('Water the roses\nFeed the cat\n')).json.present, 2);
    assert.equal((await load(Buffer.from([0xff]), 'a-bad-import')).status, 400);
    assert.equal((await load('Call home\n', 'a-bad-import')).json.made, 1);
  });

  it("has nothing to do with another user's key", async () => {
    const bob = await newPerson(server, 'Bob');
    const key = fresh();
    const hers = await keyed(server, ann, key, { title: 'hers' });
    const his = await keyed(server, bob, key, { title: 'his' });
    assert.equal(his.status, 201, his.text);
    assert.equal(his.json.user_id, bob.id);
    assert.deepEqual(substance(await keyed(server, ann, key, { title: 'hers' })), substance(hers));
    const stranger = { ...bob, tasks: ann.tasks };
    assert.equal((await keyed(server, stranger, key, { title: 'hers' })).status, 403);
    const nobody = { tasks: ann.tasks };
    assert.equal((await keyed(server, nobody, key, { title: 'hers' })).status, 401);
    assert.deepEqual(
      (await list(server, bob)).map((task) => task.title),
      ['his'],
    );
  });

  for (const [what, key] of [
    ['a UUID', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['one character', '!'],
    ['255 characters', 'k'.repeat(255)],
    ['signs', "a:b/c+d=e~'(f)[g]{h}\\"],
  ]) {
    it(`may be ${what}, and means the same in quotes`, async () => {
      const first = await keyed(server, ann, key);
      assert.equal(first.status, 201, first.text);
      assert.deepEqual(substance(await keyed(server, ann, `"${key}"`)), substance(first));
      assert.deepEqual(substance(await keyed(server, ann, `  ${key} `)), substance(first));
    });
  }

  for (const [what, key] of [
    ['nothing', ''],
    ['blanks', '  '],
    ['empty quotes', '""'],
    ['256 characters', 'k'.repeat(256)],
    ['two words', 'a b'],
    ['a list', 'a,b'],
    ['a quote inside', 'a"b'],
    ['one quote', '"'],
    ['letters beyond ASCII', 'caf\u00e9'],
    ['there twice', ['a', 'a']],
  ]) {
    it(`may not be ${what}`, async () => {
      const before = await list(server, ann);
      const answer = await keyed(server, ann, key);
      assert.equal(answer.status, 400, answer.text);
      assert.equal(answer.json.type, '/api/docs#problem-bad-header');
      assert.equal(answer.json.header, 'Idempotency-Key');
      assert.deepEqual(await list(server, ann), before);
    });
  }

  it('may be forgotten after a day', async () => {
    const key = fresh();
    const first = await keyed(server, ann, key);
    const row = `ostiary_idempotency_key where user_id = '${ann.id}' and name = '${key}'`;
    const [{ left }] = sql.rows(server.database, `select expires_ms as left from ${row}`);
    const hours = (Number(left) - Date.now()) / 3_600_000;
    assert.ok(hours > 23.9 && hours <= 24, `${hours} hours`);
    sql.execute(
      server.database,
      `update ostiary_idempotency_key set expires_ms = ${Date.now()} where name = '${key}'`,
    );
    const second = await keyed(server, ann, key);
    assert.equal(second.status, 201);
    assert.notEqual(second.json.id, first.json.id);
  });

  it(`is one of at most ${KEYS} in a day`, async () => {
    const eve = await newPerson(server, 'Eve');
    const plant = (from, to, expires) =>
      sql.execute(
        server.database,
        `with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to})
        insert into ostiary_idempotency_key
        (user_id, name, request, status, expires_ms, bytes, headers, body)
        select '${eve.id}', 'planted ' || i, 'x', 201, ${expires}, 2, '', '{}' from n`,
      );
    plant(1, KEYS - 1, Date.now() + 60_000);
    const last = await keyed(server, eve, 'last');
    assert.equal(last.status, 201);
    const full = await keyed(server, eve, 'one-more');
    assert.equal(full.status, 429, full.text);
    assert.equal(full.json.type, '/api/docs#problem-too-many');
    assert.deepEqual(substance(await keyed(server, eve, 'last')), substance(last));
    assert.equal((await list(server, eve)).length, 1, 'its task was not made');
    await newTask(server, eve); // without a key
    assert.equal((await keyed(server, ann, fresh())).status, 201, 'no other user is concerned');
    sql.execute(
      server.database,
      `update ostiary_idempotency_key set expires_ms = 1 where user_id = '${eve.id}'
      and name = 'planted 7'`,
    );
    assert.equal((await keyed(server, eve, 'one-more')).status, 201, 'an old one makes room');
  });
});

// Sends until there is an answer other than "still running" or "busy".
async function persistently(ask) {
  for (;;) {
    const answer = await ask().catch(() => null); // the server has been killed
    if (answer && answer.status !== 409 && answer.status !== 503) return answer;
    if (answer) {
      assert.equal(answer.get('retry-after') !== undefined, true, answer.text);
      if (answer.status === 409) assert.equal(answer.json.type, '/api/docs#problem-key-busy');
    }
    await pause(10 + 40 * Math.random());
  }
}

describe('requests with one key at the same time', () => {
  it('make one task, on one server', async (t) => {
    const server = await startServer({ env });
    t.after(() => server.stop());
    const ann = await newPerson(server, 'Ann');
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(
        Array.from({ length: 12 }, () =>
          persistently(() => keyed(server, ann, `round ${round}`.replace(' ', '-'))),
        ),
      );
      for (const answer of answers) assert.deepEqual(substance(answer), substance(answers[0]));
      assert.equal(answers[0].status, 201);
    }
    assert.equal((await list(server, ann)).length, 10);
  });

  it('make one task, on two servers of one database', async (t) => {
    const one = await startServer({ env });
    t.after(() => one.stop());
    const two = await besides(one);
    t.after(() => two.stop());
    const ann = await newPerson(one, 'Ann');
    for (let round = 0; round < 20; round++) {
      const answers = await Promise.all(
        [one, two, one, two].map((server) =>
          persistently(() => keyed(server, ann, `round-${round}`)),
        ),
      );
      for (const answer of answers) assert.deepEqual(substance(answer), substance(answers[0]));
      assert.equal(answers[0].status, 201);
      const other = await persistently(() =>
        keyed(round % 2 ? one : two, ann, `round-${round}`, { title: 'other' }),
      );
      assert.equal(other.status, 422);
    }
    assert.equal((await list(two, ann)).length, 20);
  });
});

describe('a crash', () => {
  it('leaves both the task and its answer, or neither', async (t) => {
    const server = await startServer({ env });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    const answers = new Map();
    let over = false;
    const client = async (c) => {
      for (let i = 0; !over; i++) {
        const key = `client-${c}-${i}`;
        answers.set(key, await persistently(() => keyed(server, ann, key, { title: key })));
        if (Math.random() < 0.3) {
          const again = await persistently(() => keyed(server, ann, key, { title: key }));
          assert.deepEqual(substance(again), substance(answers.get(key)));
        }
      }
    };
    const clients = Array.from({ length: 8 }, (_, c) => client(c));
    for (let crash = 0; crash < 5; crash++) {
      await pause(150 + 250 * Math.random());
      await server.kill();
      server.options.listen = `127.0.0.1:${server.port}`;
      await server.start();
    }
    over = true;
    await Promise.all(clients);
    const made = await list(server, ann);
    assert.equal(made.length, answers.size, 'nothing lost, nothing twice');
    for (const task of made) {
      assert.equal(answers.get(task.title).status, 201);
      assert.equal(answers.get(task.title).json.id, task.id);
    }
    for (const [key, answer] of answers)
      assert.deepEqual(substance(await keyed(server, ann, key, { title: key })), substance(answer));
  });
});
