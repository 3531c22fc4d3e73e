// What was answered is on disk: across a restart, across kill -9 in the middle of writes, and
// across a SIGTERM while requests run.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { bearer, jsonHeaders, requestBytes, send, Wire } from './lib/http.mjs';
import { callTasks, headerOf, newPerson, newTask, SECRET, signIn } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const ROUNDS = 4;
const WRITERS = 12;

const keysOf = async (server) => (await send(server.url, { path: '/api/auth/jwks' })).text;
const sessionOf = (server, cookie) =>
  send(server.url, { path: '/api/auth/get-session', headers: [['Cookie', cookie]] });

describe('a restart', () => {
  for (const [how, env] of [
    ['with the secret in the environment', { BETTER_AUTH_SECRET: SECRET }],
    ['with the secret that the server made', {}],
  ]) {
    it(`keeps users, sessions, keys and tasks, ${how}`, async (t) => {
      const server = await startServer({ env });
      t.after(() => server.kill());
      const ann = await newPerson(server, 'Ann');
      const task = await newTask(server, ann, {
        title: 'kept',
        tags: ['é'],
        due_date: '2030-01-31',
      });
      const keys = await keysOf(server);
      const session = await sessionOf(server, ann.cookie);

      await server.restart();

      assert.equal(await keysOf(server), keys, 'the same keys');
      const old = await callTasks(server, 'GET', ann.tasks, { token: ann.jwt });
      assert.equal(old.status, 200, 'the old token is still good');
      assert.deepEqual(old.json, [task]);
      assert.equal((await sessionOf(server, ann.cookie)).text, session.text, 'the same session');
      assert.equal((await signIn(server, ann)).status, 200, 'the same password');
      const fresh = await send(server.url, {
        path: '/api/auth/token',
        headers: [bearer(ann.session)],
      });
      assert.equal(headerOf(fresh.json.token).kid, headerOf(ann.jwt).kid, 'the same key signs');
    });
  }

  it('keeps a signed-out session signed out', async (t) => {
    const server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    const other = (await signIn(server, ann)).all('set-cookie')[0].split(';')[0];
    const out = await send(server.url, {
      method: 'POST',
      path: '/api/auth/sign-out',
      headers: [...jsonHeaders, bearer(ann.session)],
      body: '{}',
    });
    assert.equal(out.status, 200);
    await server.kill();
    server.options.listen = `127.0.0.1:${server.port}`;
    await server.start();
    assert.equal((await sessionOf(server, ann.cookie)).text, 'null');
    assert.equal((await sessionOf(server, other)).json.user.id, ann.id, 'the other session lives');
  });
});

// One writer: creates, changes and deletes tasks until the server dies, and notes what was
// answered.
class Writer {
  constructor(server, person, number) {
    this.server = server;
    this.person = person;
    this.number = number;
    this.kept = new Map(); // id -> the task as last answered
    this.gone = new Set();
    this.pending = null; // the one request whose outcome is unknown
    this.answered = 0;
  }

  async run() {
    for (let i = 0; ; i++) {
      try {
        await this.step(i);
      } catch {
        return;
      }
    }
  }

  async step(i) {
    const ids = [...this.kept.keys()];
    const id = ids.at(-1);
    if (i % 5 === 3 && id !== undefined)
      await this.change(id, { completed: true, title: `changed ${this.number}.${i}` });
    else if (i % 5 === 4 && id !== undefined) await this.remove(id);
    else await this.create(`task ${this.number}.${i}`);
  }

  async call(method, path, body) {
    const answer = await callTasks(this.server, method, path, { token: this.person.jwt, body });
    this.pending = null;
    if (answer.status === 503) return null;
    assert.ok(answer.status < 300, `${answer.status} ${answer.text}`);
    this.answered++;
    return answer;
  }

  async create(title) {
    this.pending = { kind: 'create', title };
    const answer = await this.call('POST', this.person.tasks, { title });
    if (answer) this.kept.set(answer.json.id, answer.json);
  }

  async change(id, body) {
    this.pending = { kind: 'change', id, title: body.title };
    const answer = await this.call('PATCH', `${this.person.tasks}/${id}`, body);
    if (answer) this.kept.set(id, answer.json);
  }

  async remove(id) {
    this.pending = { kind: 'remove', id };
    if (await this.call('DELETE', `${this.person.tasks}/${id}`)) {
      this.kept.delete(id);
      this.gone.add(id);
    }
  }

