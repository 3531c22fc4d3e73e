// The task API: six operations, every rule of its fields, and the shape of every refusal.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { bearer, jsonHeaders, send } from './lib/http.mjs';
import { callTasks, newPerson, newTask, tampered } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const MEMBERS = [
  'id',
  'user_id',
  'title',
  'description',
  'completed',
  'due_date',
  'priority',
  'tags',
  'created_at',
  'updated_at',
  'list_id',
  'section_id',
  'parent_id',
  'position',
  'due_time',
  'time_zone',
  'start_date',
  'recurrence',
  'recurrence_from',
  'reminders',
  'completed_at',
  'revision',
];
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let server;
let ann;

before(async () => {
  server = await startServer();
  ann = await newPerson(server, 'Ann');
});
after(() => server?.stop());

const call = (method, path, options = {}) =>
  callTasks(server, method, path, { token: ann.jwt, ...options });
const create = (body) => call('POST', ann.tasks, { body });

function assertJson(answer) {
  assert.match(answer.get('content-type'), /^application\/json(; charset=utf-8)?$/);
  assert.equal(answer.get('x-content-type-options'), 'nosniff');
  assert.equal(answer.get('cache-control'), 'no-store');
  assert.ok(answer.get('content-security-policy'));
  assert.ok(answer.get('referrer-policy'));
  assert.ok(answer.get('cross-origin-resource-policy'));
}

// Every refusal has one shape: problem details, of which "detail", a sentence, is the first.
function assertRefused(answer, status, detail) {
  assert.equal(answer.status, status, answer.text);
  assertJson(answer);
  assert.deepEqual(Object.keys(answer.json).slice(0, 4), ['detail', 'type', 'title', 'status']);
  assert.equal(answer.json.status, status);
  if (detail instanceof RegExp) assert.match(answer.json.detail, detail);
  else assert.equal(answer.json.detail, detail);
  const challenge = answer.get('www-authenticate');
  if (status === 401) assert.match(challenge, /^Bearer\b/);
  else assert.equal(challenge, undefined);
}

function assertTask(task) {
  assert.deepEqual(Object.keys(task).sort(), [...MEMBERS].sort());
  assert.ok(Number.isSafeInteger(task.id) && task.id > 0);
  assert.equal(task.user_id, ann.id);
  assert.match(task.created_at, DATE);
  assert.match(task.updated_at, DATE);
}

