// Lists, sections, parts of tasks and times: every rule of their members, and what moves with what.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { callTasks, newPerson, newTask } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

let server;
let ann;
let lists;

before(async () => {
  server = await startServer();
  ann = await newPerson(server, 'Ann');
  lists = ann.tasks.replace(/tasks$/, 'lists');
});
after(() => server?.stop());

async function call(method, path, body, status = method === 'POST' ? 201 : 200) {
  const answer = await callTasks(server, method, path, { token: ann.jwt, body });
  assert.equal(answer.status, status, `${method} ${path} ${JSON.stringify(body)}: ${answer.text}`);
  return answer;
}
const ok = async (...args) => (await call(...args)).json;
const refused = (method, path, body, status = 400) => call(method, path, body, status);
const task = (id) => ok('GET', `${ann.tasks}/${id}`);
const change = (id, body) => ok('PATCH', `${ann.tasks}/${id}`, body);
const newList = (name = 'Home') => ok('POST', lists, { name });

describe('a list', () => {
  it('has a name, a color, a position, and is made, read, changed and deleted', async () => {
    const made = await call('POST', lists, { name: '  Home ', color: '#1d4ed8' });
    const list = made.json;
    assert.equal(made.get('location'), `${lists}/${list.id}`);
    assert.equal(list.name, 'Home');
    assert.equal(list.color, '#1d4ed8');
    assert.equal(list.archived, false);
    assert.equal(list.open_count, 0);
    assert.deepEqual(list.sections, []);
    assert.match(list.position, /^[0-9a-f]{14}$/);
    assert.deepEqual(await ok('GET', `${lists}/${list.id}`), list);
    const changed = await ok('PATCH', `${lists}/${list.id}`, { archived: true, color: null });
    assert.equal(changed.archived, true);
    assert.equal(changed.color, null);
    assert.equal(changed.name, 'Home');
    assert.ok(changed.revision > list.revision);
    assert.deepEqual(await ok('PATCH', `${lists}/${list.id}`, {}), changed);
    await call('DELETE', `${lists}/${list.id}`, undefined, 204);
    for (const [method, body] of [['GET'], ['PATCH', { name: 'x' }], ['DELETE']])
      await refused(method, `${lists}/${list.id}`, body, 404);
  });

  it('comes in the order of positions, also when one moves between two', async () => {
    const ben = await newPerson(server, 'Ben');
    const at = ben.tasks.replace(/tasks$/, 'lists');
    const by = async (method, path, body) =>
      (await callTasks(server, method, path, { token: ben.jwt, body })).json;
    assert.deepEqual(await by('GET', at), []);
    const made = [];
    for (const name of ['one', 'two', 'three']) made.push(await by('POST', at, { name }));
    const names = async () => (await by('GET', at)).map(({ name }) => name);
    assert.deepEqual(await names(), ['one', 'two', 'three']);
    const [one, , three] = made;
    await by('PATCH', `${at}/${three.id}`, { position: `${one.position}i` });
    assert.deepEqual(await names(), ['one', 'three', 'two']);
  });

  const REFUSED = [
    ['no name', {}],
    ['an empty name', { name: '' }],
    ['a blank name', { name: ' \u3000' }],
    ['a name that is no text', { name: 5 }],
    ['a name that is too long', { name: 'x'.repeat(101) }],
    ['a name with U+0000', { name: 'a\0b' }],
    ['a color by name', { name: 'x', color: 'red' }],
    ['a short color', { name: 'x', color: '#fff' }],
    ['a color in capitals', { name: 'x', color: '#1D4ED8' }],
    ['archived as a text', { name: 'x', archived: 'no' }],
    ['a position that is none', { name: 'x', position: 'first' }],
    ['a position that ends with 0', { name: 'x', position: '00000000000001a0' }],
    ['a count', { name: 'x', open_count: 5 }],
    ['sections', { name: 'x', sections: [] }],
    ['an array', []],
  ];
  for (const [what, body] of REFUSED)
    it(`refuses ${what}`, async () => {
      const answer = await refused('POST', lists, body);
      const names = Object.keys(body).filter(
        (name) => name !== 'name' || Object.keys(body).length === 1,
      );
      if (names.length) assert.ok(names.includes(answer.json.member), answer.text);
    });

  const ACCEPTED = [
    ['the longest name', { name: '\u{1F600}'.repeat(100) }],
    ['a color', { name: 'x', color: '#00ff99' }],
    ['no color', { name: 'x', color: null }],
    ['an archived one', { name: 'x', archived: true }],
    ['a position', { name: 'x', position: '00000000000001a1' }],
  ];
  for (const [what, body] of ACCEPTED)
    it(`accepts ${what}`, async () => {
      const list = await ok('POST', lists, body);
      for (const [name, value] of Object.entries(body)) assert.equal(list[name], value);
    });

  it('is refused with another media type, and with an id that is none', async () => {
    const text = await send(server.url, {
      method: 'POST',
      path: lists,
      headers: [bearer(ann.jwt), ['Content-Type', 'text/plain']],
      body: '{"name":"x"}',
    });
    assert.equal(text.status, 415);
    for (const id of ['0x1', '-1', 'abc', '9007199254740992'])
      await refused('GET', `${lists}/${id}`, undefined, 404);
  });

  it('has as many open tasks as were put into it', async () => {
    const list = await newList();
    const one = await newTask(server, ann, { list_id: list.id });
    await newTask(server, ann, { list_id: list.id, completed: true });
    const count = async () => (await ok('GET', `${lists}/${list.id}`)).open_count;
    assert.equal(await count(), 1);
    await change(one.id, { completed: true });
    assert.equal(await count(), 0);
    await change(one.id, { completed: false });
    await change(one.id, { list_id: null });
    assert.equal(await count(), 0);
  });

  for (const [query, status] of [
    ['?tasks=keep', 204],
    ['', 204],
    ['?tasks=delete', 204],
    ['?tasks=', 400],
    ['?tasks=KEEP', 400],
    ['?tasks=keep&tasks=delete', 400],
    ['?task=keep', 400],
  ])
    it(`is deleted with "${query}": ${status}`, async () => {
      const list = await newList();
      const section = await ok('POST', `${lists}/${list.id}/sections`, { name: 'x' });
      const inside = await newTask(server, ann, { list_id: list.id, section_id: section.id });
      const part = await newTask(server, ann, { parent_id: inside.id });
      const outside = await newTask(server, ann);
      const answer = await call('DELETE', `${lists}/${list.id}${query}`, undefined, status);
      assert.deepEqual(await task(outside.id), outside);
      if (status === 400) {
        assert.equal(answer.json.parameter, 'tasks');
        assert.deepEqual(await task(inside.id), inside);
      } else if (query === '?tasks=delete') {
        for (const { id } of [inside, part])
          await refused('GET', `${ann.tasks}/${id}`, undefined, 404);
      } else {
        for (const { id } of [inside, part]) {
          const kept = await task(id);
          assert.equal(kept.list_id, null);
          assert.equal(kept.section_id, null);
        }
        assert.equal((await task(part.id)).parent_id, inside.id);
      }
    });
});