  // Every answered write is there, and nothing that was not sent.
  check(stored) {
    const left = new Map(stored.map((task) => [task.id, task]));
    for (const [id, task] of this.kept) {
      const found = left.get(id);
      if (this.pending?.id === id) {
        // The last request on this task was not answered: both outcomes are right.
        const outcomes = [task.title, this.pending.title];
        assert.ok(found ? outcomes.includes(found.title) : this.pending.kind === 'remove');
      } else {
        assert.deepEqual(found, task);
      }
      left.delete(id);
    }
    for (const task of left.values()) {
      assert.ok(!this.gone.has(task.id), 'a deleted task stays deleted');
      assert.equal(
        this.pending?.kind,
        'create',
        `a task that no client made: ${JSON.stringify(task)}`,
      );
      assert.equal(task.title, this.pending.title);
    }
  }
}

describe('kill -9 in the middle of writes', () => {
  it(`loses no answered write, ${ROUNDS} times`, async (t) => {
    const server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
    t.after(() => server.kill());
    server.options.listen = `127.0.0.1:${server.port}`;
    let answered = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const people = [];
      for (let i = 0; i < WRITERS; i++) people.push(await newPerson(server, `Writer${round}x${i}`));
      const writers = people.map((person, i) => new Writer(server, person, i));
      const signUps = new SignUps(server, round);
      const running = [...writers, signUps].map((w) => w.run());
      await pause(250 + 150 * round);
      await server.kill();
      await Promise.all(running);
      await server.start();
      for (const writer of writers) {
        const list = await callTasks(server, 'GET', writer.person.tasks, {
          token: writer.person.jwt,
        });
        assert.equal(list.status, 200);
        writer.check(list.json);
        answered += writer.answered;
      }
      await signUps.check();
    }
    const [{ integrity_check: integrity }] = sql.rows(server.database, 'pragma integrity_check');
    assert.equal(integrity, 'ok');
    t.diagnostic(`${answered} answered writes, none lost`);
    assert.ok(answered >= ROUNDS * WRITERS, `only ${answered} writes`);
  });
});

// Signs people up, one after the other, until the server dies.
class SignUps {
  constructor(server, round) {
    this.server = server;
    this.round = round;
    this.people = [];
  }

  async run() {
    for (let i = 0; ; i++) {
      try {
        this.people.push(await newPerson(this.server, `Joiner${this.round}x${i}`));
      } catch {
        return;
      }
    }
  }

  // A user is there with account and session, or not at all.
  async check() {
    for (const person of this.people)
      assert.equal((await sessionOf(this.server, person.cookie)).json.user.id, person.id);
    const halves = sql.rows(
      this.server.database,
      `select email from user where
      id not in (select userId from account) or id not in (select userId from session)`,
    );
    assert.deepEqual(halves, []);
  }
}

describe('SIGTERM', () => {
  it('finishes what is running, takes nothing new, and exits 0', async (t) => {
    const server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    // Sign-ins take tens of milliseconds each, so that some run and some wait when the signal
    // comes.
    const wires = Array.from({ length: 8 }, () => new Wire(server.url));
    const body = JSON.stringify({ email: ann.email, password: ann.password });
    const request = requestBytes(wires[0].host, {
      method: 'POST',
      path: '/api/auth/sign-in/email',
      headers: jsonHeaders,
      body,
    });
    await Promise.all(wires.map((wire) => wire.write(request)));
    await wires[0].until(() => wires.some((w) => w.answers().length > 0));
    const stopping = server.stop('SIGTERM');
    await Promise.all(wires.map((wire) => wire.untilClosed()));
    assert.deepEqual(await stopping, { code: 0, signal: null });
    const statuses = wires.map((wire) => wire.answers()[0]?.status);
    assert.deepEqual(
      statuses,
      wires.map(() => 200),
      'every request that was sent is answered',
    );
    await assert.rejects(send(server.url, { path: '/api/auth/ok' }), { code: 'ECONNREFUSED' });
    const sessions = sql.rows(server.database, 'select count(*) as n from session');
    assert.equal(sessions[0].n, 1 + wires.length, 'and is on disk');
  });

  it('an idle connection does not hold it up', async (t) => {
    const server = await startServer();
    t.after(() => server.kill());
    const idle = new Wire(server.url);
    await idle.write(requestBytes(idle.host, { path: '/api/auth/ok' }));
    await idle.untilAnswers(1);
    const half = new Wire(server.url);
    await half.write('GET /api/auth/ok HTTP/1.1\r\nHo');
    const began = Date.now();
    assert.deepEqual(await server.stop('SIGTERM'), { code: 0, signal: null });
    assert.ok(Date.now() - began < 10_000);
    idle.close();
    half.close();
  });
});
