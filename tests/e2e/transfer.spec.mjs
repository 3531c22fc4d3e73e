// Import with a preview, and export.

import fs from 'node:fs';
import path from 'node:path';
import { root } from './lib/server.mjs';
import { arrive, audit, expect, NARROW, tasksOf, test } from './lib/test.mjs';

const sample = (name) => path.join(root, 'tests/data/exchange', name);
const dialog = (page) => page.getByRole('dialog', { name: 'Import and export' });
const lines = (page) => dialog(page).getByRole('list', { name: 'What comes of each line' });
const choose = (page, files) => dialog(page).locator('input[type=file]').setInputFiles(files);

const FILES = {
  'calendar.ics': 'ics',
  'taskwarrior.json': 'taskwarrior',
  'todo.txt': 'todotxt',
  'todoist.csv': 'todoist',
  'todoist.json': 'todoist',
  'trello.json': 'trello',
  'vikunja.json': 'vikunja',
};

let tasks;

async function open(page) {
  await page.goto('/all');
  await expect(page.locator('[role=grid], .empty').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('import');
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toBeVisible();
}

test.beforeEach(async ({ context, server }) => {
  const ada = await arrive(context, server);

  tasks = await tasksOf(context, server, ada);
});

test('every format is recognised, and shown before anything is made', async ({ page }) => {
  await open(page);
  for (const [name, format] of Object.entries(FILES)) {
    await choose(page, sample(name));
    await expect(dialog(page).locator('.import-name')).toHaveText(name);
    await expect(dialog(page).getByLabel('Written by')).toHaveValue(format);
    await expect(lines(page).getByRole('listitem').first()).toBeVisible();
  }
  expect(await tasks.list()).toHaveLength(0);
});

test('what is left out is told by line; then it is imported, and taken back', async ({ page }) => {
  await open(page);
  await choose(page, sample('trello.json'));
  await expect(lines(page).getByRole('listitem').first()).toContainText('Line');
  await expect(lines(page)).toContainText('It is archived');
  await audit(page, 'the preview of an import');
  await dialog(page)
    .getByRole('button', { name: /^Add \d+ tasks$/ })
    .click();
  await expect(dialog(page).getByRole('status')).toContainText('Added');
  const made = (await tasks.list()).length;

  expect(made).toBeGreaterThan(3);
  await dialog(page).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await tasks.list()).length).toBe(0);
});

test('a second import of the same file adds nothing', async ({ page }) => {
  await open(page);
  await choose(page, sample('vikunja.json'));
  await dialog(page)
    .getByRole('button', { name: /^Add \d+ tasks$/ })
    .click();
  await expect(dialog(page).getByRole('status')).toContainText('Added');
  const made = (await tasks.list()).length;

  await dialog(page).getByRole('button', { name: 'Choose another file…' }).click();
  await choose(page, sample('vikunja.json'));
  await expect(dialog(page).getByRole('button', { name: 'Nothing to add' })).toBeDisabled();
  await expect(lines(page)).toContainText('Already here');
  expect((await tasks.list()).length).toBe(made);
});

test('an import whose answer was lost makes nothing twice', async ({ page, watch }) => {
  watch.expectUnreachable();
  let cut = true;

  await page.route('**/import?**dry_run=false**', async (route) => {
    if (!cut) return route.fallback();
    cut = false;
    await route.fetch();
    await route.abort();
  });
  await open(page);
  await choose(page, sample('todo.txt'));
  const go = dialog(page).getByRole('button', { name: /^Add \d+ tasks$/ });

  await go.click();
  await expect(dialog(page).getByRole('alert')).toBeVisible();
  await go.click();
  await expect(dialog(page).getByRole('status')).toContainText('Added');
  const titles = (await tasks.list()).map(({ title }) => title);

  expect(titles.filter((title) => title === 'Post the letter')).toHaveLength(1);
});

test('a file that cannot be read says so, and its program can be chosen', async ({
  page,
  watch,
}) => {
  watch.expectStatus(400);
  await open(page);
  await choose(page, { name: 'notes.data', mimeType: '', buffer: Buffer.from('Buy milk\n') });
  await dialog(page).getByLabel('Written by').selectOption('json');
  await expect(dialog(page).getByRole('alert')).toBeVisible();
  await dialog(page).getByLabel('Written by').selectOption('todotxt');
  await expect(lines(page)).toContainText('Buy milk');
  await choose(page, { name: 'empty.txt', mimeType: '', buffer: Buffer.from(' \n') });
  await expect(dialog(page).getByRole('alert')).toHaveText('The file is empty.');
});

test('all tasks are exported in each format', async ({ page }) => {
  await tasks.add('Buy milk');
  await open(page);
  for (const [button, name, sign] of [
    ['JSON, everything', /\.json$/, '"format":"ostiary"'],
    ['CSV, a table', /\.csv$/, 'Buy milk'],
    ['iCalendar', /\.ics$/, 'BEGIN:VCALENDAR'],
  ]) {
    const saved = page.waitForEvent('download');

    await dialog(page).getByRole('button', { name: button }).click();
    const download = await saved;

    expect(download.suggestedFilename()).toMatch(name);
    const text = fs.readFileSync(await download.path(), 'utf8');

    expect(text).toContain('Buy milk');
    expect(text.replace(/": /g, '":')).toContain(sign);
  }
});

test.describe('on a phone', () => {
  test.use({ viewport: NARROW });

  test('the preview fits', async ({ page }) => {
    await open(page);
    await choose(page, sample('vikunja.json'));
    await expect(lines(page).getByRole('listitem').first()).toBeVisible();
    await audit(page, 'the preview at 320');
  });
});
