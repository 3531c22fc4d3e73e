// Without a network: the installed app opens, keeps what is done, and sends it later.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './lib/server.mjs';
import { addTask, arrive, expect, openTasks, task, tasksOf, test, titles } from './lib/test.mjs';

test.use({ serviceWorkers: 'allow' });
test.describe.configure({ timeout: 180_000 });

// The pages are on the device, and this one is of the worker.
async function installed(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) =>
        navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
      );
  });
}

const kept = (page) =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));

    return requests.flat().map(({ url }) => new URL(url).pathname);
  });

const saved = (page) =>
  expect(page.locator('.sync').first()).toContainText('All changes saved', { timeout: 40_000 });

test('without a network people go on, and what they do is sent when it is back', async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expectUnreachable();
  const ada = await arrive(context, server);
  const api = await tasksOf(context, server, ada);

  await api.add('Buy milk');
  await openTasks(page);
  await installed(page);
  await context.setOffline(true);
  await expect(page.getByText('You’re offline.')).toBeVisible();
  await addTask(page, 'In the train');
  await task(page, 'Buy milk').click();
  await expect(page.locator('.banner')).toContainText('2 changes');
  await context.setOffline(false);
  await saved(page);
  expect((await api.list()).map(({ title, completed }) => [title, completed]).sort()).toEqual([
    ['Buy milk', true],
    ['In the train', false],
  ]);
});

test('the app opens without the server, keeps what is done over pages and reloads, and sends it later', async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expectUnreachable();
  const ada = await arrive(context, server);
  const api = await tasksOf(context, server, ada);

  await api.add('Buy milk');
  await openTasks(page);
  await installed(page);
  await server.stop();
  await page.reload();
  await expect(titles(page)).toHaveText(['Buy milk']);
  await addTask(page, 'Kept');
  await page.goto('/today');
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible();
  await page.goto('/all');
  await expect(titles(page)).toHaveText(['Buy milk', 'Kept']);
  await server.start();
  await saved(page);
  expect((await api.list()).map(({ title }) => title).sort()).toEqual(['Buy milk', 'Kept']);
});

test('answers of the APIs are not kept, and the worker keeps to its policy', async ({
  page,
  context,
  server,
}) => {
  await arrive(context, server);
  await openTasks(page);
  await installed(page);
  const paths = await kept(page);

  expect(paths).toContain('/today');
  expect(paths).toContain('/manifest.webmanifest');
  expect(paths.filter((each) => /^\/(api|\.well-known)\b/.test(each))).toEqual([]);
  const worker = await context.request.get(`${server.url}/service-worker.js`);

  expect(worker.headers()['content-security-policy']).toBe(
    "default-src 'none'; connect-src 'self'",
  );
  expect(worker.headers()['cache-control']).toBe('no-cache');
  const page_ = await context.request.get(`${server.url}/today`);

  expect(page_.headers()['content-security-policy']).toContain("worker-src 'self'");
});

test('the app can be installed', async ({ page, context, server }) => {
  await arrive(context, server);
  await openTasks(page);
  const client = await context.newCDPSession(page);
  const { errors } = await client.send('Page.getAppManifest');
  const { installabilityErrors } = await client.send('Page.getInstallabilityErrors');

  expect(errors).toEqual([]);
  // A test's browser is private, which is the one thing that may be in the way.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  const icon = await page.locator('link[rel="apple-touch-icon"]').getAttribute('href');

  expect((await context.request.get(server.url + icon)).headers()['content-type']).toBe(
    'image/png',
  );
});

test.describe('below a path of its host', () => {
  test.use({
    serverArgs: async ({ browserName: _ }, use) => {
      const { default: net } = await import('node:net');
      const listener = net.createServer();

      await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
      const { port } = listener.address();

      await new Promise((resolve) => listener.close(resolve));
      await use([
        '--listen',
        `127.0.0.1:${port}`,
        '--base-url',
        `http://127.0.0.1:${port}/deep/sub`,
      ]);
    },
  });

  test('the app opens without a network there too', async ({ page, context, server, watch }) => {
    watch.expectUnreachable();
    const host = new URL(server.url).origin;
    const signUp = await context.request.post(`${server.url}/api/auth/sign-up/email`, {
      data: { name: 'Ada', email: 'sub@example.com', password: 'plough vesper kiln' },
      headers: { origin: host },
    });

    expect(signUp.ok()).toBe(true);
    await page.goto(`${server.url}/all`);
    await installed(page);
    await addTask(page, 'Below');
    await saved(page);
    const paths = await kept(page);

    expect(paths.every((each) => each.startsWith('/deep/sub/'))).toBe(true);
    await context.setOffline(true);
    await page.reload();
    await expect(titles(page)).toHaveText(['Below']);
    await context.setOffline(false);
  });
});

test.describe('with the pages in a folder', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ostiary-e2e-web-'));

  test.use({ serverArgs: ['--web-folder', folder] });
  test.beforeAll(() => fs.cpSync(path.join(root, 'web/out'), folder, { recursive: true }));
  test.afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('a new version says that it is ready, and takes over when it is asked to', async ({
    page,
    context,
    server,
  }) => {
    await arrive(context, server);
    await openTasks(page);
    await installed(page);
    const file = path.join(folder, 'service-worker.js');
    const before = fs.readFileSync(file, 'utf8');

    fs.writeFileSync(file, before.replace(/VERSION = "\w+"/, 'VERSION = "another"'));
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await expect(page.getByText('A new version is ready.')).toBeVisible({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Reload', exact: true }).click();
    await expect(page.getByText('A new version is ready.')).toBeHidden();
    await expect(page.getByRole('heading', { name: 'All tasks', level: 1 })).toBeVisible();
    expect(await page.evaluate(() => caches.keys())).toContain('ostiary / another');
  });
});
