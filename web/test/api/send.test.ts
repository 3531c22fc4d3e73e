// @vitest-environment node
// What is sent of a removal, after the news of what others have done.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aBrowser } from './browser';
import { TaskServer } from './server';

aBrowser();

const { makeClient } = await import('../../src/api/http/client');
const { TokenKeeper } = await import('../../src/api/http/token');
const { Replica } = await import('../../src/api/replica/replica');
const { send } = await import('../../src/api/sync/send');

type Body = Parameters<typeof send>[2]['body'];

let server: TaskServer;
let replica: InstanceType<typeof Replica>;

const client = makeClient('u', new TokenKeeper(async () => 'token'), 'http://127.0.0.1:8080');
const sent = async (body: Body) => {
  const { is } = await send(client, replica, {
    key: 'k',
    seq: 1,
    at: '2026-12-01T08:00:00.000Z',
    body,
    state: 'waiting',
  });

  expect(is).toBe('done');
  return server.requests;
};

beforeEach(() => {
  server = new TaskServer();
  replica = new Replica('u');
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a task of the bin that this device has not read is deleted for good', async () => {
  const { id } = server.put({ title: 'A', deleted_at: '2026-12-01T08:00:00.000Z' });

  expect(await sent({ op: 'purge', id, parts: [] })).toEqual([`DELETE /tasks/${id}`]);
  expect(server.tasks.size).toBe(0);
});

test('one that is gone is done with', async () => {
  expect(await sent({ op: 'purge', id: 7, parts: [] })).toEqual(['DELETE /tasks/7']);
});

test('one that somebody has taken out of the bin meanwhile stays', async () => {
  const task = server.put({ title: 'A' });

  replica.learn({ tasks: [task] });
  expect(await sent({ op: 'purge', id: task.id, parts: [] })).toEqual([]);
  expect(server.tasks.size).toBe(1);
});

test('what is in the bin already is not put there again', async () => {
  const task = server.put({ title: 'A', deleted_at: '2026-12-01T08:00:00.000Z' });

  replica.learn({ tasks: [task] });
  expect(await sent({ op: 'remove', id: task.id, parts: [] })).toEqual([]);
});

test('a list or section that is not known here is asked for', async () => {
  const before = server.requests.length;

  server.before = () => ({ status: 404, body: { detail: 'No' } });
  await sent({ op: 'remove-list', list: 4, tasks: 'keep', parts: [] });
  await sent({ op: 'remove-section', list: 4, section: 5, parts: [] });
  expect(server.requests.slice(before)).toEqual(['DELETE /lists/4', 'DELETE /lists/4/sections/5']);
});
