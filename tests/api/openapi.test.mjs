// The descriptions in api/ themselves, and the judge that compares every answer with them: it takes
// what is described and nothing else.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { send } from './lib/http.mjs';
import * as openapi from './lib/openapi.mjs';
import { callTasks, newPerson, postJson, SECRET } from './lib/people.mjs';
import { problem, table, TYPE } from './lib/problems.mjs';
import { here, root, startServer, temporaryDirectory } from './lib/server.mjs';

const api = path.join(root, 'api');
const tasks = new openapi.Description(openapi.readDocument('tasks-api.yaml'), {
  headLikeGet: true,
  allow: true,
});
const auth = new openapi.Description(openapi.readDocument('auth-api.yaml'));

// --- the judge -----------------------------------------------------------------------------------

const COMMON = {
  'x-request-id': '5f1d0c9a77b2e413',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const TASK = {
  id: 243935391744021,
  user_id: 'ann',
  title: 'Buy milk',
  description: null,
  completed: false,
  due_date: '2028-02-29',
  priority: 'none',
  tags: ['home'],
  created_at: '2026-11-20T06:10:22.118Z',
  updated_at: '2026-11-20T06:10:22.118Z',
  list_id: null,
  section_id: null,
  parent_id: null,
  position: '00dddb86c05795',
  due_time: null,
  time_zone: null,
  start_date: null,
  recurrence: null,
  recurrence_from: null,
  reminders: [],
  completed_at: null,
  revision: 1,
};

// An answer as the client reads it. A header that is null is left out, a list is several lines.
function answer(status, body, headers = {}) {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const lines = Object.entries({ date: 'now', ...COMMON, ...type, ...headers }).flatMap(
    ([name, value]) => (value === null ? [] : [value].flat().map((v) => [name, v])),
  );
  const text =
    body === undefined || Buffer.isBuffer(body) || typeof body === 'string'
      ? (body ?? '')
      : JSON.stringify(body);
  return { status, headers: lines, bytes: Buffer.from(text) };
}

// The issuer's only answer that is not JSON.
const page = (headers = {}, text = '<!doctype html>\n<p>x</p>') =>
  answer(200, text, {
    'content-type': 'text/html; charset=utf-8',
    'x-frame-options': 'DENY',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${'a'.repeat(43)}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    ...headers,
  });

const ONE = '/api/users/ann/tasks/1';
const LIST = '/api/users/ann/tasks';
const TAGGED = { etag: '"1"' };
const without = (name) => Object.fromEntries(Object.entries(TASK).filter(([n]) => n !== name));

describe('the judge of answers', () => {
  const twins = {
    'a task': [tasks, 'GET', ONE, answer(200, TASK, TAGGED)],
    'a list': [tasks, 'GET', LIST, answer(200, [TASK, { ...TASK, due_date: null }])],
    'an empty list': [tasks, 'GET', LIST, answer(200, [])],
    HEAD: [tasks, 'HEAD', ONE, answer(200, '', { ...TAGGED, 'content-type': 'application/json' })],
    'no body where none is described': [tasks, 'DELETE', ONE, answer(204)],
    'a new task': [tasks, 'POST', LIST, answer(201, TASK, { ...TAGGED, location: `${LIST}/1` })],
    'a refusal with its challenge': [
      tasks,
      'GET',
      ONE,
      answer(401, problem('not-authenticated', 'Not authenticated'), {
        'www-authenticate': 'Bearer',
      }),
    ],
    'another method': [
      tasks,
      'POST',
      ONE,
      answer(405, problem('method-not-allowed', 'x'), { allow: 'DELETE, GET, HEAD, PATCH, PUT' }),
    ],
    'a refusal under the type of problems': [
      tasks,
      'GET',
      ONE,
      answer(404, problem('no-such-thing', 'x', { member: 'x' }), {
        'content-type': 'application/problem+json',
      }),
    ],
    'another path': [tasks, 'GET', '/api/nothing', answer(404, problem('not-found', 'Not Found'))],
    'no session': [
      auth,
      'GET',
      '/get-session',
      answer(200, 'null', { 'content-type': 'application/json', pragma: 'no-cache' }),
    ],
    'an error without a code': [
      auth,
      'POST',
      '/sign-up/email',
      answer(400, { message: 'Invalid callbackURL: expected a string' }),
    ],
    'an error with one': [
      auth,
      'GET',
      '/token',
      answer(401, { message: 'Unauthorized', code: 'UNAUTHORIZED' }),
    ],
    'another path of the issuer': [auth, 'GET', '/nothing', answer(404)],
    'a page': [auth, 'GET', '/error', page()],
    'an answer that may be empty': [
      auth,
      'POST',
      '/delete-user',
      answer(404, '', { 'content-type': 'application/json' }),
    ],
    'expired cookies': [
      auth,
      'POST',
      '/sign-out',
      answer(
        200,
        { success: true },
        {
          'set-cookie': [
            'better-auth.session_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
            '__Secure-better-auth.session_data.1=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
          ],
        },
      ),
    ],
  };
  for (const [name, [description, method, target, given]] of Object.entries(twins))
    it(`takes ${name}`, () => assert.deepEqual(description.problems(method, target, given), []));

  const mutants = {
    'a member of the wrong type': [
      tasks,
      'GET',
      ONE,
      answer(200, { ...TASK, completed: 'false' }),
      /\/completed/,
    ],
    'an id in a string': [tasks, 'GET', ONE, answer(200, { ...TASK, id: String(TASK.id) }), /\/id/],
    'an id that is no integer': [tasks, 'GET', ONE, answer(200, { ...TASK, id: 1.5 }), /\/id/],
    'a member too many': [
      tasks,
      'GET',
      ONE,
      answer(200, { ...TASK, owner: 'ann' }),
      /additional.*owner/,
    ],
    'a null that is none': [tasks, 'GET', ONE, answer(200, { ...TASK, tags: null }), /\/tags/],
    'a day that does not exist': [
      tasks,
      'GET',
      ONE,
      answer(200, { ...TASK, due_date: '2027-02-29' }),
      /\/due_date.*date/,
    ],
    'a moment for a day': [
      tasks,
      'GET',
      ONE,
      answer(200, { ...TASK, due_date: TASK.created_at }),
      /\/due_date/,
    ],
    'a moment without milliseconds': [
      tasks,
      'GET',
      ONE,
      answer(200, { ...TASK, created_at: '2026-11-20T06:10:22Z' }),
      /\/created_at/,
    ],
    'a moment that does not exist': [
      tasks,
      'GET',
      ONE,
      answer(200, { ...TASK, created_at: '2026-13-20T06:10:22.118Z' }),
      /\/created_at/,
    ],
    'a moment of another zone': [
      tasks,
      'GET',
      ONE,
      answer(200, { ...TASK, created_at: '2026-11-20T06:10:22.118+01:00' }),
      /\/created_at/,
    ],
    'a value outside of its list': [
      tasks,
      'GET',
      ONE,
      answer(200, { ...TASK, priority: 'urgent' }),
      /\/priority/,
    ],
    'a tag twice': [tasks, 'GET', ONE, answer(200, { ...TASK, tags: ['a', 'a'] }), /\/tags/],
    'a title that is too long': [
      tasks,
      'GET',
      ONE,
      answer(200, { ...TASK, title: 'x'.repeat(501) }),
      /\/title/,
    ],
    'a fault in an element of a list': [
      tasks,
      'GET',
      LIST,
      answer(200, [TASK, { ...TASK, x: 1 }]),
      /\/1/,
    ],
    'an object for a list': [tasks, 'GET', LIST, answer(200, { tasks: [] }), /array/],
    'a status that is not described': [
      tasks,
      'GET',
      ONE,
      answer(418, problem('bad-request', 'x')),
      /status 418/,
    ],
    'a status of another operation': [tasks, 'GET', ONE, answer(201, TASK), /status 201/],
    'a status that only the issuer has': [
      tasks,
      'GET',
      LIST,
      answer(422, problem('key-reused', 'x')),
      /status 422/,
    ],
    "a refusal in the issuer's words": [tasks, 'GET', ONE, answer(404, { message: 'x' }), /detail/],
    'a refusal that says more': [
      tasks,
      'GET',
      ONE,
      answer(404, { ...problem('no-such-thing', 'x'), id: 1 }),
      /additional/,
    ],
    'a refusal without its type': [tasks, 'GET', ONE, answer(404, { detail: 'x' }), /type/],
    'a type that is not described': [
      tasks,
      'GET',
      ONE,
      answer(404, { ...problem('not-found', 'x'), type: '/api/docs#problem-x' }),
      /\/type/,
    ],
    'a problem of another status': [
      tasks,
      'GET',
      ONE,
      answer(404, problem('bad-member', 'x')),
      /problem bad-member: 404/,
    ],
    "a status in the body that is not the answer's": [
      tasks,
      'GET',
      ONE,
      answer(404, { ...problem('not-found', 'x'), status: 403 }),
      /problem not-found: 404,403/,
    ],
    'a title of another problem': [
      tasks,
      'GET',
      ONE,
      answer(404, { ...problem('not-found', 'x'), title: 'x' }),
      /problem not-found/,
    ],
    'a body where none is described': [tasks, 'DELETE', ONE, answer(204, {}), /not documented/],
    'no body where one is described': [tasks, 'GET', ONE, answer(200), /content type undefined/],
    'a body to HEAD': [tasks, 'HEAD', ONE, answer(200, TASK), /HEAD has a body/],
    'text that is no JSON': [
      tasks,
      'GET',
      ONE,
      answer(200, '{"id":1', { 'content-type': 'application/json' }),
      /not application\/json/,
    ],
    'bytes that are no UTF-8': [
      tasks,
      'GET',
      ONE,
      answer(404, Buffer.from([0x22, 0xff, 0x22])),
      /not application\/json/,
    ],
    'another content type': [
      tasks,
      'GET',
      ONE,
      answer(200, TASK, { 'content-type': 'text/html' }),
      /text\/html/,
    ],
    'a content type with more': [
      tasks,
      'GET',
      ONE,
      answer(200, TASK, { 'content-type': 'application/json; charset=utf-8' }),
      /charset/,
    ],
    'a header that is not described': [
      tasks,
      'GET',
      ONE,
      answer(200, TASK, { 'x-powered-by': 'magic' }),
      /x-powered-by/,
    ],
    'a cookie from the task API': [
      tasks,
      'GET',
      ONE,
      answer(200, TASK, { 'set-cookie': 'a=b' }),
      /set-cookie/,
    ],
    'a header twice': [
      tasks,
      'GET',
      ONE,
      answer(200, TASK, { 'referrer-policy': ['no-referrer', 'no-referrer'] }),
      /2 times/,
    ],
    'a weaker policy': [
      tasks,
      'GET',
      ONE,
      answer(200, TASK, { 'content-security-policy': "default-src 'self'" }),
      /content-security-policy/,
    ],
    'no challenge': [
      tasks,
      'GET',
      ONE,
      answer(401, problem('not-authenticated', 'x')),
      /www-authenticate is missing/,
    ],
    'no Location': [tasks, 'POST', LIST, answer(201, TASK), /location is missing/],
    'a Location elsewhere': [
      tasks,
      'POST',
      LIST,
      answer(201, TASK, { location: 'https://example.com/' }),
      /location/,
    ],
    'no Allow': [
      tasks,
      'POST',
      ONE,
      answer(405, problem('method-not-allowed', 'x')),
      /allow is missing/,
    ],
    'an Allow that is not true': [
      tasks,
      'POST',
      ONE,
      answer(405, problem('method-not-allowed', 'x'), { allow: 'GET, HEAD, POST' }),
      /Allow says/,
    ],
    'a success of another method': [tasks, 'POST', ONE, answer(200, TASK), /status 200/],
    'a success on another path': [tasks, 'GET', '/api/users/ann', answer(200, TASK), /status 200/],
    'an unknown code': [
      auth,
      'GET',
      '/token',
      answer(401, { message: 'x', code: 'SOMETHING' }),
      /\/code/,
    ],
    'a missing code': [auth, 'GET', '/token', answer(401, { message: 'x' }), /code/],
    'a message that is none': [
      auth,
      'GET',
      '/token',
      answer(401, { message: 1, code: 'UNAUTHORIZED' }),
      /\/message/,
    ],
    'a session without its user': [
      auth,
      'GET',
      '/get-session',
      answer(200, { session: {} }, { pragma: 'no-cache' }),
      /user/,
    ],
    'a cookie that scripts can read': [
      auth,
      'POST',
      '/sign-out',
      answer(
        200,
        { success: true },
        { 'set-cookie': 'better-auth.session_token=; Max-Age=0; Path=/; SameSite=Lax' },
      ),
      /set-cookie/,
    ],
    'one bad cookie among good ones': [
      auth,
      'POST',
      '/sign-out',
      answer(
        200,
        { success: true },
        {
          'set-cookie': [
            'better-auth.session_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
            'x=y',
          ],
        },
      ),
      /set-cookie/,
    ],
    'a sign-out without cookies': [
      auth,
      'POST',
      '/sign-out',
      answer(200, { success: true }),
      /set-cookie is missing/,
    ],
    'a private key': [
      auth,
      'GET',
      '/jwks',
      answer(
        200,
        { keys: [{ alg: 'EdDSA', crv: 'Ed25519', kty: 'OKP', x: 'AA', d: 'AA', kid: 'k' }] },
        { 'cache-control': 'public, max-age=60', 'cross-origin-resource-policy': 'cross-origin' },
      ),
      /\/keys\/0/,
    ],
    'a page with a weaker policy': [
      auth,
      'GET',
      '/error',
      page({ 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" }),
      /content-security-policy/,
    ],
    'text that is no page': [auth, 'GET', '/error', page({}, 'oops'), /body/],
    'an empty answer that may not be': [
      auth,
      'POST',
      '/delete-user',
      answer(400, '', { 'content-type': 'application/json' }),
      /not application/,
    ],
    'a 404 with a body from the issuer': [
      auth,
      'GET',
      '/nothing',
      answer(404, { message: 'x' }),
      /not documented/,
    ],
  };
  for (const name of Object.keys(TASK))
    mutants[`a task without ${name}`] = [
      tasks,
      'GET',
      ONE,
      answer(200, without(name)),
      new RegExp(`required.*${name}`),
    ];
  for (const name of Object.keys(COMMON))
    mutants[`an answer without ${name}`] = [
      tasks,
      'GET',
      ONE,
      answer(200, TASK, { [name]: null }),
      new RegExp(`${name} is missing`),
    ];

  for (const [name, [description, method, target, given, why]] of Object.entries(mutants)) {
    it(`refuses ${name}`, () => {
      const problems = description.problems(method, target, given);
      assert.notEqual(problems.length, 0);
      assert.match(problems.join('\n'), why);
    });
  }

  it('reads every schema of both descriptions, and takes no keyword that it does not know', () => {
    for (const description of [tasks, auth])
      for (const name of Object.keys(description.document.components.schemas))
        assert.ok(Array.isArray(description.misfits(name, null)), name);
    const odd = structuredClone(tasks.document);
    odd.components.schemas.Problem.requried = ['detail'];
    const judge = new openapi.Description(odd);
    assert.throws(() => judge.misfits('Problem', {}), /unknown keyword/);
  });
});

describe('what is judged', () => {
  const get = (target, more = {}) => ({ method: 'GET', path: target, headers: [], ...more });

  it('is every sound request', () => {
    for (const request of [
      get('/api/auth/ok'),
      get('/'),
      get('/%zz?a=%'),
      get('//x'),
      get('/a', { method: 'PROPFIND' }),
      get('/', {
        headers: [
          ['Host', 'auth.example.com'],
          ['Authorization', 'Bearer é\tx'],
          ['X', ''],
        ],
      }),
    ])
      assert.ok(openapi.isSound(request), JSON.stringify(request));
  });

  it('is no request that an HTTP library may refuse by itself', () => {
    for (const request of [
      get('x'),
      get('/a b'),
      get('/#x'),
      get('/\u00e9'),
      get('/', { method: 'G T' }),
      get('/', { bare: true }),
      get('/', { method: 'CONNECT' }),
      get('/', {
        headers: [
          ['Host', 'a'],
          ['Host', 'a'],
        ],
      }),
      get('/', { headers: [['Host', 'a b']] }),
      get('/', { headers: [['X Y', 'a']] }),
      get('/', { headers: [['X', 'a\r\nb']] }),
      get('/', { headers: [['X', 'a\0']] }),
      get('/', { headers: [['Content-Length', '1']] }),
      get('/', { headers: [['Transfer-Encoding', 'gzip']] }),
      get('/', { headers: [['X', 'x'.repeat(16384)]] }),
      get('/', { headers: Array(100).fill(['X', 'y']) }),
    ])
      assert.ok(!openapi.isSound(request), JSON.stringify(request).slice(0, 200));
  });

  it('falls under the description whose path it has', () => {
    const html = answer(200, 'x', { 'content-type': 'text/html; charset=utf-8' });
    const under = (target, given = html) => openapi.descriptionFor(target, '/api/auth', given);
    assert.deepEqual(under('/api/auth/ok?x'), { description: openapi.auth, target: '/ok' });
    assert.deepEqual(under('/api/auth'), { description: openapi.auth, target: '' });
    for (const target of [
      '/api/authority',
      '/api',
      '/api/users',
      '/api/docs/x',
      '/api/docsx',
      '/healthz',
      '/readyz',
    ])
      assert.equal(under(target)?.description, openapi.tasks, target);
    for (const target of [
      '/',
      '/tasks',
      '/favicon.ico',
      '/apix',
      '/api/docs',
      '/api/docs.css',
      '/api/openapi/auth.yaml',
    ])
      assert.equal(under(target), null, target);
    assert.equal(
      under('/nothing', answer(404, problem('not-found', 'x')))?.description,
      openapi.tasks,
      'an answer in JSON',
    );
  });

  it('cannot be swallowed by a test', () => {
    const program = `
      import { judge, watch } from './lib/openapi.mjs';
      watch('http://127.0.0.1:1', 'http://127.0.0.1:1/api/auth');
      const answer = { status: Number(process.argv[1]), headers: ${JSON.stringify(answer(404, problem('not-found', 'x')).headers)},
        bytes: Buffer.from(${JSON.stringify(JSON.stringify(problem('not-found', 'x')))}) };
      try { judge('http://127.0.0.1:1', { path: '/api/x' }, answer); } catch {}`;
    const run = (status) =>
      spawnSync(process.execPath, ['--input-type=module', '-e', program, String(status)], {
        cwd: here,
        encoding: 'utf8',
      });
    const bad = run(202);
    assert.equal(bad.status, 1, bad.stderr);
    assert.match(bad.stderr, /status 202 is not documented/);
    assert.equal(run(404).status, 0);
  });
});

// --- the descriptions and the server -------------------------------------------------------------

describe('the descriptions are true', () => {
  let server;
  let ann;

  before(async () => {
    // All that is described.
    const on = { OSTIARY_REVOCATIONS: 'on', OSTIARY_PUSH: 'on', OSTIARY_ADMIN: 'on' };
    server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET, ...on } });
    ann = await newPerson(server, 'Ann');
  });
  after(() => server?.stop());

  it('and send() asks them about every answer', async () => {
    const { judged, exempt } = openapi.counts;
    const good = await callTasks(server, 'GET', ann.tasks, { token: ann.jwt });
    assert.equal(openapi.counts.judged, judged + 1);
    await send(server.url, { path: '/api/auth/ok', headers: [['Content-Length', '0']] });
    assert.equal(openapi.counts.exempt, exempt + 1);
    const lying = structuredClone(tasks.document);
    delete lying.paths['/api/users/{user_id}/tasks'].get.responses['200'];
    assert.match(new openapi.Description(lying).problems('GET', ann.tasks, good)[0], /status 200/);
  });

  it('every operation that is described exists', async () => {
    const fill = (pattern) => pattern.replace('{user_id}', ann.id).replace(/{\w+_id}/g, '1');
    for (const [description, base] of [
      [tasks, ''],
      [auth, '/api/auth'],
    ]) {
      for (const [pattern] of description.patterns) {
        for (const method of description.methodsOf(pattern)) {
          const got = await send(server.url, { method, path: base + fill(pattern) });
          const none = got.status === 404 && got.bytes.length === 0 && method !== 'HEAD';
          assert.ok(
            !none && (got.status !== 405 || got.get('allow') === undefined),
            `${method} ${pattern}: ${got.status}`,
          );
        }
      }
    }
  });

  it('and a path has no other methods', async () => {
    for (const [pattern] of tasks.patterns) {
      const got = await send(server.url, {
        method: 'PROPFIND',
        path: pattern.replace('{user_id}', ann.id).replace(/{\w+_id}/g, '1'),
      });
      assert.equal(got.status, 405); // send() has compared Allow
    }
    for (const [pattern] of auth.patterns) {
      for (const method of ['HEAD', 'OPTIONS', 'PUT', 'GET', 'POST'].filter(
        (m) => !auth.methodsOf(pattern).includes(m),
      ))
        assert.equal(
          (await send(server.url, { method, path: `/api/auth${pattern}` })).status,
          404,
          `${method} ${pattern}`,
        );
    }
  });

  // What a body schema takes, the server takes, and what it refuses, the server refuses.
  const fields = (base) => [
    base,
    { ...base, title: 'x'.repeat(500) },
    { ...base, title: 'x'.repeat(501) },
    { ...base, title: '\u{1F600}'.repeat(500) },
    { ...base, title: '\u{1F600}'.repeat(501) },
    { ...base, title: '' },
    { ...base, title: ' \t\u3000\u00a0' },
    { ...base, title: null },
    { ...base, title: 7 },
    { ...base, title: ['x'] },
    { ...base, description: null },
    { ...base, description: '' },
    { ...base, description: 'x'.repeat(5000) },
    { ...base, description: 'x'.repeat(5001) },
    { ...base, description: 1 },
    { ...base, completed: true },
    { ...base, completed: 'true' },
    { ...base, completed: null },
    { ...base, completed: 0 },
    { ...base, due_date: null },
    { ...base, due_date: '2028-02-29' },
    { ...base, due_date: '2027-02-29' },
    { ...base, due_date: '2100-02-29' },
    { ...base, due_date: '2026-1-1' },
    { ...base, due_date: '2026-13-01' },
    { ...base, due_date: '2026-00-10' },
    { ...base, due_date: '' },
    { ...base, due_date: '2026-01-01T00:00:00Z' },
    { ...base, due_date: 20260101 },
    { ...base, priority: 'high' },
    { ...base, priority: 'High' },
    { ...base, priority: '' },
    { ...base, priority: null },
    { ...base, priority: 1 },
    { ...base, start_date: '2028-02-29' },
    { ...base, start_date: '2027-02-29' },
    { ...base, due_date: '2028-02-29', due_time: '00:00' },
    { ...base, due_date: '2028-02-29', due_time: '23:59' },
    { ...base, due_date: '2028-02-29', due_time: '24:00' },
    { ...base, due_date: '2028-02-29', due_time: '9:00' },
    { ...base, due_date: '2028-02-29', due_time: 900 },
    { ...base, due_date: '2028-02-29', recurrence: 'FREQ=DAILY' },
    { ...base, due_date: '2028-02-29', recurrence: 'HOURLY' },
    { ...base, due_date: '2028-02-29', recurrence: 1 },
    { ...base, due_date: '2028-02-29', recurrence: null, recurrence_from: null },
    { ...base, due_date: '2028-02-29', recurrence: 'FREQ=DAILY', recurrence_from: 'completion' },
    { ...base, due_date: '2028-02-29', recurrence: 'FREQ=DAILY', recurrence_from: 'start' },
    { ...base, due_date: '2028-02-29', reminders: ['PT30M', '2028-02-29T08:30:00Z'] },
    { ...base, due_date: '2028-02-29', reminders: ['PT30M', 'PT30M'] },
    { ...base, due_date: '2028-02-29', reminders: Array.from({ length: 11 }, (_, i) => `PT${i}M`) },
    { ...base, due_date: '2028-02-29', reminders: [1] },
    { ...base, due_date: '2028-02-29', reminders: ['P'] },
    { ...base, due_date: '2028-02-29', reminders: ['P1M'] },
    { ...base, due_date: '2028-02-29', reminders: ['P1W', 'P1DT2H3M4S'] },
    { ...base, due_date: '2028-02-29', reminders: null },
    { ...base, position: '00dddb86c05795' },
    { ...base, position: '00dddb86c05795z1' },
    { ...base, position: '00dddb86c05795z0' },
    { ...base, position: '00dddb86c0579' },
    { ...base, position: `00dddb86c05795${'1'.repeat(50)}` },
    { ...base, position: `00dddb86c05795${'1'.repeat(51)}` },
    { ...base, position: null },
    { ...base, list_id: null, section_id: null, parent_id: null },
    { ...base, list_id: '1' },
    { ...base, list_id: 0 },
    { ...base, parent_id: 1.5 },
    { ...base, section_id: 2 ** 53 },
    { ...base, tags: [] },
    { ...base, tags: ['a', 'A'] },
    { ...base, tags: ['a', 'a'] },
    { ...base, tags: [''] },
    { ...base, tags: [' '] },
    { ...base, tags: ['x'.repeat(50)] },
    { ...base, tags: ['x'.repeat(51)] },
    { ...base, tags: ['\u{1F600}'.repeat(50)] },
    { ...base, tags: [1] },
    { ...base, tags: Array.from({ length: 20 }, (_, i) => `t${i}`) },
    { ...base, tags: Array.from({ length: 21 }, (_, i) => `t${i}`) },
    { ...base, tags: 'a' },
    { ...base, tags: null },
    { ...base, tags: {} },
    { ...base, id: 1 },
    { ...base, user_id: ann?.id ?? 'x' },
    { ...base, created_at: TASK.created_at },
    { ...base, colour: 'red' },
    {},
    { title: 'x' },
    { completed: true },
    [],
    null,
    'x',
    1,
    true,
  ];

  for (const [schema, method, base, good] of [
    ['TaskCreate', 'POST', { title: 'x' }, 201],
    ['TaskReplace', 'PUT', { title: 'x', completed: false }, 200],
    ['TaskChange', 'PATCH', {}, 200],
  ]) {
    it(`${schema} says what ${method} takes`, async () => {
      const made = await callTasks(server, 'POST', ann.tasks, {
        token: ann.jwt,
        body: { title: 'x' },
      });
      const target = method === 'POST' ? ann.tasks : `${ann.tasks}/${made.json.id}`;
      const verdicts = new Set();
      for (const body of fields(base)) {
        const misfits = tasks.misfits(schema, body);
        const got = await callTasks(server, method, target, {
          token: ann.jwt,
          body: JSON.stringify(body),
        });
        assert.equal(
          got.status,
          misfits.length ? 400 : good,
          `${JSON.stringify(body).slice(0, 200)}: ${got.text} ${misfits}`,
        );
        verdicts.add(got.status);
      }
      assert.deepEqual([...verdicts].sort(), [good, 400].sort());
    });
  }

  it('SignUp says what /sign-up/email takes', async () => {
    let n = 0;
    const person = (more) => ({
      name: 'X',
      email: `described-${++n}@example.com`,
      password: 'long enough',
      ...more,
    });
    const bodies = [
      person(),
      person({ name: '' }),
      person({ name: null }),
      person({ name: 1 }),
      person({ email: 'x' }),
      person({ email: ' a@example.com' }),
      person({ email: 'a@example' }),
      person({ email: null }),
      person({ password: 'x'.repeat(7) }),
      person({ password: 'x'.repeat(8) }),
      person({ password: 'x'.repeat(128) }),
      person({ password: 'x'.repeat(129) }),
      person({ password: 12345678 }),
      person({ image: 'x' }),
      person({ image: null }),
      person({ image: 1 }),
      person({ rememberMe: false }),
      person({ rememberMe: 'yes' }),
      person({ rememberMe: null }),
      person({ callbackURL: '/x' }),
      person({ callbackURL: 1 }),
      person({ plan: 'gold' }),
      {},
      [],
      null,
      'x',
    ];
    for (const body of bodies) {
      const misfits = auth.misfits('SignUp', body);
      const got = await postJson(server, '/api/auth/sign-up/email', JSON.stringify(body));
      assert.equal(
        got.status,
        misfits.length ? 400 : 200,
        `${JSON.stringify(body)}: ${got.text} ${misfits}`,
      );
    }
  });

  it('a whole life with the issuer is as described', async () => {
    const eve = await newPerson(server, 'Eve');
    const as = (session) => [['Authorization', `Bearer ${session}`]];
    const post = (target, body, session = eve.session) =>
      postJson(server, `/api/auth${target}`, body, as(session));
    const get = (target, session = eve.session) =>
      send(server.url, { path: `/api/auth${target}`, headers: as(session) });
    const expect = async (answering, status) => {
      const got = await answering;
      assert.equal(got.status, status, got.text);
      return got;
    };
    const password = 'another good one';

    await expect(post('/update-user', { name: 'Eva', image: null }), 200);
    for (const bad of [{}, { name: 1 }, { email: 'x@example.com' }, []])
      await expect(post('/update-user', bad), 400);
    assert.equal((await expect(get('/get-session'), 200)).json.user.name, 'Eva');
    await expect(get('/list-accounts'), 200);
    await expect(post('/update-session', { x: 1 }), 400);
    await expect(post('/sign-in/social', { provider: 'github' }), 404);
    for (const query of ['', '?error=INVALID_TOKEN', '?error=<b>&error_description=<script>'])
      await expect(get(`/error${query}`), 200);
    await expect(post('/verify-password', { password: eve.password }), 200);
    await expect(post('/verify-password', { password: 'not that one' }), 400);
    for (const bad of [
      {},
      { currentPassword: 'not that one', newPassword: password },
      { currentPassword: eve.password, newPassword: 'short' },
      { currentPassword: eve.password, newPassword: 'x'.repeat(129) },
    ])
      await expect(post('/change-password', bad), 400);
    await expect(
      post('/change-password', { currentPassword: eve.password, newPassword: password }),
      200,
    );
    const changed = await expect(
      post('/change-password', {
        currentPassword: password,
        newPassword: eve.password,
        revokeOtherSessions: true,
      }),
      200,
    );
    await expect(get('/token'), 401);
    const session = changed.json.token;

    const other = await expect(postJson(server, '/api/auth/sign-in/email', eve), 200);
    assert.equal((await expect(get('/list-sessions', session), 200)).json.length, 2);
    await expect(post('/revoke-session', { token: 'of nobody' }, session), 200);
    await expect(post('/revoke-session', { token: other.json.token }, session), 200);
    await expect(post('/revoke-session', {}, session), 400);
    await expect(post('/revoke-other-sessions', {}, session), 200);
    await expect(post('/revoke-sessions', {}, session), 200);
    for (const target of [
      '/update-user',
      '/change-password',
      '/revoke-session',
      '/revoke-sessions',
      '/revoke-other-sessions',
      '/delete-user',
    ])
      await expect(
        post(target, { name: 'x', currentPassword: 'x', newPassword: 'x', token: 'x' }, session),
        401,
      );
    await expect(get('/list-sessions', session), 401);

    const last = (await expect(postJson(server, '/api/auth/sign-in/email', eve), 200)).json.token;
    await expect(post('/delete-user', { password: 'not that one' }, last), 400);
    await expect(post('/delete-user', { token: 'of nobody' }, last), 404);
    await expect(post('/delete-user', { password: eve.password }, last), 200);
    await expect(postJson(server, '/api/auth/sign-in/email', eve), 401);
  });

  it('a server where no account may be deleted answers so without a body', async () => {
    const strict = await startServer({
      env: { BETTER_AUTH_SECRET: SECRET, OSTIARY_DELETE_USER: 'off' },
    });
    try {
      const person = await newPerson(strict, 'Kim');
      const got = await postJson(strict, '/api/auth/delete-user', { password: person.password }, [
        ['Authorization', `Bearer ${person.session}`],
      ]);
      assert.equal(got.status, 404);
      assert.equal(got.bytes.length, 0);
    } finally {
      await strict.stop();
    }
  });

  it("every example of a task's body is taken", async () => {
    const { post } = tasks.document.paths['/api/users/{user_id}/tasks'];
    const examples = Object.values(post.requestBody.content['application/json'].examples).map(
      (e) => e.value,
    );
    assert.ok(examples.length > 1);
    for (const body of examples)
      assert.equal(
        (await callTasks(server, 'POST', ann.tasks, { token: ann.jwt, body })).status,
        201,
      );
  });
});

