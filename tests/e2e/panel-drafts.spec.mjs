// Nothing that is typed into the panel is lost: however it is left, whatever happens to the
// network, to the session, to the page.

import { expect, test, WIDE } from './lib/test.mjs';
import { eventually, notes, opened, openTask, panel, status, title } from './lib/panel.mjs';

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
  await opened(other, 'N');
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
