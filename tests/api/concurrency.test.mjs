// Concurrent requests: nothing is lost, nothing is made twice, and no request waits for another
// user's hash.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { bearer, send } from './lib/http.mjs';
import { callTasks, newPerson, newTask, postJson, SECRET, signIn } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const MANY = 200;
const QUEUE = 256; // requests that may wait for a hash
const PATIENCE_MS = 120_000; // for the last of them, on a busy machine

// All these tests open more connections from one address than the default bound may allow.
// The throttle would make this number of sign-ins of one user wait for each other.
const settings = {
  BETTER_AUTH_SECRET: SECRET,
  OSTIARY_CONNECTIONS_PER_ADDRESS: '1000',
  OSTIARY_ACCOUNT_THROTTLE: 'off',
};

async function serve(t) {
  const server = await startServer({ env: settings });
  t.after(() => server.kill());
  return server;
}

const times = (n, fn) => Promise.all(Array.from({ length: n }, (_, i) => fn(i)));

// Sends again for as long as the answer is "too busy", which must say when to come back.
async function untilDone(ask) {
  for (let busy = 0; ; busy++) {
    const answer = await ask();
    if (answer.status !== 503) return { answer, busy };
    assert.match(answer.get('retry-after') ?? '', /^[1-9]\d*$/, 'a 503 says when to come back');
    await pause(100 + 400 * Math.random());
  }
}

const signUp = (server, name, email) =>
  postJson(
    server,
    '/api/auth/sign-up/email',
    { name, email, password: 'correct horse' },
    [],
    PATIENCE_MS,
  );

describe('sign-ups', () => {
  it(`${MANY} at once all get their own account`, async (t) => {
    const server = await serve(t);
    const done = await times(MANY, (i) =>
      untilDone(() => signUp(server, `P${i}`, `p${i}@example.com`)),
    );
    t.diagnostic(`${done.reduce((n, d) => n + d.busy, 0)} times told to come back`);
    for (const [i, { answer }] of done.entries()) {
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.json.user.email, `p${i}@example.com`);
    }
    const distinct = (of) => new Set(done.map(({ answer }) => of(answer.json))).size;
    assert.equal(
      distinct((j) => j.user.id),
      MANY,
    );
    assert.equal(
      distinct((j) => j.token),
      MANY,
    );
    const rows = sql.rows(
      server.database,
      `select user.id, user.email, session.token, account.password
      from user join session on session.userId = user.id join account on account.userId = user.id`,
    );
    assert.equal(rows.length, MANY);
    assert.equal(
      new Set(rows.map((r) => r.password)).size,
      MANY,
      'every password has its own salt',
    );
    const stored = new Map(rows.map((r) => [r.email, r]));
    for (const {
      answer: { json },
    } of done) {
      assert.equal(stored.get(json.user.email).id, json.user.id);
      assert.equal(stored.get(json.user.email).token, json.token);
    }
  });

  it(`${MANY} at once with one address make exactly one account`, async (t) => {
    const server = await serve(t);
    const done = await times(MANY, (i) =>
      untilDone(() => signUp(server, `P${i}`, 'One@Example.com')),
    );
    const good = done.filter(({ answer }) => answer.status === 200);
    assert.equal(good.length, 1);
    for (const { answer } of done.filter((d) => d !== good[0])) {
      assert.equal(answer.status, 422, answer.text);
      assert.equal(answer.json.code, 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL');
    }
    for (const table of ['user', 'account', 'session'])
      assert.equal(sql.rows(server.database, `select * from "${table}"`).length, 1, table);
  });
});

describe('the first key', () => {
  it('is born once when 64 ask for the key set at the same instant', async (t) => {
    const server = await serve(t);
    const answers = await times(64, () =>
      untilDone(() => send(server.url, { path: '/api/auth/jwks' })),
    );
    const sets = new Set(
      answers.map(({ answer }) => {
        assert.equal(answer.status, 200, answer.text);
        return answer.text;
      }),
    );
    assert.equal(sets.size, 1);
    assert.equal(JSON.parse([...sets][0]).keys.length, 1);
    assert.equal(sql.rows(server.database, 'select id from jwks').length, 1);
  });

  it('is born once when sign-ups, tokens, sessions and key sets ask together', async (t) => {
    const server = await serve(t);
    const people = await times(8, (i) =>
      untilDone(() => signUp(server, `P${i}`, `k${i}@example.com`)),
    );
    const tokens = people.map(({ answer }) => answer.json.token);
    const paths = ['/api/auth/token', '/api/auth/get-session', '/api/auth/jwks'];
    const answers = await times(64, (i) =>
      untilDone(() =>
        send(server.url, {
          path: paths[i % 3],
          headers: [bearer(tokens[i % tokens.length])],
        }),
      ),
    );
    assert.ok(answers.every(({ answer }) => answer.status === 200));
    assert.equal(sql.rows(server.database, 'select id from jwks').length, 1);
  });
});

