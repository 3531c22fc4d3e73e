// The web UI at other places of its host, and at an address that the server does not trust.

import net from 'node:net';
import { addTask, expect, newPerson, notice, task, test } from './lib/test.mjs';

async function freePort() {
  const listener = net.createServer();
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  return port;
}

async function signUp(page, url, person) {
  await page.goto(`${url}/sign-up`);
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
}

// A server on a port of its own, which its public address names.
const listening =
  (args) =>
  async ({ browserName: _ }, use) => {
    const port = await freePort();
    await use(['--listen', `127.0.0.1:${port}`, ...args(`http://127.0.0.1:${port}`)]);
  };

for (const [where, args] of [
  ['with another base path', () => ['--base-path', '/auth']],
  ['below a path that ends with the base path', (host) => ['--base-url', `${host}/sub/api/auth`]],
  ['below a path that it shares with the issuer', (host) => ['--base-url', `${host}/deep/sub`]],
])
  test.describe(where, () => {
    test.use({ serverArgs: listening(args) });

    test(`people sign up, work, move between pages and sign out ${where}`, async ({
      page,
      server,
      watch,
    }) => {
      watch.expectStatus(401);
      await signUp(page, server.url, newPerson());
      await expect(page).toHaveURL(`${server.url}/today`);
      await expect(page.getByRole('heading', { name: 'Write down the first thing' })).toBeVisible();
      await addTask(page, 'buy milk');
      await page.getByRole('link', { name: /^Inbox/ }).click();
      await expect(page).toHaveURL(`${server.url}/inbox`);
      await expect(task(page, 'buy milk')).toBeVisible();
      await page.getByRole('link', { name: 'Settings' }).click();
      await expect(page).toHaveURL(`${server.url}/account`);
      await page.reload();
      await page.goBack();
      await expect(page).toHaveURL(`${server.url}/inbox`);
      await expect(task(page, 'buy milk')).toBeVisible();
      await page.context().clearCookies();
      await page.goto(`${server.url}/account`);
      await expect(page).toHaveURL(`${server.url}/sign-in?next=%2Faccount`);
      await page.getByRole('link', { name: 'Ostiary' }).first().click();
      await expect(page).toHaveURL(new RegExp(`^${server.url}/?$`));
    });
  });

test.describe('at an address that is not trusted', () => {
  test.use({ serverArgs: listening((host) => ['--base-url', host]) });

  test('the page names the address that works', async ({ page, server, watch }) => {
    watch.origin = server.url.replace('127.0.0.1', 'localhost');
    watch.expectStatus(403);
    await signUp(page, watch.origin, newPerson());
    await expect(notice(page)).toContainText(`This server expects to be opened at ${server.url}`);
  });
});
