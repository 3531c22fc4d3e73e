// The shell: side bar, bottom bar, keys, messages, and how all of it fits.

import { begin, household } from './lib/household.mjs';
import {
  arrive,
  audit,
  expect,
  look,
  loaded,
  openView,
  settled,
  sideways,
  test,
  titles,
} from './lib/test.mjs';

const side = (page) => page.getByRole('navigation', { name: 'Main' }).first();
const VIEWS = ['/today', '/upcoming', '/inbox', '/all', '/search', '/completed', '/trash'];

test('a list is added, ordered by keys and by a drag, and counted', async ({
  page,
  context,
  server,
}) => {
  const { call } = await begin({ page, context, server }, household);
  const names = () => side(page).locator('.side-list .name');
  const stored = async () =>
    (await call('GET', '/lists'))
      .toSorted((a, b) => (a.position < b.position ? -1 : 1))
      .map(({ name }) => name);

  await openView(page, '/today', 'Today');
  await expect(names()).toHaveText(['Home', 'Work', 'Reading']);
  await expect(side(page).getByRole('link', { name: 'Today, 6 tasks' })).toBeVisible();
  await side(page).getByRole('button', { name: 'New list' }).click();
  await page.getByRole('button', { name: 'Add list' }).click();
  await expect(page.getByText('Enter a name.')).toBeVisible();
  await look(page, 'list-new');
  await page.getByLabel('Name').fill('Garden');
  await page.keyboard.press('Enter');
  await loaded(page, 'Garden');
  await expect(page.getByRole('heading', { name: 'Nothing in Garden yet' })).toBeVisible();
  await expect(names()).toHaveText(['Home', 'Work', 'Reading', 'Garden']);

  await side(page)
    .getByRole('link', { name: /^Garden/ })
    .focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(names()).toHaveText(['Home', 'Work', 'Garden', 'Reading']);
  await side(page)
    .getByRole('link', { name: /^Home/ })
    .dragTo(side(page).getByRole('link', { name: /^Reading/ }), {
      targetPosition: { x: 40, y: 30 },
    });
  await expect(names()).toHaveText(['Work', 'Garden', 'Reading', 'Home']);
  await expect.poll(stored).toEqual(['Work', 'Garden', 'Reading', 'Home']);
});

test('keys go to the views, and can be switched off', async ({ page, context, server }) => {
  await begin({ page, context, server }, household);
  await openView(page, '/today', 'Today');
  for (const [keys, path] of [
    ['gu', '/upcoming'],
    ['gi', '/inbox'],
    ['gt', '/today'],
    ['/', '/search'],
  ]) {
    for (const key of keys) await page.keyboard.press(key);
    await expect(page).toHaveURL(path);
  }
  await page.goto('/account');
  await page.getByRole('switch', { name: 'Single-key shortcuts' }).click({ force: true });
  await openView(page, '/inbox', 'Inbox');
  for (const key of ['g', 't', 'n', 'j', 'x', '/']) await page.keyboard.press(key);
  await expect(page).toHaveURL('/inbox');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.locator('.row').first().focus();
  await page.keyboard.press('Enter'); // which no dictation presses
  await expect(page).toHaveURL(/task=/);
});

test('a narrow screen has a bar at its foot, and a button that adds', async ({
  page,
  context,
  server,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await begin({ page, context, server }, household);
  await openView(page, '/today', 'Today');
  const bar = page.getByRole('navigation', { name: 'Main' });

  await expect(bar.getByRole('link')).toHaveText(['Today', 'Upcoming', 'Search']);
  await expect(page.getByRole('button', { name: 'Add a task' })).toBeVisible();
  await bar.getByRole('link', { name: 'Upcoming' }).click();
  await loaded(page, 'Upcoming');
  await bar.getByRole('button', { name: 'Lists' }).click();
  await expect(page.getByRole('dialog')).toContainText('Reading');
  await audit(page, 'the places on a telephone');
  await page.getByRole('dialog').getByRole('link', { name: /^Work/ }).click();
  await loaded(page, 'Work');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.getByRole('button', { name: 'Add a task' }).click();
  await expect(page.getByRole('textbox', { name: 'New task' })).toBeFocused();
});

test('the views fit from a small telephone to a wide screen', async ({ page, context, server }) => {
  await begin({ page, context, server }, household);
  for (const width of [320, 768, 1280, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    for (const where of VIEWS) {
      await page.goto(where);
      await settled(page);
      expect(await sideways(page), `${where} at ${width}`).toEqual([]);
    }
  }
  await openView(page, '/today', 'Today');
  await expect(page.getByRole('complementary', { name: 'Coming up' })).toBeVisible();
  await audit(page, 'Today with what comes up');
});

test('every view is sound in forced colours and at twice the size', async ({
  page,
  context,
  server,
}) => {
  await begin({ page, context, server }, household);
  await page.emulateMedia({ forcedColors: 'active' });
  for (const where of VIEWS) {
    await page.goto(where);
    await settled(page);
    await audit(page, `${where} in forced colours`);
  }
  await page.emulateMedia({ forcedColors: 'none' });
  await page.setViewportSize({ width: 640, height: 800 });
  await page.goto('/today');
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  await settled(page);
  await audit(page, '/today at twice the size');
});

test('less motion is no motion', async ({ page, context, server }) => {
  await begin({ page, context, server }, household);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openView(page, '/today', 'Today');
  await page.getByRole('checkbox', { name: 'Complete “Water the plants”' }).click();
  await page.getByRole('button', { name: 'View' }).click();
  const moving = await page.evaluate(
    () =>
      document
        .getAnimations()
        .map((animation) => animation.effect.getComputedTiming())
        .filter(({ duration }) => duration > 1).length,
  );

  expect(moving).toBe(0);
});

test('in Arabic everything runs from right to left', async ({ another, server }) => {
  const context = await another({ locale: 'ar' });
  const page = await context.newPage();

  await begin({ page, context, server }, household);
  await page.goto('/today');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('اليوم');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(titles(page)).toHaveCount(6);
  await look(page, 'today-ar');
  await page.goto('/upcoming');
  await expect(titles(page).first()).toBeVisible();
  await look(page, 'upcoming-ar');
});

test('the skeleton comes only when it takes long', async ({ page, context, server }) => {
  await arrive(context, server);
  let go;
  const held = new Promise((resolve) => (go = resolve));

  await page.route('**/api/users/**', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/today');
  await expect(page.getByText('Loading your tasks')).toBeAttached();
  await expect(page.locator('.rows:not(.rows-later) .skel').first()).toBeVisible();
  await look(page, 'loading');
  go();
  await expect(page.getByRole('heading', { name: 'Write down the first thing' })).toBeVisible();
});
