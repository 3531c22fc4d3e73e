// The views: what each of them shows, and that each has an address.

import { begin, day, household } from './lib/household.mjs';
import { audit, expect, loaded, look, openView, rows, test, titles } from './lib/test.mjs';

const heads = (page) => page.locator('[role=grid] .group-title');
const side = (page) => page.getByRole('navigation', { name: 'Main' }).first();

test('Today shows what is overdue, what is due, and what is done', async ({
  page,
  context,
  server,
}) => {
  await begin({ page, context, server }, household);
  await openView(page, '/today', 'Today');
  await expect(page.getByText('Wednesday 2 December')).toBeVisible();
  await expect(heads(page)).toHaveText(['Overdue', 'Today']);
  await expect(titles(page)).toHaveText([
    'Renew passport',
    'Reply to Jonas about the lease',
    'Review Lin’s pull request',
    'Draft slides for Friday’s review',
    'Book the dentist for both children',
    'Water the plants',
  ]);
  await expect(page).toHaveTitle('(6) Today · Ostiary');
  await look(page, 'today');

  await page.getByRole('button', { name: 'Reschedule…' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await look(page, 'today-reschedule');
  await page.getByRole('menuitem', { name: /^Today/ }).click();
  await expect(heads(page)).toHaveText(['Today']);
  await expect(page.locator('.toast')).toContainText('Rescheduled 2 tasks');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(heads(page)).toHaveText(['Overdue', 'Today']);
});

test('an empty Today is a small reward, or says how to begin', async ({
  page,
  context,
  server,
}) => {
  const { add } = await begin({ page, context, server });

  await openView(page, '/today', 'Today');
  await expect(page.getByRole('heading', { name: 'Write down the first thing' })).toBeVisible();
  await look(page, 'today-first');
  await add({ title: 'Later', due_date: day(1) });
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Nothing planned for today' })).toBeVisible();
  await page.goto('/inbox');
  await page.getByRole('checkbox', { name: 'Complete “Later”' }).click();
  await expect(titles(page)).toHaveCount(0);
  await page.goto('/today');
  await expect(page.locator('.art-sun')).toBeVisible();
});

test('Upcoming is a week, day by day', async ({ page, context, server }) => {
  await begin({ page, context, server }, household);
  await openView(page, '/upcoming', 'Upcoming');
  await expect(heads(page)).toHaveText([
    'Overdue',
    /^Today/,
    /^Tomorrow/,
    /^Friday/,
    /^Saturday/,
    /^Sunday/,
    /^Monday/,
    /^Tuesday/,
  ]);
  await expect(rows(page).filter({ hasText: 'Parents’ evening' })).toContainText('18:00');
  await look(page, 'upcoming');
});

test('lists have sections, colours and a menu', async ({ page, context, server }) => {
  const { call } = await begin({ page, context, server }, household);
  const [home] = (await call('GET', '/lists')).filter(({ name }) => name === 'Home');
  const kitchen = await call('POST', `/lists/${home.id}/sections`, { name: 'Kitchen' });

  await call('POST', '/tasks', { title: 'Shelf', list_id: home.id, section_id: kitchen.id });
  await openView(page, `/list?id=${home.id}`, 'Home');
  await expect(heads(page)).toHaveText(['Kitchen']);
  await expect(titles(page).last()).toHaveText('Shelf');
  await look(page, 'list');

  await page
    .locator('.page-head')
    .getByRole('button', { name: /^Options of the list/ })
    .click();
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  await page.getByLabel('Name').fill('House');
  await page.getByRole('radio', { name: 'Green' }).check({ force: true });
  await audit(page, 'the dialog of a list');
  await page.getByRole('button', { name: 'Save' }).click();
  await loaded(page, 'House');
  await expect(side(page).getByRole('link', { name: /^House/ })).toBeVisible();
  await expect
    .poll(async () => (await call('GET', '/lists')).find(({ id }) => id === home.id))
    .toMatchObject({ name: 'House', color: '#4d8b50' });

  await page
    .locator('.page-head')
    .getByRole('button', { name: /^Options of the list/ })
    .click();
  await page.getByRole('menuitem', { name: 'Delete list' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('Delete “House”');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete list' }).click();
  await loaded(page, 'Today');
  await expect(side(page).getByRole('link', { name: /^House/ })).toHaveCount(0);
});

test('the search finds notes and tags, and says what it is limited to in the address', async ({
  page,
  context,
  server,
}) => {
  const { add } = await begin({ page, context, server }, household);

  await add({ title: 'Old photographs', completed: true });
  await page.goto('/today');
  await loaded(page, 'Today');
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search tasks' })).toBeFocused();
  await page.keyboard.type('photogr');
  await expect(titles(page)).toHaveText(['Renew passport']);
  await expect(rows(page)).toContainText('With a photograph');
  await page.getByRole('button', { name: 'Include completed' }).click();
  await expect(titles(page)).toHaveText(['Renew passport', 'Old photographs']);
  await expect(page).toHaveURL('/search?q=photogr&completed=1');
  await page.reload();
  await expect(titles(page)).toHaveCount(2);
  await look(page, 'search');
  await page.getByRole('searchbox').fill('zebra');
  await expect(page.getByRole('heading', { name: 'No matches for “zebra”' })).toBeVisible();
  await look(page, 'search-none');
  await page.goBack();
  await loaded(page, 'Today');
});

test('what was deleted can be restored, or deleted for good', async ({ page, context, server }) => {
  const { call } = await begin({ page, context, server }, ({ add }) => add('One', 'Two'));
  const deleted = (await call('GET', '/tasks')).map(({ id }) => call('DELETE', `/tasks/${id}`));

  await Promise.all(deleted);
  await page.goto('/trash');
  await expect(page.getByRole('button', { name: 'Restore “One”' })).toBeVisible();
  await look(page, 'trash');
  await page.getByRole('button', { name: 'Restore “One”' }).click();
  await expect(page.getByRole('button', { name: 'Restore “One”' })).toBeHidden();
  await page.getByRole('button', { name: 'Empty the bin' }).click();
  await audit(page, 'the question before the bin is emptied');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Empty the bin' }).click();
  await expect(page.getByRole('heading', { name: 'The bin is empty' })).toBeVisible();
  await expect
    .poll(async () => (await call('GET', '/tasks')).map(({ title }) => title))
    .toEqual(['One']);
});

test('each view has an address to which Back and reload return', async ({
  page,
  context,
  server,
}) => {
  await begin({ page, context, server }, household);
  await openView(page, '/today', 'Today');
  for (const [name, path, heading] of [
    ['Inbox', '/inbox', 'Inbox'],
    ['Upcoming', '/upcoming', 'Upcoming'],
    ['All tasks', '/all', 'All tasks'],
    ['Work', /\/list\?id=\d+$/, 'Work'],
    ['travel', '/tag?name=travel', 'travel'],
  ]) {
    await side(page)
      .getByRole('link', { name: new RegExp(`^${name}`) })
      .click();
    await expect(page).toHaveURL(path);
    await loaded(page, heading);
    await expect(side(page).locator('[aria-current=page] .name')).toHaveText(name);
  }
  await audit(page, 'a tag');
  await page.goBack();
  await loaded(page, 'Work');
  await page.reload();
  await loaded(page, 'Work');
  await page.goBack();
  await loaded(page, 'All tasks');
  await page.goto('/tasks'); // the address of before
  await expect(page).toHaveURL('/today');
});

test('sorting and grouping are chosen, and kept by the browser', async ({
  page,
  context,
  server,
}) => {
  await begin({ page, context, server }, ({ add }) =>
    add(
      { title: 'b', priority: 'low' },
      { title: 'a', priority: 'high' },
      { title: 'c', due_date: day(0) },
    ),
  );
  await openView(page, '/inbox', 'Inbox');
  await expect(titles(page)).toHaveText(['b', 'a', 'c']);
  await page.getByRole('button', { name: 'View' }).click();
  await page.getByRole('menuitemradio', { name: 'Title' }).click();
  await expect(titles(page)).toHaveText(['a', 'b', 'c']);
  await page.getByRole('button', { name: 'View' }).click();
  await page.getByRole('menuitemradio', { name: 'Priority' }).last().click();
  await expect(heads(page)).toHaveText(['High priority', 'Low priority', 'No priority']);
  await page.reload();
  await expect(heads(page)).toHaveText(['High priority', 'Low priority', 'No priority']);
});
