// Two users and every way to be the wrong one. Whatever is refused must have read nothing into the
// answer and changed nothing in the database.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { bearer, jsonHeaders, send } from './lib/http.mjs';
import {
  callTasks,
  expired,
  foreign,
  newPerson,
  newTask,
  resigned,
  SECRET,
  tampered,
} from './lib/people.mjs';
import { BODY, device, OPERATIONS, routesOfTasks } from './lib/operations.mjs';
import { problem } from './lib/problems.mjs';
import { startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

let server;
let alice;
let bob;
let hers;
let his;

before(async () => {
  server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET, OSTIARY_PUSH: 'on' } });
  alice = await newPerson(server, 'Alice');
  bob = await newPerson(server, 'Bob');
  hers = await newTask(server, alice, { title: 'SECRET-OF-ALICE', description: 'SECRET-OF-ALICE' });
  his = await newTask(server, bob, { title: 'SECRET-OF-BOB', description: 'SECRET-OF-BOB' });
  for (const person of [alice, bob]) {
    const name = `SECRET-OF-${person.name.toUpperCase()}`;
    person.lists = person.tasks.replace(/tasks$/, 'lists');
    person.list = await make(person, person.lists, { name });
    person.push = person.tasks.replace(/tasks$/, 'push/subscriptions');
    person.device = await make(person, person.push, { ...device(name), name });
    person.section = await make(person, `${person.lists}/${person.list.id}/sections`, { name });
  }
});

after(() => server?.stop());

async function make(person, path, body) {
  const made = await callTasks(server, 'POST', path, { token: person.jwt, body });
  assert.equal(made.status, 201, made.text);
  return made.json;
}

// The path of an operation on the things of that person, below the path of the owner.
const pathOf = (owner, thingsOf, suffix) =>
  `/api/users/${owner.id}` +
  suffix
    .replace('ID', (thingsOf === alice ? hers : his).id)
    .replace('DEVICE', thingsOf.device.id)
    .replace('LIST', thingsOf.list.id)
    .replace('SECTION', thingsOf.section.id);

// Whose path, and whose thing on it.
const PLACES = [
  ["A's path, A's thing", () => [alice, alice]],
  ["B's path, B's thing", () => [bob, bob]],
  ["A's path, B's thing", () => [alice, bob]],
  ["B's path, A's thing", () => [bob, alice]],
];

// How the request says who it is; the last member is the status on [A's path, B's path] when every
// operation is refused, or the person it is.
const CREDENTIALS = [
  ['no token', async () => [], 401],
  ["A's token", async () => [bearer(alice.jwt)], () => alice],
  ["B's token", async () => [bearer(bob.jwt)], () => bob],
  ["A's token, expired", async () => [bearer(await expired(server, alice.jwt))], 401],
  ["A's token, tampered", async () => [bearer(tampered(alice.jwt))], 401],
  ["A's token, signed with another key", async () => [bearer(await foreign(alice.jwt))], 401],
  [
    "A's token for another audience",
    async () => [bearer(await resigned(server, alice.jwt, { aud: 'https://other.example' }))],
    401,
  ],
  [
    "A's token of another issuer",
    async () => [bearer(await resigned(server, alice.jwt, { iss: 'https://other.example' }))],
    401,
  ],
  [
    "A's token, not valid yet",
    async () => [
      bearer(await resigned(server, alice.jwt, { nbf: Math.floor(Date.now() / 1000) + 3600 })),
    ],
    401,
  ],
  [
    "A's token without sub",
    async () => [bearer(await resigned(server, alice.jwt, { sub: undefined }))],
    401,
  ],
  [
    "A's token with an empty sub",
    async () => [bearer(await resigned(server, alice.jwt, { sub: '' }))],
    401,
  ],
  [
    "A's token without exp",
    async () => [bearer(await resigned(server, alice.jwt, { exp: undefined }))],
    401,
  ],
  ["A's session cookie only", async () => [['Cookie', alice.cookie]], 401],
  ["A's session token as bearer", async () => [bearer(alice.session)], 401],
  [
    "A's signed session token as bearer",
    async () => [bearer(decodeURIComponent(alice.cookie.split('=')[1]))],
    401,
  ],
  ["two headers, A's and B's token", async () => [bearer(alice.jwt), bearer(bob.jwt)], 401],
  ["A's token twice", async () => [bearer(alice.jwt), bearer(alice.jwt)], 401],
];

