// Quick add: what is understood as one types, what becomes of it, and that no text is ever lost.

import { arrive, audit, expect, NARROW, tasksOf, test } from './lib/test.mjs';

const dialog = (page) => page.getByRole('dialog', { name: 'Add task' });
const field = (page) => page.getByRole('textbox', { name: 'New task' });
const painted = (page) => page.locator('.qa-mirror b');
const chip = (page, name) => dialog(page).getByRole('button', { name });

const POSTED = (request) => request.method() === 'POST' && request.url().endsWith('/tasks');

const shown = (page) => expect(page.locator('[role=grid], .empty').first()).toBeVisible();

async function open(page, at = '/today') {
  await page.goto(at);
  await shown(page);
  await page.keyboard.press('n');
  await expect(field(page)).toBeFocused();
}

async function titlesOf(tasks) {
  return (await tasks.list()).map(({ title }) => title);
}

const dayFromNow = (days) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(Date.now() + days * 864e5);

async function paste(page, text) {
  await field(page).evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();

    clipboardData.setData('text/plain', pasted);
    element.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
}

let tasks;
let ada;

test.beforeEach(async ({ context, server }) => {
  ada = await arrive(context, server);
  tasks = await tasksOf(context, server, ada);
});

test.describe('what is understood', () => {
  test('is painted, shown as chips, and stored', async ({ page }) => {
    await open(page);
    await page.keyboard.type('Call the insurance tomorrow 9am #claims !high');
    await expect(painted(page)).toHaveText(['tomorrow', '9am', '#claims', '!high']);
    await expect(chip(page, /^Date: Tomorrow/)).toBeVisible();
    await expect(chip(page, 'Priority: High')).toBeVisible();
    await expect(chip(page, /Remove the tag “claims”/)).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(field(page)).toHaveValue('');
    await expect(field(page)).toBeFocused();
    await expect.poll(() => tasks.list()).toHaveLength(1);
    expect((await tasks.list())[0]).toMatchObject({
      title: 'Call the insurance',
      due_date: dayFromNow(1),
      due_time: '09:00',
      priority: 'high',
      tags: ['claims'],
    });
  });

  test('is understood when Enter comes before the answer', async ({ page }) => {
    await open(page);
    await page.keyboard.type('Call tomorrow');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Write today');
    await page.keyboard.press('Enter');
    await expect.poll(() => titlesOf(tasks)).toEqual(['Write', 'Call']);
  });

  test('turns back into text with Backspace', async ({ page }) => {
    await open(page);
    await page.keyboard.type('Read friday');
    await expect(painted(page)).toHaveText(['friday']);
    await page.keyboard.press('Backspace');
    await expect(painted(page)).toHaveCount(0);
    await expect(field(page)).toHaveValue('Read friday');
    await page.keyboard.type(' tomorrow');
    await expect(painted(page)).toHaveText(['tomorrow']);
    await page.keyboard.press('Enter');
    await expect.poll(() => titlesOf(tasks)).toEqual(['Read friday']);
    expect((await tasks.list())[0].due_date).toBe(dayFromNow(1));
  });

  test('is corrected by its chip', async ({ page }) => {
    await open(page);
    await page.keyboard.type('Call tomorrow #a #b');
    await expect(painted(page)).toHaveCount(3);
    await chip(page, /^Date: Tomorrow/).click();
    await page.getByRole('button', { name: /^Today \w{3}$/ }).click();
    await expect(chip(page, /^Date: Today/)).toBeVisible();
    await chip(page, 'Remove the tag “b”').click();
    await chip(page, 'Priority').click();
    await page.getByRole('option', { name: 'Medium' }).click();
    await chip(page, 'Add task').click();
    await expect.poll(() => tasks.list()).toHaveLength(1);
    expect((await tasks.list())[0]).toMatchObject({
      title: 'Call',
      due_date: dayFromNow(0),
      priority: 'medium',
      tags: ['a'],
    });
  });

  test('is nothing without a network: the text alone, sent later', async ({
    page,
    context,
    watch,
  }) => {
    watch.expectUnreachable();
    await open(page);
    await context.setOffline(true);
    await page.keyboard.type('Call tomorrow');
    await page.keyboard.press('Enter');
    await expect(field(page)).toHaveValue('');
    await context.setOffline(false);
    await expect.poll(() => titlesOf(tasks)).toEqual(['Call tomorrow']);
  });
});

