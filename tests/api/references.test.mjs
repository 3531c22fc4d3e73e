// References to another user's things, wherever a request can have one: each is answered as a
// reference to nothing is, and shows and changes nothing.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { callTasks, newPerson, newTask } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const NOBODY = 9007199254740991; // an id that nothing has

let server;
let alice;
let bob;
let his; // Bob's things, by what refers to them

before(async () => {
  server = await startServer();
  [alice, bob] = [await newPerson(server, 'Alice'), await newPerson(server, 'Bob')];
  for (const person of [alice, bob]) person.base = person.tasks.replace(/\/tasks$/, '');
  const make = async (path, body) => {
    const made = await as(bob, 'POST', path, { body });
    assert.equal(made.status, 201, made.text);
    return made.json;
  };
  const list = await make('/lists', { name: 'SECRET-OF-BOB' });
  const section = await make(`/lists/${list.id}/sections`, { name: 'SECRET-OF-BOB' });
  const task = await newTask(server, bob, {
    title: 'SECRET-OF-BOB',
    list_id: list.id,
    section_id: section.id,
    due_date: '2028-02-29',
    due_time: '09:30',
    reminders: ['PT30M'],
  });
  for (let i = 0; i < 3; i++) await newTask(server, bob, { title: `SECRET-OF-BOB ${i}` });
  await newTask(server, alice, { title: 'hers' });
  his = { list: list.id, section: section.id, task: task.id };
});
after(() => server?.stop());

const as = (person, method, path, { body, headers } = {}) =>
  callTasks(server, method, `${person.base}${path}`, { token: person.jwt, body, headers });

async function contentsOf(person) {
  const parts = [];
  for (const path of ['/tasks', '/tasks?trash=true', '/lists', '/preferences', '/changes'])
    parts.push((await as(person, 'GET', path)).text);
  return parts.join('\n');
}

const batch = (...operations) => ({ operations });
const update = (id, task) => ({ op: 'update', id, task });

// What is asked of Alice's account with the id of a thing, of which kind.
const REFERENCES = [
  ['tasks of a list', 'list', 'GET', (id) => `/tasks?list=${id}`],
  ['tasks of a list in their order', 'list', 'GET', (id) => `/tasks?list=${id}&sort=position`],
  ['parts of a task', 'task', 'GET', (id) => `/tasks?parent=${id}`],
  ['an export of a list', 'list', 'GET', (id) => `/export?format=json&list=${id}`],
  ['tasks before one', 'task', 'GET', (id) => `/tasks?limit=1&before=${Math.min(id, 1)}`],
  [
    'a change in a batch',
    'task',
    'POST',
    '/tasks/batch',
    (id) => batch(update(id, { title: 'x' })),
  ],
  ['a deletion in a batch', 'task', 'POST', '/tasks/batch', (id) => batch({ op: 'delete', id })],
  [
    'a list in a batch',
    'list',
    'POST',
    '/tasks/batch',
    (id) => batch({ op: 'create', task: { title: 'x', list_id: id } }),
  ],
  [
    'a task in a batch, of which another is a part',
    'task',
    'POST',
    '/tasks/batch',
    (id) => batch({ op: 'create', task: { title: 'x', parent_id: id } }),
  ],
  ['the default list', 'list', 'PATCH', '/preferences', (id) => ({ default_list_id: id })],
  ['reminders of a task', 'task', 'PATCH', (id) => `/tasks/${id}`, () => ({ reminders: ['PT5M'] })],
  ['a task in the trash', 'task', 'POST', (id) => `/tasks/${id}/restore`, () => undefined],
];

const without = (text, id) => text.replaceAll(String(id), 'ID');

describe("a reference to another's thing is one to nothing:", () => {
  for (const [what, kind, method, path, body] of REFERENCES)
    it(what, async () => {
      const before = [await contentsOf(alice), await contentsOf(bob)];
      const answers = [];
      for (const id of [his[kind], NOBODY]) {
        const answer = await as(alice, method, typeof path === 'function' ? path(id) : path, {
          body: body?.(id),
        });
        assert.doesNotMatch(answer.text, /SECRET/);
        answers.push([answer.status, without(answer.text, id)]);
      }
      assert.deepEqual(answers[0], answers[1]);
      assert.deepEqual([await contentsOf(alice), await contentsOf(bob)], before);
    });

  it('a cursor of a list', async () => {
    const page = await as(bob, 'GET', '/tasks?sort=title&limit=1');
    const [, cursor] = /[?&]cursor=([^&>]+)/.exec(page.get('link'));
    const [theirs, none] = [
      await as(alice, 'GET', `/tasks?sort=title&limit=1&cursor=${cursor}`),
      await as(alice, 'GET', '/tasks?sort=title&limit=1&cursor=AAAA'),
    ];
    assert.equal(theirs.status, 400);
    assert.equal(theirs.text, none.text);
    assert.equal((await as(bob, 'GET', `/tasks?sort=title&limit=1&cursor=${cursor}`)).status, 200);
  });

  it('a cursor of the changes, which counts the own ones', async () => {
    const { cursor } = (await as(bob, 'GET', '/changes')).json;
    const own = await as(alice, 'GET', `/changes?since=${cursor}`);
    assert.equal(own.status, 410); // Alice has written less
    assert.doesNotMatch((await as(alice, 'GET', '/changes?since=0')).text, /SECRET/);
    const stream = await as(alice, 'HEAD', '/events', { headers: [['Last-Event-ID', cursor]] });
    assert.equal(stream.status, 410);
  });

  it('a key, which is the own one', async () => {
    const made = [];
    for (const person of [bob, alice]) {
      const answer = await as(person, 'POST', '/tasks', {
        body: { title: 'with a key' },
        headers: [['Idempotency-Key', 'shared']],
      });
      assert.equal(answer.status, 201);
      made.push(answer.json.id);
    }
    const again = await as(alice, 'POST', '/tasks', {
      body: { title: 'with a key' },
      headers: [['Idempotency-Key', 'shared']],
    });
    assert.equal(again.json.id, made[1]);
    assert.notEqual(made[0], made[1]);
  });

  it('an ETag, which is of the own thing', async () => {
    const list = await as(bob, 'GET', '/tasks');
    const known = await as(alice, 'GET', '/tasks', {
      headers: [['If-None-Match', list.get('etag')]],
    });
    assert.equal(known.status, 200);
  });

  it('the name of a task in a file', async () => {
    const before = await contentsOf(bob);
    const file = (id) =>
      JSON.stringify({
        format: 'ostiary',
        version: 1,
        lists: [],
        tasks: [
          { title: `copy of ${id}`, source: `ostiary:${id}` },
          { title: `part of ${id}`, source: `x:${id}`, parent: `ostiary:${id}` },
        ],
      });
    for (const id of [his.task, NOBODY]) {
      const answer = await send(server.url, {
        method: 'POST',
        path: `${alice.home}/import?format=json`,
        body: file(id),
        headers: [bearer(alice.jwt), ['Content-Type', 'application/json']],
      });
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual([answer.json.made, answer.json.present, answer.json.skipped], [2, 0, 0]);
      assert.doesNotMatch(answer.text, /SECRET/);
    }
    assert.equal(await contentsOf(bob), before);
  });
});
