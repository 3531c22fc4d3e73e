// Batches of operations on tasks: all of one or nothing, in one transaction and one revision.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { callTasks, newPerson, newTask, SECRET } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const MOST = 100; // LIMIT_BATCH
const env = { BETTER_AUTH_SECRET: SECRET, OSTIARY_CONNECTIONS_PER_ADDRESS: '1000' };

const batch = (server, person, operations, { key, path = `${person.tasks}/batch` } = {}) =>
  callTasks(server, 'POST', path, {
    token: person.jwt,
    body: Array.isArray(operations) ? { operations } : operations,
    headers: key ? [['Idempotency-Key', key]] : [],
  });
const list = async (server, person) =>
  (await callTasks(server, 'GET', person.tasks, { token: person.jwt })).json;
const create = (title, more = {}) => ({ op: 'create', task: { title, ...more } });

let server;
let ann;

before(async () => {
  server = await startServer({ env });
  ann = await newPerson(server, 'Ann');
});
after(() => server?.stop());

const read = (id) => callTasks(server, 'GET', `${ann.tasks}/${id}`, { token: ann.jwt });

describe('a batch', () => {
  it('creates, changes and deletes, and answers each operation', async () => {
    const one = await newTask(server, ann, { title: 'one' });
    const two = await newTask(server, ann, { title: 'two' });
    const answer = await batch(server, ann, [
      create('three', { tags: ['new'] }),
      { op: 'update', id: one.id, task: { completed: true } },
      { op: 'delete', id: two.id },
    ]);
    assert.equal(answer.status, 200, answer.text);
    const [made, changed, gone] = answer.json.operations;
    assert.deepEqual([made.status, changed.status, gone.status], [201, 200, 204]);
    assert.deepEqual((await read(made.id)).json, made.task);
    assert.equal(made.task.title, 'three');
    assert.deepEqual((await read(one.id)).json, changed.task);
    assert.equal(changed.id, one.id);
    assert.equal(changed.task.completed, true);
    assert.deepEqual(gone, { status: 204, id: two.id });
    assert.equal((await read(two.id)).status, 404);
  });

  it('lets an operation name a task that an earlier one creates', async () => {
    const answer = await batch(server, ann, [
      { ...create('parent'), id: '#p' },
      create('first', { parent_id: '#p' }),
      { ...create('second', { parent_id: '#p' }), id: '#s' },
      { op: 'update', id: '#p', task: { priority: 'high' } },
      { op: 'delete', id: '#s' },
    ]);
    assert.equal(answer.status, 200, answer.text);
    const [parent, first, second, again, gone] = answer.json.operations;
    assert.equal(first.task.parent_id, parent.id);
    assert.equal(again.id, parent.id);
    assert.equal(gone.id, second.id);
    assert.equal((await read(parent.id)).json.priority, 'high');
    assert.equal((await read(second.id)).status, 404);
  });

  it('is one revision', async () => {
    const revision = () =>
      Number(
        sql.rows(
          server.database,
          `select revision from ostiary_task_count where user_id = '${ann.id}'`,
        )[0].revision,
      );
    const before = revision();
    const { json } = await batch(server, ann, [create('a'), create('b'), create('c')]);
    assert.equal(revision(), before + 1);
    for (const { etag } of json.operations) assert.equal(etag, `"${before + 1}"`);
  });

  it('demands the ETags that it names', async () => {
    const { json } = await batch(server, ann, [create('with an ETag')]);
    const [{ id, etag }] = json.operations;
    const change = (if_match) => [
      create('beside'),
      { op: 'update', id, if_match, task: { title: 'changed' } },
    ];
    const before = await list(server, ann);
    for (const other of ['"0"', '"999999"']) {
      const refused = await batch(server, ann, change(other));
      assert.equal(refused.status, 412, refused.text);
      assert.equal(refused.json.type, '/api/docs#problem-changed');
      assert.equal(refused.json.operation, 1);
      assert.equal(refused.json.member, 'if_match');
    }
    assert.deepEqual(await list(server, ann), before);
    const done = await batch(server, ann, change(etag));
    assert.equal(done.status, 200, done.text);
    assert.notEqual(done.json.operations[1].etag, etag);
    assert.equal((await batch(server, ann, change(etag))).status, 412);
    assert.equal((await batch(server, ann, change('*'))).status, 200);
  });

  it(`has at most ${MOST} operations`, async () => {
    const many = (n) => Array.from({ length: n }, (_, i) => create(`${i}`));
    const full = await batch(server, ann, many(MOST));
    assert.equal(full.status, 200);
    assert.equal(full.json.operations.length, MOST);
    const before = await list(server, ann);
    const refused = await batch(server, ann, many(MOST + 1));
    assert.equal(refused.status, 400);
    assert.equal(refused.json.member, 'operations');
    assert.deepEqual(await list(server, ann), before);
  });
});