describe('the six operations', () => {
  it('creates a task with a title only, and fills in the rest', async () => {
    const answer = await create({ title: '  Buy milk \t' });
    assert.equal(answer.status, 201, answer.text);
    assertJson(answer);
    const task = answer.json;
    assertTask(task);
    assert.equal(task.title, 'Buy milk');
    assert.equal(task.description, null);
    assert.equal(task.completed, false);
    assert.equal(task.due_date, null);
    assert.equal(task.priority, 'none');
    assert.deepEqual(task.tags, []);
    assert.equal(task.created_at, task.updated_at);
  });

  it('creates a task with every field', async () => {
    const fields = {
      title: 'Pay rent',
      description: 'by transfer',
      completed: true,
      due_date: '2028-02-29',
      priority: 'high',
      tags: ['home', 'money'],
    };
    const answer = await create(fields);
    assert.equal(answer.status, 201, answer.text);
    assertTask(answer.json);
    for (const [name, value] of Object.entries(fields))
      assert.deepEqual(answer.json[name], value, name);
  });

  it('lists bare arrays, newest first', async () => {
    const ben = await newPerson(server, 'Ben');
    const empty = await callTasks(server, 'GET', ben.tasks, { token: ben.jwt });
    assert.equal(empty.status, 200);
    assert.equal(empty.text, '[]');
    const made = [];
    for (const title of ['one', 'two', 'three', 'four'])
      made.push(await newTask(server, ben, { title }));
    const list = await callTasks(server, 'GET', ben.tasks, { token: ben.jwt });
    assertJson(list);
    assert.deepEqual(list.json, made.toReversed());
    assert.deepEqual(
      made.map((t) => t.id),
      made.map((t) => t.id).sort((a, b) => a - b),
    );
  });

  it('gets one task', async () => {
    const task = await newTask(server, ann);
    const answer = await call('GET', `${ann.tasks}/${task.id}`);
    assert.equal(answer.status, 200);
    assertJson(answer);
    assert.deepEqual(answer.json, task);
  });

  it('replaces a task with PUT', async () => {
    const task = await newTask(server, ann, { title: 'old' });
    const body = { title: 'new', completed: true, description: 'words' };
    const answer = await call('PUT', `${ann.tasks}/${task.id}`, { body });
    assert.equal(answer.status, 200, answer.text);
    assertTask(answer.json);
    assert.equal(answer.json.title, 'new');
    assert.equal(answer.json.completed, true);
    assert.equal(answer.json.description, 'words');
    assert.equal(answer.json.id, task.id);
    assert.equal(answer.json.created_at, task.created_at);
    assert.ok(answer.json.updated_at >= task.updated_at);
    assert.deepEqual((await call('GET', `${ann.tasks}/${task.id}`)).json, answer.json);
  });

  it('PUT wants title and completed', async () => {
    const task = await newTask(server, ann, { title: 'kept' });
    const path = `${ann.tasks}/${task.id}`;
    assertRefused(await call('PUT', path, { body: { completed: true } }), 400, /title/i);
    assertRefused(await call('PUT', path, { body: { title: 'x' } }), 400, /completed/i);
    assert.deepEqual((await call('GET', path)).json, task);
  });

  it('PATCH changes what is named and nothing else', async () => {
    const task = await newTask(server, ann, {
      description: 'd',
      tags: ['a'],
      due_date: '2027-01-01',
    });
    const path = `${ann.tasks}/${task.id}`;
    const changes = [
      { completed: true },
      { title: 'renamed' },
      { description: null },
      { due_date: null },
      { priority: 'low' },
      { tags: ['b', 'c'] },
      { completed: false, title: 'both' },
    ];
    let expected = task;
    for (const change of changes) {
      const answer = await call('PATCH', path, { body: change });
      assert.equal(answer.status, 200, answer.text);
      const { updated_at, revision } = answer.json;
      assert.ok(revision > expected.revision);
      expected = { ...expected, ...change, updated_at, revision };
      if ('completed' in change) expected.completed_at = change.completed ? updated_at : null;
      assert.deepEqual(answer.json, expected);
    }
    assert.deepEqual((await call('GET', path)).json, expected);
  });

  it('PUT without an optional field gives it its default', async () => {
    const task = await newTask(server, ann, {
      description: 'd',
      tags: ['a'],
      due_date: '2027-01-01',
      priority: 'high',
      completed: true,
    });
    const answer = await call('PUT', `${ann.tasks}/${task.id}`, {
      body: { title: 'bare', completed: false },
    });
    assert.equal(answer.status, 200, answer.text);
    const { id, user_id, created_at } = task;
    const { updated_at, revision } = answer.json;
    assert.deepEqual(answer.json, {
      ...task, // the place stays
      id,
      user_id,
      completed_at: null,
      revision,
      title: 'bare',
      description: null,
      completed: false,
      due_date: null,
      priority: 'none',
      tags: [],
      created_at,
      updated_at,
    });
  });

  it('PATCH with nothing changes nothing, the date of the change included', async () => {
    const task = await newTask(server, ann, { title: 'still' });
    const answer = await call('PATCH', `${ann.tasks}/${task.id}`, { body: {} });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json, task);
  });

  it('deletes a task once', async () => {
    const task = await newTask(server, ann);
    const path = `${ann.tasks}/${task.id}`;
    const gone = await call('DELETE', path);
    assert.equal(gone.status, 204);
    assert.equal(gone.bytes.length, 0);
    assert.equal(gone.get('content-type'), undefined);
    for (const method of ['DELETE', 'GET'])
      assertRefused(await call(method, path), 404, 'Task not found');
    assertRefused(await call('PATCH', path, { body: { completed: true } }), 404, 'Task not found');
    assertRefused(
      await call('PUT', path, { body: { title: 'x', completed: true } }),
      404,
      'Task not found',
    );
    assert.ok(!(await call('GET', ann.tasks)).json.some((t) => t.id === task.id));
  });
});

