// Nothing that is typed into the panel is lost: however it is left, whatever happens to the
// network, to the session, to the page.

import { expect, fillSignIn, test, WIDE } from './lib/test.mjs';
import { eventually, notes, openTask, panel, status, stored, title } from './lib/panel.mjs';

const TYPED = 'an hour of writing';
const rowOf = (page, name) =>
  page.getByRole('main').getByRole('row', { name: new RegExp(`^${name}\\b`) });
const open = (page, name) => rowOf(page, name).locator('.row-open').first().click();

for (const [way, leave] of Object.entries({
  'a click outside': (page) => page.mouse.click(WIDE.width / 2, WIDE.height - 40),
  Escape: (page) => page.keyboard.press('Escape'),
  Back: (page) => page.goBack(),
  'a reload': (page) => page.reload(),
  'another task': (page) => open(page, 'Other'),
}))
  test(`${way} keeps the notes`, async ({ page, context, server }) => {
    await page.setViewportSize(WIDE);
    const { api, task } = await openTask(page, context, server, ['N', 'Other']);

    await page.keyboard.press('Escape');
    await expect(panel(page)).toHaveCount(0);
    await open(page, 'N');
    await notes(page).fill(TYPED);
    await leave(page);
    await page.goto(`/all?task=${task.id}`);
    await expect(notes(page)).toHaveValue(TYPED);
    await eventually(api, task.id, { description: TYPED });
  });

test('a closed page keeps the notes', async ({ page, context, server }) => {
  const { api, task } = await openTask(page, context, server, ['N']);

  await notes(page).fill(TYPED);
  await page.close();
  const other = await context.newPage();

  await other.goto(`/all?task=${task.id}`);
  await expect(notes(other)).toHaveValue(TYPED);
  await eventually(api, task.id, { description: TYPED });
});

test('notes typed offline are kept, and sent when the network is back', async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expectUnreachable();
  const { api, task } = await openTask(page, context, server, ['N']);

  await context.setOffline(true);
  await notes(page).fill(TYPED);
  await title(page).focus();
  await expect(status(page)).toHaveText('Saved on this device');
  await page.keyboard.press('Escape');
  await open(page, 'N');
  await expect(notes(page)).toHaveValue(TYPED);
  await context.setOffline(false);
  await eventually(api, task.id, { description: TYPED });
  await expect(status(page)).toContainText('Saved ·');
});

test('the first opening offline works', async ({ page, context, server, watch }) => {
  watch.expectUnreachable();
  const { api, task } = await openTask(page, context, server, ['N']);

  // Everything that the page loads later is loaded once before, as on any visit but the first.
  await page.keyboard.press('Escape');
  await page.goto('/all');
  await expect(rowOf(page, 'N')).toBeVisible();
  await context.setOffline(true);
  await open(page, 'N');
  await expect(rowOf(page, 'N')).toBeVisible();
  await context.setOffline(false);
  await expect(async () => {
    if (!(await panel(page).isVisible())) await open(page, 'N');
    await expect(notes(page)).toBeVisible({ timeout: 2000 });
  }).toPass();
  await notes(page).fill(TYPED);
  await eventually(api, task.id, { description: TYPED });
});

test('what the server cannot take stays, with Retry', async ({ page, context, server, watch }) => {
  watch.expectStatus(503);
  const { api, task } = await openTask(page, context, server, ['N']);

  await page.route('**/api/users/*/tasks/**', (route) =>
    route.request().method() === 'PATCH'
      ? route.fulfill({
          status: 503,
          headers: { 'retry-after': '600' },
          contentType: 'application/json',
          body: '{"detail":"Busy","type":"/api/docs#problem-busy","title":"Busy","status":503}',
        })
      : route.fallback(),
  );
  await notes(page).fill(TYPED);
  await title(page).focus();
  await expect(status(page)).toContainText('Not saved.');
  await expect(notes(page)).toHaveValue(TYPED);
  await page.unroute('**/api/users/*/tasks/**');
  await status(page).getByRole('button', { name: 'Retry' }).click();
  await eventually(api, task.id, { description: TYPED });
  await expect(status(page)).toContainText('Saved ·');
});

test('what the server refuses stays, with its reason', async ({ page, context, server, watch }) => {
  watch.expectStatus(400);
  const { api, task } = await openTask(page, context, server, ['N']);

  await title(page).fill('\u200b\u200b'); // nothing that can be seen
  await notes(page).focus();
  await expect(status(page)).toContainText('Not saved.');
  await title(page).fill('Seen');
  await notes(page).focus();
  await eventually(api, task.id, { title: 'Seen' });
});

test('the session ends while somebody types', async ({ page, context, server, watch }) => {
  watch.expectStatus(401);
  const { api, task, person } = await openTask(page, context, server, ['N']);

  await context.request.post(`${server.url}/api/auth/revoke-sessions`, {
    headers: { origin: server.url },
    data: {},
  });
  await page.route('**/api/users/**', (route) =>
    route.fulfill({
      status: 401,
      contentType: 'application/json',
      body: '{"detail":"Not authenticated"}',
    }),
  );
  await notes(page).fill(TYPED);
  await page.getByLabel('Password', { exact: true }).waitFor();
  await page.unroute('**/api/users/**');
  await fillSignIn(page, person);
  await expect(page.getByLabel('Password', { exact: true })).toHaveCount(0);
  await page.goto(`/all?task=${task.id}`);
  await expect(notes(page)).toHaveValue(TYPED);
  await expect.poll(() => stored(api, task.id)).toMatchObject({ description: TYPED });
});
