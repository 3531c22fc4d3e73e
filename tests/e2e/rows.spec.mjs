// The rows of a list: press, keys, choosing several, dragging, printing.

import { begin, day } from './lib/household.mjs';
import { addField, audit, expect, look, openView, rows, task, test, titles } from './lib/test.mjs';

const row = (page, title) => rows(page).filter({ hasText: title });
const toast = (page) => page.locator('.toast');
const bulk = (page) => page.getByRole('toolbar');

async function inbox(fixtures, ...tasks) {
  const all = await begin(fixtures, ({ add }) => add(...tasks));

  await openView(fixtures.page, '/inbox', 'Inbox');
  return all;
}

test('the text opens a task, and only the circle completes it', async ({
  page,
  context,
  server,
}) => {
  const { api } = await inbox({ page, context, server }, 'Buy milk', 'Sweep');

  await row(page, 'Buy milk').locator('.row-title').click();
  await expect(page).toHaveURL(/\?task=\d+$/);
  await expect(page.getByRole('complementary')).toBeVisible();
  await page.evaluate(() => history.back());
  await expect(page).toHaveURL('/inbox');
  await expect(page.getByRole('complementary')).toBeHidden();
  await expect(task(page, 'Buy milk')).not.toBeChecked();

  await task(page, 'Buy milk').click();
  await expect(toast(page)).toContainText('Completed “Buy milk”');
  await expect(titles(page)).toHaveText(['Sweep']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(titles(page)).toHaveText(['Buy milk', 'Sweep']);
  await expect.poll(async () => (await api.list()).every(({ completed }) => !completed)).toBe(true);
});

test('an address in a title is a link, and text can be selected', async ({
  page,
  context,
  server,
}) => {
  await inbox({ page, context, server }, 'Read https://example.com/a?b=1. Then rest');
  const link = page.getByRole('link', { name: 'https://example.com/a?b=1' });

  await expect(link).toHaveAttribute('href', 'https://example.com/a?b=1');
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
  await row(page, 'Read').locator('.row-open').last().selectText();
  await row(page, 'Read').locator('.row-open').last().dispatchEvent('click', { button: 0 });
  await expect(page).toHaveURL('/inbox'); // what was selected opens nothing
});

test('a row says to a screen reader all that matters', async ({ page, context, server }) => {
  await inbox(
    { page, context, server },
    { title: 'Renew passport', priority: 'high', due_date: day(-2), tags: ['travel'] },
    { title: 'Plain' },
  );
  await expect(
    page.getByRole('row', {
      name: 'Renew passport, High priority, overdue, due 2 days ago, tag travel',
    }),
  ).toBeVisible();
  await expect(page.getByRole('row', { name: 'Plain', exact: true })).toBeVisible();
  await look(page, 'rows');
});

test('a list is one stop for Tab, with arrows within', async ({ page, context, server }) => {
  await inbox({ page, context, server }, 'One', 'Two', 'Three');
  await page.keyboard.press('j');
  await expect(row(page, 'One')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  await page.keyboard.press('j'); // there is no further one
  await expect(row(page, 'Three')).toBeFocused();
  await page.keyboard.press('k');
  await expect(row(page, 'Two')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(task(page, 'Two')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(row(page, 'Two')).toBeFocused();
  await expect(rows(page).and(page.locator('[tabindex="0"]'))).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\?task=\d+$/);
});

test('keys act on the row that has the focus', async ({ page, context, server }) => {
  const { api } = await inbox({ page, context, server }, 'One', 'Two', 'Three');
  const of = async (title) => (await api.list()).find((one) => one.title === title);

  await page.keyboard.press('j');
  await page.keyboard.press('1');
  await expect.poll(async () => (await of('One')).priority).toBe('high');
  await page.keyboard.press('d');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Tomorrow/ })
    .click();
  await expect.poll(async () => (await of('One')).due_date).toBe(day(1));
  await page.keyboard.press('j');
  await page.keyboard.press('#');
  await expect(titles(page)).toHaveText(['One', 'Three']);
  await expect(row(page, 'Three')).toBeFocused(); // and not the top of the page
  await page.keyboard.press('Control+z');
  await expect(titles(page)).toHaveText(['One', 'Two', 'Three']);
  await page.keyboard.press('Delete');
  await expect(titles(page)).toHaveText(['One', 'Two']);
  await page.keyboard.press('Alt+ArrowUp');
  await expect(titles(page)).toHaveText(['Two', 'One']);
  await expect(row(page, 'Two')).toBeFocused();
  await page.reload();
  await expect(titles(page)).toHaveText(['Two', 'One']);
});

test('the last deletion is taken back also when it was the only task', async ({
  page,
  context,
  server,
}) => {
  await inbox({ page, context, server }, 'Only one');
  await page.keyboard.press('j');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('heading', { name: 'Inbox is empty' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(page).toHaveURL('/today');
  await page.keyboard.press('Control+z'); // after going elsewhere, too
  await page.goBack();
  await expect(titles(page)).toHaveText(['Only one']);
});

test('several are chosen with Shift and Ctrl, and changed together', async ({
  page,
  context,
  server,
}) => {
  const { api } = await inbox({ page, context, server }, 'One', 'Two', 'Three', 'Four');

  await row(page, 'One')
    .locator('.row-title')
    .click({ modifiers: ['Control'] });
  await row(page, 'Three')
    .locator('.row-title')
    .click({ modifiers: ['Shift'] });
  await expect(page.locator('.row[aria-selected=true]')).toHaveCount(3);
  await expect(bulk(page)).toHaveAccessibleName('3 selected');
  await look(page, 'rows-chosen');
  await bulk(page).getByRole('button', { name: 'Set the priority' }).click();
  await page.getByRole('menuitem', { name: /^High priority/ }).click();
  await expect
    .poll(async () => (await api.list()).filter(({ priority }) => priority === 'high').length)
    .toBe(3);
  await bulk(page).getByRole('button', { name: 'Delete' }).click();
  await expect(titles(page)).toHaveText(['Four']);
  await expect(bulk(page)).toBeHidden();
  await expect(toast(page)).toContainText('Deleted 3 tasks');
  await page.keyboard.press('Control+z');
  await expect(titles(page)).toHaveText(['One', 'Two', 'Three', 'Four']);
  await page.keyboard.press('j');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.locator('.row[aria-selected=true]')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(bulk(page)).toBeHidden();
});

test('keys in the panel do nothing to what was chosen behind it', async ({
  page,
  context,
  server,
}) => {
  const { add, api } = await begin({ page, context, server });
  const [slides] = await add('Slides', 'Two', 'Three');
  await add({ title: 'Outline', parent_id: slides.id });
  await openView(page, '/inbox', 'Inbox');
  for (const title of ['Two', 'Three'])
    await row(page, title)
      .locator('.row-title')
      .click({ modifiers: ['Control'] });
  await page.keyboard.press('1');
  await row(page, 'Slides').locator('.row-title').click();
  const outline = page
    .getByRole('complementary', { name: 'Task' })
    .getByRole('row', { name: 'Outline' });

  await outline.focus();
  for (const key of ['0', 'x', 'd', 'v', '#', 'Delete']) await page.keyboard.press(key);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(outline).toBeFocused();
  await expect(bulk(page)).toHaveAccessibleName('2 selected');
  for (const name of ['Two, High priority', 'Three, High priority'])
    await expect(page.getByRole('row', { name, exact: true })).toBeVisible();
  await expect
    .poll(async () =>
      (await api.list()).map(({ title, priority }) => `${title} ${priority}`).sort(),
    )
    .toEqual(['Outline none', 'Slides none', 'Three high', 'Two high']);
  expect((await api.list()).some(({ completed }) => completed)).toBe(false);
});

test('a row is dragged to another place, and onto a list', async ({ page, context, server }) => {
  const { api } = await begin({ page, context, server }, async ({ add, list }) => {
    await list('Home', null);
    await add('One', 'Two', 'Three');
  });

  await openView(page, '/inbox', 'Inbox');
  await row(page, 'Three').hover();
  await row(page, 'Three')
    .locator('.grip')
    .dragTo(row(page, 'One'), { targetPosition: { x: 200, y: 4 } });
  await expect(titles(page)).toHaveText(['Three', 'One', 'Two']);
  await row(page, 'Two').hover();
  await row(page, 'Two')
    .locator('.grip')
    .dragTo(page.getByRole('link', { name: /^Home/ }));
  await expect(titles(page)).toHaveText(['Three', 'One']);
  await expect(toast(page)).toContainText('Moved “Two” to Home');
  await expect
    .poll(async () => (await api.list()).find(({ title }) => title === 'Two').list_id)
    .not.toBeNull();
});

test('sub-tasks unfold below their task', async ({ page, context, server }) => {
  const { add } = await begin({ page, context, server });
  const [slides] = await add('Slides');

  await add(
    { title: 'Outline', parent_id: slides.id, completed: true },
    { title: 'Numbers', parent_id: slides.id },
  );
  await openView(page, '/inbox', 'Inbox');
  await expect(titles(page)).toHaveText(['Slides']);
  await page.getByRole('button', { name: /1 of 2 sub-tasks done/ }).click();
  await expect(titles(page)).toHaveText(['Slides', 'Outline', 'Numbers']);
  await audit(page, 'unfolded sub-tasks');
  await page.reload();
  await expect(titles(page)).toHaveText(['Slides', 'Outline', 'Numbers']);
});

test('right-to-left titles run from right to left', async ({ page, context, server }) => {
  await inbox({ page, context, server }, 'שלום עולם!', 'مرحبا 12');
  for (const title of ['שלום עולם!', 'مرحبا 12'])
    expect(
      await row(page, title)
        .locator('.row-title')
        .evaluate((element) => getComputedStyle(element).direction),
    ).toBe('rtl');
  await page.keyboard.press('n');
  await addField(page).fill('שלום');
  await expect(addField(page)).toHaveCSS('direction', 'rtl');
});

test('what a title contains is text', async ({ page, context, server }) => {
  const evil = '<img src=x onerror="alert(1)"> <script>alert(2)</script> {{x}} javascript:alert(3)';

  await inbox({ page, context, server }, evil, 'x'.repeat(500), '🧺 wäsche');
  await expect(titles(page)).toHaveText([evil, 'x'.repeat(500), '🧺 wäsche']);
  await audit(page, 'strange titles');
  await page.setViewportSize({ width: 320, height: 640 });
  await audit(page, 'strange titles on a telephone');
});

test('all rows of a long list are printed', async ({ page, context, server }) => {
  await inbox(
    { page, context, server },
    ...Array.from({ length: 220 }, (_, i) => `Task number ${i}`),
  );
  expect(await rows(page).count()).toBeLessThan(220);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect(rows(page)).toHaveCount(220);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect.poll(() => rows(page).count()).toBeLessThan(220);
  const printed = (await page.pdf()).toString('latin1').match(/\/Type\s*\/Page\b/g).length;

  expect(printed).toBeGreaterThan(3);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await expect(row(page, 'Task number 219')).toBeInViewport();
});

test.describe('under a finger', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('a swipe completes, and a long press chooses', async ({ page, context, server }) => {
    await inbox({ page, context, server }, 'One', 'Two', 'Three');
    const swipe = (title, by) =>
      row(page, title).evaluate((element, far) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        const at = (type, x) =>
          element.dispatchEvent(
            new PointerEvent(type, {
              pointerId: 1,
              pointerType: 'touch',
              isPrimary: true,
              bubbles: true,
              clientX: left + width / 2 + x,
              clientY: top + height / 2,
            }),
          );

        element.setPointerCapture = () => undefined;
        at('pointerdown', 0);
        at('pointermove', far / 2);
        at('pointermove', far);
        at('pointerup', far);
      }, by);

    await swipe('One', 120);
    await expect(titles(page)).toHaveText(['Two', 'Three']);
    await swipe('Two', -120);
    await expect(page.getByRole('dialog', { name: 'Set a date' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await row(page, 'Two').dispatchEvent('pointerdown', { pointerId: 2, pointerType: 'touch' });
    await expect(bulk(page)).toHaveAccessibleName('1 selected');
    await row(page, 'Two').dispatchEvent('pointerup', { pointerId: 2, pointerType: 'touch' });
    await audit(page, 'a chosen row on a telephone');
  });
});