const chars = (n, c = 'x') => c.repeat(n);

// Bodies that create a task, and what is stored where that is not what was sent.
const ACCEPTED = [
  ['a title of one character', { title: 'x' }],
  ['a title of 500 characters', { title: chars(500) }],
  [
    'a title of 500 characters and blanks around it',
    { title: `  ${chars(500)}  ` },
    { title: chars(500) },
  ],
  ['a title of 500 characters outside the first plane', { title: chars(500, '𝔘') }],
  [
    'a title with quotes, markup and a backslash',
    { title: `"<b>'; drop table ostiary_task; --\\` },
  ],
  ['a title in scripts of the world', { title: 'Žluťoučký 馬 مرحبا नमस्ते 👩‍👩‍👧‍👦 e\u0301' }],
  ['an empty description', { title: 'x', description: '' }],
  ['a null description', { title: 'x', description: null }],
  ['a description with line breaks', { title: 'x', description: 'a\nb\r\n\tc' }],
  ['a description of 5000 characters', { title: 'x', description: chars(5000) }],
  [
    'a description of 5000 characters outside the first plane',
    { title: 'x', description: chars(5000, '𝔘') },
  ],
  ['completed true', { title: 'x', completed: true }],
  ['a null due date', { title: 'x', due_date: null }],
  ['the last day of a leap February', { title: 'x', due_date: '2028-02-29' }],
  ...['none', 'low', 'medium', 'high'].map((p) => [`priority ${p}`, { title: 'x', priority: p }]),
  ['no tags', { title: 'x', tags: [] }],
  ['twenty tags', { title: 'x', tags: Array.from({ length: 20 }, (_, i) => `tag${i}`) }],
  ['a tag of 50 characters', { title: 'x', tags: [chars(50, 'ž')] }],
  ['a byte order mark before the object', '\ufeff{"title":"x"}', { title: 'x' }],
];