describe('a section', () => {
  it('is made, read, changed and deleted, and stands in its list', async () => {
    const list = await newList();
    const at = `${lists}/${list.id}/sections`;
    assert.deepEqual(await ok('GET', at), []);
    const made = await call('POST', at, { name: ' Kitchen ' });
    assert.equal(made.get('location'), `${at}/${made.json.id}`);
    assert.equal(made.json.name, 'Kitchen');
    const second = await ok('POST', at, { name: 'Bath' });
    assert.deepEqual(await ok('GET', at), [made.json, second]);
    const first = await ok('PATCH', `${at}/${second.id}`, { position: '00000000000001' });
    assert.deepEqual(await ok('GET', at), [first, made.json]);
    assert.deepEqual((await ok('GET', `${lists}/${list.id}`)).sections, [first, made.json]);
    assert.ok((await ok('GET', `${lists}/${list.id}`)).revision > list.revision);
    assert.deepEqual(await ok('GET', `${at}/${first.id}`), first);
    await call('DELETE', `${at}/${first.id}`, undefined, 204);
    await refused('GET', `${at}/${first.id}`, undefined, 404);
    for (const body of [
      {},
      { name: '' },
      { name: 'x', color: null },
      { name: 'x', archived: true },
    ])
      await refused('POST', at, body);
  });

  it('that is deleted leaves its tasks in the list', async () => {
    const list = await newList();
    const at = `${lists}/${list.id}/sections`;
    const section = await ok('POST', at, { name: 'x' });
    const made = await newTask(server, ann, { list_id: list.id, section_id: section.id });
    await call('DELETE', `${at}/${section.id}`, undefined, 204);
    const left = await task(made.id);
    assert.equal(left.section_id, null);
    assert.equal(left.list_id, list.id);
    assert.ok(left.revision > made.revision);
  });

  it('is only for tasks of its list', async () => {
    const [one, two] = [await newList(), await newList()];
    const section = await ok('POST', `${lists}/${one.id}/sections`, { name: 'x' });
    for (const body of [{ section_id: section.id }, { section_id: section.id, list_id: two.id }]) {
      const answer = await refused('POST', ann.tasks, { title: 'x', ...body });
      assert.equal(answer.json.member, 'section_id');
    }
    const made = await newTask(server, ann, { section_id: section.id, list_id: one.id });
    const moved = await change(made.id, { list_id: two.id });
    assert.equal(moved.section_id, null);
    await refused('PATCH', `${ann.tasks}/${made.id}`, { section_id: section.id });
  });

  it('is one of fifty at most', async () => {
    const list = await newList();
    const at = `${lists}/${list.id}/sections`;
    for (let i = 0; i < 50; i++) await ok('POST', at, { name: `section ${i}` });
    const answer = await refused('POST', at, { name: 'one more' }, 409);
    assert.equal(answer.json.type, '/api/docs#problem-sections-full');
    await ok('POST', `${lists}/${(await newList()).id}/sections`, { name: 'in another list' });
  });
});

