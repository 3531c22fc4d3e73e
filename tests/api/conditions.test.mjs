// The trash, conditional requests, and the feed of changes.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { callTasks, newPerson, newTask } from './lib/people.mjs';
import { isPostgres } from './lib/postgres.mjs';
import { startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

let server;
let ann;
let base;

before(async () => {
  server = await startServer();
  ann = await newPerson(server, 'Ann');
  base = ann.tasks.replace(/\/tasks$/, '');
});
after(() => server?.stop());

const call = (method, path, { body, ...headers } = {}) =>
  callTasks(server, method, `${base}${path}`, {
    token: ann.jwt,
    body,
    headers: Object.entries(headers),
  });

async function ok(method, path, options, status = method === 'POST' ? 201 : 200) {
  const answer = await call(method, path, options);
  assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
  return answer.text ? answer.json : undefined;
}

const trash = async () => (await ok('GET', '/tasks?trash=true')).map(({ id }) => id);

describe('the trash', () => {
  it('has what was deleted, until it is restored or purged', async () => {
    const [one, two] = [await newTask(server, ann), await newTask(server, ann)];
    await ok('DELETE', `/tasks/${one.id}`, {}, 204);
    for (const [method, body] of [
      ['GET'],
      ['PATCH', { title: 'x' }],
      ['PUT', { title: 'x', completed: true }],
      ['DELETE'],
    ])
      assert.equal((await call(method, `/tasks/${one.id}`, { body })).status, 404, method);
    assert.deepEqual(await trash(), [one.id]);
    assert.ok(!(await ok('GET', '/tasks')).some(({ id }) => id === one.id));
    assert.equal((await call('POST', `/tasks/${two.id}/restore`)).status, 404);
    const back = await ok('POST', `/tasks/${one.id}/restore`, {}, 200);
    assert.equal(back.title, one.title);
    assert.equal(back.deleted_at, undefined);
    assert.ok(back.revision > one.revision);
    assert.deepEqual(await trash(), []);
    await ok('DELETE', `/tasks/${one.id}?purge=true`, {}, 204);
    assert.equal((await call('POST', `/tasks/${one.id}/restore`)).status, 404);
    await ok('DELETE', `/tasks/${two.id}?purge=false`, {}, 204);
    assert.deepEqual(await trash(), [two.id]);
    await ok('DELETE', `/tasks/${two.id}?purge=true`, {}, 204);
    assert.deepEqual(await trash(), []);
  });

  it('is not reached by a parameter that is misspelt', async () => {
    const task = await newTask(server, ann);
    for (const query of ['purge=yes', 'purge=', 'purge=true&purge=true']) {
      const answer = await call('DELETE', `/tasks/${task.id}?${query}`);
      assert.equal(answer.status, 400, query);
      assert.equal(answer.json.parameter, 'purge');
    }
    await ok('GET', `/tasks/${task.id}`);
  });

  it('gives tasks of a deleted list back to the inbox', async () => {
    const list = await ok('POST', '/lists', { body: { name: 'x' } });
    const task = await newTask(server, ann, { list_id: list.id });
    await ok('DELETE', `/lists/${list.id}?tasks=delete`, {}, 204);
    assert.ok((await trash()).includes(task.id));
    assert.equal((await ok('POST', `/tasks/${task.id}/restore`, {}, 200)).list_id, null);
  });
});

describe('If-Match and If-None-Match', () => {
  // The header of a change, and whether it is carried out; TAG is the task's ETag.
  const DEMANDS = [
    [{}, true],
    [{ 'If-Match': 'TAG' }, true],
    [{ 'If-Match': '*' }, true],
    [{ 'If-Match': '"0", TAG' }, true],
    [{ 'If-Match': '"0"' }, false],
    [{ 'If-Match': 'W/TAG' }, false],
    [{ 'If-Match': '' }, false],
    [{ 'If-Match': '0' }, false],
    [{ 'If-Match': '"not this one"' }, false],
    [{ 'If-None-Match': '"0"' }, true],
    [{ 'If-None-Match': 'TAG' }, false],
    [{ 'If-None-Match': 'W/TAG' }, false],
    [{ 'If-None-Match': '*' }, false],
  ];
  const THINGS = [
    ['a task', '/tasks', { title: 'x' }, { title: 'y' }, { title: 'z', completed: true }],
    ['a list', '/lists', { name: 'x' }, { name: 'y' }],
    ['a section', '/lists/LIST/sections', { name: 'x' }, { name: 'y' }],
  ];
  let listId;
  before(async () => {
    listId = (await ok('POST', '/lists', { body: { name: 'of sections' } })).id;
  });
  for (const [thing, where, make, change, replace] of THINGS)
    for (const [headers, done] of DEMANDS)
      it(`${thing} with ${JSON.stringify(headers)}: ${done ? 'changed' : '412'}`, async () => {
        const path = where.replace('LIST', listId);
        const made = await call('POST', path, { body: make });
        const at = `${path}/${made.json.id}`;
        let tag = made.get('etag');
        assert.match(tag, /^"\d+(-\d+)?"$/);
        for (const [method, body] of [
          ['PATCH', change],
          ['PATCH', {}],
          ['PUT', replace],
          ['DELETE', undefined],
        ]) {
          if (method === 'PUT' && !replace) continue;
          const sent = Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [name, value.replace('TAG', tag)]),
          );
          const old = await call('GET', at);
          const answer = await call(method, at, { body, ...sent });
          if (done) {
            assert.ok(answer.status < 300, answer.text);
            tag = answer.get('etag') ?? tag;
            if (method !== 'DELETE') assert.equal((await call('GET', at)).get('etag'), tag);
          } else {
            assert.equal(answer.status, 412, `${method}: ${answer.text}`);
            assert.equal(answer.json.header, Object.keys(headers)[0]);
            assert.equal((await call('GET', at)).text, old.text);
            assert.equal((await call('GET', at)).get('etag'), tag);
          }
        }
      });

  it('a task that is not there is 404, whatever is demanded', async () => {
    for (const headers of [{ 'If-Match': '*' }, { 'If-Match': '"1"' }, { 'If-None-Match': '*' }])
      assert.equal((await call('DELETE', '/tasks/1', headers)).status, 404);
  });

  it('a second line of If-Match names nothing', async () => {
    const task = await newTask(server, ann);
    const { status } = await callTasks(server, 'PATCH', `${ann.tasks}/${task.id}`, {
      token: ann.jwt,
      body: { title: 'y' },
      headers: [
        ['If-Match', '*'],
        ['If-Match', `"${task.revision}"`],
      ],
    });
    assert.equal(status, 412);
  });

  it('sections that the client has already are 304, until one changes', async () => {
    const list = await ok('POST', '/lists', { body: { name: 'x' } });
    const all = `/lists/${list.id}/sections`;
    const one = `${all}/${(await ok('POST', all, { body: { name: '0' } })).id}`;
    for (const [i, path] of [all, one].entries()) {
      const tag = (await call('GET', path)).get('etag');
      const known = await call('GET', path, { 'If-None-Match': tag });
      assert.deepEqual([known.status, known.text, known.get('etag')], [304, '', tag]);
      await newTask(server, ann, { list_id: list.id }); // is not part of it
      assert.equal((await call('GET', path, { 'If-None-Match': tag })).status, 304);
      await ok('PATCH', one, { body: { name: `changed ${i}` } });
      const changed = await call('GET', path, { 'If-None-Match': tag });
      assert.equal(changed.status, 200, path);
      assert.match(changed.text, new RegExp(`changed ${i}`));
      assert.notEqual(changed.get('etag'), tag);
    }
    await ok('DELETE', one, {}, 204);
    for (const path of [one, '/lists/1/sections'])
      assert.equal((await call('GET', path, { 'If-None-Match': '*' })).status, 404, path);
    assert.equal((await call('GET', all)).json.length, 0);
  });

  it('what the client has already is 304, until it changes', async () => {
    const list = await ok('POST', '/lists', { body: { name: 'x' } });
    const task = await newTask(server, ann, { list_id: list.id });
    let completed = false;
    for (const path of [
      `/tasks/${task.id}`,
      `/lists/${list.id}`,
      '/tasks',
      '/tasks?limit=1',
      '/tasks?sort=title&completed=false',
      '/tasks?trash=true',
      '/lists',
    ]) {
      const first = await call('GET', path);
      const tag = first.get('etag');
      for (const named of [tag, `W/${tag}`, '*', `"0", ${tag}`]) {
        const known = await call('GET', path, { 'If-None-Match': named });
        assert.equal(known.status, 304, `${path} ${named}`);
        assert.equal(known.text, '');
        assert.equal(known.get('etag'), tag);
        assert.equal((await call('HEAD', path, { 'If-None-Match': named })).status, 304);
      }
      for (const named of ['"0"', 'x', '""'])
        assert.equal((await call('GET', path, { 'If-None-Match': named })).status, 200);
      await ok('PATCH', `/tasks/${task.id}`, { body: { completed: !completed } });
      completed = !completed;
      const second = await call('GET', path, { 'If-None-Match': tag });
      assert.equal(second.status, 200, path);
      assert.notEqual(second.get('etag'), tag);
    }
  });

  it('a list that depends on the time has no ETag', async () => {
    const answer = await call('GET', '/tasks?overdue=false', { 'If-None-Match': '*' });
    assert.equal(answer.status, 200);
    assert.equal(answer.get('etag'), undefined);
  });

  it('two tabs do not overwrite each other', async () => {
    const task = await newTask(server, ann);
    const tag = `"${task.revision}"`;
    const save = (title) =>
      call('PATCH', `/tasks/${task.id}`, { body: { title }, 'If-Match': tag });
    const statuses = (await Promise.all([save('one'), save('two')])).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [200, 412]);
  });
});