// Bodies that are refused with 400, and what the message must name.
const REFUSED = [
  ['no title', {}, /title/i],
  ['an empty title', { title: '' }, /^Title cannot be empty or whitespace$/],
  ['a blank title', { title: ' \t\r\n ' }, /^Title cannot be empty or whitespace$/],
  [
    'a title of Unicode blanks',
    { title: '\u00a0\u2003\u3000' },
    /^Title cannot be empty or whitespace$/,
  ],
  ['a title of 501 characters', { title: chars(501) }, /title.*500/i],
  ['a title of 501 characters outside the first plane', { title: chars(501, '𝔘') }, /title.*500/i],
  ['a null title', { title: null }, /title/i],
  ['a number as title', { title: 7 }, /title/i],
  ['an array as title', { title: ['x'] }, /title/i],
  ['a number as description', { title: 'x', description: 1 }, /description/i],
  [
    'a description of 5001 characters',
    { title: 'x', description: chars(5001) },
    /description.*5000/i,
  ],
  ['a string as completed', { title: 'x', completed: 'true' }, /completed/i],
  ['a number as completed', { title: 'x', completed: 1 }, /completed/i],
  ['null as completed', { title: 'x', completed: null }, /completed/i],
  ['a number as due date', { title: 'x', due_date: 20270101 }, /due.date/i],
  ['an empty due date', { title: 'x', due_date: '' }, /due.date/i],
  ['a due date with a time', { title: 'x', due_date: '2027-01-01T00:00:00Z' }, /due.date/i],
  ['a due date without zeros', { title: 'x', due_date: '2027-1-1' }, /due.date/i],
  ['a 13th month', { title: 'x', due_date: '2027-13-01' }, /due.date/i],
  ['a month zero', { title: 'x', due_date: '2027-00-10' }, /due.date/i],
  ['a day zero', { title: 'x', due_date: '2027-01-00' }, /due.date/i],
  ['the 31st of April', { title: 'x', due_date: '2027-04-31' }, /due.date/i],
  ['the 29th of February in a common year', { title: 'x', due_date: '2027-02-29' }, /due.date/i],
  ['the 29th of February in 2100', { title: 'x', due_date: '2100-02-29' }, /due.date/i],
  ['an unknown priority', { title: 'x', priority: 'urgent' }, /priority/i],
  ['a priority in capitals', { title: 'x', priority: 'High' }, /priority/i],
  ['an empty priority', { title: 'x', priority: '' }, /priority/i],
  ['a null priority', { title: 'x', priority: null }, /priority/i],
  ['a number as priority', { title: 'x', priority: 1 }, /priority/i],
  ['a string as tags', { title: 'x', tags: 'home' }, /tag/i],
  ['null as tags', { title: 'x', tags: null }, /tag/i],
  ['a number among the tags', { title: 'x', tags: ['a', 1] }, /tag/i],
  ['an empty tag', { title: 'x', tags: [''] }, /tag/i],
  ['a tag of 51 characters', { title: 'x', tags: [chars(51)] }, /tag/i],
  ['21 tags', { title: 'x', tags: Array.from({ length: 21 }, (_, i) => `t${i}`) }, /tag/i],
  ['a tag twice', { title: 'x', tags: ['a', 'b', 'a'] }, /tag/i],
  ['an unknown member', { title: 'x', colour: 'red' }, /colour/],
  ['an unknown member in other letters', { title: 'x', Title: 'y' }, /Title/],
  ["another user's user_id", { title: 'x', user_id: 'someone' }, /user_id/],
  ['an id', { title: 'x', id: 1 }, /\bid\b/],
  ['a created_at', { title: 'x', created_at: '2020-01-01T00:00:00.000Z' }, /created_at/],
  ['a member __proto__', '{"title":"x","__proto__":{"completed":true}}', /__proto__/],
  ['a title twice', '{"title":"x","title":"y"}', /duplicate|twice|title/i],
  ['a title twice, once escaped', '{"title":"x","\\u0074itle":"y"}', /duplicate|twice|title/i],
  ['an array', '[]', /object/i],
  ['a string', '"x"', /object/i],
  ['null', 'null', /object/i],
  ['an empty body', '', /./],
  ['half an object', '{"title":"x"', /JSON/i],
  ['something after the object', '{"title":"x"} {}', /JSON/i],
  ['a trailing comma', '{"title":"x",}', /JSON/i],
  ['single quotes', `{'title':'x'}`, /JSON/i],
  ['a comment', '{"title":"x"/* */}', /JSON/i],
  ['NaN', '{"title":"x","completed":NaN}', /JSON/i],
  ['two byte order marks', '\ufeff\ufeff{"title":"x"}', /JSON/i],
  ['a lone surrogate', '{"title":"\\ud800"}', /./],
  ['a NUL in the title', '{"title":"a\\u0000b"}', /./],
  ['an invalid byte', Buffer.from('7b227469746c65223a2261ff62227d', 'hex'), /UTF-8|JSON/i],
  ['an overlong byte pair', Buffer.from('7b227469746c65223a2261c0af62227d', 'hex'), /UTF-8|JSON/i],
  ['an encoded surrogate', Buffer.from('7b227469746c65223a2261eda08062227d', 'hex'), /UTF-8|JSON/i],
  ['UTF-16', Buffer.from('\ufeff{"title":"x"}', 'utf16le'), /UTF-8|JSON/i],
  [
    'an array in an array, 100 deep',
    `{"title":"x","tags":${'['.repeat(100)}${']'.repeat(100)}}`,
    /./,
  ],
  ['an array in an array, 20000 deep', `{"title":"x","tags":${'['.repeat(20000)}`, /./],
  ['a number beyond numbers', '{"title":"x","id":1e999}', /./],
];

describe('what a task may be', () => {
  for (const [name, body, stored = body] of ACCEPTED) {
    it(`accepts ${name}`, async () => {
      const answer = await create(body);
      assert.equal(answer.status, 201, answer.text);
      assertTask(answer.json);
      for (const [member, value] of Object.entries(stored))
        assert.deepEqual(answer.json[member], value);
      const again = await call('GET', `${ann.tasks}/${answer.json.id}`);
      assert.equal(again.text, answer.text);
    });
  }
});

