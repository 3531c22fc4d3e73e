// @vitest-environment node
// What the service worker does with a push, and with a press on what it shows.

import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { beforeEach, expect, test, vi } from 'vitest';
import { workerOf } from '../scripts/worker.mjs';

const template = fs.readFileSync(path.resolve(__dirname, '../worker/service-worker.js'), 'utf8');
const SCOPE = 'https://tasks.example.org/sub/';

interface Page {
  url: string;
  focused: boolean;
  focus(): Promise<void>;
  navigate(address: string): Promise<unknown>;
}

const showNotification = vi.fn();
const openWindow = vi.fn();
const matchAll = vi.fn(async () => pages);
let handlers: Record<string, (event: object) => void>;
let pages: Page[];

beforeEach(() => {
  handlers = {};
  pages = [];
  showNotification.mockReset();
  openWindow.mockReset();
  vm.runInNewContext(workerOf(template, ['./'], '1'), {
    URL,
    self: {
      registration: { scope: SCOPE, showNotification },
      clients: { matchAll, openWindow },
      addEventListener: (type: string, handler: (event: object) => void) => {
        handlers[type] = handler;
      },
    },
  });
});

// Runs an event to the end of what the worker asked to wait for.
async function dispatch(type: string, event: object) {
  let work: unknown;

  handlers[type]!({
    ...event,
    waitUntil: (promise: unknown) => {
      work = promise;
    },
  });
  await work;
}

const push = (json: () => unknown) => dispatch('push', { data: { json } });

const REMINDER = {
  type: 'reminder',
  task_id: 243935391744021,
  title: 'Pay rent',
  due_date: '2026-12-01',
  due_time: '09:00',
  time_zone: 'Pacific/Kiritimati',
  remind_at: '2026-11-30T18:30:00.000Z',
  late: false,
};

test('a reminder is shown with its task, and takes the place of the one before', async () => {
  await push(() => REMINDER);
  expect(showNotification).toHaveBeenCalledOnce();
  const [title, options] = showNotification.mock.calls[0]!;

  expect(title).toBe('Pay rent');
  expect(options).toMatchObject({
    tag: 'task-243935391744021',
    renotify: true,
    timestamp: Date.parse('2026-11-30T18:30:00Z'),
    data: { task: 243935391744021 },
    icon: `${SCOPE}icons/icon-192.png`,
    badge: `${SCOPE}icons/badge-96.png`,
  });
  expect(options.body).toMatch(/\b1\b.*9:00.*\(Pacific\/Kiritimati\)$/);
});

test('a task with a day alone says the day, and one without a date nothing', async () => {
  await push(() => ({ ...REMINDER, due_time: null }));
  expect(showNotification.mock.calls[0]![1].body).not.toMatch(/:|Kiritimati/);
  await push(() => ({ ...REMINDER, due_date: null, due_time: null }));
  expect(showNotification.mock.calls[1]![1].body).toBe('');
});

test.each([
  ['of another kind', () => ({ type: 'later' })],
  [
    'that is no JSON',
    () => {
      throw new SyntaxError();
    },
  ],
])('a push %s shows that there is something', async (_, json) => {
  await push(json);
  expect(showNotification).toHaveBeenCalledWith('Ostiary', expect.anything());
});

test('a push without data does, too', async () => {
  await dispatch('push', { data: null });
  expect(showNotification).toHaveBeenCalledWith('Ostiary', expect.anything());
});

const press = (data: object | undefined) => {
  const close = vi.fn();

  return dispatch('notificationclick', { notification: { close, data } }).then(() =>
    expect(close).toHaveBeenCalledOnce(),
  );
};

function aPage(focused = false, path = 'today'): Page & { went: string[] } {
  const went: string[] = [];

  return {
    url: SCOPE + path,
    focused,
    went,
    focus: async () => undefined,
    navigate: async (address) => went.push(address),
  };
}

test('a press opens the task in the page that has the focus', async () => {
  const there = aPage();
  const here = aPage(true);

  pages = [there, here];
  await press({ task: 7 });
  expect(here.went).toEqual([`${SCOPE}all?task=7`]);
  expect(there.went).toEqual([]);
  expect(openWindow).not.toHaveBeenCalled();
});

test('a press leads no page away at which somebody signs in', async () => {
  const door = aPage(true, 'sign-in?reason=fresh');
  const there = aPage();

  pages = [door, there];
  await press({ task: 7 });
  expect(there.went).toEqual([`${SCOPE}all?task=7`]);
  expect(matchAll).toHaveBeenLastCalledWith({ type: 'window' }); // the others cannot be led
  pages = [door];
  await press({ task: 7 });
  expect(openWindow).toHaveBeenLastCalledWith(`${SCOPE}all?task=7`);
  expect(door.went).toEqual([]);
});

test('a press opens a new page where there is none, or none that can be led', async () => {
  await press({ task: 7 });
  expect(openWindow).toHaveBeenLastCalledWith(`${SCOPE}all?task=7`);
  pages = [{ ...aPage(), navigate: () => Promise.reject(new TypeError('not controlled')) }];
  await press(undefined);
  expect(openWindow).toHaveBeenLastCalledWith(`${SCOPE}today`);
});
