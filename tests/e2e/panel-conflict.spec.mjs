// Two devices have changed the same of one task.

import { audit, expect, signIn, test } from './lib/test.mjs';
import {
  eventually,
  notes,
  opened,
  openTask,
  panel,
  pick,
  status,
  stored,
  title,
} from './lib/panel.mjs';

const dialog = (page) => page.getByRole('dialog', { name: 'Which version do you want to keep?' });

// The page has been offline, and both it and another device have written notes and a date.
async function diverge({ page, context, server, another, watch }) {
  watch.expectUnreachable();
  watch.expectStatus(412);
  const first = await openTask(page, context, server, [
    { title: 'Slides', description: 'Ten minutes, so four slides.' },
  ]);
  const phone = await another();

  await signIn(phone, server, first.person);
  const other = await phone.newPage();

  await other.goto(`/all?task=${first.task.id}`);
  await opened(other, 'Slides');
  await context.setOffline(true);
  await notes(page).fill('Ten minutes, so five slides at most.');
  await title(page).focus();
  await expect(status(page)).toHaveText('Saved on this device');
  await notes(other).fill('Ten minutes, so six slides. Lin agrees.');
  await title(other).focus();
  await eventually(first.api, first.task.id, {
    description: 'Ten minutes, so six slides. Lin agrees.',
  });
  await context.setOffline(false);
  await expect(status(page)).toContainText('Changed in two places.');
  return { ...first, other };
}

const compare = (page) => status(page).getByRole('button', { name: 'Compare' }).click();

test('both versions are shown with their differences, and one is kept', async ({
  page,
  context,
  server,
  another,
  watch,
}) => {
  const fixtures = { page, context, server, another, watch };
  const { api, task, other } = await diverge(fixtures);

  await expect(page.getByRole('main')).toContainText('One task was changed in two places.');
  await compare(page);
  const versions = dialog(page).locator('.version');

  await expect(versions.nth(0)).toContainText('This device');
  await expect(versions.nth(0).locator('.diff').first()).toHaveText(/five/);
  await expect(versions.nth(1).locator('.diff').first()).toHaveText(/six/);
  await audit(page, 'the choice between two versions');

  await dialog(page).getByRole('button', { name: 'Decide later' }).click();
  await expect(dialog(page)).toHaveCount(0);
  expect(await stored(api, task.id)).toMatchObject({
    description: 'Ten minutes, so six slides. Lin agrees.',
  });

  await page.getByRole('main').getByRole('button', { name: 'Compare' }).click();
  await dialog(page).getByRole('button', { name: 'Keep this version' }).click();
  await eventually(api, task.id, { description: 'Ten minutes, so five slides at most.' });
  await expect(notes(other)).toHaveValue('Ten minutes, so five slides at most.');
  await expect(status(page)).toContainText('Saved ·');
});

test('the other version is kept', async ({ page, context, server, another, watch }) => {
  const fixtures = { page, context, server, another, watch };
  const { api, task } = await diverge(fixtures);

  await compare(page);
  await dialog(page)
    .getByRole('radio', { name: /Another device/ })
    .check();
  await dialog(page).getByRole('button', { name: 'Keep this version' }).click();
  await expect(notes(page)).toHaveValue('Ten minutes, so six slides. Lin agrees.');
  expect(await stored(api, task.id)).toMatchObject({
    description: 'Ten minutes, so six slides. Lin agrees.',
  });
});

test('both versions are kept as two tasks', async ({ page, context, server, another, watch }) => {
  const fixtures = { page, context, server, another, watch };
  const { api } = await diverge(fixtures);

  await compare(page);
  await dialog(page).getByRole('button', { name: 'Keep both as two tasks' }).click();
  await expect
    .poll(async () => (await api.list()).map(({ description }) => description).toSorted())
    .toEqual(['Ten minutes, so five slides at most.', 'Ten minutes, so six slides. Lin agrees.']);
});

test('changes of different members need no decision', async ({
  page,
  context,
  server,
  another,
  watch,
}) => {
  watch.expectUnreachable();
  watch.expectStatus(412);
  const { api, task, person } = await openTask(page, context, server, ['Slides']);
  const phone = await another();

  await signIn(phone, server, person);
  const other = await phone.newPage();

  await other.goto(`/all?task=${task.id}`);
  await opened(other, 'Slides');
  await context.setOffline(true);
  await notes(page).fill('mine');
  await title(page).focus();
  const priority = await pick(other, 'Priority');

  await priority.getByRole('option', { name: /High/ }).click();
  await eventually(api, task.id, { priority: 'high' });
  await context.setOffline(false);
  await eventually(api, task.id, { priority: 'high', description: 'mine' });
  await expect(panel(page)).toContainText('High');
});