describe('what a task may not be', () => {
  it('every refusal changes nothing, whether creating, replacing or patching', async () => {
    const task = await newTask(server, ann, { title: 'unharmed' });
    const before = (await call('GET', ann.tasks)).text;
    for (const [name, body, detail] of REFUSED) {
      const partial = name === 'no title';
      assertNamed(name, await create(body), detail);
      assertNamed(
        `${name} (PUT)`,
        await call('PUT', `${ann.tasks}/${task.id}`, { body: withCompleted(body) }),
        detail,
      );
      if (!partial)
        assertNamed(
          `${name} (PATCH)`,
          await call('PATCH', `${ann.tasks}/${task.id}`, { body }),
          detail,
        );
    }
    assert.equal((await call('GET', ann.tasks)).text, before);
  });

  function withCompleted(body) {
    const plain = body && Object.getPrototypeOf(body) === Object.prototype;
    return plain ? { completed: true, ...body } : body;
  }

  function assertNamed(name, answer, detail) {
    try {
      assertRefused(answer, 400, detail);
    } catch (e) {
      e.message = `${name}: ${e.message}`;
      throw e;
    }
  }
});

describe('the body of a request', () => {
  const text = '{"title":"x"}';
  const post = (headers, body = text) =>
    send(server.url, {
      method: 'POST',
      path: ann.tasks,
      headers: [bearer(ann.jwt), ...headers],
      body,
    });

  for (const type of [
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
  ]) {
    it(`may be ${type}`, async () => {
      assert.equal((await post([['Content-Type', type]])).status, 201);
    });
  }

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'text/json',
    'application/json, text/plain',
    '',
  ]) {
    it(`may not be ${type || 'of an empty type'}`, async () => {
      assertRefused(await post([['Content-Type', type]]), 415, /application\/json/);
    });
  }

  it('may not be without a type', async () => {
    assertRefused(await post([]), 415, /application\/json/);
  });

  it('may have 64 KiB and no more', async () => {
    const fill = (n) => text.slice(0, -1) + ' '.repeat(n - text.length) + '}';
    assert.equal((await post(jsonHeaders, fill(65536))).status, 201);
    assertRefused(await post(jsonHeaders, fill(65537)), 413, /./);
    assertRefused(await post(jsonHeaders, fill(3 << 20)), 413, /./);
  });

  it('a body on GET and DELETE is ignored', async () => {
    const task = await newTask(server, ann);
    const list = await call('GET', ann.tasks, { body: { title: 'x' } });
    assert.equal(list.status, 200);
    const gone = await call('DELETE', `${ann.tasks}/${task.id}`, { body: 'not JSON' });
    assert.equal(gone.status, 204);
  });
});

describe('who may call', () => {
  it('no client without a good token, and the challenge says Bearer', async () => {
    const cases = [
      [],
      [['Authorization', '']],
      [['Authorization', 'Bearer']],
      [['Authorization', 'Bearer ']],
      [['Authorization', `Basic ${btoa('a:b')}`]],
      [['Authorization', ann.jwt]],
      [['Authorization', `Token ${ann.jwt}`]],
      [['Authorization', `Bearer ${ann.session}`]],
      [['Authorization', `Bearer ${tampered(ann.jwt)}`]],
      [['Authorization', `Bearer ${ann.jwt} ${ann.jwt}`]],
      [['Authorization', `Bearer ${ann.jwt}, Bearer ${ann.jwt}`]],
      [['Authorization', `Bearer "${ann.jwt}"`]],
      [['X-Authorization', `Bearer ${ann.jwt}`]],
      [['Proxy-Authorization', `Bearer ${ann.jwt}`]],
    ];
    for (const headers of cases)
      assertRefused(await send(server.url, { path: ann.tasks, headers }), 401, 'Not authenticated');
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const answer = await send(server.url, {
        path: ann.tasks,
        headers: [['Authorization', `${scheme} ${ann.jwt}`]],
      });
      assert.equal(answer.status, 200, scheme);
    }
  });

  it('only the owner of the path', async () => {
    assertRefused(await call('GET', '/api/users/somebody-else/tasks'), 403, 'Access denied');
    assertRefused(await call('GET', '/api/users/somebody-else/tasks/1'), 403, 'Access denied');
    assert.equal((await call('GET', ann.tasks)).status, 200);
  });

  it('a refused token is refused before the body is judged', async () => {
    const answer = await callTasks(server, 'POST', ann.tasks, { body: 'not JSON' });
    assertRefused(answer, 401, 'Not authenticated');
    const other = await call('POST', '/api/users/somebody-else/tasks', { body: 'not JSON' });
    assertRefused(other, 403, 'Access denied');
  });
});