function request(method, path, headers, body) {
  return send(server.url, {
    method,
    path,
    body,
    headers: [...headers, ...(body === undefined ? [] : jsonHeaders)],
  });
}

// The tables that a request could leak from or write to; no request here may refresh a session.
const contents = () => JSON.stringify(sql.everything(server.database));

function assertNothingTold(answer) {
  assert.doesNotMatch(answer.text, /SECRET-OF/);
  for (const [, value] of answer.headers) assert.doesNotMatch(value, /SECRET-OF/);
}

// What A or B may do, by the rules: own path and own thing, or 404 for a thing that is not theirs,
// or 403 for a path that is not theirs.
function expectedStatus(who, [owner, thingsOf], withId) {
  if (who !== owner) return 403;
  return withId && thingsOf !== owner ? 404 : null;
}

const PROBLEM = {
  401: problem('not-authenticated', 'Not authenticated'),
  403: problem('access-denied', 'Access denied'),
};

describe('the matrix of two users', () => {
  it('has each route of the server', () => {
    const routes = routesOfTasks();
    assert.ok(routes.length >= 30, 'the table is read');
    const has = (method, pattern) => {
      const words = pattern.replaceAll(/\{\w+\}/g, '[A-Z]+').replace('/api/users/[A-Z]+', '');
      const fits = new RegExp(`^${words}(\\?|$)`);
      return OPERATIONS.some(([, verb, suffix]) => verb === method && fits.test(suffix));
    };
    assert.deepEqual(
      routes.filter(([method, pattern]) => !has(method, pattern)),
      [],
    );
    assert.ok(!has('GET', '/api/users/{user_id}/nothing'));
    assert.ok(!has('PUT', '/api/users/{user_id}/tasks'));
  });

  for (const [credential, headersOf, outcome] of CREDENTIALS) {
    it(credential, async () => {
      const headers = await headersOf();
      const before = contents();
      for (const [place, of] of PLACES) {
        for (const [operation, method, suffix, body, notFound] of OPERATIONS) {
          const [owner, thingsOf] = of();
          const expected =
            typeof outcome === 'number'
              ? outcome
              : expectedStatus(outcome(), [owner, thingsOf], notFound !== undefined);
          if (expected === null) continue; // allowed: see "the owner may do all of it"
          const path = pathOf(owner, thingsOf, suffix);
          const refusal = PROBLEM[expected] ?? problem('no-such-thing', notFound);
          const answer = await request(method, path, headers, body);
          const where = `${credential}: ${operation} on ${place}`;
          assert.equal(answer.status, expected, where);
          assert.equal(answer.text, JSON.stringify(refusal), where);
          assert.equal(answer.get('www-authenticate') !== undefined, expected === 401, where);
          assertNothingTold(answer);
        }
      }
      assert.equal(contents(), before, 'nothing changed');
    });
  }

  it('a token in the query or in a form opens nothing', async () => {
    const before = contents();
    for (const name of ['access_token', 'token', 'authorization', 'jwt', 'bearer']) {
      for (const [, method, suffix, body] of OPERATIONS) {
        const path = pathOf(alice, alice, suffix);
        const sign = path.includes('?') ? '&' : '?';
        const answer = await request(method, `${path}${sign}${name}=${alice.jwt}`, [], body);
        assert.equal(answer.status, 401);
        assertNothingTold(answer);
      }
    }
    const form = await send(server.url, {
      method: 'POST',
      path: alice.tasks,
      body: `access_token=${alice.jwt}&title=x`,
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    });
    assert.equal(form.status, 401);
    assert.equal(contents(), before);
  });

  it('the owner may do all of it', async () => {
    for (const person of [alice, bob]) {
      const task = await newTask(server, person);
      const path = `${person.tasks}/${task.id}`;
      const by = (method, at, body) => callTasks(server, method, at, { token: person.jwt, body });
      assert.equal((await by('GET', person.tasks)).status, 200);
      assert.equal((await by('GET', path)).status, 200);
      assert.equal((await by('PUT', path, { title: 'x', completed: false })).status, 200);
      assert.equal((await by('PATCH', path, { completed: true })).status, 200);
      assert.equal((await by('DELETE', path)).status, 204);
      assert.equal((await by('POST', `${person.tasks}/parse`, { text: 'a tomorrow' })).status, 200);
      const list = await make(person, person.lists, { name: 'x' });
      const at = `${person.lists}/${list.id}`;
      const section = await make(person, `${at}/sections`, { name: 'x' });
      const within = `${at}/sections/${section.id}`;
      assert.equal((await by('GET', person.lists)).status, 200);
      assert.equal((await by('GET', at)).status, 200);
      assert.equal((await by('PATCH', at, { name: 'y' })).status, 200);
      assert.equal((await by('GET', `${at}/sections`)).status, 200);
      assert.equal((await by('GET', within)).status, 200);
      assert.equal((await by('PATCH', within, { name: 'y' })).status, 200);
      assert.equal((await by('DELETE', within)).status, 204);
      assert.equal((await by('DELETE', `${at}?tasks=delete`)).status, 204);
      const made = await make(person, person.push, device(`another-of-${person.name}`));
      assert.equal((await by('GET', person.push.replace(/subscriptions$/, 'key'))).status, 200);
      assert.equal((await by('GET', person.push)).json.length, 2);
      assert.equal((await by('DELETE', `${person.push}/${made.id}`)).status, 204);
      assert.equal((await by('HEAD', `/api/users/${person.id}/events`)).status, 200);
    }
  });

  it("a body that names another's thing is refused as if there were none", async () => {
    const nobody = 9007199254740991;
    const before = contents();
    for (const [member, theirs] of [
      ['list_id', bob.list.id],
      ['parent_id', his.id],
      ['section_id', bob.section.id],
    ]) {
      const answers = [];
      for (const id of [theirs, nobody]) {
        const body = { title: 'x', completed: false, [member]: id };
        for (const [method, path] of [
          ['POST', alice.tasks],
          ['PUT', `${alice.tasks}/${hers.id}`],
          ['PATCH', `${alice.tasks}/${hers.id}`],
        ]) {
          const answer = await callTasks(server, method, path, { token: alice.jwt, body });
          assert.equal(answer.status, 400, `${method} ${member}`);
          assert.equal(answer.json.member, member);
          answers.push(answer.text);
        }
      }
      assert.equal(new Set(answers).size, 1, 'one answer, whose ever it is');
    }
    assert.equal(contents(), before);
  });

  it("a section of another's list is in no list of one's own", async () => {
    const before = contents();
    for (const [method, body] of [['GET'], ['PATCH', { name: 'x' }], ['DELETE']]) {
      const path = `${alice.lists}/${alice.list.id}/sections/${bob.section.id}`;
      const answer = await callTasks(server, method, path, { token: alice.jwt, body });
      assert.equal(answer.status, 404);
    }
    assert.equal(contents(), before);
  });

  it('a resigned token with good claims is good: the forging itself works', async () => {
    const token = await resigned(server, alice.jwt, {});
    assert.equal((await callTasks(server, 'GET', alice.tasks, { token })).status, 200);
  });

  it('30 seconds of leeway, not 3 hours', async () => {
    const now = Math.floor(Date.now() / 1000);
    const late = await resigned(server, alice.jwt, { iat: now - 100, exp: now - 10 });
    const tooLate = await resigned(server, alice.jwt, { iat: now - 100, exp: now - 40 });
    assert.equal((await callTasks(server, 'GET', alice.tasks, { token: late })).status, 200);
    assert.equal((await callTasks(server, 'GET', alice.tasks, { token: tooLate })).status, 401);
  });

  it('a list shows the own tasks only', async () => {
    for (const [person, task] of [
      [alice, hers],
      [bob, his],
    ]) {
      const list = await callTasks(server, 'GET', person.tasks, { token: person.jwt });
      assert.deepEqual(list.json, [task]);
      for (const query of ['q=SECRET', 'sort=title', 'sort=-due', 'list=inbox', 'overdue=false']) {
        const some = await callTasks(server, 'GET', `${person.tasks}?${query}`, {
          token: person.jwt,
        });
        assert.deepEqual(some.json, [task], query);
      }
      const path = person.tasks.replace(/tasks$/, 'summary');
      const counts = await callTasks(server, 'GET', path, { token: person.jwt });
      assert.equal(counts.json.open, 1);
      const lists = await callTasks(server, 'GET', person.lists, { token: person.jwt });
      assert.deepEqual(
        lists.json.map(({ id }) => id),
        [person.list.id],
      );
    }
  });
});