describe('the feed of changes', () => {
  const since = (cursor) => ok('GET', `/changes?since=${cursor}`);
  const cursor = async () => (await ok('GET', '/changes')).cursor;

  it('begins with the present cursor, and nothing else', async () => {
    const now = await ok('GET', '/changes');
    assert.deepEqual(
      { ...now, cursor: '' },
      { tasks: [], lists: [], deleted: [], cursor: '', more: false },
    );
    assert.deepEqual(await since(now.cursor), now);
  });

  it('tells each thing once, as it is now', async () => {
    const start = await cursor();
    const [one, two, three] = [
      await newTask(server, ann),
      await newTask(server, ann),
      await newTask(server, ann),
    ];
    const list = await ok('POST', '/lists', { body: { name: 'x' } });
    const section = await ok('POST', `/lists/${list.id}/sections`, { body: { name: 's' } });
    await ok('PATCH', `/tasks/${one.id}`, { body: { title: 'y', list_id: list.id } });
    await ok('DELETE', `/tasks/${two.id}`, {}, 204);
    await ok('DELETE', `/tasks/${three.id}`, {}, 204);
    await ok('POST', `/tasks/${three.id}/restore`, {}, 200);
    const told = await since(start);
    assert.deepEqual(
      told.tasks.map(({ id, title }) => [id, title]),
      [
        [one.id, 'y'],
        [three.id, three.title],
      ],
    );
    assert.deepEqual(told.lists, [await ok('GET', `/lists/${list.id}`)]);
    assert.deepEqual(told.deleted, [{ kind: 'task', id: two.id }]);
    assert.equal(told.more, false);
    await ok('DELETE', `/lists/${list.id}/sections/${section.id}`, {}, 204);
    await ok('DELETE', `/lists/${list.id}`, {}, 204);
    const then = await since(told.cursor);
    assert.deepEqual(then.deleted, [
      { kind: 'section', id: section.id },
      { kind: 'list', id: list.id },
    ]);
    assert.deepEqual(
      then.tasks.map(({ id, list_id }) => [id, list_id]),
      [[one.id, null]],
    );
  });

  it('goes on inside of one change that does not fit an answer', async () => {
    const list = await ok('POST', '/lists', { body: { name: 'x' } });
    const ids = [];
    for (let i = 0; i < 620; i++) ids.push((await newTask(server, ann, { list_id: list.id })).id);
    const start = await cursor();
    await ok('DELETE', `/lists/${list.id}`, {}, 204);
    const first = await since(start);
    assert.equal(first.more, true);
    assert.match(first.cursor, /^\d+-\d+$/);
    const second = await since(first.cursor);
    assert.equal(second.more, false);
    assert.deepEqual(
      [...first.tasks, ...second.tasks].map(({ id }) => id),
      ids,
    );
    assert.deepEqual([...first.deleted, ...second.deleted], [{ kind: 'list', id: list.id }]);
  });

  it('refuses what is no cursor, and one that it has not given yet', async () => {
    for (const query of [
      'since=',
      'since=x',
      'since=-1',
      'since=1-',
      'since=1&since=1',
      'from=1',
      'since=1&x=1',
    ]) {
      const answer = await call('GET', `/changes?${query}`);
      assert.equal(answer.status, 400, query);
      assert.equal(answer.json.parameter, 'since');
    }
    const future = await call('GET', '/changes?since=999999999');
    assert.equal(future.status, 410);
    assert.equal(future.json.type, '/api/docs#problem-gone');
    assert.equal((await call('GET', '/changes?since=0')).status, 200);
  });

  it('forgets the oldest deletions, and says so to whose cursor is older', async () => {
    const cid = await newPerson(server, 'Cid');
    const mine = cid.tasks.replace(/\/tasks$/, '');
    const get = (path) => callTasks(server, 'GET', `${mine}${path}`, { token: cid.jwt });
    const task = await newTask(server, cid);
    const { cursor } = (await get('/changes')).json;
    const at = isPostgres(server.database) ? 'from generate_series(1, 10100) i' : 'from n';
    sql.execute(
      server.database,
      `${at === 'from n' ? 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 10100)' : ''}
       insert into ostiary_tombstone (user_id, kind, id, revision)
       select '${cid.id}', 'task', i, i ${at};
       update ostiary_task_count set revision = 64 * 200 - 1 where user_id = '${cid.id}'`,
    );
    assert.equal((await get(`/changes?since=${cursor}`)).status, 200);
    const { status } = await callTasks(server, 'PATCH', `${cid.tasks}/${task.id}`, {
      token: cid.jwt,
      body: { title: 'the write with which the server forgets' },
    });
    assert.equal(status, 200);
    const [{ n }] = sql.rows(
      server.database,
      `select count(*) as n from ostiary_tombstone where user_id = '${cid.id}'`,
    );
    assert.equal(Number(n), 10000);
    const gone = await get(`/changes?since=${cursor}`);
    assert.equal(gone.status, 410);
    assert.match(gone.json.detail, /read all tasks and lists again/);
    assert.equal((await get('/changes?since=99')).status, 410);
    const known = await get('/changes?since=100');
    assert.equal(known.status, 200);
    assert.equal(known.json.deleted[0].id, 101);
  });
});