// --- the files -----------------------------------------------------------------------------------

describe('the problems of the task API', () => {
  const source = fs.readFileSync(path.join(root, 'src/route/problem/problems.def'), 'utf8');
  const rows = [...source.matchAll(/^PROBLEM\(\w+, (\d+), "([^"]+)", "([^"]+)"\)$/gm)].map(
    ([, status, name, title]) => [name, Number(status), title],
  );

  it('are the rows of one table, by status, each with a name of its own', () => {
    assert.equal(rows.length, source.match(/^PROBLEM\(/gm).length);
    assert.ok(rows.length > 20);
    assert.equal(new Set(rows.map(([name]) => name)).size, rows.length);
    assert.equal(new Set(rows.map(([, , title]) => title)).size, rows.length);
    const statuses = rows.map(([, status]) => status);
    assert.deepEqual(
      statuses,
      statuses.toSorted((a, b) => a - b),
    );
  });

  it('are listed in the description, with these statuses and titles', () => {
    assert.deepEqual(
      Object.entries(table).map(([name, { status, title }]) => [name, status, title]),
      rows,
    );
    for (const [name, { description }] of Object.entries(table)) assert.ok(description, name);
    assert.deepEqual(
      tasks.document.components.schemas.Problem.properties.type.enum,
      rows.map(([name]) => TYPE + name),
    );
  });

  it('are listed in the manual, and their types lead to an entry of the page', () => {
    const manual = fs.readFileSync(path.join(root, 'docs/use/api.md'), 'utf8');
    const listed = [...manual.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \| (.*) \|$/gm)].map(
      ([, name, status, title]) => [name, Number(status), title],
    );
    assert.deepEqual(listed, rows);
    const page = fs.readFileSync(path.join(api, 'docs.html'), 'utf8');
    for (const [name] of rows) assert.ok(page.includes(` id="problem-${name}"`), name);
  });

  it('keep application/json unless the client asks for their own type', async () => {
    const server = await startServer();
    const asked = async (...accept) =>
      (
        await send(server.url, {
          path: '/api/nothing',
          headers: accept.map((value) => ['Accept', value]),
        })
      ).get('content-type');
    try {
      for (const accept of [
        [],
        ['*/*'],
        ['application/*'],
        ['application/json'],
        ['application/problem+xml'],
        ['application/problem+json;q=0'],
      ])
        assert.equal(await asked(...accept), 'application/json', String(accept));
      for (const accept of [
        'application/problem+json',
        'application/json, Application/Problem+JSON;q=0.5',
      ])
        assert.equal(await asked(accept), 'application/problem+json', accept);
    } finally {
      await server.stop();
    }
  });
});