describe('one token', () => {
  it('serves 100 requests at once', async (t) => {
    const server = await serve(t);
    const ann = await newPerson(server, 'Ann');
    const task = await newTask(server, ann);
    const answers = await times(100, () => callTasks(server, 'GET', ann.tasks, { token: ann.jwt }));
    for (const answer of answers) {
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.json, [task]);
    }
  });

  it('writes 100 tasks at once, each once', async (t) => {
    const server = await serve(t);
    const ann = await newPerson(server, 'Ann');
    const done = await times(100, (i) =>
      untilDone(() =>
        callTasks(server, 'POST', ann.tasks, {
          token: ann.jwt,
          body: { title: `task ${i}` },
        }),
      ),
    );
    assert.ok(done.every(({ answer }) => answer.status === 201));
    assert.equal(new Set(done.map(({ answer }) => answer.json.id)).size, 100);
    const list = await callTasks(server, 'GET', ann.tasks, { token: ann.jwt });
    const titles = list.json.map((task) => task.title).sort();
    assert.deepEqual(titles, Array.from({ length: 100 }, (_, i) => `task ${i}`).sort());
    const ids = list.json.map((task) => task.id);
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => b - a),
    );
  });

  it('changes of different members at one time both last', async (t) => {
    const server = await serve(t);
    const ann = await newPerson(server, 'Ann');
    for (let i = 0; i < 10; i++) {
      const { id } = await newTask(server, ann);
      const changes = [
        { title: 'new' },
        { completed: true },
        { priority: 'high' },
        { tags: ['x'] },
      ];
      const done = await Promise.all(
        changes.map((body) =>
          untilDone(() =>
            callTasks(server, 'PATCH', `${ann.tasks}/${id}`, { token: ann.jwt, body }),
          ),
        ),
      );
      assert.ok(done.every(({ answer }) => answer.status === 200));
      const { json } = await callTasks(server, 'GET', `${ann.tasks}/${id}`, { token: ann.jwt });
      assert.deepEqual(
        [json.title, json.completed, json.priority, json.tags],
        ['new', true, 'high', ['x']],
      );
    }
  });
});

describe('sign-ins', () => {
  it('do not hold up other requests', async (t) => {
    const server = await serve(t);
    const ann = await newPerson(server, 'Ann');
    const task = await newTask(server, ann);
    let running = 0;
    const signIns = times(40, async () => {
      running++;
      const { answer } = await untilDone(() => signIn(server, ann, PATIENCE_MS));
      running--;
      return answer;
    });
    // Each of these is answered while sign-ins that were sent before it still wait.
    const overtaken = [];
    for (let i = 0; i < 10; i++) {
      assert.equal((await send(server.url, { path: '/api/auth/ok' })).status, 200);
      const list = await callTasks(server, 'GET', ann.tasks, { token: ann.jwt });
      assert.deepEqual(list.json, [task]);
      overtaken.push(running);
    }
    const answers = await signIns;
    t.diagnostic(`sign-ins still waiting at each step: ${overtaken.join(' ')}`);
    assert.ok(answers.every(({ status }) => status === 200));
    assert.ok(overtaken[0] >= 10, 'the first ones were overtaken');
    assert.ok(overtaken.filter((n) => n > 0).length >= 5);
  });

  it('beyond the length of the queue are answered with Retry-After, and every client is served in the end', async (t) => {
    const server = await serve(t);
    const ann = await newPerson(server, 'Ann');
    const wrong = { ...ann, password: 'not the password' };
    const done = await times(QUEUE + 30, (i) =>
      untilDone(() => signIn(server, i % 2 ? ann : wrong, PATIENCE_MS)),
    );
    assert.ok(
      done.some(({ busy }) => busy > 0),
      'the queue has an end',
    );
    done.forEach(({ answer }, i) => assert.equal(answer.status, i % 2 ? 200 : 401));
  });
});

describe('sign-out', () => {
  it('ends a session for requests that come after it, however many run beside it', async (t) => {
    const server = await serve(t);
    const ann = await newPerson(server, 'Ann');
    const before = times(20, () =>
      send(server.url, { path: '/api/auth/token', headers: [bearer(ann.session)] }),
    );
    const out = await postJson(server, '/api/auth/sign-out', {}, [bearer(ann.session)]);
    assert.equal(out.status, 200);
    const after = await times(20, () =>
      send(server.url, { path: '/api/auth/token', headers: [bearer(ann.session)] }),
    );
    assert.ok((await before).every(({ status }) => status === 200 || status === 401));
    assert.ok(after.every(({ status }) => status === 401));
  });
});

describe('a changed password', () => {
  it('ends the sessions of the old one, also those that are just beginning', async (t) => {
    const server = await serve(t);
    const ann = await newPerson(server, 'Ann');
    const old = times(6, () => signIn(server, ann));
    const changed = await postJson(
      server,
      '/api/auth/change-password',
      {
        currentPassword: ann.password,
        newPassword: 'another long password',
        revokeOtherSessions: true,
      },
      [bearer(ann.session)],
    );
    assert.equal(changed.status, 200, changed.text);
    for (const answer of await old) {
      assert.ok(answer.status === 200 || answer.status === 401, answer.text);
      if (answer.status === 200) {
        const session = await send(server.url, {
          path: '/api/auth/get-session',
          headers: [bearer(answer.json.token)],
        });
        assert.equal(session.text, 'null', 'a session of the old password is alive');
      }
    }
    assert.equal((await signIn(server, { ...ann, password: 'another long password' })).status, 200);
  });
});
