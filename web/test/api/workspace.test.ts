// @vitest-environment node

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aBrowser, goOffline, goOnline } from './browser';
import { TaskServer } from './server';

aBrowser();

const { act, dropFailure, resolve, retryFailure, undo } = await import('../../src/api');
const { setCurrent } = await import('../../src/api/current');
const { conflictsIn, failuresIn } = await import('../../src/api/decide');
const { makeClient } = await import('../../src/api/http/client');
const { Problem } = await import('../../src/api/http/problems');
const { TokenKeeper } = await import('../../src/api/http/token');
const { Workspace } = await import('../../src/api/workspace');

let server: TaskServer;
let open: InstanceType<typeof Workspace>[] = [];
let tokens = true;

vi.setConfig({ testTimeout: 60_000 });

async function tab() {
  const keeper = new TokenKeeper(async () => {
    if (!tokens) throw new Problem('ended', undefined, 401);
    return 'token';
  });
  const workspace = new Workspace(
    'u',
    makeClient('u', keeper, 'http://127.0.0.1:8080'),
    () => undefined,
  );

  open.push(workspace);
  setCurrent(workspace);
  workspace.start();
  await until(() => expect(workspace.load()).toBe('ready'));
  return workspace;
}

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000 });
const state = (workspace: InstanceType<typeof Workspace>, wanted: string) =>
  until(() => expect(workspace.sync().state).toBe(wanted));
const titles = (workspace: InstanceType<typeof Workspace>) =>
  workspace.replica.tasks().map(({ title }) => title);

beforeEach(() => {
  aBrowser();
  tokens = true;
  server = new TaskServer();
});

afterEach(async () => {
  await Promise.all(open.map((workspace) => workspace.stop()));
  open = [];
  setCurrent(null);
  vi.unstubAllGlobals();
});

test('what is done is seen at once, sent in order, and kept', async () => {
  const workspace = await tab();
  const task = act.create({ title: ' Milk ' });

  act.update(task.id, { description: 'two litres' });
  act.complete(task.id, true);
  expect(workspace.replica.task(task.id)).toMatchObject({
    title: 'Milk',
    description: 'two litres',
    completed: true,
  });
  expect(workspace.sync()).toMatchObject({ state: 'saving', waiting: 3 });
  await state(workspace, 'saved');
  expect([...server.tasks.values()]).toMatchObject([
    { title: 'Milk', description: 'two litres', completed: true },
  ]);
  const saved = workspace.replica.task(task.id)!;

  expect(saved.id).toBeGreaterThan(0);
  expect(workspace.replica.keyOf(saved.id)).toBe(task.id);
});

test('a form sends what was touched, and nothing else', async () => {
  const bodies: unknown[] = [];
  const made = server.put({ title: 'A', tags: ['rock, paper'], description: 'x\r\ny' });
  const workspace = await tab();
  const send = fetch;

  vi.stubGlobal('fetch', async (request: Request) => {
    if (request.method === 'PATCH') bodies.push(await request.clone().json());
    return send(request);
  });
  act.update(made.id, { priority: 'high' });
  await state(workspace, 'saved');
  expect(bodies).toEqual([{ priority: 'high' }]);
});

describe('a lost answer', () => {
  test('makes no second task', async () => {
    const workspace = await tab();
    let lost = 0;

    server.after = (method) => method === 'POST' && lost++ === 0;
    act.create({ title: 'Pay the invoice' });
    await state(workspace, 'away');
    await state(workspace, 'saved');
    expect([...server.tasks.values()].map(({ title }) => title)).toEqual(['Pay the invoice']);
    expect(titles(workspace)).toEqual(['Pay the invoice']);
  });

  test('of a change is no conflict', async () => {
    const made = server.put({ title: 'A' });
    const workspace = await tab();
    let lost = 0;

    server.after = (method) => method === 'PATCH' && lost++ === 0;
    act.update(made.id, { title: 'B' });
    await state(workspace, 'saved');
    expect(server.tasks.get(made.id)!.title).toBe('B');
  });

  test('completes a repeating task once', async () => {
    const made = server.put({ title: 'A', recurrence: 'FREQ=DAILY', due_date: '2026-12-01' });
    const workspace = await tab();

    server.after = (method) => {
      if (method !== 'PATCH') return false;
      server.after = () => false;
      server.put({ id: made.id, completed: false, due_date: '2026-12-02' }); // as the server does it
      return true;
    };
    act.complete(made.id, true);
    await state(workspace, 'away');
    await state(workspace, 'saved');
    expect(server.tasks.get(made.id)).toMatchObject({ completed: false, due_date: '2026-12-02' });
  });
});

