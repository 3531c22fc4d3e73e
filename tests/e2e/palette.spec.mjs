// The command palette and the dialog of keys.

import { arrive, audit, expect, NARROW, tasksOf, test } from './lib/test.mjs';

const palette = (page) => page.getByRole('dialog', { name: 'Commands' });
const field = (page) => page.getByRole('combobox', { name: 'Search tasks and commands' });
const options = (page) => palette(page).getByRole('option');
const group = (page, name) => palette(page).getByRole('group', { name, exact: true });

const TASKS = ['Renew passport', 'Crème brûlée for Noor', 'Water the plants'];

let tasks;

async function open(page, at = '/today') {
  await page.goto(at);
  await expect(page.locator('[role=grid], .empty').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
}

test.beforeEach(async ({ context, server }) => {
  const ada = await arrive(context, server);

  tasks = await tasksOf(context, server, ada);
  await tasks.add(...TASKS.map((title) => ({ title, priority: 'high' })));
});

test('tasks come first, then places, then commands; matches are marked', async ({ page }) => {
  await open(page);
  await page.keyboard.type('re');
  await expect(options(page).first()).toContainText('Renew passport');
  await expect(options(page).first()).toHaveAttribute('aria-selected', 'true');
  await expect(options(page).first().locator('mark')).toHaveText('Re');
  await expect(palette(page).getByRole('group')).toHaveCount(2);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/today\?task=\d+$/);
});

test('accents and capitals do not matter, and tags and lists are found', async ({ page }) => {
  await tasks.add({ title: 'Post the parcel', tags: ['errands'] });
  await open(page, '/all');
  await page.keyboard.type('CREME');
  await expect(options(page).first().locator('mark')).toHaveText('Crème');
  await field(page).fill('errands');
  await expect(group(page, 'Tasks').getByRole('option')).toContainText('Post the parcel');
  await expect(group(page, 'Go to').getByRole('option')).toContainText('errands');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/tag\?name=errands$/);
});

test('arrows choose, Ctrl and Enter complete', async ({ page }) => {
  await open(page);
  await page.keyboard.type('plants');
  await expect(options(page).first()).toContainText('Water the plants');
  await page.keyboard.press('Control+Enter');
  await expect(palette(page)).toHaveCount(0);
  await expect
    .poll(async () => (await tasks.list()).find(({ title }) => title === TASKS[2]).completed)
    .toBe(true);
});

test('places and commands: today, theme, language, settings, adding', async ({ page }) => {
  await open(page, '/all');
  await page.keyboard.type('today');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/today$/);
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('dark theme');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('Deutsch');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Heute', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('language english');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('Buy stamps');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'New task' })).toHaveValue('Buy stamps');
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('settings');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/account/);
});

test('it opens while somebody types, and works without a network', async ({
  page,
  context,
  watch,
}) => {
  watch.expectUnreachable();
  await page.goto('/all');
  await expect(page.locator('[role=grid]').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await context.setOffline(true);
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('passport');
  await expect(options(page).first()).toContainText('Renew passport');
  await field(page).fill('inbox');
  await expect(options(page).first()).toContainText('Inbox');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/inbox$/);
});

test('all keys are told by ?, and each is in the table once', async ({ page }) => {
  await page.goto('/all');
  await expect(page.locator('[role=grid]').first()).toBeVisible();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });

  await expect(keys).toBeVisible();
  await expect(keys.getByText('Add a task')).toBeVisible();
  await audit(page, 'the dialog of keys');
  await page.keyboard.press('Escape');
  await expect(keys).toHaveCount(0);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(page).toHaveURL(/\/calendar$/);
});

test('it has no fault that axe finds, in light and dark', async ({ page }) => {
  await open(page);
  await page.keyboard.type('re');
  await audit(page, 'the palette');
  await page.emulateMedia({ colorScheme: 'dark' });
  await audit(page, 'the palette in the dark');
});

test.describe('on a phone', () => {
  test.use({ viewport: NARROW });

  test('it fills the screen', async ({ page }) => {
    await open(page, '/all');
    await page.keyboard.type('e');
    const box = async () => {
      const { x, y, width, height } = await page.locator('.modal.cmd').boundingBox();

      return [x, y, width, height].map(Math.round);
    };

    await expect.poll(box).toEqual([0, 0, NARROW.width, NARROW.height]); // once it has come in
    await audit(page, 'the palette at 320');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(palette(page)).toHaveCount(0);
  });
});

test.describe('in Arabic', () => {
  test.use({ locale: 'ar' });

  test('words are found whatever the form of their letters', async ({ page }) => {
    await tasks.add('اتصل بأحمد في المدرسة');
    await page.goto('/all');
    await expect(page.locator('[role=grid]').first()).toBeVisible();
    await page.keyboard.press('Control+k');
    await page.locator('.cmd-field input').fill('احمد مدرسه');
    await expect(page.getByRole('option').first().locator('mark')).toHaveText(['أحمد', 'مدرسة']);
    await audit(page, 'the palette in Arabic');
  });
});