it('a user has five hundred lists at most', async () => {
  const cleo = await newPerson(server, 'Cleo');
  const at = cleo.tasks.replace(/tasks$/, 'lists');
  const post = () =>
    callTasks(server, 'POST', at, { token: cleo.jwt, body: { name: 'x', color: null } });
  let last;
  for (let i = 0; i < 500; i++) last = await post();
  assert.equal(last.status, 201);
  const full = await post();
  assert.equal(full.status, 409);
  assert.equal(full.json.type, '/api/docs#problem-lists-full');
  await callTasks(server, 'DELETE', `${at}/${last.json.id}`, { token: cleo.jwt });
  assert.equal((await post()).status, 201);
  const all = await callTasks(server, 'GET', at, { token: cleo.jwt });
  assert.equal(all.json.length, 500);
});

describe('a part of a task', () => {
  it('is where its task is, and moves and goes with it', async () => {
    const [one, two] = [await newList(), await newList()];
    const whole = await newTask(server, ann, { list_id: one.id });
    const part = await newTask(server, ann, { parent_id: whole.id });
    assert.equal(part.list_id, one.id);
    await change(whole.id, { list_id: two.id });
    assert.equal((await task(part.id)).list_id, two.id);
    await change(whole.id, { completed: true });
    assert.equal((await task(part.id)).completed, false);
    await call('DELETE', `${ann.tasks}/${whole.id}`, undefined, 204);
    await refused('GET', `${ann.tasks}/${part.id}`, undefined, 404);
  });

  it('is one level deep, and never of itself', async () => {
    const whole = await newTask(server, ann);
    const part = await newTask(server, ann, { parent_id: whole.id });
    const other = await newTask(server, ann);
    for (const [id, parent_id] of [
      [whole.id, other.id], // it has parts
      [whole.id, whole.id],
      [other.id, part.id],
      [other.id, other.id],
    ]) {
      const answer = await refused('PATCH', `${ann.tasks}/${id}`, { parent_id });
      assert.equal(answer.json.member, 'parent_id');
    }
    await refused('POST', ann.tasks, { title: 'x', parent_id: part.id });
    await change(part.id, { parent_id: null });
    await change(whole.id, { parent_id: other.id });
    await change(part.id, { parent_id: other.id });
  });

  it('cannot be put elsewhere than its task', async () => {
    const list = await newList();
    const whole = await newTask(server, ann, { list_id: list.id });
    const part = await newTask(server, ann, { parent_id: whole.id, list_id: list.id });
    for (const list_id of [null, (await newList()).id]) {
      const answer = await refused('PATCH', `${ann.tasks}/${part.id}`, { list_id });
      assert.equal(answer.json.member, 'list_id');
    }
    const alone = await change(part.id, { list_id: null, parent_id: null });
    assert.equal(alone.list_id, null);
  });
});

describe('the place of a task', () => {
  it('stays when the task is replaced without it', async () => {
    const list = await newList();
    const made = await newTask(server, ann, { list_id: list.id, position: '00000000000001z' });
    const put = await ok('PUT', `${ann.tasks}/${made.id}`, { title: 'x', completed: false });
    assert.equal(put.list_id, list.id);
    assert.equal(put.position, '00000000000001z');
    const moved = await ok('PUT', `${ann.tasks}/${made.id}`, {
      title: 'x',
      completed: false,
      list_id: null,
    });
    assert.equal(moved.list_id, null);
  });

  it('is by default below that of every task before it', async () => {
    const [one, two] = [await newTask(server, ann), await newTask(server, ann)];
    assert.ok(one.position < two.position);
  });

  for (const [member, value] of [
    ['list_id', 0],
    ['list_id', '1'],
    ['list_id', 1.5],
    ['list_id', 9007199254740992],
    ['section_id', -1],
    ['parent_id', true],
    ['position', null],
    ['position', ''],
    ['position', '00E19400ABCDEF'],
  ])
    it(`refuses ${member} ${JSON.stringify(value)}`, () =>
      refused('POST', ann.tasks, { title: 'x', [member]: value }));
});

