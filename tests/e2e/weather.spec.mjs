// When the network or the server is not what it should be.

import {
  addField,
  addTask,
  arrive,
  audit,
  expect,
  look,
  openTasks,
  settled,
  rows,
  task,
  tasksOf,
  test,
  titles,
  watchShift,
} from './lib/test.mjs';

test('the server goes away and comes back', async ({ page, context, server, watch }) => {
  watch.expectUnreachable();
  const ada = await arrive(context, server);
  const api = await tasksOf(context, server, ada);

  await api.add('Buy milk');
  await openTasks(page);
  await page.keyboard.press('n'); // quick add is loaded by now
  await expect(addField(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await server.stop();

  await addTask(page, 'Kept');
  await expect(titles(page)).toHaveText(['Buy milk', 'Kept']);
  await expect(page.getByText('The server isn’t answering.')).toBeVisible();
  await expect(rows(page).filter({ hasText: 'Kept' })).toContainText('Not sent yet');
  await look(page, 'server-away');

  await server.start();
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect(page.getByText('The server isn’t answering.')).toBeHidden({ timeout: 20_000 });
  await expect(page.locator('.sync').first()).toContainText('All changes saved');
  expect((await api.list()).map(({ title }) => title)).toContain('Kept');
});

test('what is loaded later waits for the server, with what was typed', async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expectUnreachable();
  const ada = await arrive(context, server);

  await (await tasksOf(context, server, ada)).add('Buy milk');
  await openTasks(page);
  await page.route('**/_next/**', (route) => route.abort());
  await page.keyboard.press('n');
  await page.keyboard.type('Kept');
  await page.unroute('**/_next/**');
  await expect(addField(page)).toHaveValue('Kept', { timeout: 30_000 });
  await page.keyboard.press('Enter');
  await expect(titles(page)).toHaveText(['Buy milk', 'Kept']);
});

test('a list that cannot be loaded is asked for again on request', async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expectStatus(500);
  const ada = await arrive(context, server);

  await (await tasksOf(context, server, ada)).add('Buy milk');
  await page.route('**/tasks?*', (route) =>
    route.fulfill({
      status: 500,
      json: { detail: 'Internal Server Error' },
      headers: { 'retry-after': '600' }, // the page does not ask again by itself meanwhile
    }),
  );
  await page.goto('/all');
  await expect(page.getByRole('heading', { name: 'Your tasks could not be loaded' })).toBeVisible();
  await look(page, 'tasks-not-loaded');
  await page.unroute('**/tasks?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(titles(page)).toHaveText(['Buy milk']);
});

test('a session that cannot be asked for is not taken for none', async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expectUnreachable();
  watch.expectStatus(500);
  await arrive(context, server);
  await page.route('**/api/auth/get-session', (route) => route.abort());
  await page.goto('/today');
  await expect(page.getByRole('heading', { name: 'Ostiary cannot be reached' })).toBeVisible();
  await expect(page).toHaveURL('/today');
  await look(page, 'unreachable');
  await page.unroute('**/api/auth/get-session');
  await page.route('**/api/auth/get-session', (route) => route.fulfill({ status: 500 }));
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Ostiary cannot be reached' })).toBeVisible();
  await page.unroute('**/api/auth/get-session');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Write down the first thing' })).toBeVisible();
});

test('work goes on without a network, and is sent when it is back', async ({
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
  await context.setOffline(true);
  await expect(page.getByText('You’re offline.')).toBeVisible();
  await task(page, 'Buy milk').click();
  await expect(page.getByText(/1 change is saved on this device/)).toBeVisible();
  await expect(titles(page)).toHaveCount(0); // the row has closed
  await look(page, 'offline');
  await context.setOffline(false);
  await expect(page.getByText('You’re offline.')).toBeHidden();
  await expect.poll(async () => (await api.list())[0].completed).toBe(true);
});

test('a slow network moves nothing, and what is done is seen at once', async ({
  page,
  context,
  server,
}) => {
  const ada = await arrive(context, server);
  const api = await tasksOf(context, server, ada);
  const shift = await watchShift(page);

  await api.add(...Array.from({ length: 12 }, (_, i) => `Task ${i}`));
  await page.route('**/api/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await route.continue();
  });
  await page.goto('/inbox');
  await expect(titles(page)).toHaveCount(12, { timeout: 20_000 });
  await addTask(page, 'At once');
  await expect(titles(page).last()).toHaveText('At once', { timeout: 1000 });
  await expect.poll(async () => (await api.list())[0].title, { timeout: 20_000 }).toBe('At once');
  expect(await shift()).toBeLessThan(0.02);
});

for (const where of [
  '/',
  '/sign-in',
  '/sign-in?next=%2Ftoday&reason=expired',
  '/sign-up',
  '/today',
  '/account',
  '/nowhere',
])
  test(`nothing moves while ${where} comes`, async ({ page, context, server, watch }) => {
    watch.expectStatus(404);
    const shift = await watchShift(page);

    if (where === '/today' || where === '/account') await arrive(context, server);
    await page.goto(where);
    await settled(page);
    await page.waitForTimeout(600);
    expect(await shift()).toBeLessThan(0.02);
    await audit(page, where);
  });
