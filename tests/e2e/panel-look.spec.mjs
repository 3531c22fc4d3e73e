// How the panel and its pickers look: light, dark, on a small phone, from right to left.

import { audit, expect, look, NARROW, test } from './lib/test.mjs';
import { notes, openTask, panel, pick, picker, title } from './lib/panel.mjs';

const TASK = {
  title: 'Draft slides for Friday’s review',
  description: 'Ten **minutes**, see https://example.com/sheet\n- one\n- two',
  due_date: '2027-06-30',
  due_time: '14:00',
  reminders: ['PT30M'],
  priority: 'medium',
  tags: ['review', 'a tag that goes on and on, as far as tags can'],
};

test('the panel', async ({ page, context, server }) => {
  await openTask(page, context, server, [TASK]);
  await look(page, 'task');
});

for (const name of ['Date', 'Repeat', 'Reminders', 'Priority', 'List', 'Start date'])
  test(`the picker of ${name}`, async ({ page, context, server }) => {
    await openTask(page, context, server, [TASK]);
    await pick(page, name);
    await audit(page, name);
    await page.keyboard.press('Escape');

    // On a phone it is a sheet at the foot, as wide as the window.
    await page.setViewportSize(NARROW);
    await pick(page, name);
    await audit(page, `${name} on a phone`);
    const sheet = page.locator('.modal.sheet');

    await expect(async () => {
      const box = await sheet.boundingBox();

      expect(box.width).toBe(NARROW.width);
      expect(Math.round(box.y + box.height)).toBe(NARROW.height);
    }).toPass();
    await page.keyboard.press('Escape');
    await expect(picker(page, name)).toHaveCount(0);
  });

test('texts from right to left', async ({ page, context, server }) => {
  await openTask(page, context, server, [{ title: 'שלום עולם!', description: 'مرحبا *بالعالم*!' }]);
  const direction = (field) => field.evaluate((element) => element.matches(':dir(rtl)'));

  expect(await direction(title(page))).toBe(true);
  expect(await direction(notes(page))).toBe(true);
  expect(await direction(panel(page).locator('.md p'))).toBe(true);
});

test('the panel from right to left', async ({ page, context, server }) => {
  await context.addInitScript(() => localStorage.setItem('ostiary.language', 'ar'));
  await openTask(page, context, server, [TASK]);
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  const aside = page.locator('.panel');

  expect((await aside.boundingBox()).x).toBe(0);
  await audit(page, 'the panel in Arabic');
  await aside.locator('.prop-value').first().click();
  await expect(page.locator('.popover.date')).toBeVisible();
  await audit(page, 'the date picker in Arabic');
});
