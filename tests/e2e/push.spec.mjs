// Reminders on this device: the offer, the refusal, the switch, and what the service worker shows.
// A test's browser has no push service, so that its subscriptions are made here.

import crypto from 'node:crypto';
import { begin, callsOf, day } from './lib/household.mjs';
import { property } from './lib/panel.mjs';
import {
  audit,
  expect,
  fillSignIn,
  mailedLink,
  NARROW,
  settled,
  signIn,
  signOutByMenu,
  test,
  toast,
  WIDE,
} from './lib/test.mjs';

const ENDPOINT = 'https://push.example.net/send/';
const ON = ['--push', 'on'];

// The browser's push service, as far as a page sees it.
const aPushService = (context, endpoint) =>
  context.addInitScript((base) => {
    const url = (bytes) =>
      btoa(String.fromCharCode(...new Uint8Array(bytes)))
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replace(/=+$/, '');
    const bytesOf = (text) =>
      Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const made = (kept) => ({
      options: { applicationServerKey: bytesOf(kept.key).buffer },
      toJSON: () => kept.json,
      unsubscribe: async () => {
        localStorage.removeItem('test.subscription');
        return true;
      },
    });

    if (!location.protocol.startsWith('http')) return;
    Object.assign(PushManager.prototype, {
      async getSubscription() {
        const kept = JSON.parse(localStorage.getItem('test.subscription') ?? 'null');

        return kept && made(kept);
      },
      async subscribe({ applicationServerKey: key }) {
        const { publicKey } = await crypto.subtle.generateKey(
          { name: 'ECDH', namedCurve: 'P-256' },
          true,
          ['deriveBits'],
        );
        const p256dh = url(await crypto.subtle.exportKey('raw', publicKey));
        const auth = url(crypto.getRandomValues(new Uint8Array(16)));
        const endpoint = base + crypto.randomUUID();
        const kept = { key, json: { endpoint, expirationTime: null, keys: { p256dh, auth } } };

        localStorage.setItem('test.subscription', JSON.stringify(kept));
        return made(kept);
      },
    });
  }, endpoint);

const offer = (page) => page.getByRole('button', { name: 'Turn on notifications' });
const reminders = (page) => page.getByRole('dialog', { name: 'Reminders', exact: true });
const here = (page) => page.getByRole('switch', { name: 'Reminders on this device' });
const devices = (call) => call('GET', '/push/subscriptions');
const waysOf = async (call) => (await call('GET', '/preferences')).reminders_by;

// The panel of a task, with its reminders open and one set.
async function setReminder(fixtures) {
  const made = [];
  const all = await begin(fixtures, async ({ add }) =>
    made.push(...(await add({ title: 'Pay rent', due_date: day(1), due_time: '09:00' }))),
  );
  const { page } = fixtures;

  await page.goto(`/all?task=${made[0].id}`);
  await property(page, 'Reminders').click();
  await expect(offer(page)).toHaveCount(0);
  await reminders(page).getByRole('button', { name: '1 hour before' }).click();
  return { ...all, task: made[0] };
}

