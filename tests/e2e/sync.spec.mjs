// The list is always true: other tabs, other devices, lost answers, the end of a session.

import {
  addField,
  addTask,
  arrive,
  expect,
  openTasks,
  openView,
  rows,
  signIn,
  task,
  tasksOf,
  test,
  titles,
} from './lib/test.mjs';

test.describe.configure({ timeout: 180_000 });

const saved = (page) =>
  expect(page.locator('.sync').first()).toContainText('All changes saved', { timeout: 20_000 });

async function start(page, context, server, ...tasks) {
  const ada = await arrive(context, server);
  const api = await tasksOf(context, server, ada);

  await api.add(...tasks);
  await openTasks(page);
  return { ada, api };
}

test('tabs see at once what is done in another one, and one of them sends it', async ({
  page,
  context,
  server,
  watch,
}) => {
  // What the closed tab had sent without hearing the answer is sent again, and found to be done.
  watch.expectStatus(412);
  const { api } = await start(page, context, server, 'Buy milk');
  const other = await context.newPage();

  await openTasks(other);
  await addTask(page, 'Feed the cat');
  await expect(titles(other)).toHaveText(['Buy milk', 'Feed the cat']);
  await task(other, 'Buy milk').click();
  await expect(rows(page).filter({ hasText: 'Buy milk' })).toHaveCount(0);
  await page.close();
  await addTask(other, 'After the first is closed');
  await saved(other);
  expect((await api.list()).map(({ title, completed }) => [title, completed]).sort()).toEqual([
    ['After the first is closed', false],
    ['Buy milk', true],
    ['Feed the cat', false],
  ]);
});

test('what another device does appears by itself', async ({ page, context, server, another }) => {
  const { ada, api } = await start(page, context, server, 'Buy milk');
  const phone = await another();

  await signIn(phone, server, ada);
  const there = await phone.newPage();

  await openTasks(there);
  await addTask(there, 'Made on the phone');
  await expect(titles(page)).toHaveText(['Buy milk', 'Made on the phone']);
  await task(page, 'Made on the phone').click();
  await expect(rows(there).filter({ hasText: 'Made on the phone' })).toHaveCount(0);
  await api.add('Made by a program');
  await expect(titles(there)).toContainText(['Made by a program']);
  await expect(titles(page)).toContainText(['Made by a program']);
});

test('an open tab learns of changes when it is looked at again, and when the network is back', async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expectUnreachable();
  await page.route('**/events', (route) => route.abort());
  const { api } = await start(page, context, server, 'here');
  const visible = (state) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);

  await visible('hidden');
  await api.add('made on the phone');
  await visible('visible');
  await expect(titles(page)).toContainText(['made on the phone']);

  await context.setOffline(true);
  await expect(page.getByText('You’re offline.')).toBeVisible();
  await api.add('made on the train');
  await context.setOffline(false);
  await expect(page.getByText('You’re offline.')).toBeHidden();
  await expect(titles(page)).toContainText(['made on the train']);
});

