// Streams of events: what they tell, whom, and how they end.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Events, listen } from './lib/events.mjs';
import { bearer, send, Wire } from './lib/http.mjs';
import { callTasks, newPerson, newTask, resigned, SECRET, tampered } from './lib/people.mjs';
import { problem } from './lib/problems.mjs';
import { run, startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const STREAMS = 20; // of one user
const env = { BETTER_AUTH_SECRET: SECRET, OSTIARY_REVOCATIONS: 'on' };

const eventsOf = (person) => `/api/users/${person.id}/events`;
const ask = (server, person, headers = []) =>
  send(server.url, { path: eventsOf(person), headers: [bearer(person.jwt), ...headers] });
const now = () => Math.floor(Date.now() / 1000);

describe('one server', () => {
  let server;
  let ann;
  before(async () => {
    server = await startServer({ env });
    ann = await newPerson(server, 'Ann');
    await newTask(server, ann);
  });
  after(() => server?.stop());

  it('tells the present cursor first, and each change after it', async (t) => {
    const events = await listen(t, server, ann);
    assert.equal(events.answer.headers['content-type'], 'text/event-stream');
    assert.match(events.text, /^retry: \d{4}\n/);
    const [{ event, id, data }] = events.all;
    assert.equal(event, 'ready');
    assert.deepEqual(data, { cursor: id });
    const task = await newTask(server, ann);
    const one = `${ann.tasks}/${task.id}`;
    const token = ann.jwt;
    const writes = [
      () => callTasks(server, 'PATCH', one, { token, body: { completed: true } }),
      () => callTasks(server, 'PUT', one, { token, body: { title: 'anew', completed: false } }),
      () => callTasks(server, 'DELETE', one, { token }),
    ];
    await events.next('changed');
    for (const write of writes) {
      const before = events.all.length;
      const answer = await write();
      assert.ok(answer.status < 300, answer.text);
      await events.next('changed', before);
    }
    const ids = events.all.map((one) => Number(one.id));
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => a - b),
    );
    for (const { data, id } of events.all) assert.deepEqual(data, { cursor: id });
  });

  it('leads to the changes, which replay to the present state', async (t) => {
    const faye = await newPerson(server, 'Faye');
    const by = (method, path, body) => callTasks(server, method, path, { token: faye.jwt, body });
    const events = await listen(t, server, faye);
    let cursor = events.last.id;
    const replayed = new Map();
    async function follow() {
      const answer = await by('GET', `/api/users/${faye.id}/changes?since=${cursor}`);
      assert.equal(answer.status, 200, answer.text);
      for (const task of answer.json.tasks) replayed.set(task.id, task);
      for (const { kind, id } of answer.json.deleted) if (kind === 'task') replayed.delete(id);
      cursor = answer.json.cursor;
    }
    const made = [];
    for (let i = 0; i < 12; i++) {
      const seen = events.all.length;
      if (i % 4 === 2)
        await by('PATCH', `${faye.tasks}/${made[i % made.length]}`, { title: `${i}` });
      else if (i % 4 === 3) await by('DELETE', `${faye.tasks}/${made.shift()}`);
      else made.push((await newTask(server, faye, { title: `${i}` })).id);
      await events.next('changed', seen);
      if (i % 2) await follow(); // not after each event
    }
    await follow();
    assert.equal(cursor, events.last.id);
    const { json } = await by('GET', faye.tasks);
    assert.deepEqual(
      [...replayed.values()].sort((a, b) => b.id - a.id),
      json,
    );
  });

  it('tells nobody of what is not theirs, and of nothing that is read or refused', async (t) => {
    const bob = await newPerson(server, 'Bob');
    const [hers, his] = [await listen(t, server, ann), await listen(t, server, bob)];
    await callTasks(server, 'GET', ann.tasks, { token: ann.jwt });
    await callTasks(server, 'POST', ann.tasks, { token: ann.jwt, body: { title: '' } });
    await callTasks(server, 'POST', ann.tasks, { token: bob.jwt, body: { title: 'x' } });
    await newTask(server, bob);
    await his.next('changed');
    await newTask(server, ann);
    await hers.next('changed');
    assert.equal(hers.all.length, 2);
    assert.equal(his.all.length, 2);
    assert.ok(!hers.text.includes(bob.id));
  });

  it('tells all streams of a user', async (t) => {
    const streams = await Promise.all([1, 2, 3].map(() => listen(t, server, ann)));
    await newTask(server, ann);
    const ids = await Promise.all(streams.map(async (s) => (await s.next('changed')).id));
    assert.equal(new Set(ids).size, 1);
  });

  it('is for the owner alone', async () => {
    const bob = await newPerson(server, 'Bob');
    const statusWith = async (headers) =>
      (await send(server.url, { path: eventsOf(ann), headers })).status;
    assert.equal(await statusWith([]), 401);
    assert.equal(await statusWith([bearer(tampered(ann.jwt))]), 401);
    assert.equal(await statusWith([['Cookie', ann.cookie]]), 401);
    assert.equal(await statusWith([bearer(bob.jwt)]), 403);
  });

  it('answers HEAD without a stream, and other methods not at all', async () => {
    const headers = [bearer(ann.jwt)];
    const head = await send(server.url, { method: 'HEAD', path: eventsOf(ann), headers });
    assert.equal(head.status, 200);
    const post = await send(server.url, { method: 'POST', path: eventsOf(ann), headers });
    assert.equal(post.status, 405);
    assert.equal(post.get('allow'), 'GET, HEAD');
  });

  it('goes on from a cursor', async (t) => {
    const first = await listen(t, server, ann);
    const { id } = first.last;
    const same = await listen(t, server, ann, { headers: { 'Last-Event-ID': id } });
    assert.deepEqual(same.all, [{ event: 'ready', id, data: { cursor: id } }]);
    await newTask(server, ann);
    const { id: next } = await first.next('changed');
    const behind = await listen(t, server, ann, { headers: { 'Last-Event-ID': id } });
    assert.deepEqual(behind.all, [{ event: 'changed', id: next, data: { cursor: next } }]);
  });

  it('says of a cursor what is wrong with it', async () => {
    const malformed = await ask(server, ann, [['Last-Event-ID', '12a']]);
    assert.equal(malformed.status, 400);
    assert.deepEqual(
      malformed.json,
      problem('bad-header', malformed.json.detail, { header: 'Last-Event-ID' }),
    );
    const carl = await newPerson(server, 'Carl');
    const { tasks, jwt } = carl;
    for (let i = 0; i < 3; i++) await newTask(server, carl);
    sql.execute(
      server.database,
      `update ostiary_task_count set forgotten = 2 where user_id = '${carl.id}'`,
    );
    const gone = async (id) => {
      const answer = await ask(server, carl, [['Last-Event-ID', id]]);
      assert.equal(answer.status, 410, id);
      assert.deepEqual(answer.json, problem('gone', answer.json.detail));
    };
    await gone('1');
    await gone('9'); // of no revision that there has been
    const events = new Events(server, carl, { headers: { 'Last-Event-ID': '2' } });
    await events.opened;
    assert.equal(events.status, 200);
    assert.equal((await events.next('changed')).id, '3');
    events.close();
    const within = new Events(server, carl, { headers: { 'Last-Event-ID': '3-1' } });
    await within.opened;
    assert.equal((await within.next('changed')).id, '3'); // it has a part of the last
    within.close();
    assert.equal((await callTasks(server, 'GET', tasks, { token: jwt })).status, 200);
  });

  it(`has ${STREAMS} streams for a user, and room for others`, async (t) => {
    const dora = await newPerson(server, 'Dora');
    const streams = [];
    for (let i = 0; i < STREAMS; i++) streams.push(await listen(t, server, dora));
    const further = await ask(server, dora);
    assert.equal(further.status, 429);
    assert.deepEqual(further.json, problem('too-many', further.json.detail));
    await listen(t, server, ann);
    streams[0].close();
    await until('a place', async () => {
      const again = new Events(server, dora);
      await again.opened;
      t.after(() => again.close());
      if (again.status !== 200) again.close();
      return again.status === 200;
    });
  });

  it('ends a stream when its token expires', async (t) => {
    const token = await resigned(server, ann.jwt, { iat: now() - 60, exp: now() - 26 });
    const events = await listen(t, server, ann, { token }); // 30 s of leeway
    await events.untilEnded();
    assert.deepEqual(events.last, { event: 'end', data: { reason: 'token' } });
    assert.equal(events.broken, null);
    const anew = await send(server.url, { path: eventsOf(ann), headers: [bearer(token)] });
    assert.equal(anew.status, 401);
  });

  it('ends a stream when its token is revoked, and tells it nothing more', async (t) => {
    const eva = await newPerson(server, 'Eva');
    const [hers, others] = [await listen(t, server, eva), await listen(t, server, ann)];
    const words = ['user', 'revoke-tokens', eva.email, '--data', server.dir];
    const revoked = await run(words, { env: { ...env, ...server.databaseUrl } });
    assert.equal(revoked.code, 0, revoked.stderr);
    await hers.untilEnded();
    assert.deepEqual(hers.last, { event: 'end', data: { reason: 'token' } });
    await newTask(server, ann);
    await others.next('changed');
  });
});