test('notes are written with Shift and Enter, and sent with Ctrl and Enter', async ({ page }) => {
  await open(page);
  await page.keyboard.type('Call');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('The number is on the fridge');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => tasks.list()).toHaveLength(1);
  expect((await tasks.list())[0]).toMatchObject({
    title: 'Call',
    description: 'The number is on the fridge',
  });
});

test('several pasted lines become several tasks, after a question', async ({ page }) => {
  await open(page);
  await paste(page, 'Milk tomorrow\n\n- [ ] Bread\n* [x] Eggs\n');
  await expect(page.getByRole('heading', { name: 'Add 3 tasks?' })).toBeVisible();
  expect(await tasks.list()).toHaveLength(0);
  await page.keyboard.press('Enter');
  await expect.poll(() => titlesOf(tasks)).toEqual(['Eggs', 'Bread', 'Milk']);
  const [eggs, , milk] = await tasks.list();

  expect(eggs.completed).toBe(true);
  expect(milk.due_date).toBe(dayFromNow(1));
});

test('several pasted lines can stay one task', async ({ page }) => {
  await open(page);
  await paste(page, 'Milk\nBread');
  await page.getByRole('button', { name: 'Keep as one task' }).click();
  await expect(field(page)).toHaveValue('Milk Bread');
});

test.describe('no text is lost', () => {
  test('what is typed before the field is there stands in it', async ({ page }) => {
    let release;
    const released = new Promise((resolve) => {
      release = resolve;
    });

    await page.goto('/today');
    await shown(page);
    await page.route('**/_next/static/chunks/**', async (route) => {
      await released;
      await route.fallback();
    });
    await page.keyboard.press('n');
    await page.keyboard.type('Next time');
    release();
    await expect(field(page)).toHaveValue('Next time');
    await page.keyboard.press('Enter');
    await expect.poll(() => titlesOf(tasks)).toEqual(['Next time']);
  });

  test('Escape keeps it for the next opening, and a reload does', async ({ page }) => {
    await open(page);
    await page.keyboard.type('Half a thought');
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toHaveCount(0);
    await page.keyboard.press('n');
    await expect(field(page)).toHaveValue('Half a thought');
    await page.reload();
    await shown(page);
    await page.keyboard.press('n');
    await expect(field(page)).toHaveValue('Half a thought');
    await page.keyboard.type(' more'); // behind it
    await expect(field(page)).toHaveValue('Half a thought more');
  });

  test('a refused task comes back into the field, with Retry', async ({ page, watch }) => {
    watch.expectStatus(400);
    let refuse = true;

    await page.route('**/tasks', (route) =>
      refuse && POSTED(route.request())
        ? route.fulfill({
            status: 400,
            contentType: 'application/problem+json',
            body: JSON.stringify({
              type: 'about:blank',
              title: 'No',
              status: 400,
              detail: 'Not now.',
            }),
          })
        : route.fallback(),
    );
    await open(page);
    await page.keyboard.type('Buy stamps tomorrow');
    await page.keyboard.press('Enter');
    await expect(dialog(page).getByRole('alert')).toContainText('Couldn’t add “Buy stamps”.');
    await expect(field(page)).toHaveValue('Buy stamps tomorrow');
    refuse = false;
    await dialog(page).getByRole('button', { name: 'Retry' }).click();
    await expect.poll(() => titlesOf(tasks)).toEqual(['Buy stamps']);
    await expect(field(page)).toHaveValue('');
  });

  test('a task that is refused after closing is told, and comes back', async ({ page, watch }) => {
    watch.expectStatus(400);
    await page.route('**/tasks', (route) =>
      POSTED(route.request())
        ? route.fulfill({
            status: 400,
            contentType: 'application/problem+json',
            body: JSON.stringify({
              type: 'about:blank',
              title: 'No',
              status: 400,
              detail: 'Not now.',
            }),
          })
        : route.fallback(),
    );
    await open(page);
    await page.keyboard.type('Buy stamps');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect(page.locator('.toast')).toContainText('Couldn’t add “Buy stamps”.');
    await page.keyboard.press('n');
    await expect(field(page)).toHaveValue('Buy stamps');
  });

  test('a task whose answer was lost is made once', async ({ page, watch }) => {
    watch.expectUnreachable();
    let cut = true;

    await page.route('**/tasks', async (route) => {
      if (!cut || !POSTED(route.request())) return route.fallback();
      cut = false;
      await route.fetch();
      await route.abort();
    });
    await open(page);
    await page.keyboard.type('Pay the invoice');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect.poll(() => titlesOf(tasks)).toEqual(['Pay the invoice']);
    await expect(page.locator('.sync').first()).toContainText('All changes saved', {
      timeout: 30_000,
    });
    expect(await titlesOf(tasks)).toEqual(['Pay the invoice']);
  });

  test('a title that is too long is not cut off', async ({ page }) => {
    await open(page);
    await field(page).fill('x'.repeat(503));
    await expect(dialog(page)).toContainText('Shorten this by 3 characters.');
    await page.keyboard.press('Enter');
    await expect(field(page)).toHaveValue('x'.repeat(503));
    await field(page).fill('x'.repeat(500));
    await page.keyboard.press('Enter');
    await expect.poll(() => titlesOf(tasks)).toEqual(['x'.repeat(500)]);
  });
});