test('a lost answer makes no second task', async ({ page, context, server, watch }) => {
  watch.expectUnreachable();
  const { api } = await start(page, context, server);
  let lost = 0;

  await page.route('**/tasks', async (route) => {
    if (route.request().method() !== 'POST' || lost++) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await addTask(page, 'Pay the invoice');
  await expect(titles(page)).toHaveText(['Pay the invoice']);
  await saved(page);
  expect(lost).toBeGreaterThan(1);
  expect((await api.list()).map(({ title }) => title)).toEqual(['Pay the invoice']);
});

test('what is called deleted is deleted on the server, while it can still be undone', async ({
  page,
  context,
  server,
}) => {
  const { api } = await start(page, context, server, 'x');

  await page.keyboard.press('j');
  await page.keyboard.press('Delete');
  await expect(page.getByText('Deleted “x”').first()).toBeVisible();
  await expect.poll(async () => (await api.list()).length).toBe(0);
  await page.keyboard.press('Control+z');
  await expect(titles(page)).toHaveText(['x']);
  await expect.poll(async () => (await api.list()).length).toBe(1);
});

test('what the server refuses is told, and sent again or given up', async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expectStatus(400);
  const { api } = await start(page, context, server, 'Buy milk', 'Feed the cat');
  const isDone = async (title) => (await api.list()).find((each) => each.title === title).completed;
  const banner = page.locator('.banner').filter({ hasText: 'The server didn’t accept a change.' });
  let refuse = true;

  await page.route('**/tasks/*', (route) =>
    refuse && route.request().method() === 'PATCH'
      ? route.fulfill({
          status: 400,
          contentType: 'application/problem+json',
          body: JSON.stringify({ type: 'about:blank', title: 'No', status: 400 }),
        })
      : route.fallback(),
  );
  await task(page, 'Buy milk').click();
  await expect(banner).toContainText('Buy milk');
  refuse = false;
  await banner.getByRole('button', { name: 'Try again' }).click();
  await expect(banner).toHaveCount(0);
  await expect.poll(() => isDone('Buy milk')).toBe(true);

  refuse = true;
  await task(page, 'Feed the cat').click();
  await expect(banner).toContainText('Feed the cat');
  await banner.getByRole('button', { name: 'Discard' }).click();
  await expect(banner).toHaveCount(0);
  await expect(task(page, 'Feed the cat')).not.toBeChecked();
  expect(await isDone('Feed the cat')).toBe(false);
});

test('completing a task changes nothing that another client has written', async ({
  page,
  context,
  server,
}) => {
  const { api } = await start(page, context, server, {
    title: 'A',
    tags: ['rock, paper', '#1'],
    description: 'x\r\ny',
  });
  const [before] = await api.list();

  await task(page, 'A').click();
  await expect.poll(async () => (await api.list())[0].completed).toBe(true);
  const [after] = await api.list();

  for (const member of ['title', 'description', 'tags', 'due_date', 'priority', 'position'])
    expect(after[member], member).toEqual(before[member]);
});

test('undo works after going to another page and after a reload', async ({
  page,
  context,
  server,
}) => {
  const { api } = await start(page, context, server, 'Buy milk');

  await task(page, 'Buy milk').click();
  await saved(page);
  await openView(page, '/inbox', 'Inbox'); // before its tasks are there no key is heard
  await page.keyboard.press('Control+z');
  await expect(titles(page)).toHaveText(['Buy milk']);
  await expect.poll(async () => (await api.list())[0].completed).toBe(false);
});

test('a session that ends while somebody types is signed in again over the page', async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expectStatus(401);
  const { ada } = await start(page, context, server, 'N');

  await page.keyboard.press('n');
  await addField(page).fill('an hour of writing');
  await context.clearCookies();
  await page.route('**/api/users/**', (route) =>
    route.fulfill({ status: 401, json: { detail: 'Not authenticated' } }),
  );
  await addField(page).press('Enter');
  const dialog = page.getByRole('alertdialog', { name: 'Sign in again' });

  await expect(dialog).toContainText(ada.email);
  await page.unroute('**/api/users/**');
  await dialog.getByLabel('Password', { exact: true }).fill(ada.password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(titles(page)).toContainText(['an hour of writing']);
  await saved(page);
  const again = await tasksOf(context, server, ada);

  expect((await again.list()).map(({ title }) => title)).toContain('an hour of writing');
});

test('ten thousand tasks load, and memory stays bounded', async ({ page, context, server }) => {
  test.setTimeout(240_000);
  const ada = await arrive(context, server);
  const { token } = await (await context.request.get(`${server.url}/api/auth/token`)).json();

  for (let batch = 0; batch < 100; batch++) {
    const answer = await context.request.post(`${server.url}/api/users/${ada.id}/tasks/batch`, {
      headers: { authorization: `Bearer ${token}` },
      data: {
        operations: Array.from({ length: 100 }, (_, i) => ({
          op: 'create',
          task: { title: `Task ${batch * 100 + i}`, tags: [`tag${i % 10}`] },
        })),
      },
    });

    expect(answer.ok()).toBe(true);
  }
  const client = await context.newCDPSession(page);
  const heap = async () => {
    await client.send('HeapProfiler.collectGarbage');
    const { usedSize } = await client.send('Runtime.getHeapUsage');

    return usedSize / 2 ** 20;
  };

  await page.goto('/all');
  await expect(page.getByRole('grid').first()).toHaveAttribute('aria-rowcount', /^1\d{4}$/, {
    timeout: 120_000,
  });
  const first = await heap();

  await page.reload();
  await expect(page.getByRole('grid').first()).toHaveAttribute('aria-rowcount', /^1\d{4}$/, {
    timeout: 120_000,
  });
  const second = await heap();

  console.log(
    `10,000 tasks: ${first.toFixed(0)} MiB loaded, ${second.toFixed(0)} MiB from the device`,
  );
  expect(first).toBeLessThan(200);
  expect(second).toBeLessThan(200);
});