// Bytes as they go over the wire, from clients that are old, hasty or ill-meant.
describe('a server with odd clients', () => {
  let server;
  let ann;
  before(async () => {
    server = await startServer({ env });
    ann = await newPerson(server, 'Ann');
  });
  after(() => server?.stop());

  const head = (line, more = []) =>
    [line, 'Host: x', `Authorization: Bearer ${ann.jwt}`, ...more, '', ''].join('\r\n');
  const streamed = (version, more) => head(`GET ${eventsOf(ann)} HTTP/${version}`, more);
  const has = (text) => (w) => w.got.includes(text) || w.closed;
  const served = (route) => server.logs.filter((line) => line.route === route).length;
  async function open(t, bytes) {
    const w = new Wire(server.url);
    t.after(() => w.close());
    await w.write(bytes);
    await w.until(has('event: ready'));
    return w;
  }

  it('sends chunks that end where events end', async (t) => {
    const w = await open(t, streamed('1.1'));
    await newTask(server, ann);
    await w.until(has('event: changed'));
    const [, body] = w.got.toString().split('\r\n\r\n');
    const [first, ...rest] = body.split('\r\n').filter((line) => !/^[0-9a-f]+$/.test(line));
    for (const piece of [first, ...rest.filter(Boolean)]) assert.match(piece, /^[\s\S]*\n\n$/);
  });

  it('sends the events alone to a client of HTTP/1.0, and closes behind them', async (t) => {
    const w = await open(t, streamed('1.0', ['Connection: keep-alive']));
    assert.match(w.got.toString(), /\r\nconnection: close\r\n/);
    assert.doesNotMatch(w.got.toString(), /transfer-encoding|content-length/);
    assert.match(w.got.toString(), /\r\n\r\nretry: /);
  });

  it('does not serve what is sent behind a stream before that has ended', async (t) => {
    const jwks = head('GET /.well-known/jwks.json HTTP/1.1');
    const before = served('/.well-known/jwks.json');
    const soon = await resigned(server, ann.jwt, { iat: now() - 60, exp: now() - 26 });
    const w = await open(t, streamed('1.1').replace(ann.jwt, soon) + jwks);
    await newTask(server, ann);
    await w.until(has('event: changed'));
    assert.equal(served('/.well-known/jwks.json'), before);
    await w.until(has('"keys"'));
    assert.match(w.got.toString(), /"reason":"token"[\s\S]*\r\n0\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    assert.ok(!w.closed);
  });

  it('lets go of a client that closes its side, and serves nothing more of it', async (t) => {
    const smuggled = head('GET /api/auth/ok HTTP/1.1');
    const before = served('/ok');
    const w = await open(t, streamed('1.1') + smuggled);
    w.end();
    assert.ok(await w.untilClosed());
    assert.equal(served('/ok'), before);
  });

  it('takes a body that nobody needs, and waits for the whole head', async (t) => {
    const w = await open(t, `${streamed('1.1', ['Content-Length: 2'])}{}`);
    assert.match(w.got.toString(), /^HTTP\/1\.1 200 /);
    const half = new Wire(server.url);
    t.after(() => half.close());
    const bytes = streamed('1.1');
    await half.write(bytes.slice(0, -3));
    assert.equal(await half.until(has('HTTP'), 200), false);
    await half.write(bytes.slice(-3));
    await half.until(has('event: ready'));
    assert.ok(!half.closed);
  });
});

describe('two servers on one database', () => {
  let first;
  let second;
  let ann;
  before(async () => {
    first = await startServer({ env });
    second = await startServer({ env, dir: first.dir, database: first.database });
    ann = await newPerson(first, 'Ann');
  });
  after(async () => {
    await second?.stop();
    await first?.stop();
  });

  // The second server's issuer has another name, so that its tokens are its own.
  const at = async (server, person) => {
    const own = { iss: server.ready.url, aud: server.ready.url };
    const token = await resigned(server, person.jwt, own);
    await until(
      'the server has the keys',
      async () => (await callTasks(server, 'GET', person.tasks, { token })).status === 200,
    );
    return { ...person, jwt: token };
  };

  it('tell each other', async (t) => {
    const there = await at(second, ann);
    const here = await listen(t, first, ann);
    const events = await listen(t, second, there);
    for (const [server, person] of [
      [first, ann],
      [second, there],
      [first, ann],
    ]) {
      const before = [here.all.length, events.all.length];
      await newTask(server, person);
      const [a, b] = [
        await here.next('changed', before[0]),
        await events.next('changed', before[1]),
      ];
      assert.equal(a.id, b.id);
    }
  });

  it('tell what one wrote that was killed after its answer', async (t) => {
    const third = await startServer({ env, dir: first.dir, database: first.database });
    const events = await listen(t, first, ann);
    await newTask(third, await at(third, ann));
    await third.kill();
    await events.next('changed');
  });

  it('end their streams when they stop, and the client goes on elsewhere', async (t) => {
    const third = await startServer({ env, dir: first.dir, database: first.database });
    const events = await listen(t, third, await at(third, ann));
    const { id } = events.last;
    await third.stop();
    await events.untilEnded();
    assert.deepEqual(events.last, { event: 'end', data: { reason: 'stopping' } });
    assert.equal(events.broken, null);
    await newTask(first, ann);
    const again = await listen(t, first, ann, { headers: { 'Last-Event-ID': id } });
    assert.equal(again.last.event, 'changed');
  });
});

describe('a task node', () => {
  let issuer;
  let node;
  before(async () => {
    issuer = await startServer({ args: ['--role', 'auth'], env });
    const keys = `${issuer.url}/api/auth/jwks`;
    node = await startServer({ args: ['--role', 'tasks', '--jwks-url', keys] });
    await until(
      'the node has keys',
      async () => (await send(node.url, { path: '/readyz' })).status === 200,
    );
  });
  after(async () => {
    await node?.stop();
    await issuer?.stop();
  });

  it('has streams, and an issuer has none', async (t) => {
    const ann = await newPerson(issuer, 'Ann');
    const events = await listen(t, node, ann);
    await newTask(node, ann);
    await events.next('changed');
    const answer = await fetch(`${issuer.url}${eventsOf(ann)}`, {
      headers: { authorization: `Bearer ${ann.jwt}` },
    });
    assert.equal(answer.status, 404);
  });
});