test.describe('with pushes', () => {
  test.use({ serverArgs: ON, serviceWorkers: 'allow' });

  test('a reminder offers this device, which then gets them', async ({ page, context, server }) => {
    await context.grantPermissions(['notifications']);
    await aPushService(context, ENDPOINT);
    const { call } = await setReminder({ page, context, server });

    expect(await devices(call)).toEqual([]);
    await expect(offer(page)).toBeVisible();
    await page.setViewportSize(NARROW);
    await expect(offer(page)).toBeVisible();
    await audit(page, 'the offer of reminders on this device');
    await page.setViewportSize(WIDE);
    await offer(page).click();
    await expect(reminders(page)).toContainText('This device gets reminders.');
    await expect(offer(page)).toHaveCount(0);
    expect(await devices(call)).toMatchObject([
      { name: 'Chrome on Linux', endpoint: expect.stringContaining(ENDPOINT) },
    ]);
    await expect.poll(() => waysOf(call)).toContain('push');

    await page.reload();
    await property(page, 'Reminders').click();
    await expect(reminders(page)).toBeVisible();
    await expect(offer(page)).toHaveCount(0);

    await page.goto('/account');
    await expect(here(page)).toBeChecked();
    await here(page).click();
    await expect(here(page)).not.toBeChecked();
    await expect.poll(() => devices(call)).toEqual([]);
    await expect.poll(() => waysOf(call)).not.toContain('push');
    await here(page).click();
    await expect(here(page)).toBeChecked();
    await expect.poll(async () => (await devices(call)).length).toBe(1);
    await settled(page);
    await audit(page, 'the switch of reminders on this device');
  });

  test('a lost subscription is made anew, and one of somebody else ends', async ({
    page,
    context,
    server,
  }) => {
    await context.grantPermissions(['notifications']);
    await aPushService(context, ENDPOINT);
    const { call } = await setReminder({ page, context, server });
    const remember = (members) =>
      page.evaluate((more) => {
        const device = JSON.parse(localStorage.getItem('ostiary.push'));

        localStorage.setItem('ostiary.push', JSON.stringify({ ...device, ...more }));
      }, members);
    const kept = (name) => page.evaluate((item) => localStorage.getItem(item), name);

    await offer(page).click();
    await expect(reminders(page)).toContainText('This device gets reminders.');
    const [first] = await devices(call);

    await page.evaluate(() => localStorage.removeItem('test.subscription'));
    await remember({ at: 0 }); // it was looked at long ago
    await page.reload();
    await expect.poll(async () => (await devices(call)).length).toBe(2);
    expect((await devices(call))[1].endpoint).not.toBe(first.endpoint);
    await expect.poll(async () => JSON.parse(await kept('ostiary.push')).at).toBeGreaterThan(0);

    await remember({ user: 'somebody else' });
    await page.reload();
    await expect.poll(() => kept('ostiary.push')).toBeNull();
    await expect.poll(() => kept('test.subscription')).toBeNull();
    expect((await devices(call)).length).toBe(2);
  });

  test('a browser that refuses is believed', async ({ page, context, server }) => {
    await context.clearPermissions();
    await page.addInitScript(() => {
      let permission = 'default';

      Object.defineProperty(Notification, 'permission', { get: () => permission });
      Notification.requestPermission = async () => (permission = 'denied');
    });
    const { call } = await setReminder({ page, context, server });

    await offer(page).click();
    await expect(reminders(page)).toContainText('The browser doesn’t allow notifications');
    await expect(offer(page)).toHaveCount(0);
    expect(await devices(call)).toEqual([]);
    expect(await waysOf(call)).not.toContain('push');
  });

  test('signing out ends the subscription', async ({ page, context, server }) => {
    await context.grantPermissions(['notifications']);
    await aPushService(context, ENDPOINT);
    const { call } = await setReminder({ page, context, server });

    await offer(page).click();
    await expect.poll(async () => (await devices(call)).length).toBe(1);
    await page.keyboard.press('Escape');
    await page.goto('/today');
    await settled(page);
    await signOutByMenu(page);
    await expect(page).toHaveURL(/\/sign-in/);
    expect(await page.evaluate(() => localStorage.getItem('test.subscription'))).toBeNull();
  });

  // This device, and a phone that is signed in elsewhere.
  async function twoDevices({ page, context, server, another }) {
    await context.grantPermissions(['notifications']);
    await aPushService(context, ENDPOINT);
    const { ada, call } = await setReminder({ page, context, server });
    const phone = crypto.createECDH('prime256v1');

    await signIn(await another(), server, ada);
    await offer(page).click();
    await expect.poll(async () => (await devices(call)).length).toBe(1);
    await call('POST', '/push/subscriptions', {
      endpoint: `${ENDPOINT}phone`,
      keys: {
        p256dh: phone.generateKeys('base64url'),
        auth: crypto.randomBytes(16).toString('base64url'),
      },
      name: 'Phone',
    });
    await page.goto('/account');
    await settled(page);
    return { ada, call };
  }

  const button = (page, name) => page.getByRole('button', { name, exact: true });
  const subscription = (page) => page.evaluate(() => localStorage.getItem('test.subscription'));

  test('the end of the other sessions ends their reminders', async ({
    page,
    context,
    server,
    another,
  }) => {
    const { call } = await twoDevices({ page, context, server, another });

    expect((await devices(call)).length).toBe(2);
    await button(page, 'End all other sessions').click();
    await expect(toast(page)).toContainText('All other sessions are ended');
    expect((await devices(call)).map(({ name }) => name)).toEqual(['Chrome on Linux']);
    expect(await subscription(page)).not.toBeNull();
  });

  test('signing out everywhere ends all reminders', async ({ page, context, server, another }) => {
    const { ada } = await twoDevices({ page, context, server, another });

    await button(page, 'Sign out everywhere').click();
    await expect(page).toHaveURL('/sign-in?reason=signed-out');
    await expect.poll(() => subscription(page)).toBeNull();
    await signIn(context, server, ada);
    expect(await devices(await callsOf(context, server, ada))).toEqual([]);
  });

  test('reminders that go on elsewhere are told', async ({
    page,
    context,
    server,
    another,
    watch,
  }) => {
    watch.expectUnreachable();
    await twoDevices({ page, context, server, another });
    await page.route('**/push/subscriptions', (route) => route.abort());
    await button(page, 'End all other sessions').click();
    await expect(toast(page)).toContainText('Other devices may still get reminders.');
    await button(page, 'Sign out everywhere').click();
    await expect(page).toHaveURL('/sign-in?reason=signed-out-reminded');
    await expect(page.getByRole('status').first()).toContainText('still get reminders');
  });

  test('a new password by mail ends the reminders elsewhere', async ({
    page,
    context,
    server,
    another,
  }) => {
    const { ada } = await twoDevices({ page, context, server, another });
    const fresh = { ...ada, password: 'kettle orbit mango' };

    await page.goto('about:blank');
    await context.clearCookies();
    await context.request.post(`${server.url}/api/auth/request-password-reset`, {
      data: { email: ada.email, redirectTo: `${server.url}/reset-password` },
      headers: { origin: server.url },
    });
    await page.goto(await mailedLink(server, ada));
    await page.getByLabel('New password', { exact: true }).fill(fresh.password);
    await button(page, 'Save and sign in').click();
    await expect(page).toHaveURL('/sign-in?reason=reset');
    await fillSignIn(page, fresh);
    await expect(page).toHaveURL('/today');
    const call = await callsOf(context, server, ada);

    await expect
      .poll(async () => (await devices(call)).map(({ name }) => name))
      .toEqual(['Chrome on Linux']);
  });

  test('a failed sign-out leaves the reminders on', async ({
    page,
    context,
    server,
    another,
    watch,
  }) => {
    watch.expectUnreachable();
    const { call } = await twoDevices({ page, context, server, another });

    await page.route('**/api/auth/sign-out', (route) => route.abort());
    await signOutByMenu(page);
    await expect(toast(page)).toBeVisible();
    await expect.poll(async () => (await devices(call)).length).toBe(2);
    expect(await subscription(page)).not.toBeNull();
    await expect(here(page)).toBeChecked();
  });

  test('a deleted account leaves no subscription', async ({ page, context, server, another }) => {
    const { ada } = await twoDevices({ page, context, server, another });
    const dialog = page.getByRole('alertdialog', { name: 'Delete your account?' });

    await page.getByRole('button', { name: 'Delete account…' }).click();
    await dialog.getByLabel('Password', { exact: true }).fill(ada.password);
    await dialog.getByRole('button', { name: 'Delete everything' }).click();
    await expect(page).toHaveURL('/sign-in?reason=deleted');
    await expect.poll(() => subscription(page)).toBeNull();
  });

  test('the worker shows a reminder that comes', async ({ page, context, server }) => {
    await context.grantPermissions(['notifications']);
    await begin({ page, context, server });
    const client = await context.newCDPSession(page);
    const registered = new Promise((resolve) =>
      client.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        if (registrations[0]) resolve(registrations[0].registrationId);
      }),
    );

    await client.send('ServiceWorker.enable');
    await page.goto('/today');
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await client.send('ServiceWorker.deliverPushMessage', {
      origin: server.url,
      registrationId: await registered,
      data: JSON.stringify({
        type: 'reminder',
        task_id: 7,
        title: 'Pay rent',
        due_date: '2026-12-01',
        due_time: null,
        time_zone: null,
        remind_at: '2026-12-01T07:30:00.000Z',
        late: false,
      }),
    });
    const shown = () =>
      page.evaluate(async () => {
        const { active } = await navigator.serviceWorker.ready;
        const registration = await navigator.serviceWorker.getRegistration(active.scriptURL);

        return (await registration.getNotifications()).map(({ title, tag, body }) => ({
          title,
          tag,
          body,
        }));
      });

    await expect
      .poll(shown)
      .toEqual([{ title: 'Pay rent', tag: 'task-7', body: expect.stringContaining('1') }]);
  });
});

test('without pushes nothing is offered', async ({ page, context, server }) => {
  await setReminder({ page, context, server });
  await expect(reminders(page)).toContainText('1 hour before');
  await expect(offer(page)).toHaveCount(0);
  await page.goto('/account');
  await settled(page);
  await expect(here(page)).toHaveCount(0);
});