describe('path tricks', () => {
  const swapCase = (s) =>
    s.replace(/[a-z]/gi, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()));
  const hex = (s) => [...s].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('');

  // With A's token; {A} and {B} are the ids, {T} is B's task. None may reach B's tasks.
  const TRICKS = [
    '/api/users/{A}/../{B}/tasks',
    '/api/users/{A}/../{B}/tasks/{T}',
    '/api/users/{A}%2f..%2f{B}/tasks',
    '/api/users/{A}%2F..%2F{B}/tasks/{T}',
    '/api/users/{A}/%2e%2e/{B}/tasks',
    '/api/users/{A}/%2E%2E/{B}/tasks/{T}',
    '/api/users/{A}/.%2e/{B}/tasks',
    '/api/users/{A}/%252e%252e/{B}/tasks',
    '/api/users/{A}%252f..%252f{B}/tasks',
    '/api/users/{A}/tasks/../../{B}/tasks/{T}',
    '/api/users/{A}/tasks/..%2f..%2f{B}%2ftasks%2f{T}',
    '/api/users/{A}/tasks%2f..%2f..%2f{B}%2ftasks%2f{T}',
    '/api/users/{A}\\..\\{B}\\tasks',
    '/api/users/{A}/..%5c{B}/tasks',
    '/api/users//{B}/tasks',
    '//api/users/{B}/tasks',
    '/api//users/{B}/tasks',
    '/api/users/{B}//tasks',
    '/api/users/{B}/tasks//{T}',
    '/api/users/./{B}/tasks',
    '/./api/users/{B}/tasks',
    '/api/users/{B}/./tasks',
    '/api/users/{B}/tasks/.',
    '/api/users/{B}/tasks/./{T}',
    '/api/users/{B}/tasks/',
    '/api/users/{B}/tasks/{T}/',
    '/api/users/{B};x=1/tasks',
    '/api/users/{A};/../{B}/tasks',
    '/api/users/{A},{B}/tasks',
    '/api/users/{A}%00{B}/tasks',
    '/api/users/{B}%00/tasks',
    '/api/users/{A}%20/tasks',
    '/api/users/{B}%20/tasks',
    '/api/users/{B}%09/tasks',
    '/api/users/{B}%0d%0a/tasks',
    '/API/users/{B}/tasks',
    '/api/Users/{B}/tasks',
    '/api/users/{B}/TASKS',
    '/api/users/{B}/tasks?user_id={A}',
    '/api/users/{B}/tasks#/api/users/{A}/tasks',
    '/api/users/{B}/tasks/{T}?user_id={A}',
    '/api/users/*/tasks',
    '/api/users/%2a/tasks',
    '/api/users/%/tasks',
    '/api/users/%25/tasks',
    '/api/users/{B}%/tasks',
    '/api/users/{B}%zz/tasks',
    '/api/users/me/tasks/{T}',
    '/api/users//tasks',
    '/api/users/%20/tasks',
    '/api/users/undefined/tasks',
    '/api/users/null/tasks',
    "/api/users/{A}'--/tasks",
    "/api/users/'%20or%20'1'='1/tasks",
    '/api/users/{A}/tasks/{T}%20or%201=1',
    '/api/users/{A}?/../{B}/tasks/{T}',
    '/api/auth/../users/{B}/tasks',
    '/api/auth/..%2fusers/{B}/tasks',
    'http://127.0.0.1/api/users/{B}/tasks',
    'http://other.example/api/users/{B}/tasks',
  ];

  for (const trick of TRICKS) {
    it(`${trick} shows and changes nothing of B's`, async () => {
      const path = trick
        .replaceAll('{A}', alice.id)
        .replaceAll('{B}', bob.id)
        .replaceAll('{T}', his.id);
      const before = sql.rows(
        server.database,
        `select * from ostiary_task where user_id = '${bob.id}'`,
      );
      for (const [method, body] of [
        ['GET'],
        ['POST', BODY],
        ['PUT', BODY],
        ['PATCH', BODY],
        ['DELETE'],
      ]) {
        const answer = await request(method, path, [bearer(alice.jwt)], body);
        assert.doesNotMatch(answer.text, /SECRET-OF-BOB/, `${method} ${path}`);
        assert.ok(answer.status < 500, `${method} ${path}: ${answer.status}`);
        assert.ok(
          answer.status >= 400 || /^\/api\/users\/[^/?]*\/tasks|\?/.test(path),
          `${method} ${path}: ${answer.status}`,
        );
      }
      const after = sql.rows(
        server.database,
        `select * from ostiary_task where user_id = '${bob.id}'`,
      );
      assert.deepEqual(after, before);
    });
  }

  it('ids in other letters, look-alikes and other spellings are other users', async () => {
    const id = bob.id;
    const other = [
      swapCase(id),
      `${id}a`,
      id.slice(1),
      ` ${id}`.replace(' ', '%20'),
      `${id}%ef%bb%bf`,
      `%ef%bb%bf${id}`,
      id.replace(/[a-z]/i, (c) =>
        encodeURIComponent(String.fromCodePoint(c.codePointAt(0) + 0xfee0)),
      ),
      `${id.slice(0, 5)}%e2%80%8b${id.slice(5)}`,
      id.replace(/./, (c) => `${c}%cc%81`),
      `%C0%AE${id}`,
      hex(hex(id)),
    ];
    for (const spelling of other) {
      const answer = await callTasks(server, 'GET', `/api/users/${spelling}/tasks`, {
        token: bob.jwt,
      });
      assert.ok([400, 403, 404].includes(answer.status), `${spelling}: ${answer.status}`);
      assertNothingTold(answer);
    }
    assert.equal((await callTasks(server, 'GET', bob.tasks, { token: bob.jwt })).status, 200);
  });

  it('percent-encoding is undone once: an encoded id is the same user, a doubly encoded one is not', async () => {
    const once = `/api/users/${hex(bob.id)}/tasks`;
    const twice = `/api/users/${hex(bob.id).replaceAll('%', '%25')}/tasks`;
    const own = await callTasks(server, 'GET', once, { token: bob.jwt });
    assert.ok([200, 403, 404].includes(own.status), String(own.status));
    assert.equal(
      (await callTasks(server, 'GET', once, { token: alice.jwt })).status === 200,
      false,
    );
    assert.notEqual((await callTasks(server, 'GET', twice, { token: bob.jwt })).status, 200);
  });
});

