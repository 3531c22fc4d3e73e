// When the network or the server is not what it should be.

import {
  addField,
  arrive,
  audit,
  expect,
  look,
  openTasks,
  task,
  tasksOf,
  test,
  titles,
  toast,
  watchShift,
} from './lib/test.mjs';

test('the server goes away and comes back', async ({ page, context, server, watch }) => {
  watch.expectUnreachable();
  const ada = await arrive(context, server);

  await (await tasksOf(context, server, ada)).add('Buy milk');
  await openTasks(page);
  await server.stop();

  await addField(page).fill('Lost');
  await addField(page).press('Enter');
  await expect(toast(page)).toContainText('“Lost” could not be added');
  await expect(toast(page)).toContainText('The server cannot be reached.');
  await expect(titles(page)).toHaveText(['Buy milk']);
  await task(page, 'Buy milk').click();
  await expect(page.getByText('“Buy milk” could not be changed')).toBeVisible();
  await expect(task(page, 'Buy milk')).not.toBeChecked();
  await expect(
    page.getByText('The server cannot be reached. You see what was loaded last.'),
  ).toBeVisible();
  await look(page, 'tasks-server-away');

  await server.start();
  await expect(page.getByText('You see what was loaded last.')).toBeHidden({ timeout: 20_000 });
  await task(page, 'Buy milk').click();
  await expect(task(page, 'Buy milk')).toBeChecked();
  await page.reload();
  await expect(task(page, 'Buy milk')).toBeChecked();
});

test('a list that cannot be loaded is asked for again, by itself and on request', async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expectStatus(500);
  const ada = await arrive(context, server);

  await (await tasksOf(context, server, ada)).add('Buy milk');
  await page.route('**/tasks?*', (route) =>
    route.fulfill({ status: 500, json: { detail: 'Internal Server Error' } }),
  );
  await page.goto('/tasks');
  await expect(page.getByRole('heading', { name: 'Your tasks could not be loaded' })).toBeVisible();
  await expect(page.getByText('The server has a problem.')).toBeVisible();
  await look(page, 'tasks-not-loaded');
  await page.unroute('**/tasks?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(titles(page)).toHaveText(['Buy milk']);

  await page.route('**/tasks?*', (route) =>
    route.fulfill({ status: 500, json: { detail: 'Internal Server Error' } }),
  );
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Your tasks could not be loaded' })).toBeVisible();
  await page.unroute('**/tasks?*');
  await expect(titles(page)).toHaveText(['Buy milk'], { timeout: 15_000 });
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
  await page.goto('/tasks');
  await expect(page.getByRole('heading', { name: 'Ostiary cannot be reached' })).toBeVisible();
  await expect(page).toHaveURL('/tasks');
  await look(page, 'unreachable');
  await page.unroute('**/api/auth/get-session');
  await page.route('**/api/auth/get-session', (route) => route.fulfill({ status: 500 }));
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Ostiary cannot be reached' })).toBeVisible();
  await page.unroute('**/api/auth/get-session');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
});

test('being offline is shown, and text written then is kept in view', async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expectUnreachable();
  const ada = await arrive(context, server);

  await (await tasksOf(context, server, ada)).add('Buy milk');
  await openTasks(page);
  await context.setOffline(true);
  await expect(page.getByText('You are offline.')).toBeVisible();
  await look(page, 'tasks-offline');
  await task(page, 'Buy milk').click();
  await expect(toast(page)).toContainText('“Buy milk” could not be changed');
  await context.setOffline(false);
  await expect(page.getByText('You are offline.')).toBeHidden();
  await task(page, 'Buy milk').click();
  await expect(task(page, 'Buy milk')).toBeChecked();
  await expect
    .poll(async () => (await (await tasksOf(context, server, ada)).list())[0].completed)
    .toBe(true);
});

test('a slow network shows where everything will be, and moves nothing', async ({
  page,
  context,
  server,
}) => {
  const ada = await arrive(context, server);
  const shift = await watchShift(page);

  await (await tasksOf(context, server, ada)).add(
    ...Array.from({ length: 12 }, (_, i) => `Task ${i}`),
  );
  await page.route('**/api/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await route.continue();
  });
  await page.goto('/tasks');
  await expect(page.locator('.skeleton-row').first()).toBeVisible();
  await look(page, 'tasks-loading');
  await page.setViewportSize({ width: 1100, height: 800 });
  await expect(titles(page)).toHaveCount(12, { timeout: 20_000 });

  await addField(page).fill('At once');
  await addField(page).press('Enter');
  await expect(titles(page).first()).toHaveText('At once', { timeout: 1000 });
  await task(page, 'At once').click();
  await expect(task(page, 'At once')).toBeChecked({ timeout: 1000 });
  await expect
    .poll(async () => (await (await tasksOf(context, server, ada)).list())[0], { timeout: 20_000 })
    .toMatchObject({ title: 'At once', completed: true });
  expect(await shift()).toBeLessThan(0.01);
});

for (const where of [
  '/',
  '/sign-in',
  '/sign-in?next=%2Ftasks&reason=expired',
  '/sign-up',
  '/tasks',
  '/account',
  '/nowhere',
])
  test(`nothing moves while ${where} comes`, async ({ page, context, server, watch }) => {
    watch.expectStatus(404);
    const shift = await watchShift(page);

    if (where === '/tasks' || where === '/account') await arrive(context, server);
    await page.goto(where);
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(600);
    expect(await shift()).toBeLessThan(0.02);
    await audit(page, where);
  });
