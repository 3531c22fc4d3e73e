// Lists of tasks: pages, bounds, and what HEAD and OPTIONS say.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { callTasks, newPerson, newTask } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const MOST = 10_000;

let server;

before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const list = (person, query = '') =>
  callTasks(server, 'GET', person.tasks + query, { token: person.jwt });

// Many tasks at once, written beside the server as an import would; ids from 1.
function plant(person, count, description = null) {
  const text = description === null ? 'null' : `'${description}'`;
  sql.execute(
    server.database,
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
    insert into ostiary_task (user_id, id, position, title, description, completed, priority, tags, created_at, updated_at)
    select '${person.id}', i, cast(10000000000000 + i as text), 'task ' || i, ${text}, 0, 'none', '[]', '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z' from n`,
  );
}

describe('pages', () => {
  it('follow one another without a gap, by limit and before', async () => {
    const ann = await newPerson(server, 'Ann');
    plant(ann, 25);
    const whole = (await list(ann)).json;
    assert.equal(whole.length, 25);
    const pages = [];
    for (let before = ''; ; ) {
      const page = await list(ann, `?limit=10${before}`);
      assert.equal(page.status, 200);
      pages.push(page.json);
      if (page.json.length < 10) break;
      before = `&before=${page.json.at(-1).id}`;
    }
    assert.deepEqual(
      pages.map((p) => p.length),
      [10, 10, 5],
    );
    assert.deepEqual(pages.flat(), whole);
    assert.equal((await list(ann, '?before=1')).text, '[]');
    assert.equal((await list(ann, `?limit=${MOST}`)).json.length, 25);
  });

  it('stay the same while new tasks arrive', async () => {
    const bea = await newPerson(server, 'Bea');
    plant(bea, 10);
    const first = (await list(bea, '?limit=5')).json;
    await newTask(server, bea);
    const second = (await list(bea, `?limit=5&before=${first.at(-1).id}`)).json;
    assert.deepEqual(
      [...first, ...second].map((t) => t.id),
      [10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
    );
  });

  it('are refused when a number is none', async () => {
    const cy = await newPerson(server, 'Cy');
    for (const query of [
      '?limit=0',
      '?limit=-1',
      '?limit=x',
      '?limit=',
      '?limit=1.5',
      '?limit=10001',
      '?limit=1&limit=2',
      '?before=0',
      '?before=x',
      '?before=-5',
      '?before=9007199254740993',
      '?before=1&before=2',
      '?limit=%31%30%zz',
    ]) {
      const answer = await list(cy, query);
      assert.equal(answer.status, 400, query);
      assert.equal(answer.json.status, 400, query);
    }
    assert.equal((await list(cy, '?limit=%31%30')).status, 200);
  });
});

describe('a person with many tasks', () => {
  it(`has at most ${MOST}, and deleting one makes room for one`, async () => {
    const dan = await newPerson(server, 'Dan');
    plant(dan, MOST - 1);
    const last = await newTask(server, dan, { title: 'the last one' });
    const full = await callTasks(server, 'POST', dan.tasks, {
      token: dan.jwt,
      body: { title: 'one more' },
    });
    assert.equal(full.status, 409);
    assert.match(full.json.detail, /10000/);
    const newest = (await list(dan, `?limit=${MOST / 2}`)).json;
    const others = (await list(dan, `?limit=${MOST}&before=${newest.at(-1).id}`)).json;
    assert.equal(newest.length + others.length, MOST);
    assert.equal(newest[0].id, last.id);
    assert.equal(
      (await callTasks(server, 'DELETE', `${dan.tasks}/7`, { token: dan.jwt })).status,
      204,
    );
    assert.equal((await newTask(server, dan)).title, 'a task');
    const eva = await newPerson(server, 'Eva');
    assert.equal((await newTask(server, eva)).user_id, eva.id, 'no other user is concerned');
  });

  it('refers to pages when the list is too large for one answer', async () => {
    const fay = await newPerson(server, 'Fay');
    plant(fay, 4000, 'x'.repeat(5000));
    const whole = await list(fay);
    assert.equal(whole.status, 400);
    assert.match(whole.json.detail, /limit.*before/);
    const page = await list(fay, '?limit=500');
    assert.equal(page.json.length, 500);
    assert.equal(page.json[0].id, 4000);
    assert.equal((await list(fay, '?limit=1000')).status, 400);
  });

  it('gets pages that fit when it follows their links', async () => {
    const gil = await newPerson(server, 'Gil');
    plant(gil, 2000, 'x'.repeat(5000));
    const ids = [];
    let answer = await list(gil, '?sort=-created_at&limit=1500');
    for (;;) {
      assert.equal(answer.status, 200);
      assert.ok(answer.bytes.length <= 4 << 20);
      ids.push(...answer.json.map((t) => t.id));
      const link = answer.get('link');
      if (link === undefined) break;
      const path = link.slice(1, link.indexOf('>'));
      answer = await callTasks(server, 'GET', path, { token: gil.jwt });
    }
    assert.deepEqual(
      ids,
      Array.from({ length: 2000 }, (_, i) => 2000 - i),
    );
  });
});

describe('HEAD and OPTIONS', () => {
  it('HEAD is GET without the body, for the owner only', async () => {
    const gus = await newPerson(server, 'Gus');
    const task = await newTask(server, gus);
    for (const path of [gus.tasks, `${gus.tasks}/${task.id}`]) {
      const got = await callTasks(server, 'GET', path, { token: gus.jwt });
      const head = await callTasks(server, 'HEAD', path, { token: gus.jwt });
      assert.equal(head.status, 200);
      assert.equal(head.bytes.length, 0);
      assert.equal(head.get('content-type'), got.get('content-type'));
      assert.equal(
        head.get('content-length') ?? String(got.bytes.length),
        String(got.bytes.length),
      );
      assert.equal((await callTasks(server, 'HEAD', path)).status, 401);
      assert.equal(
        (await callTasks(server, 'HEAD', path.replace(gus.id, 'other'), { token: gus.jwt })).status,
        403,
      );
    }
  });

  it('OPTIONS promises nothing to other origins', async () => {
    const hal = await newPerson(server, 'Hal');
    const answer = await callTasks(server, 'OPTIONS', hal.tasks, {
      token: hal.jwt,
      headers: [
        ['Origin', 'https://evil.example'],
        ['Access-Control-Request-Method', 'POST'],
      ],
    });
    assert.equal(answer.status, 405);
    assert.ok(answer.headers.every(([name]) => !/^access-control-allow/i.test(name)));
    const got = await callTasks(server, 'GET', hal.tasks, {
      token: hal.jwt,
      headers: [['Origin', 'https://evil.example']],
    });
    assert.ok(got.headers.every(([name]) => !/^access-control-/i.test(name)));
  });
});
