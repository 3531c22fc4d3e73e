// Quick add: a line of text is read as a task in the language and zone of the request. Its words
// are tested in tests/unit/tasks/quickadd; here, the request and the answer.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { bearer, jsonHeaders, send } from './lib/http.mjs';
import { callTasks, newPerson } from './lib/people.mjs';
import { root, startServer } from './lib/server.mjs';

let server;
let ann;

before(async () => {
  server = await startServer();
  ann = await newPerson(server, 'Ann');
});
after(() => server?.stop());

const parse = (body) => callTasks(server, 'POST', `${ann.tasks}/parse`, { token: ann.jwt, body });

// The date that clocks in the zone show, so many days from now.
function dateIn(timeZone, days = 0) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(Date.now() + days * 86400000);
}

// The same on both sides of a midnight that passes meanwhile.
async function assertDue(body, timeZone, days) {
  const earlier = dateIn(timeZone, days);
  const answer = await parse(body);
  assert.equal(answer.status, 200, answer.text);
  assert.ok([earlier, dateIn(timeZone, days)].includes(answer.json.task.due_date), answer.text);
}

describe('POST .../tasks/parse', () => {
  it('answers with a task as a create takes it, and with spans in UTF-16 units', async () => {
    const text = '🎉 Pay rent 2027-03-15 9am #money !high every month';
    const answer = await parse({ text, time_zone: 'Europe/Berlin', language: 'en' });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json.task, {
      title: '🎉 Pay rent',
      due_date: '2027-03-15',
      due_time: '09:00',
      time_zone: 'Europe/Berlin',
      recurrence: 'FREQ=MONTHLY',
      priority: 'high',
      tags: ['money'],
    });
    const found = answer.json.spans.map(({ start, end, kind }) => [kind, text.slice(start, end)]);
    assert.deepEqual(found, [
      ['date', '2027-03-15'],
      ['time', '9am'],
      ['tag', '#money'],
      ['priority', '!high'],
      ['repeat', 'every month'],
    ]);
  });

  it('counts days in the zone of the request', async () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'UTC'])
      await assertDue({ text: 'a tomorrow', time_zone: zone }, zone, 1);
    await assertDue({ text: 'a today' }, 'UTC', 0);
  });

  it('reads the language that the request names, and English without one', async () => {
    await assertDue({ text: 'a übermorgen', language: 'de-AT' }, 'UTC', 2);
    await assertDue({ text: 'a tomorrow', language: 'en-GB' }, 'UTC', 1);
    await assertDue({ text: 'a tomorrow' }, 'UTC', 1);
    const german = await parse({ text: 'a tomorrow', language: 'de' });
    assert.deepEqual(german.json, { task: { title: 'a tomorrow' }, spans: [] });
  });

  it('makes a task of which every line of the tables is good', async () => {
    for (const language of ['en', 'de']) {
      const file = path.join(root, 'tests/data/quickadd', `${language}.json`);
      for (const { text } of JSON.parse(fs.readFileSync(file, 'utf8'))) {
        const answer = await parse({ text, language });
        assert.equal(answer.status, 200, `${text}: ${answer.text}`);
        const made = await callTasks(server, 'POST', ann.tasks, {
          token: ann.jwt,
          body: answer.json.task,
        });
        assert.equal(made.status, 201, `${text}: ${made.text}`);
      }
    }
  });

  it('reads the zone and the language of the preferences where it says nothing', async () => {
    const bob = await newPerson(server, 'Bob');
    const call = (method, at, body) => callTasks(server, method, at, { token: bob.jwt, body });
    const chosen = { time_zone: 'Pacific/Kiritimati', language: 'de' };
    const set = await call('PATCH', bob.tasks.replace(/tasks$/, 'preferences'), chosen);
    assert.equal(set.status, 200, set.text);
    const answer = await call('POST', `${bob.tasks}/parse`, { text: 'a 2027-03-15 um 9 Uhr' });
    assert.equal(answer.json.task.time_zone, 'Pacific/Kiritimati');
    assert.equal(answer.json.task.due_time, '09:00');
  });

  it('finds the lists of the user, and no others', async () => {
    const bob = await newPerson(server, 'Bob');
    const listsOf = (person) => person.tasks.replace(/tasks$/, 'lists');
    const make = (person, body) =>
      callTasks(server, 'POST', listsOf(person), { token: person.jwt, body });
    const home = await make(ann, { name: 'Home Office' });
    await make(ann, { name: 'Old', archived: true });
    await make(bob, { name: 'Secret' });
    const named = await parse({ text: 'a @home office' });
    assert.deepEqual(named.json, {
      task: { title: 'a', list_id: home.json.id },
      spans: [{ start: 2, end: 14, kind: 'list', value: 'Home Office' }],
    });
    for (const text of ['a @Secret', 'a @Old', 'a @home'])
      assert.deepEqual((await parse({ text })).json, { task: { title: text }, spans: [] });
  });

  it('creates nothing', async () => {
    const list = () => callTasks(server, 'GET', ann.tasks, { token: ann.jwt });
    const earlier = (await list()).text;
    assert.equal((await parse({ text: 'a tomorrow' })).status, 200);
    assert.equal((await list()).text, earlier);
  });
});

