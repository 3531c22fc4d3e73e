// The panel of a task: its address, its text, what is sent.

import { audit, expect, test, WIDE, NARROW } from './lib/test.mjs';
import {
  eventually,
  notes,
  openTask,
  panel,
  sentChanges,
  status,
  stored,
  title,
} from './lib/panel.mjs';

const rowOf = (page, name) =>
  page.getByRole('main').getByRole('row', { name: new RegExp(`^${name}\\b`) });

test('the panel has an address, and Back and Escape close it', async ({
  page,
  context,
  server,
}) => {
  const { task } = await openTask(page, context, server, ['Renew passport', 'Other']);

  await expect(title(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);
  await expect(page).toHaveURL(/\/all$/);

  await rowOf(page, 'Renew passport').focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/all\\?task=${task.id}$`));
  await expect(title(page)).toBeFocused();
  await page.goBack();
  await expect(panel(page)).toHaveCount(0);
  await expect(rowOf(page, 'Renew passport')).toBeFocused();

  await page.goForward();
  await expect(title(page)).toHaveValue('Renew passport');
  await panel(page).getByRole('button', { name: 'Close' }).click();
  await expect(panel(page)).toHaveCount(0);

  await page.goBack();
  await expect(title(page)).toBeFocused();
  await title(page).blur();
  await page.keyboard.press('Escape'); // also where nothing has the focus
  await expect(panel(page)).toHaveCount(0);
});

test('an address of a task that is not there says so', async ({ page, context, server }) => {
  await openTask(page, context, server, ['One']);
  await page.goto('/all?task=99');
  await expect(panel(page)).toContainText('This task is gone');
  await panel(page).getByRole('button', { name: 'Close' }).click();
  await expect(panel(page)).toHaveCount(0);
});

test('text saves itself, and only what was touched is sent', async ({ page, context, server }) => {
  const { api, task } = await openTask(page, context, server, [
    { title: 'A', tags: ['rock, paper', '#1', ' spaced '], description: 'x\r\ny' },
  ]);

  await expect(status(page)).toContainText('Saved');
  await title(page).fill('A better title');
  await expect(status(page)).toHaveText('Saving…');
  await eventually(api, task.id, { title: 'A better title' });
  await expect(status(page)).toContainText('Saved');
  expect(await sentChanges(page)).toEqual([{ title: 'A better title' }]);
  expect(await stored(api, task.id)).toMatchObject({
    tags: ['rock, paper', '#1', ' spaced '],
    description: 'x\r\ny',
  });

  // Leaving the field saves at once, and what another device has written meanwhile shows.
  await notes(page).fill('Five slides at most.');
  await title(page).focus();
  await eventually(api, task.id, { description: 'Five slides at most.' });
  expect((await sentChanges(page)).at(-1)).toEqual({ description: 'Five slides at most.' });
  await notes(page).fill('');
  await title(page).focus();
  await eventually(api, task.id, { description: null });
});

test('a title is one line, and never empty', async ({ page, context, server }) => {
  const { api, task } = await openTask(page, context, server, ['Keep me']);

  await title(page).fill('');
  await title(page).press('Enter');
  await expect(notes(page)).toBeFocused();
  await expect(title(page)).toHaveValue('Keep me');

  await title(page).fill('Two\nlines');
  await notes(page).focus();
  await eventually(api, task.id, { title: 'Two lines' });
});

test('notes are Markdown until somebody writes in them', async ({ page, context, server }) => {
  const source = '**Ten** minutes, see [the sheet](https://example.com/x)\n- one\n- `two`';
  const { api, task } = await openTask(page, context, server, [
    { title: 'A', description: source },
  ]);
  const view = panel(page).getByRole('group', { name: 'Notes, formatted' });

  await expect(view.locator('strong')).toHaveText('Ten');
  await expect(view.getByRole('listitem')).toHaveText(['one', 'two']);
  await expect(view.getByRole('link')).toHaveAttribute('rel', /noopener/);
  await expect(view.getByRole('link')).toHaveAttribute('href', 'https://example.com/x');

  await view.locator('strong').click();
  await expect(notes(page)).toBeFocused();
  await expect(notes(page)).toHaveValue(source);
  await expect(view).toHaveCount(0);

  await notes(page).fill('<img src=x onerror=alert(1)> [a](javascript:alert(1)) *b*');
  await title(page).focus();
  await expect(view.locator('em')).toHaveText('b');
  await expect(view.locator('a, img')).toHaveCount(0);
  await expect(view).toContainText('<img src=x onerror=alert(1)> [a](javascript:alert(1))');
  await eventually(api, task.id, {
    description: '<img src=x onerror=alert(1)> [a](javascript:alert(1)) *b*',
  });
});

test('the panel stands beside the list, over it, or fills the phone', async ({
  page,
  context,
  server,
}) => {
  await page.setViewportSize(WIDE);
  await openTask(page, context, server, ['Renew passport']);
  const main = page.getByRole('main');
  const boxes = async () => [await main.boundingBox(), await panel(page).boundingBox()];
  let [list, aside] = await boxes();

  expect(list.x + list.width).toBeLessThanOrEqual(aside.x + 1);

  await page.setViewportSize({ width: 800, height: 700 });
  await expect(async () => {
    [list, aside] = await boxes();
    expect(list.x + list.width).toBeGreaterThan(aside.x + 1);
    expect(aside.x).toBeGreaterThan(0);
    expect(aside.height).toBe(700);
  }).toPass();

  await page.setViewportSize(NARROW);
  await expect(async () => {
    [, aside] = await boxes();
    expect(aside).toMatchObject({ x: 0, y: 0, width: NARROW.width, height: NARROW.height });
  }).toPass();
  await audit(page);
});

test('deleting from the panel can be taken back', async ({ page, context, server }) => {
  const { api, task } = await openTask(page, context, server, ['Renew passport', 'Other']);

  await panel(page).getByRole('button', { name: 'Delete task' }).click();
  await expect(panel(page)).toHaveCount(0);
  await expect(rowOf(page, 'Renew passport')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rowOf(page, 'Renew passport')).toBeVisible();
  await expect.poll(() => stored(api, task.id)).toBeTruthy();
});
