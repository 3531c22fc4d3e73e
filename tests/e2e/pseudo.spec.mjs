// Every page in a language that nobody speaks: each text of the catalogue is longer and stands
// between marks, so a text without them is in no catalogue, and a label without room is cut off.
// What people wrote has no letters here.

import { belongings, choose, DOORS, openIn, VIEWS } from './lib/languages.mjs';
import { arrive, expect, NARROW, newPerson, test } from './lib/test.mjs';

const LANGUAGE = 'en-XA';
const WIDE = { width: 1280, height: 800 };

// Addresses, names of products and languages, and what Intl writes.
const SAME =
  /\S+@example\.com|127\.0\.0\.1(:\d+)?|localhost(:\d+)?|Ostiary|HeadlessChrome|Chrome|Linux|English|Deutsch|العربية|MIT|[A-Z]\w+\/[A-Z]\w+/g;
const DATES =
  /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|\b(Today|Tomorrow|Yesterday|this minute|this hour|now)\b|\d+ (second|minute|hour|day)s? ago|\b[AP]M\b|\bUTC\b/gi;
const KEYS = /^(Ctrl|⌘|Shift|Alt|Esc|Enter|Del|Delete|Space|Backspace)( .)?$/;

// A title has marks within marks.
function withoutMarked(text) {
  const rest = text.replace(/⟦[^⟦⟧]*⟧/g, ' ');

  return rest === text ? rest : withoutMarked(rest);
}

// All that can be seen or is read out, without what stands between the catalogue's marks.
async function unmarked(page) {
  const words = await page.evaluate(() => {
    const told = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);

    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;

      if (element.closest('script, style, noscript, template, next-route-announcer')) continue;
      if (element.checkVisibility()) told.push(node.data);
    }
    for (const name of ['aria-label', 'placeholder', 'title', 'alt', 'aria-description'])
      for (const element of document.querySelectorAll(`[${name}]`))
        if (element.checkVisibility()) told.push(element.getAttribute(name));
    return told;
  });

  return words.flatMap((text) => {
    const rest = withoutMarked(text).replace(SAME, ' ').replace(DATES, ' ').trim();

    return /\p{L}{2,}/u.test(rest) && !KEYS.test(rest) ? [text] : [];
  });
}

// Controls and headings whose words do not fit into their box, or that reach out of the window.
// What people wrote may end with an ellipsis.
const clipped = (page) =>
  page.evaluate(() => {
    const scrolls = (element) =>
      element !== document.body &&
      (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));

    return [
      ...document.querySelectorAll(
        'button, a, label, legend, h1, h2, h3, p, th, summary, select, input, [role=tab]',
      ),
    ]
      .filter((element) => element.checkVisibility() && !element.closest('.sr-only, .sr, .skip'))
      .filter((element) => !element.closest('[dir=auto]') && !element.querySelector('[dir=auto]'))
      .filter((element) => {
        const { overflowX, overflowY } = getComputedStyle(element);
        const { left, right, width } = element.getBoundingClientRect();
        const field = /^(input|select)$/.test(element.localName);

        if (width <= 1) return false;
        if ((right > innerWidth + 1 || left < -1) && !scrolls(element)) return true;
        return (
          !field &&
          ((overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) ||
            (overflowY !== 'visible' && element.scrollHeight > element.clientHeight + 1))
        );
      })
      .map((element) => `${element.localName}.${element.className}: ${element.textContent}`);
  });

async function judge(page, name) {
  for (const viewport of [NARROW, WIDE]) {
    const at = `${name} at ${viewport.width}`;

    await page.setViewportSize(viewport);
    expect.soft(await unmarked(page), `texts of no catalogue on ${at}`).toEqual([]);
    expect.soft(await clipped(page), `what is cut off on ${at}`).toEqual([]);
  }
}

test.beforeEach(({ context }) => choose(context, LANGUAGE));

test('the pages before the door have no text of their own', async ({ page, watch }) => {
  test.slow();
  watch.expectStatus(404);
  for (const where of DOORS) {
    await openIn(page, LANGUAGE, where);
    await judge(page, where);
  }
});

test('neither have the complaints of their forms', async ({ page, watch }) => {
  watch.expectStatus(401);
  for (const where of ['/sign-in', '/sign-up', '/forgot-password']) {
    await openIn(page, LANGUAGE, where);
    await page.locator('form button[type=submit]').click();
    await expect(page.locator('[aria-invalid=true]').first()).toBeVisible();
    await judge(page, `${where} with complaints`);
  }
  await openIn(page, LANGUAGE, '/sign-in');
  await page.locator('input[name=email]').fill('1@example.com');
  await page.locator('input[name=password]').fill('12345678901234');
  await page.locator('form button[type=submit]').click();
  await expect(page.locator('[role=alert]').filter({ hasText: '⟦' }).first()).toBeVisible();
  await judge(page, '/sign-in refused');
});

test('neither have empty views', async ({ page, context, server }) => {
  test.slow();
  await arrive(context, server, newPerson('1 2'));
  for (const where of VIEWS) {
    await openIn(page, LANGUAGE, where);
    await judge(page, `${where} without tasks`);
  }
});

test('neither have views with tasks', async ({ page, context, server }) => {
  test.slow();
  const numbers = {
    person: '1 2',
    list: '11',
    section: '12',
    tag: '13',
    notes: '14',
    task: '15 16',
  };
  const { list, task } = await belongings({ page, context, server }, (what) => numbers[what]);

  for (const where of [...VIEWS, `/list?id=${list}`, `/today?task=${task}`]) {
    await openIn(page, LANGUAGE, where);
    await judge(page, where);
  }
});