const ACCEPTED = [
  ['a text of one character', { text: 'a' }],
  ['500 characters', { text: 'ß'.repeat(500) }],
  ['a zone', { text: 'a', time_zone: 'America/Argentina/Buenos_Aires' }],
  ['a language', { text: 'a', language: 'de' }],
];

const REFUSED = [
  ['no text', {}, 'text', 'text is required'],
  ['an empty text', { text: '' }, 'text', 'text cannot be empty or whitespace'],
  ['white space', { text: ' \u3000' }, 'text', 'text cannot be empty or whitespace'],
  ['a number', { text: 5 }, 'text', 'text must be a string'],
  ['501 characters', { text: 'ß'.repeat(501) }, 'text', 'text must be at most 500 characters'],
  ['U+0000', { text: 'a\0b' }, 'text', 'text must not contain the character U+0000'],
  [
    'an unknown zone',
    { text: 'a', time_zone: 'Europe/Nowhere' },
    'time_zone',
    'time_zone must be a name such as Europe/Berlin',
  ],
  [
    'a path as a zone',
    { text: 'a', time_zone: '../../../etc/passwd' },
    'time_zone',
    'time_zone must be a name such as Europe/Berlin',
  ],
  [
    'a zone that is null',
    { text: 'a', time_zone: null },
    'time_zone',
    'time_zone must be a string',
  ],
  [
    'an unknown language',
    { text: 'a', language: 'fr' },
    'language',
    'language must be en or de, with or without a region such as en-GB',
  ],
];

describe('the members of the request', () => {
  for (const [what, body] of ACCEPTED)
    it(`accepts ${what}`, async () => assert.equal((await parse(body)).status, 200));
  for (const [what, body, member, detail] of REFUSED)
    it(`refuses ${what}`, async () => {
      const answer = await parse(body);
      assert.equal(answer.status, 400, answer.text);
      assert.equal(answer.json.detail, detail);
      assert.equal(answer.json.member, member);
    });

  it('refuses an unknown member, and what is no JSON object', async () => {
    for (const body of ['{"text":"a","now":1}', '[]', '"a"', '{', '', '{"text":"a","text":"b"}']) {
      const answer = await send(server.url, {
        method: 'POST',
        path: `${ann.tasks}/parse`,
        body,
        headers: [bearer(ann.jwt), ...jsonHeaders],
      });
      assert.equal(answer.status, 400, body);
    }
  });

  it('refuses another media type, and another method', async () => {
    const at = { path: `${ann.tasks}/parse`, body: '{"text":"a"}' };
    const plain = await send(server.url, {
      ...at,
      method: 'POST',
      headers: [bearer(ann.jwt), ['Content-Type', 'text/plain']],
    });
    assert.equal(plain.status, 415);
  });
});