describe('the times of a task', () => {
  const DUE = { due_date: '2026-12-31', due_time: '09:30' };
  for (const [what, fields] of [
    ['a time', DUE],
    ['a time and zone', { ...DUE, time_zone: 'Europe/Berlin' }],
    ['the first minute', { ...DUE, due_time: '00:00' }],
    ['the last minute', { ...DUE, due_time: '23:59' }],
    ['UTC', { ...DUE, time_zone: 'UTC' }],
    ['a zone in three parts', { ...DUE, time_zone: 'America/Argentina/Buenos_Aires' }],
    ['a start', { start_date: '2026-12-01' }],
    ['nothing', { due_time: null, time_zone: null, start_date: null }],
  ])
    it(`accept ${what}`, async () => {
      const made = await newTask(server, ann, fields);
      for (const [name, value] of Object.entries(fields)) assert.equal(made[name], value);
    });

  for (const [what, member, fields] of [
    ['a time without a date', 'due_time', { due_time: '09:30' }],
    ['a zone without a time', 'time_zone', { due_date: '2026-12-31', time_zone: 'UTC' }],
    ['24:00', undefined, { ...DUE, due_time: '24:00' }],
    ['9:30', undefined, { ...DUE, due_time: '9:30' }],
    ['09:60', undefined, { ...DUE, due_time: '09:60' }],
    ['seconds', undefined, { ...DUE, due_time: '09:30:00' }],
    ['a zone that is none', undefined, { ...DUE, time_zone: 'Europe/Nowhere' }],
    ['a zone in other letters', undefined, { ...DUE, time_zone: 'europe/berlin' }],
    ['a path', undefined, { ...DUE, time_zone: '../../etc/passwd' }],
    ['a path in the middle', undefined, { ...DUE, time_zone: 'Europe/../Europe/Berlin' }],
    ['an absolute path', undefined, { ...DUE, time_zone: '/usr/share/zoneinfo/UTC' }],
    ['a folder', undefined, { ...DUE, time_zone: 'Europe' }],
    ['a file that is no zone', undefined, { ...DUE, time_zone: 'zone.tab' }],
    ['an empty zone', undefined, { ...DUE, time_zone: '' }],
    ['a zone with U+0000', undefined, { ...DUE, time_zone: 'UTC\0x' }],
    ['an offset', undefined, { ...DUE, time_zone: '+01:00' }],
    ['a start that is none', undefined, { start_date: '2026-02-30' }],
  ])
    it(`refuse ${what}`, async () => {
      const answer = await refused('POST', ann.tasks, { title: 'x', ...fields });
      if (member) assert.equal(answer.json.member, member);
    });

  it('go with the date', async () => {
    const made = await newTask(server, ann, { ...DUE, time_zone: 'UTC' });
    const undated = await change(made.id, { due_date: null });
    assert.equal(undated.due_time, null);
    assert.equal(undated.time_zone, null);
    await refused('PATCH', `${ann.tasks}/${made.id}`, { due_time: '10:00' });
  });

  it('say when it was completed, until it is opened again', async () => {
    const made = await newTask(server, ann);
    assert.equal(made.completed_at, null);
    const done = await change(made.id, { completed: true });
    assert.equal(done.completed_at, done.updated_at);
    const renamed = await change(made.id, { title: 'y', completed: true });
    assert.equal(renamed.completed_at, done.completed_at);
    assert.equal((await change(made.id, { completed: false })).completed_at, null);
    const born = await newTask(server, ann, { completed: true });
    assert.equal(born.completed_at, born.created_at);
  });
});

it('each write has a later revision than the one before', async () => {
  const seen = [];
  const made = await newTask(server, ann);
  seen.push(made.revision);
  seen.push((await change(made.id, { title: 'y' })).revision);
  const list = await newList();
  seen.push(list.revision);
  seen.push((await ok('PATCH', `${lists}/${list.id}`, { name: 'y' })).revision);
  seen.push((await change(made.id, { list_id: list.id })).revision);
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  );
  assert.equal(new Set(seen).size, seen.length);
});