describe('two devices', () => {
  test('that change different members are merged', async () => {
    const made = server.put({ title: 'A' });
    const workspace = await tab();

    workspace.outbox.stop();
    act.update(made.id, { priority: 'high' });
    server.before = () => {
      server.before = () => null;
      server.put({ id: made.id, description: 'theirs' });
      return null;
    };
    workspace.outbox.start();
    await state(workspace, 'saved');
    expect(server.tasks.get(made.id)).toMatchObject({ priority: 'high', description: 'theirs' });
  });

  test.each([
    ['mine', ['Mine'], ['Mine']],
    ['theirs', ['Theirs'], ['Theirs']],
    ['both', ['Theirs', 'Mine'], ['Theirs', 'Mine']],
  ] as const)('that change the same one leave a choice: %s', async (choice, shown, stored) => {
    const made = server.put({ title: 'A' });
    const workspace = await tab();

    workspace.outbox.stop();
    act.update(made.id, { title: 'Mine' });
    server.put({ id: made.id, title: 'Theirs' });
    workspace.outbox.start();
    await state(workspace, 'conflict');
    expect(conflictsIn(workspace)).toMatchObject([
      {
        id: made.id,
        members: ['title'],
        mine: { title: 'Mine' },
        theirs: { title: 'Theirs' },
        base: { title: 'A' },
      },
    ]);
    resolve(made.id, choice);
    await state(workspace, 'saved');
    expect(titles(workspace)).toEqual(shown);
    expect([...server.tasks.values()].map(({ title }) => title)).toEqual(stored);
  });

  test('one that deletes what the other edits leaves the text to choose', async () => {
    const made = server.put({ title: 'A' });
    const workspace = await tab();

    workspace.outbox.stop();
    act.update(made.id, { description: 'an hour of writing' });
    server.drop(made.id);
    workspace.outbox.start();
    await state(workspace, 'conflict');
    expect(conflictsIn(workspace)[0]).toMatchObject({
      theirs: null,
      mine: { description: 'an hour of writing' },
    });
    resolve(made.id, 'mine');
    await state(workspace, 'saved');
    expect([...server.tasks.values()]).toMatchObject([{ description: 'an hour of writing' }]);
  });
});

describe('what the server refuses', () => {
  test('stays with its text until it is mended', async () => {
    const workspace = await tab();

    server.before = (method) =>
      method === 'POST' ? { status: 400, body: { detail: 'No', member: 'title' } } : null;
    const task = act.create({ title: 'Long' });

    act.update(task.id, { description: 'and more' });
    await state(workspace, 'failed');
    expect(failuresIn(workspace)).toMatchObject([
      {
        id: task.id,
        title: 'Long',
        status: 400,
        message: 'A title has 1 to 500 characters.',
        member: 'title',
      },
    ]);
    expect(titles(workspace)).toEqual(['Long']);
    server.before = () => null;
    retryFailure(failuresIn(workspace)[0]!.key, { title: 'Short' });
    await state(workspace, 'saved');
    expect([...server.tasks.values()]).toMatchObject([{ title: 'Short', description: 'and more' }]);
  });

  test('can be given up, with what follows from it', async () => {
    const workspace = await tab();

    server.before = (method) =>
      method === 'POST' ? { status: 413, body: { detail: 'No' } } : null;
    const task = act.create({ title: 'Long' });

    act.update(task.id, { description: 'and more' });
    await state(workspace, 'failed');
    dropFailure(failuresIn(workspace)[0]!.key);
    await state(workspace, 'saved');
    expect(titles(workspace)).toEqual([]);
  });
});

test('the end of the session stops the outbox, and signing in goes on', async () => {
  const workspace = await tab();

  tokens = false;
  server.before = () => ({ status: 401, body: { detail: 'Not authenticated' } });
  act.create({ title: 'typed when it ended' });
  await state(workspace, 'ended');
  expect(titles(workspace)).toEqual(['typed when it ended']);
  tokens = true;
  server.before = () => null;
  workspace.resume();
  await state(workspace, 'saved');
  expect(server.tasks.size).toBe(1);
});

test('what is done offline waits on the device, also when the page is opened anew', async () => {
  server.put({ title: 'There' });
  const workspace = await tab();

  await until(() => expect(titles(workspace)).toEqual(['There']));
  goOffline();
  server.before = () => {
    throw new TypeError('network error');
  };
  const task = act.create({ title: 'In the train' });

  act.complete(task.id, true);
  await state(workspace, 'offline');
  await workspace.stop();
  const later = await tab();

  expect(titles(later)).toEqual(['There', 'In the train']);
  expect(later.sync()).toMatchObject({ state: 'offline', waiting: 2 });
  server.before = () => null;
  goOnline();
  await state(later, 'saved');
  expect([...server.tasks.values()]).toMatchObject([
    { title: 'There' },
    { title: 'In the train', completed: true },
  ]);
});