describe('one bad operation', () => {
  let stranger;
  let theirs;
  let mine;

  before(async () => {
    stranger = await newPerson(server, 'Eve');
    theirs = await newTask(server, stranger, { title: 'not yours' });
    mine = await newTask(server, ann, { title: 'mine' });
  });

  // The operation, the status, the type's name, and the member that is to blame.
  const rows = () => [
    [create(''), 400, 'bad-member', 'title'],
    [create('x', { colour: 1 }), 400, 'bad-member', 'colour'],
    [create('x', { parent_id: theirs.id }), 400, 'bad-member', 'parent_id'],
    [create('x', { parent_id: '#nobody' }), 400, 'bad-member', 'parent_id'],
    [{ op: 'create', id: 7, task: { title: 'x' } }, 400, 'bad-member', 'id'],
    [{ op: 'make', task: { title: 'x' } }, 400, 'bad-member', 'op'],
    [{ op: 'update', id: theirs.id, task: { title: 'x' } }, 404, 'no-such-thing'],
    [{ op: 'update', id: 7, task: { title: 'x' } }, 404, 'no-such-thing'],
    [{ op: 'update', id: mine.id, task: { title: '' } }, 400, 'bad-member', 'title'],
    [{ op: 'update', id: mine.id, task: { list_id: 7 } }, 400, 'bad-member', 'list_id'],
    [{ op: 'update', id: mine.id, if_match: '"0"', task: {} }, 412, 'changed', 'if_match'],
    [{ op: 'delete', id: theirs.id }, 404, 'no-such-thing'],
    [{ op: 'delete', id: mine.id, if_match: '"0"' }, 412, 'changed', 'if_match'],
    [{ op: 'delete', id: '#nobody' }, 400, 'bad-member', 'id'],
  ];

  it('answers its own status, names itself, and undoes all', async () => {
    for (const [bad, status, name, member] of rows()) {
      const what = JSON.stringify(bad);
      const before = [await list(server, ann), await list(server, stranger)];
      const answer = await batch(server, ann, [
        create('undone'),
        { op: 'update', id: mine.id, task: { title: 'undone' } },
        bad,
        create('never reached'),
      ]);
      assert.equal(answer.status, status, `${what}: ${answer.text}`);
      assert.equal(answer.json.type, `/api/docs#problem-${name}`, what);
      assert.equal(answer.json.operation, 2, what);
      assert.equal(answer.json.member, member, what);
      assert.deepEqual([await list(server, ann), await list(server, stranger)], before, what);
    }
  });

  it('tells nothing of what another user has', async () => {
    const ask = async (id) =>
      (await batch(server, ann, [{ op: 'update', id, task: { title: 'x' } }])).text;
    assert.equal(await ask(theirs.id), await ask(theirs.id + 1));
    const under = async (parent_id) =>
      (await batch(server, ann, [create('x', { parent_id })])).text;
    assert.equal(await under(theirs.id), await under(theirs.id + 1));
  });
});

describe('who may send a batch', () => {
  it('the owner alone', async () => {
    const eve = await newPerson(server, 'Eve');
    const before = await list(server, ann);
    const path = `${ann.tasks}/batch`;
    for (const [person, status] of [
      [{}, 401],
      [{ jwt: 'x' }, 401],
      [eve, 403],
    ]) {
      const answer = await batch(server, person, [create('x')], { path });
      assert.equal(answer.status, status);
      assert.equal(answer.json.operation, undefined);
    }
    assert.deepEqual(await list(server, ann), before);
  });

  it('with POST only, in JSON', async () => {
    const path = `${ann.tasks}/batch`;
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await callTasks(server, method, path, { token: ann.jwt });
      assert.equal(answer.status, 405, method);
      assert.equal(answer.get('allow'), 'POST');
    }
    const text = await callTasks(server, 'POST', path, {
      token: ann.jwt,
      headers: [['Content-Type', 'text/plain']],
      body: undefined,
    });
    assert.equal(text.status, 415);
  });

  it('and not to fill the account', async () => {
    const dan = await newPerson(server, 'Dan');
    await newTask(server, dan);
    sql.execute(
      server.database,
      `update ostiary_task_count set n = 9998 where user_id = '${dan.id}'`,
    );
    const full = await batch(server, dan, [create('a'), create('b'), create('c')]);
    assert.equal(full.status, 409, full.text);
    assert.equal(full.json.type, '/api/docs#problem-full');
    assert.equal(full.json.operation, 2);
    assert.equal((await list(server, dan)).length, 1);
    assert.equal((await batch(server, dan, [create('a'), create('b')])).status, 200);
  });
});