describe('paths and methods', () => {
  const ids = [
    '0',
    '-1',
    '1',
    '01',
    '+1',
    '1.0',
    '1e3',
    '0x1',
    'abc',
    '%31x',
    '9007199254740991',
    '9007199254740993',
    '9223372036854775808',
    '18446744073709551617',
    '9'.repeat(200),
  ];

  for (const id of ids) {
    it(`no task has the id ${id.slice(0, 30)}`, async () => {
      assertRefused(await call('GET', `${ann.tasks}/${id}`), 404, /^(Task not found|Not Found)$/);
      assertRefused(
        await call('DELETE', `${ann.tasks}/${id}`),
        404,
        /^(Task not found|Not Found)$/,
      );
    });
  }

  it('an id has one spelling', async () => {
    const { id } = await newTask(server, ann);
    assert.equal((await call('GET', `${ann.tasks}/${id}`)).status, 200);
    for (const other of [
      `0${id}`,
      `+${id}`,
      `${id}.0`,
      `${id}%20`,
      `${id}abc`,
      `${id}/`,
      `${id}?`.replace('?', ';v=1'),
    ])
      assertRefused(
        await call('GET', `${ann.tasks}/${other}`),
        404,
        /^(Task not found|Not Found)$/,
      );
  });

  it('other methods are 405 and the answer names the right ones', async () => {
    const { id } = await newTask(server, ann);
    const cases = [
      [ann.tasks, ['PUT', 'PATCH', 'DELETE', 'PROPFIND'], ['GET', 'POST']],
      [`${ann.tasks}/${id}`, ['POST', 'PROPFIND'], ['DELETE', 'GET', 'PATCH', 'PUT']],
    ];
    for (const [path, methods, allowed] of cases) {
      for (const method of methods) {
        const answer = await call(method, path, { body: { title: 'x', completed: true } });
        assertRefused(answer, 405, /./);
        const listed = answer
          .get('allow')
          .split(/, */)
          .filter((m) => !/^(HEAD|OPTIONS)$/.test(m));
        assert.deepEqual(listed.sort(), allowed, `${method} ${path}`);
      }
    }
    assert.equal((await call('GET', `${ann.tasks}/${id}`)).status, 200);
  });

  it('unknown paths are 404 in JSON beside the issuer, and empty under it', async () => {
    for (const path of [
      '/api',
      '/api/',
      '/api/users',
      `/api/users/${ann.id}`,
      `/api/users/${ann.id}/`,
      `/api/users/${ann.id}/task`,
      `${ann.tasks}/`,
      `${ann.tasks}/1/2`,
      '/api/tasks',
      '/api/nothing',
    ])
      assertRefused(await call('GET', path), 404, 'Not Found');
    const auth = await call('GET', '/api/auth/nothing');
    assert.equal(auth.status, 404);
    assert.equal(auth.bytes.length, 0);
    assert.equal(auth.get('content-type'), undefined);
  });

  it('a query changes nothing it does not mean', async () => {
    const task = await newTask(server, ann);
    const path = `${ann.tasks}/${task.id}`;
    const plain = await call('GET', path);
    const answer = await call('GET', `${path}?user_id=other&_method=DELETE`);
    assert.equal(answer.status, 200);
    assert.equal(answer.text, plain.text);
    for (const name of ['user_id', '_method']) {
      const refused = await call('GET', `${ann.tasks}?${name}=x`);
      assert.equal(refused.status, 400);
      assert.equal(refused.json.parameter, name);
    }
  });

  it('every operation says the same headers, and no version', async () => {
    const answer = await call('GET', ann.tasks);
    assertJson(answer);
    assert.equal(answer.get('server'), undefined);
    assert.equal(answer.get('x-powered-by'), undefined);
    assert.equal(answer.get('set-cookie'), undefined);
  });
});
