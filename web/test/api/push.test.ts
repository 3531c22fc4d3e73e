// @vitest-environment node
// The subscription of this browser: where it is stored, and when it ends.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aBrowser } from './browser';
import { TaskServer } from './server';

aBrowser();

const { setCurrent } = await import('../../src/api/current');
const { makeClient } = await import('../../src/api/http/client');
const { TokenKeeper } = await import('../../src/api/http/token');
const { renewReminders } = await import('../../src/api/open');
const { endSubscription, removeDevices, renewDevice, turnOff, turnOn } = await import(
  '../../src/api/push'
);
const { rememberedDevice } = await import('../../src/api/push-device');
const { leave, stopReminders } = await import('../../src/api/sign-out');
const { Workspace } = await import('../../src/api/workspace');

const KEY = 'AQID'; // of the server

let server: TaskServer;
let workspace: InstanceType<typeof Workspace>;
let devices: Map<number, string>; // at the server: the endpoint by its id
let subscription: { unsubscribe(): Promise<boolean> } | null; // the browser's
let refuses: boolean; // the browser, to end it
const close = vi.fn();

const made = () => ({
  options: { applicationServerKey: new Uint8Array([1, 2, 3]).buffer },
  toJSON: () => ({ endpoint: 'https://push.example/here', keys: { p256dh: 'p', auth: 'a' } }),
  unsubscribe: async () => {
    if (refuses) throw new DOMException('no', 'NetworkError');
    subscription = null;
    return true;
  },
});

const registration = {
  pushManager: {
    getSubscription: async () => subscription,
    subscribe: async () => (subscription = made()),
  },
  getNotifications: async () => [{ close }],
};

const there = () => [...devices.values()].sort();

async function open(userId: string) {
  const keeper = new TokenKeeper(async () => 'token');

  server = new TaskServer(userId);
  server.before = (method, path) => {
    const id = Number(/^\/push\/subscriptions\/(\d+)$/.exec(path)?.[1] ?? 0);

    if (path === '/push/key') return { status: 200, body: { public_key: KEY } };
    if (method === 'DELETE' && id)
      return devices.delete(id) ? { status: 204 } : { status: 404, body: { detail: 'No' } };
    if (path !== '/push/subscriptions') return null;
    if (method === 'POST') devices.set(1, 'https://push.example/here');
    return {
      status: 200,
      body: method === 'POST' ? { id: 1 } : [...devices.keys()].map((each) => ({ id: each })),
    };
  };
  workspace = new Workspace(
    userId,
    makeClient(userId, keeper, 'http://127.0.0.1:8080'),
    () => undefined,
  );
  setCurrent(workspace);
  workspace.start();
  await vi.waitFor(() => expect(workspace.load()).toBe('ready'));
}

beforeEach(async () => {
  aBrowser();
  close.mockReset();
  devices = new Map([
    [2, 'https://push.example/phone'],
    [3, 'https://push.example/old'],
  ]);
  subscription = null;
  refuses = false;
  vi.stubGlobal('window', { PushManager: true, Notification: true });
  vi.stubGlobal('Notification', {
    permission: 'granted',
    requestPermission: async () => 'granted',
  });
  Object.assign(navigator, {
    serviceWorker: {
      ready: Promise.resolve(registration),
      getRegistration: async () => registration,
    },
  });
  await open('u');
  expect(await turnOn('Chrome on Linux')).toBe('on');
  expect(there()).toHaveLength(3);
});

afterEach(async () => {
  await workspace.stop();
  setCurrent(null);
  vi.unstubAllGlobals();
});

test.each([
  ['here', ['https://push.example/old', 'https://push.example/phone']],
  ['others', ['https://push.example/here']],
  ['all', []],
] as const)('the server forgets the devices that are meant: %s', async (which, left) => {
  expect(await removeDevices(which)).toBe(true);
  expect(there()).toEqual(left);
  expect(subscription).not.toBeNull(); // the browser has its own as long as the session
});

test('a device that is gone already is no failure, and one that stays is', async () => {
  const before = server.before;

  server.before = (method, path) => {
    if (method === 'DELETE' && path.endsWith('/2')) devices.delete(2);
    return before(method, path);
  };
  expect(await removeDevices('others')).toBe(true);
  devices.set(4, 'https://push.example/new');
  server.before = (method, path) =>
    method === 'DELETE' ? { status: 503, body: { detail: 'No' } } : before(method, path);
  expect(await removeDevices('others')).toBe(false);
  expect(await stopReminders('others')).toBe(false);
});

test('after signing out the browser shows nothing more', async () => {
  await stopReminders('here');
  await leave();
  expect(subscription).toBeNull();
  expect(rememberedDevice()).toBeNull();
  expect(close).toHaveBeenCalled();
  expect(there()).not.toContain('https://push.example/here');
});

test('signing out that fails leaves the device as it was', async () => {
  await stopReminders('here');
  expect(there()).not.toContain('https://push.example/here');
  expect(subscription).not.toBeNull();
  renewReminders();
  await vi.waitFor(() => expect(there()).toContain('https://push.example/here'));
  expect(rememberedDevice()).toMatchObject({ user: 'u' });
});

test('somebody who signs in again at once goes on getting reminders', async () => {
  await leave({ keep: true, returns: true });
  expect(subscription).not.toBeNull();
  expect(rememberedDevice()).not.toBeNull();
  expect(close).not.toHaveBeenCalled();
});

test('a subscription that the browser does not end is ended for the next person', async () => {
  refuses = true;
  await leave();
  expect(rememberedDevice()).toMatchObject({ user: 'u' });
  expect(close).toHaveBeenCalled();
  refuses = false;
  await workspace.stop();
  await open('v');
  await renewDevice();
  expect(subscription).toBeNull();
  expect(rememberedDevice()).toBeNull();
});

test('without any device left the person wants no pushes', async () => {
  const changes = () => server.requests.filter((each) => each === 'PATCH /preferences').length;

  await vi.waitFor(() => expect(changes()).toBe(1)); // as it was turned on
  await turnOff();
  expect(subscription).toBeNull();
  expect(there()).toHaveLength(2);
  await workspace.settled();
  expect(changes()).toBe(1);
  devices.clear();
  await turnOff();
  await vi.waitFor(() => expect(changes()).toBe(2));
});

test('a browser that does not end the subscription says so', async () => {
  refuses = true;
  await expect(endSubscription()).rejects.toThrow('no');
  expect(rememberedDevice()).not.toBeNull();
});
