// The properties of a task, each by the picker that its value opens.

import { expect, test } from './lib/test.mjs';
import {
  eventually,
  inDays,
  openTask,
  panel,
  pick,
  picker,
  property,
  sentChanges,
} from './lib/panel.mjs';

const press = (where, name) => where.getByRole('button', { name }).click();
const choose = (where, name) => where.getByRole('option', { name, exact: true }).click();

test('a day by a quick choice, by words and from the month', async ({ page, context, server }) => {
  const { api, task } = await openTask(page, context, server, [
    'Plan',
    { title: 'Busy', due_date: inDays(0) },
  ]);

  await press(await pick(page, 'Date'), /^Tomorrow/);
  await expect(property(page, 'Date')).toHaveText('Tomorrow');
  await expect(property(page, 'Date')).toBeFocused();
  await eventually(api, task.id, { due_date: inDays(1) });
  expect(await sentChanges(page)).toEqual([{ due_date: inDays(1) }]);

  let date = await pick(page, 'Date');
  await date.getByLabel('Type a date').fill('in 2 weeks');
  await expect(date.getByRole('button', { name: /^\w{3},? \d+/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(date).toHaveCount(0);
  await eventually(api, task.id, { due_date: inDays(14) });

  date = await pick(page, 'Date');
  await date.getByLabel('Type a date').fill('tomorrow 5pm');
  await page.keyboard.press('Enter'); // before the answer
  await eventually(api, task.id, { due_date: inDays(1), due_time: '17:00' });

  date = await pick(page, 'Date');
  await date.getByLabel('Type a date').fill('whenever');
  await expect(date.getByText('No date in that yet.')).toBeVisible();
  const chosen = date.getByRole('gridcell', { selected: true });

  await expect(chosen).toHaveCount(1);
  await expect(date.locator('.day[data-today][data-busy]')).toHaveCount(1);
  await date.getByRole('button', { name: 'Next month' }).click();
  await date
    .getByRole('button', { name: /\b15\b/ })
    .first()
    .click();
  await expect
    .poll(async () => (await api.list()).find(({ id }) => id === task.id).due_date)
    .toMatch(/-15$/);

  await press(await pick(page, 'Date'), 'No date');
  await eventually(api, task.id, { due_date: null, due_time: null });
});

test('a time, where it is meant, and none', async ({ page, context, server }) => {
  const { api, task } = await openTask(page, context, server, [
    { title: 'Call', due_date: inDays(1) },
  ]);
  let date = await pick(page, 'Date');

  await press(date, /^Time/);
  await date.getByLabel('Time', { exact: true }).fill('14:30');
  await eventually(api, task.id, { due_time: '14:30' });
  await date.getByLabel('Time zone').selectOption('America/New_York');
  await eventually(api, task.id, { due_time: '14:30', time_zone: 'America/New_York' });
  await page.keyboard.press('Escape');
  await expect(panel(page)).toContainText('14:30 in America/New York');

  date = await pick(page, 'Date');
  await press(date, /^Time/);
  await press(date, 'No time');
  await eventually(api, task.id, { due_date: inDays(1), due_time: null, time_zone: null });
});

test('a repetition that the day suggests, and one of one’s own', async ({
  page,
  context,
  server,
}) => {
  const { api, task } = await openTask(page, context, server, [
    { title: 'Water', due_date: '2027-06-30' }, // a Wednesday, the last day of its month
  ]);

  await choose(await pick(page, 'Repeat'), 'Every week on Wednesday');
  await expect(property(page, 'Repeat')).toHaveText('Every week on Wednesday');
  await eventually(api, task.id, { recurrence: 'FREQ=WEEKLY;BYDAY=WE', recurrence_from: 'due' });

  let repeat = await pick(page, 'Repeat');
  await choose(repeat, 'Custom…');
  await repeat.getByLabel('Every', { exact: true }).fill('2');
  await repeat.getByLabel('Unit').selectOption('MONTHLY');
  await repeat.getByLabel('On', { exact: true }).selectOption('last');
  await repeat.getByLabel('Ends', { exact: true }).selectOption('count');
  await repeat.getByLabel('Times', { exact: true }).fill('4');
  await repeat.getByLabel('Counts from').selectOption('completion');
  await expect(repeat.getByRole('status')).toHaveText(
    'Every 2 months on the last Wednesday, 4 times, counted from completion',
  );
  await press(repeat, 'Set');
  await eventually(api, task.id, {
    recurrence: 'FREQ=MONTHLY;INTERVAL=2;BYDAY=-1WE;COUNT=4',
    recurrence_from: 'completion',
  });

  repeat = await pick(page, 'Repeat');
  await expect(repeat.getByRole('option', { selected: true })).toHaveText(/last Wednesday/);
  await choose(repeat, 'Never');
  await eventually(api, task.id, { recurrence: null });
});

test('a priority by the keyboard alone', async ({ page, context, server }) => {
  const { api, task } = await openTask(page, context, server, ['Call']);

  await property(page, 'Priority').focus();
  await page.keyboard.press('Enter');
  await expect(picker(page, 'Priority')).toBeVisible();
  await page.keyboard.press('1');
  await expect(property(page, 'Priority')).toHaveText('High');
  await expect(property(page, 'Priority')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(property(page, 'Priority')).toHaveText('Medium');
  await eventually(api, task.id, { priority: 'medium' });
  expect(await sentChanges(page)).toEqual([{ priority: 'high' }, { priority: 'medium' }]);
});

test('a list that is made as its name is typed', async ({ page, context, server }) => {
  const { api, task } = await openTask(page, context, server, ['Call']);
  let list = await pick(page, 'List');

  await list.getByRole('searchbox').or(list.getByRole('textbox')).fill('Wörk');
  await page.keyboard.press('Enter');
  await expect(property(page, 'List')).toHaveText('Wörk');
  await expect.poll(async () => (await api.list())[0].list_id).not.toBeNull();

  list = await pick(page, 'List');
  await list.getByRole('searchbox').or(list.getByRole('textbox')).fill('work');
  await expect(list.getByRole('option')).toHaveText([/Wörk/]);
  await list.getByRole('searchbox').or(list.getByRole('textbox')).fill('');
  await choose(list, 'Inbox');
  await eventually(api, task.id, { list_id: null });
});

test('a start date', async ({ page, context, server }) => {
  const { api, task } = await openTask(page, context, server, ['Call']);

  await press(await pick(page, 'Start date'), /^Today \w{3}$/);
  await expect(property(page, 'Start date')).toHaveText('Today');
  await eventually(api, task.id, { start_date: inDays(0), due_date: null });
  await press(await pick(page, 'Start date'), 'No date');
  await eventually(api, task.id, { start_date: null });
});
