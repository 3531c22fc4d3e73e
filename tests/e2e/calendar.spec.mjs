// The month: days and their tasks, moved by the pointer and by keys.

import { arrive, audit, expect, NARROW, tasksOf, test } from './lib/test.mjs';

const month = (page) => page.locator('table.cal');
const cell = (page, day) => page.locator(`td[data-day="${day}"]`);
const taskIn = (page, day, title) => cell(page, day).getByRole('link', { name: title });

let tasks;

async function open(page, at = '/calendar?month=2027-03') {
  await page.goto(at);
  await expect(month(page)).toBeVisible();
}

const dueOf = async (title) => (await tasks.list()).find((task) => task.title === title).due_date;

test.use({ viewport: { width: 1280, height: 900 } });

test.beforeEach(async ({ context, server }) => {
  const ada = await arrive(context, server);

  tasks = await tasksOf(context, server, ada);
  await tasks.add(
    { title: 'Plan the week', due_date: '2027-03-10' },
    { title: 'Train to Lyon', due_date: '2027-03-10', due_time: '08:12' },
    { title: 'Water', due_date: '2027-03-31' },
  );
});

test('each task stands on its day, those with a time first', async ({ page }) => {
  await open(page);
  await expect(page.getByRole('heading', { name: 'March 2027', level: 1 })).toBeVisible();
  await expect(cell(page, '2027-03-10').getByRole('link')).toHaveText([/Train to Lyon/, /Plan/]);
  await expect(month(page).getByRole('columnheader').first()).toContainText('Monday');
  await audit(page, 'the calendar');
  await taskIn(page, '2027-03-10', 'Plan the week').click();
  await expect(page).toHaveURL(/month=2027-03&task=\d+/);
});

test('months follow one another, and the address says which', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Next month' }).click();
  await expect(page).toHaveURL(/month=2027-04/);
  await expect(page.getByRole('heading', { name: 'April 2027' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'March 2027' })).toBeVisible();
  await page.getByRole('button', { name: 'Today' }).click();
  await expect(page.locator('td[aria-current="date"]')).toBeVisible();
});

test('a task is dragged to another day', async ({ page }) => {
  await open(page);
  await taskIn(page, '2027-03-10', 'Plan the week').dragTo(cell(page, '2027-03-12'));
  await expect(taskIn(page, '2027-03-12', 'Plan the week')).toBeVisible();
  await expect.poll(() => dueOf('Plan the week')).toBe('2027-03-12');
  await page.keyboard.press('Control+z');
  await expect(taskIn(page, '2027-03-10', 'Plan the week')).toBeVisible();
  await expect.poll(() => dueOf('Plan the week')).toBe('2027-03-10');
});

test('a task is moved with Alt and arrows, and keeps the focus', async ({ page }) => {
  await open(page);
  await taskIn(page, '2027-03-31', 'Water').focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.getByRole('heading', { name: 'April 2027' })).toBeVisible();
  await expect(taskIn(page, '2027-04-01', 'Water')).toBeFocused();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(taskIn(page, '2027-03-25', 'Water')).toBeFocused();
  await expect.poll(() => dueOf('Water')).toBe('2027-03-25');
  await expect(page.locator('[data-announcer]')).toContainText('Moved “Water” to');
});

test('arrows go from day to day, with one stop for Tab', async ({ page }) => {
  await open(page);
  await cell(page, '2027-03-01').getByRole('button').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(cell(page, '2027-03-09').getByRole('button')).toBeFocused();
  await page.keyboard.press('End');
  await expect(cell(page, '2027-03-14').getByRole('button')).toBeFocused();
  await page.keyboard.press('PageDown');
  await expect(cell(page, '2027-04-14').getByRole('button')).toBeFocused();
  await expect(month(page).locator('.cal-day[tabindex="0"]')).toHaveCount(1);
});

test('what a day has no room for is in its list, from which one adds', async ({ page }) => {
  await tasks.add(
    ...Array.from({ length: 6 }, (_, i) => ({ title: `Part ${i}`, due_date: '2027-03-16' })),
  );
  await open(page);
  await cell(page, '2027-03-16').getByRole('button', { name: '3 more' }).click();
  const day = page.getByRole('dialog');

  await expect(day.getByRole('link')).toHaveCount(6);
  await audit(page, 'a day of the calendar');
  await day.getByRole('button', { name: 'Add task' }).click();
  await expect(page.getByRole('textbox', { name: 'New task' })).toBeFocused();
  await page.keyboard.type('Seventh');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await tasks.list()).length).toBe(10);
  expect(await dueOf('Seventh')).toBe('2027-03-16');
});

test('on paper it has all tasks of each day', async ({ page }) => {
  await tasks.add(
    ...Array.from({ length: 9 }, (_, i) => ({ title: `Part ${i}`, due_date: '2027-03-16' })),
  );
  await open(page);
  await page.emulateMedia({ media: 'print' });
  await expect(cell(page, '2027-03-16').getByRole('link')).toHaveCount(9);
  await expect(cell(page, '2027-03-16').getByRole('link').last()).toBeVisible();
});

test.describe('wide', () => {
  test.use({ viewport: { width: 1600, height: 900 } });

  test('times stand beside the tasks', async ({ page }) => {
    await open(page);
    await expect(cell(page, '2027-03-10').locator('.cal-task time')).toBeVisible();
    await expect(cell(page, '2027-03-10').locator('.cal-task time')).toHaveText(/^0?8:12$/);
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: NARROW });

  test('days have dots, and the chosen one its tasks below', async ({ page }) => {
    await open(page);
    await expect(cell(page, '2027-03-10').locator('.cal-dots i')).toHaveCount(2);
    await expect(taskIn(page, '2027-03-10', 'Plan the week')).toBeHidden();
    await cell(page, '2027-03-10').getByRole('button').first().click();
    await expect(
      page.locator('.cal-below').getByRole('row', { name: /Train to Lyon/ }),
    ).toBeVisible();
    await audit(page, 'the calendar at 320');
  });
});

test.describe('in Arabic', () => {
  test.use({ locale: 'ar' });

  test('the week runs from right to left, and so do the arrows', async ({ page }) => {
    await open(page);
    await cell(page, '2027-03-10').getByRole('button').first().focus();
    await page.keyboard.press('ArrowLeft');
    await expect(cell(page, '2027-03-11').getByRole('button').first()).toBeFocused();
    await audit(page, 'the calendar in Arabic');
  });
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('month and days have German names', async ({ page }) => {
    await open(page);
    await expect(page.getByRole('heading', { name: 'März 2027', level: 1 })).toBeVisible();
    await expect(month(page).getByRole('columnheader').first()).toContainText('Montag');
  });
});