// Sends until there is an answer other than "still running" or "busy".
async function persistently(ask) {
  for (;;) {
    const answer = await ask().catch(() => null); // the server has been killed
    if (answer && ![409, 503].includes(answer.status)) return answer;
    await pause(10 + 40 * Math.random());
  }
}

describe('a batch with a key', () => {
  it('is carried out once', async () => {
    const bob = await newPerson(server, 'Bob');
    const operations = [create('a'), create('b')];
    const first = await batch(server, bob, operations, { key: 'b1' });
    assert.equal(first.status, 200, first.text);
    for (let i = 0; i < 3; i++)
      assert.equal((await batch(server, bob, operations, { key: 'b1' })).text, first.text);
    assert.equal((await list(server, bob)).length, 2);
    assert.equal((await batch(server, bob, [create('c')], { key: 'b1' })).status, 422);
    const single = await callTasks(server, 'POST', bob.tasks, {
      token: bob.jwt,
      body: { operations },
      headers: [['Idempotency-Key', 'b1']],
    });
    assert.equal(single.status, 400, 'another path judges its own body');
    const bad = [create('d'), { op: 'delete', id: 7 }];
    assert.equal((await batch(server, bob, bad, { key: 'b2' })).status, 404);
    assert.equal((await batch(server, bob, operations, { key: 'b2' })).status, 200);
  });

  // A model of what every client may rely on: each acknowledged batch is there as a whole, once,
  // whatever crashes, and however often it was sent, and to which of two servers.
  it('survives SIGKILL in the middle, sent again and again to two servers', async (t) => {
    const one = await startServer({ env });
    t.after(() => one.kill());
    const two = await startServer({
      dir: one.dir,
      database: one.database,
      env: { ...env, BETTER_AUTH_URL: one.ready.url },
    });
    t.after(() => two.kill());
    one.options.env = { ...env, BETTER_AUTH_URL: one.ready.url };
    const dan = await newPerson(one, 'Dan');
    const model = new Map(); // title -> id, as acknowledged
    let over = false;
    let batches = 0;

    const client = async (c) => {
      const own = []; // ids of this client's tasks
      for (let i = 0; !over; i++) {
        const titles = Array.from(
          { length: 1 + Math.floor(30 * Math.random()) },
          (_, n) => `${c}.${i}.${n}`,
        );
        const operations = titles.map((title) => create(title));
        const changed = own.length && Math.random() < 0.5 ? own[own.length - 1] : null;
        const gone = own.length > 1 && Math.random() < 0.5 ? own.shift() : null;
        if (changed)
          operations.push({ op: 'update', id: changed.id, task: { title: `${changed.title}!` } });
        if (gone) operations.unshift({ op: 'delete', id: gone.id });
        const ask = () =>
          batch(Math.random() < 0.5 ? one : two, dan, operations, { key: `k-${c}-${i}` });
        const answer = await persistently(ask);
        assert.equal(answer.status, 200, answer.text);
        if (Math.random() < 0.3) assert.equal((await persistently(ask)).text, answer.text);
        batches++;
        if (gone) model.delete(gone.title);
        if (changed) {
          model.delete(changed.title);
          changed.title += '!';
          model.set(changed.title, changed.id);
        }
        for (const { status, id, task } of answer.json.operations)
          if (status === 201) {
            model.set(task.title, id);
            own.push({ id, title: task.title });
          }
      }
    };
    const clients = Array.from({ length: 4 }, (_, c) => client(c));
    for (let crash = 0; crash < 6; crash++) {
      await pause(100 + 250 * Math.random());
      const victim = crash % 2 ? one : two;
      await victim.kill();
      victim.options.listen = `127.0.0.1:${victim.port}`;
      await victim.start();
    }
    over = true;
    await Promise.all(clients);
    t.diagnostic(`${batches} batches, ${model.size} tasks`);
    const made = await list(one, dan);
    assert.deepEqual(
      made.map(({ id, title }) => `${title} ${id}`).sort(),
      [...model].map(([title, id]) => `${title} ${id}`).sort(),
    );
  });
});
