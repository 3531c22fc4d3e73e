// What a user chooses: each rule, and what has its default.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { callTasks, newPerson } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const DEFAULTS = {
  time_zone: 'UTC',
  language: 'en',
  first_day: 'monday',
  default_list_id: null,
  reminders_by: ['mail'],
};

let server;
let ann;
let ben;

before(async () => {
  server = await startServer();
  ann = await newPerson(server, 'Ann');
  ben = await newPerson(server, 'Ben');
});
after(() => server?.stop());

const call = (person, method, path, body) =>
  callTasks(server, method, person.tasks.replace(/tasks$/, path), { token: person.jwt, body });
const get = async (person) => (await call(person, 'GET', 'preferences')).json;
const patch = (person, body) => call(person, 'PATCH', 'preferences', body);

it("have defaults until they are chosen, and are each user's own", async () => {
  assert.deepEqual(await get(ann), DEFAULTS);
  const chosen = { time_zone: 'Europe/Berlin', language: 'de', reminders_by: ['mail', 'push'] };
  const answer = await patch(ann, chosen);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json, { ...DEFAULTS, ...chosen });
  assert.deepEqual((await patch(ann, { first_day: 'sunday' })).json, {
    ...DEFAULTS,
    ...chosen,
    first_day: 'sunday',
  });
  assert.deepEqual((await patch(ann, {})).json, await get(ann));
  assert.deepEqual(await get(ben), DEFAULTS);
});

it("name a list of one's own, as long as there is one", async () => {
  const [mine, his] = [
    (await call(ann, 'POST', 'lists', { name: 'x' })).json,
    (await call(ben, 'POST', 'lists', { name: 'x' })).json,
  ];
  assert.equal((await patch(ann, { default_list_id: mine.id })).json.default_list_id, mine.id);
  for (const id of [his.id, 9007199254740991]) {
    const answer = await patch(ann, { default_list_id: id });
    assert.equal(answer.status, 400);
    assert.equal(answer.json.member, 'default_list_id');
  }
  assert.equal((await get(ann)).default_list_id, mine.id);
  await call(ann, 'DELETE', `lists/${mine.id}`);
  assert.equal((await get(ann)).default_list_id, null);
});

for (const [member, value] of [
  ['time_zone', null],
  ['time_zone', '../etc/passwd'],
  ['time_zone', 'europe/berlin'],
  ['language', 'fr'],
  ['language', 'en de'],
  ['language', ''],
  ['first_day', 'tuesday'],
  ['default_list_id', '1'],
  ['reminders_by', 'mail'],
  ['reminders_by', ['fax']],
  ['reminders_by', ['mail', 'mail']],
  ['reminders_by', [1]],
  ['theme', 'dark'],
])
  it(`refuse ${member} ${JSON.stringify(value)}`, async () => {
    const answer = await patch(ann, { language: 'en', [member]: value });
    assert.equal(answer.status, 400);
    assert.equal(answer.json.member, member);
  });

it('refuse what is no object', async () => {
  assert.equal((await patch(ann, [])).status, 400);
});

it('may have no way of reminding at all', async () => {
  assert.deepEqual((await patch(ben, { reminders_by: [] })).json.reminders_by, []);
});

async function bring(person, body, query = '') {
  const answer = await send(server.url, {
    method: 'POST',
    path: `${person.home}/import?format=json${query}`,
    body,
    headers: [bearer(person.jwt), ['Content-Type', 'application/json']],
  });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

async function transfer(from, to, query = '') {
  const file = (await call(from, 'GET', `export?format=json${query}`)).text;
  return { file, report: await bring(to, file) };
}

describe('in an export', () => {
  const chosen = {
    time_zone: 'Asia/Tokyo',
    language: 'de',
    first_day: 'saturday',
    reminders_by: [],
  };
  let from;
  let list;

  before(async () => {
    from = await newPerson(server, 'From');
    await call(from, 'POST', 'lists', { name: 'first' });
    list = (await call(from, 'POST', 'lists', { name: 'default' })).json;
    await patch(from, { ...chosen, default_list_id: list.id });
  });

  it('go along, and name the list that the import makes', async () => {
    const to = await newPerson(server, 'To');
    const { file, report } = await transfer(from, to);
    assert.equal(report.preferences, true);
    const lists = (await call(to, 'GET', 'lists')).json;
    const made = lists.find(({ name }) => name === 'default');
    assert.notEqual(made.id, list.id);
    assert.deepEqual(await get(to), { ...chosen, default_list_id: made.id });
    assert.equal((await call(to, 'GET', 'export?format=json')).text, file);
    assert.equal((await transfer(from, to)).report.preferences, false);
  });

  it('are tried without being set', async () => {
    const to = await newPerson(server, 'To');
    const file = (await call(from, 'GET', 'export?format=json')).text;
    assert.equal((await bring(to, file, '&dry_run=true')).preferences, true);
    assert.deepEqual(await get(to), DEFAULTS);
  });

  it('never replace a choice', async () => {
    const to = await newPerson(server, 'To');
    await patch(to, { language: 'de' });
    assert.equal((await transfer(from, to)).report.preferences, false);
    assert.deepEqual(await get(to), { ...DEFAULTS, language: 'de' });
  });

  it('are not part of a single list, nor of an account that has chosen none', async () => {
    const to = await newPerson(server, 'To');
    assert.equal((await transfer(from, to, `&list=${list.id}`)).report.preferences, false);
    const none = await newPerson(server, 'None');
    assert.equal((await transfer(none, to)).report.preferences, false);
    assert.deepEqual(await get(to), DEFAULTS);
  });

  it('that are strange or foreign have their defaults', async () => {
    for (const preferences of [
      { time_zone: '../etc/passwd', language: 7, first_day: 'monday', default_list_id: list.id },
      { default_list: 5, reminders_by: ['fax'], more: {} },
      { default_list: list.id },
    ]) {
      const to = await newPerson(server, 'To');
      const empty = { format: 'ostiary', version: 1, lists: [], tasks: [] };
      await bring(to, JSON.stringify({ ...empty, preferences }));
      assert.deepEqual(await get(to), DEFAULTS);
    }
  });
});
