// The parts of a task, in its panel.

import { expect, test } from './lib/test.mjs';
import { openTask, panel, stored, title } from './lib/panel.mjs';

const parts = (page) => panel(page).getByRole('grid', { name: 'Sub-tasks' });
const names = (page) => parts(page).locator('.row-title');
const add = (page) => panel(page).getByRole('textbox', { name: 'Add sub-task' });

const orderOf = async (api) =>
  (await api.list())
    .filter(({ parent_id }) => parent_id !== null)
    .toSorted((a, b) => (a.position < b.position ? -1 : 1))
    .map(({ title: name }) => name);

test('parts are added, completed, opened and moved by the keyboard', async ({
  page,
  context,
  server,
}) => {
  const { api, task } = await openTask(page, context, server, ['Slides']);

  await add(page).focus();
  for (const name of ['One', 'Two', 'Three']) {
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await expect(add(page)).toHaveValue('');
    await expect(add(page)).toBeFocused();
  }
  await expect(names(page)).toHaveText(['One', 'Two', 'Three']);
  await expect.poll(() => orderOf(api)).toEqual(['One', 'Two', 'Three']);

  await parts(page).getByRole('row', { name: 'Three' }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(names(page)).toHaveText(['One', 'Three', 'Two']);
  await expect.poll(() => orderOf(api)).toEqual(['One', 'Three', 'Two']);

  await parts(page).getByRole('checkbox', { name: 'Complete “One”' }).check();
  await expect(panel(page)).toContainText('1 of 3');

  await parts(page).getByRole('row', { name: 'Two' }).focus();
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveValue('Two');
  await expect(panel(page).getByRole('grid')).toHaveCount(0);
  await panel(page).getByRole('link', { name: 'Slides' }).click();
  await expect(title(page)).toHaveValue('Slides');
  await expect.poll(() => stored(api, task.id)).toMatchObject({ completed: false });
});

test('several pasted lines are several parts', async ({ page, context, server }) => {
  const { api } = await openTask(page, context, server, ['Slides']);

  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(() => navigator.clipboard.writeText('- Milk\n- [x] Bread\n\n3. Eggs\n'));
  await add(page).focus();
  await page.keyboard.press('ControlOrMeta+v');
  await expect(names(page)).toHaveText(['Milk', 'Bread', 'Eggs']);
  await expect(panel(page)).toContainText('1 of 3');
  await expect.poll(() => orderOf(api)).toEqual(['Milk', 'Bread', 'Eggs']);
});

test('a part is dragged to its place', async ({ page, context, server }) => {
  const { api, task } = await openTask(page, context, server, ['Slides']);

  await add(page).fill('One');
  await page.keyboard.press('Enter');
  await add(page).fill('Two');
  await page.keyboard.press('Enter');
  await expect.poll(() => orderOf(api)).toEqual(['One', 'Two']);
  const to = await parts(page).getByRole('row', { name: 'One' }).boundingBox();
  const from = await parts(page).getByRole('row', { name: 'Two' }).boundingBox();

  await page.mouse.move(from.x + 100, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 100, to.y + to.height / 2, { steps: 5 });
  await page.mouse.move(to.x + 100, to.y + 2, { steps: 5 });
  await page.mouse.up();
  await expect(names(page)).toHaveText(['Two', 'One']);
  await expect.poll(() => orderOf(api)).toEqual(['Two', 'One']);
  await expect(title(page)).toHaveValue(task.title);
});