test('an input method that composes a word triggers nothing', async ({ page }) => {
  await open(page);
  const devtools = await page.context().newCDPSession(page);

  await devtools.send('Input.imeSetComposition', {
    text: 'にほん',
    selectionStart: 3,
    selectionEnd: 3,
  });
  await expect(field(page)).toHaveValue('にほん');
  await field(page).evaluate((element) =>
    ['Enter', 'Backspace', 'Escape'].forEach((key) =>
      element.dispatchEvent(
        new KeyboardEvent('keydown', { key, isComposing: true, bubbles: true, cancelable: true }),
      ),
    ),
  );
  await expect(dialog(page)).toBeVisible();
  await expect(field(page)).toHaveValue('にほん');
  await devtools.send('Input.insertText', { text: '日本' });
  await page.keyboard.press('Enter');
  await expect.poll(() => titlesOf(tasks)).toEqual(['日本']);
});

test('a view gives its day to what is added in it', async ({ page }) => {
  await page.goto('/today');
  await page.getByRole('main').getByRole('button', { name: 'Add task' }).first().click();
  await expect(chip(page, /^Date: Today/)).toBeVisible();
  await field(page).fill('Now');
  await page.keyboard.press('Enter');
  await expect.poll(() => tasks.list()).toHaveLength(1);
  expect((await tasks.list())[0].due_date).toBe(dayFromNow(0));
});

test.describe('on a phone', () => {
  test.use({ viewport: NARROW, hasTouch: true });

  test('the round button opens a sheet that fits', async ({ page }) => {
    await page.goto('/today');
    await page.locator('.fab').click();
    await field(page).fill('Call tomorrow 9am #a-tag-that-is-quite-long !high every month');
    await expect(painted(page)).toHaveCount(5);
    await audit(page, 'quick add at 320');
    await dialog(page).getByRole('button', { name: 'Add task' }).click();
    await expect.poll(() => titlesOf(tasks)).toEqual(['Call']);
  });
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('German words are understood', async ({ page }) => {
    await page.goto('/today');
    await expect(page.getByRole('heading', { name: 'Heute', level: 1 })).toBeVisible();
    await shown(page);
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Neue Aufgabe' }).fill('Anrufen übermorgen um 9 Uhr');
    await expect(painted(page)).toHaveText(['übermorgen', 'um 9 Uhr']);
    await audit(page, 'quick add in German');
    await page.keyboard.press('Enter');
    await expect.poll(() => titlesOf(tasks)).toEqual(['Anrufen']);
    expect((await tasks.list())[0].due_date).toBe(dayFromNow(2));
  });
});

test.describe('in Arabic', () => {
  test.use({ locale: 'ar' });

  test('text and picture lie over one another, from right to left', async ({ page }) => {
    await page.goto('/today');
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    await shown(page);
    await page.keyboard.press('n');
    const input = page.locator('.qa-input');

    await input.fill('اشتر الحليب tomorrow');
    await expect(painted(page)).toHaveText(['tomorrow']);
    for (const part of [input, page.locator('.qa-mirror')])
      expect(await part.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
    await audit(page, 'quick add in Arabic');
  });
});
