// Lists that have not changed: their ETags, 304, and that an answer from memory is the answer.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { callTasks, newPerson, newTask, SECRET } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';
import { until } from './lib/until.mjs';

const env = {
  BETTER_AUTH_SECRET: SECRET,
  JWT_ISSUER: 'https://one.example',
  JWT_AUDIENCE: 'https://one.example',
};
const QUERIES = ['', '?limit=2', '?sort=title', '?completed=false&limit=1', '?q=milk'];

let first;
let second;
let ann;
before(async () => {
  first = await startServer({ env });
  second = await startServer({ env, dir: first.dir, database: first.database });
  ann = await newPerson(first, 'Ann');
  for (const title of ['Buy milk', 'Call', 'Milk again']) await newTask(first, ann, { title });
  await until('the keys', async () => (await get('', { server: second })).status === 200);
});
after(async () => {
  await second?.stop();
  await first?.stop();
});

const get = (query, { server = first, person = ann, known, method = 'GET' } = {}) =>
  callTasks(server, method, `${person.tasks}${query}`, {
    token: person.jwt,
    headers: known === undefined ? [] : [['If-None-Match', known]],
  });
const told = ({ headers }) =>
  Object.fromEntries(headers.filter(([name]) => !/^(date|x-request-id)$/i.test(name)));

describe('a list that has not changed', () => {
  for (const query of QUERIES) {
    it(`is answered as it was made: ${query || 'all'}`, async () => {
      await newTask(first, ann); // nothing is kept of it
      const made = await get(query);
      for (const server of [first, second, first, second]) {
        const again = await get(query, { server });
        assert.equal(again.status, 200);
        assert.equal(again.text, made.text);
        assert.deepEqual(told(again), told(made));
      }
      const head = await get(query, { method: 'HEAD' });
      assert.deepEqual(told(head), told(made));
    });

    it(`is not sent to who has it: ${query || 'all'}`, async () => {
      const etag = (await get(query)).get('etag');
      assert.match(etag, /^"\d+-\d+"$/);
      for (const known of [etag, `"x", ${etag}`, `W/${etag}`, '*'])
        for (const server of [first, second]) {
          const answer = await get(query, { server, known });
          assert.equal(answer.status, 304, known);
          assert.equal(answer.text, '');
          assert.equal(answer.get('etag'), etag);
        }
      for (const known of ['"x"', etag.slice(1, -1), '"0-0"'])
        assert.equal((await get(query, { known })).status, 200, known);
      await newTask(second, ann);
      const changed = await get(query, { known: etag });
      assert.equal(changed.status, 200);
      assert.notEqual(changed.get('etag'), etag);
    });
  }

  it('has no ETag where the time of the day counts', async () => {
    for (const query of ['?overdue=true', '?overdue=false']) {
      const answer = await get(query, { known: '*' });
      assert.equal(answer.status, 200);
      assert.equal(answer.get('etag'), undefined);
    }
  });

  it('is refused as ever when the query is wrong or the token is', async () => {
    assert.equal((await get('?limit=0', { known: '*' })).status, 400);
    const answer = await callTasks(first, 'GET', ann.tasks, { headers: [['If-None-Match', '*']] });
    assert.equal(answer.status, 401);
  });
});