describe('the files', () => {
  // A network of its own, in which there is nothing, where the system lets us have one.
  const cut = spawnSync('unshare', ['-rn', 'true']).status === 0 ? ['unshare', '-rn'] : [];

  function lint(folder) {
    const redocly = path.join(here, 'node_modules/@redocly/cli/bin/cli.js');
    const [command, ...args] = [
      ...cut,
      process.execPath,
      redocly,
      'lint',
      '--format=json',
      '--config',
      path.join(folder, 'redocly.yaml'),
    ];
    const nowhere = 'http://127.0.0.1:9';
    const done = spawnSync(command, args, {
      encoding: 'utf8',
      cwd: folder,
      timeout: 60_000,
      env: {
        PATH: process.env.PATH,
        HOME: temporaryDirectory(),
        REDOCLY_TELEMETRY: 'off',
        REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
        HTTP_PROXY: nowhere,
        HTTPS_PROXY: nowhere,
      },
    });
    const reports = [...done.stdout.matchAll(/^\{\n[\s\S]*?^\}/gm)].map(([text]) =>
      JSON.parse(text),
    );
    return {
      done,
      problems: reports.flatMap((r) => r.problems),
      files: (done.stderr.match(/validating /g) ?? []).length,
    };
  }

  it('pass the linter without a word, with the network cut', () => {
    const { done, problems, files } = lint(api);
    assert.deepEqual(problems, []);
    assert.equal(done.status, 0, done.stdout + done.stderr);
    assert.equal(files, 2, done.stderr);
  });

  it('and would not, with a mistake in either', () => {
    for (const name of ['auth-api.yaml', 'tasks-api.yaml']) {
      const folder = temporaryDirectory();
      for (const file of ['auth-api.yaml', 'tasks-api.yaml', 'redocly.yaml'])
        fs.copyFileSync(path.join(api, file), path.join(folder, file));
      const text = fs.readFileSync(path.join(api, name), 'utf8');
      fs.writeFileSync(path.join(folder, name), text.replace(/^ {6}summary: .*\n/m, ''));
      const { done, problems } = lint(folder);
      assert.notEqual(done.status, 0);
      assert.match(JSON.stringify(problems) + done.stdout, /operation-summary/);
    }
  });

  it('make the page that is committed, which loads nothing from elsewhere and needs no script', async () => {
    const { render } = await import(path.join(api, 'scripts/docs.mjs'));
    const page = fs.readFileSync(path.join(api, 'docs.html'), 'utf8');
    assert.equal(page, render(), 'run: node api/scripts/docs.mjs');
    assert.doesNotMatch(page, /<(script|style|img|iframe|object|embed|form)\b/i);
    assert.doesNotMatch(page, /<[^>]*\s(style|on\w+)\s*=/i);
    assert.doesNotMatch(page, /(href|src)="(?!#|openapi\/|docs\.css"|\.\.\/favicon\.svg")/);
    assert.doesNotMatch(fs.readFileSync(path.join(api, 'docs.css'), 'utf8'), /url\(|@import/);
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((m) => m[1]);
    assert.equal(new Set(ids).size, ids.length, 'an id is there twice');
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g))
      assert.ok(ids.includes(target), `#${target} leads nowhere`);
    for (const description of [tasks, auth])
      for (const item of Object.values(description.document.paths))
        for (const operation of Object.values(item).filter((o) => o.operationId))
          assert.ok(
            ids.some((id) => id.endsWith(`-${operation.operationId}`)),
            operation.operationId,
          );
  });
});