test('what a page sent as it was left is not sent again by the next one', async () => {
  const made = server.put({ title: 'A' });
  const workspace = await tab();

  server.after = (method) => method === 'PATCH';
  act.update(made.id, { title: 'B' });
  await state(workspace, 'away'); // the page has no answer
  await workspace.stop();
  server.after = () => false;
  await state(await tab(), 'saved');
  expect(server.tasks.get(made.id)!.title).toBe('B');
  expect(server.requests.filter((each) => each.startsWith('PATCH'))).toHaveLength(1);
});

test('what a page deleted as it was left is not deleted again by the next one', async () => {
  const made = server.put({ title: 'A' });
  const workspace = await tab();

  server.after = (method) => method === 'DELETE';
  act.remove(made.id);
  await state(workspace, 'away');
  await workspace.stop();
  server.after = () => false;
  await state(await tab(), 'saved');
  expect(server.requests.filter((each) => each.startsWith('DELETE'))).toHaveLength(1);
});

test('what a page could not send as it was left is sent by the next one', async () => {
  const made = server.put({ title: 'A' });
  const workspace = await tab();

  server.before = (method) => {
    if (method === 'PATCH') throw new TypeError('network error');
    return null;
  };
  act.update(made.id, { title: 'B' });
  await state(workspace, 'away');
  await workspace.stop();
  server.before = () => null;
  await state(await tab(), 'saved');
  expect(server.tasks.get(made.id)!.title).toBe('B');
});

describe('undo', () => {
  test('takes back what was done, the last first', async () => {
    const made = server.put({ title: 'A' });
    const workspace = await tab();

    act.update(made.id, { title: 'B', tags: ['x'] });
    act.complete(made.id, true);
    act.remove(made.id);
    expect(titles(workspace)).toEqual([]);
    expect(await undo()).toContain('B');
    expect(workspace.replica.tasks()).toMatchObject([{ title: 'B', completed: true }]);
    await undo();
    expect(workspace.replica.tasks()).toMatchObject([{ title: 'B', completed: false }]);
    await undo();
    expect(workspace.replica.tasks()).toMatchObject([{ title: 'A', tags: [] }]);
    expect(await undo()).toBeNull();
  });

  test('of a move brings back the list and the place', async () => {
    const made = server.put({ title: 'A', position: '00000000000005' });
    const workspace = await tab();
    const list = act.createList({ name: 'Home' });

    act.move(made.id, { list_id: list.id });
    expect(workspace.replica.task(made.id)!.list_id).toBe(list.id);
    await undo();
    expect(workspace.replica.task(made.id)).toMatchObject({
      list_id: null,
      position: '00000000000005',
    });
  });
});

describe('tabs', () => {
  test('see at once what another one does, and one of them sends it', async () => {
    const first = await tab();
    const second = await tab();

    act.create({ title: 'in the second' });
    await until(() => expect(titles(first)).toEqual(['in the second']));
    await state(second, 'saved');
    await state(first, 'saved');
    expect(server.requests.filter((each) => each.startsWith('POST'))).toHaveLength(1);
    expect(second.replica.tasks()[0]!.id).toBeGreaterThan(0);
  });

  test('follow the server, and another one leads when the first is closed', async () => {
    const first = await tab();
    const second = await tab();

    server.put({ title: 'elsewhere' });
    await until(() => expect(titles(second)).toEqual(['elsewhere']));
    await first.stop();
    server.put({ title: 'later' });
    await until(() => expect(titles(second)).toContain('later'));
  });

  test('rest while the person signs out of one, and go on when that does not work', async () => {
    const first = await tab();
    const second = await tab();

    second.rest();
    await until(() => expect(first.rests()).toBe(true));
    const before = server.requests.length;

    server.put({ title: 'elsewhere' });
    act.create({ title: 'typed meanwhile' });
    await Promise.all([first.refresh(), second.refresh()]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(server.requests).toHaveLength(before);
    second.resume();
    await state(second, 'saved');
    await until(() => expect(titles(first).toSorted()).toEqual(['elsewhere', 'typed meanwhile']));
    expect([...server.tasks.values()]).toHaveLength(2);
  });

  test('go on when the one in which the person signs out ends before it is done', async () => {
    const later = globalThis.setTimeout;

    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms = 0) =>
      later(run, ms === 10_000 ? 300 : ms)) as typeof setTimeout);
    const first = await tab();
    const second = await tab();

    second.rest();
    await until(() => expect(first.rests()).toBe(true));
    await second.stop();
    await until(() => expect(first.rests()).toBe(false));
    server.put({ title: 'elsewhere' });
    await until(() => expect(titles(first)).toEqual(['elsewhere']));
  });
});

test('signing out leaves nothing on the device', async () => {
  server.put({ title: 'There' });
  const workspace = await tab();

  await until(async () => expect((await indexedDB.databases()).length).toBe(1));
  await workspace.destroy();
  expect(await indexedDB.databases()).toEqual([]);
});