describe('other ways to name an owner or a method', () => {
  it('method override headers mean nothing', async () => {
    const task = await newTask(server, alice, { title: 'not to be deleted' });
    const path = `${alice.tasks}/${task.id}`;
    for (const name of [
      'X-HTTP-Method-Override',
      'X-HTTP-Method',
      'X-Method-Override',
      '_method',
    ]) {
      const got = await callTasks(server, 'GET', path, {
        token: alice.jwt,
        headers: [[name, 'DELETE']],
      });
      assert.equal(got.status, 200);
      const posted = await callTasks(server, 'POST', path, {
        token: alice.jwt,
        body: { title: 'x', completed: true },
        headers: [[name, 'DELETE']],
      });
      assert.equal(posted.status, 405);
    }
    assert.equal(
      (await callTasks(server, 'GET', `${path}?_method=DELETE`, { token: alice.jwt })).status,
      200,
    );
    assert.deepEqual((await callTasks(server, 'GET', path, { token: alice.jwt })).json, task);
  });

  it('headers that claim a user, a path or an address mean nothing', async () => {
    const claims = [
      ['X-User-Id', 'ID'],
      ['X-Forwarded-User', 'ID'],
      ['Remote-User', 'ID'],
      ['X-Original-URL', 'PATH'],
      ['X-Rewrite-URL', 'PATH'],
      ['X-Forwarded-For', '127.0.0.1'],
      ['X-Forwarded-Host', 'evil.example'],
      ['X-Real-IP', '127.0.0.1'],
      ['Forwarded', 'for=127.0.0.1'],
      ['X-Forwarded-Prefix', 'PATH'],
    ];
    const before = contents();
    for (const [name, value] of claims) {
      const header = [name, value.replace('ID', bob.id).replace('PATH', bob.tasks)];
      const theirs = await callTasks(server, 'GET', bob.tasks, {
        token: alice.jwt,
        headers: [header],
      });
      assert.equal(theirs.status, 403, name);
      const own = await callTasks(server, 'GET', alice.tasks, {
        token: alice.jwt,
        headers: [header],
      });
      assert.equal(own.status, 200, name);
      assert.ok(
        own.json.every((task) => task.user_id === alice.id),
        name,
      );
      const anonymous = await callTasks(server, 'GET', alice.tasks, { headers: [header] });
      assert.equal(anonymous.status, 401, name);
    }
    assert.equal(contents(), before);
  });

  it('an owner in the body is refused, and one in the query is ignored', async () => {
    for (const member of ['user_id', 'userId', 'owner', 'sub']) {
      const body = { title: 'planted', [member]: bob.id };
      const answer = await callTasks(server, 'POST', alice.tasks, { token: alice.jwt, body });
      assert.equal(answer.status, 400, member);
      assert.match(answer.json.detail, new RegExp(member));
    }
    const moved = await callTasks(server, 'PATCH', `${alice.tasks}/${hers.id}`, {
      token: alice.jwt,
      body: { user_id: bob.id },
    });
    assert.equal(moved.status, 400);
    const made = await callTasks(
      server,
      'POST',
      `${alice.tasks}?user_id=${bob.id}&userId=${bob.id}`,
      {
        token: alice.jwt,
        body: { title: 'mine' },
      },
    );
    assert.equal(made.status, 201);
    assert.equal(made.json.user_id, alice.id);
    const list = await callTasks(server, 'GET', bob.tasks, { token: bob.jwt });
    assert.deepEqual(list.json, [his]);
  });

  it('a user whose account is gone has no tasks any more', async () => {
    const carol = await newPerson(server, 'Carol');
    await newTask(server, carol);
    sql.execute(
      server.database,
      `pragma foreign_keys = on; delete from user where id = '${carol.id}'`,
    );
    const left = sql.rows(
      server.database,
      `select * from ostiary_task where user_id = '${carol.id}'`,
    );
    assert.deepEqual(left, []);
    const made = await callTasks(server, 'POST', carol.tasks, {
      token: carol.jwt,
      body: { title: 'x' },
    });
    assert.ok([401, 403, 404].includes(made.status), `${made.status} ${made.text}`);
  });
});
