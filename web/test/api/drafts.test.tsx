// What is typed, and what becomes of it.

import 'fake-indexeddb/auto';
import { act as step, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { act, drafts, useDraft } from '../../src/api';
import { setCurrent } from '../../src/api/current';
import { makeClient } from '../../src/api/http/client';
import { TokenKeeper } from '../../src/api/http/token';
import { Storage } from '../../src/api/sync/storage';
import { Workspace } from '../../src/api/workspace';
import { TaskServer } from './server';

let server: TaskServer;
let workspace: Workspace;

beforeEach(async () => {
  server = new TaskServer();
  const keeper = new TokenKeeper(async () => 'token');

  workspace = new Workspace('u', makeClient('u', keeper, 'http://127.0.0.1'), () => undefined);
  setCurrent(workspace);
  workspace.start();
  await vi.waitFor(() => expect(workspace.load()).toBe('ready'));
});

afterEach(async () => {
  await workspace.destroy();
  setCurrent(null);
  vi.unstubAllGlobals();
});

const field = () => renderHook(() => useDraft('add')).result;

test('a text that was typed is there when its field is opened again', () => {
  const first = field();

  step(() => first.current[1]('Buy mi'));
  expect(first.current[0]).toBe('Buy mi');
  expect(field().current[0]).toBe('Buy mi');
});

test('a text that is done with leaves the device once its change is there', async () => {
  const one = field();

  step(() => one.current[1]('Buy milk'));
  act.create({ title: 'Buy milk' });
  step(() => one.current[2]());
  expect(drafts.get('u', 'add')).toBe('Buy milk'); // the page could end now
  expect(one.current[0]).toBe('');
  expect(field().current[0]).toBe(''); // though nobody shall add it twice
  await workspace.kept();
  await vi.waitFor(() => expect(drafts.get('u', 'add')).toBeNull());
  const device = await Storage.open('u', () => undefined);
  const { ops, tasks } = (await device?.read()) ?? { ops: [], tasks: [] };

  expect([...ops.map(({ body }) => body.op), ...tasks.map(({ title }) => title)]).toHaveLength(1);
  await device?.close();
});

test('what is typed meanwhile stays', async () => {
  const one = field();

  step(() => one.current[1]('Buy milk'));
  act.create({ title: 'Buy milk' });
  step(() => one.current[2]());
  step(() => one.current[1]('Sweep'));
  await workspace.kept();
  await new Promise((resolve) => setTimeout(resolve));
  expect(drafts.get('u', 'add')).toBe('Sweep');
});

test('what is left in the field takes the place of the text once its change is there', async () => {
  const one = field();

  step(() => one.current[1]('Buy milk Sweep'));
  act.create({ title: 'Buy milk' });
  step(() => one.current[2]('Sweep'));
  expect(one.current[0]).toBe('Sweep');
  expect(field().current[0]).toBe('Sweep');
  expect(drafts.get('u', 'add')).toBe('Buy milk Sweep'); // the page could end now
  step(() => one.current[1]('Sweep up'));
  expect(drafts.get('u', 'add')).toBe('Buy milk Sweep');
  await vi.waitFor(() => expect(drafts.get('u', 'add')).toBe('Sweep up'));
});

test('a text whose change finds no place on the device stays until the server has it', async () => {
  const one = field();
  let answer = (): void => undefined;

  vi.spyOn(Storage.prototype, 'write').mockResolvedValue(null);
  server.before = (method) =>
    method === 'POST' ? new Promise((resolve) => (answer = () => resolve(null))) : null;
  step(() => one.current[1]('Buy milk'));
  act.create({ title: 'Buy milk' });
  step(() => one.current[2]());
  await vi.waitFor(() => expect(server.requests).toContain('POST /tasks'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(drafts.get('u', 'add')).toBe('Buy milk');
  answer();
  await vi.waitFor(() => expect(drafts.get('u', 'add')).toBeNull());
});
