// The pages in German and Arabic, and how a language is chosen.

import { belongings, choose, DOORS, openIn, speaks } from './lib/languages.mjs';
import { arrive, audit, expect, NARROW, test } from './lib/test.mjs';

const VIEW_GROUPS = [
  ['/today', '/upcoming'],
  ['/inbox', '/all', '/list?id=LIST'],
  ['/completed', '/trash', '/search?q=1'],
  ['/calendar', '/today?task=TASK'],
];
const WIDE = { width: 1280, height: 800 };

async function fits(page, name) {
  for (const viewport of [NARROW, WIDE]) {
    await page.setViewportSize(viewport);
    await audit(page, `${name} at ${viewport.width}`);
  }
}

// In each language titles of its own script, and one of another.
const NAMES = {
  de: {
    person: 'Mara Lindqvist',
    list: 'Haushaltsangelegenheiten',
    section: 'Küche',
    tag: 'erledigungen',
    notes: 'Mit Lichtbild',
    task: 'Haftpflichtversicherungsbescheinigung مراجعة einreichen',
  },
  ar: {
    person: 'مها الخطيب',
    list: 'المنزل',
    section: 'المطبخ',
    tag: 'مشاوير',
    notes: 'مع صورة شخصية',
    task: 'مراجعة طلب الدمج الذي أرسلته Lin قبل الجمعة',
  },
};

for (const [language, locale, word] of [
  ['de', 'de-AT', 'Anmelden'],
  ['ar', 'ar-EG', 'تسجيل الدخول'],
])
  test.describe(`in ${language}`, () => {
    test.use({ locale });

    test('the pages before the door fit and are accessible', async ({ page, watch }) => {
      test.slow();
      watch.expectStatus(404);
      for (const where of DOORS) {
        await openIn(page, language, where);
        if (where === '/sign-in')
          await expect(page.getByRole('button', { name: word, exact: true })).toBeVisible();
        if (where.includes('token=')) await expect(page.locator('[name=password]')).toBeVisible();
        await fits(page, `${where} in ${language}`);
      }
    });

    for (const [first, ...more] of VIEW_GROUPS)
      test(`${first} and others fit and are accessible`, async ({ page, context, server }) => {
        test.slow();
        const { list, task } = await belongings(
          { page, context, server },
          (what) => NAMES[language][what],
        );

        for (const view of [first, ...more]) {
          const where = view.replace('LIST', list).replace('TASK', task);

          await openIn(page, language, where);
          await fits(page, `${where} in ${language}`);
        }
      });
  });

test('in Arabic the side bar is on the right, and rows begin there', async ({
  page,
  context,
  server,
}) => {
  await choose(context, 'ar');
  await belongings({ page, context, server }, (what) => `Latin ${what}`);
  await page.setViewportSize(WIDE);
  await openIn(page, 'ar', '/today');
  const at = async (locator) => (await locator.first().boundingBox()).x;
  const title = page.locator('[role=grid] .row-title').first();

  expect(await at(page.locator('nav').first())).toBeGreaterThan(await at(page.locator('h1')));
  expect(await at(page.getByRole('checkbox'))).toBeGreaterThan(await at(title));
  await expect(title).toHaveCSS('text-align', 'right');
  await expect(title).toHaveCSS('direction', 'ltr');
  await expect(page.locator('.side-item .name', { hasText: 'Latin list' })).toHaveCSS(
    'text-align',
    'right',
  );
});

test('a language that is not there is English', async ({ another }) => {
  const context = await another({ locale: 'fr-FR' });

  await openIn(await context.newPage(), 'en', '/sign-in');
});

test('a chosen language counts at once, in all tabs, and after a reload', async ({
  page,
  context,
  server,
}) => {
  await arrive(context, server);
  await openIn(page, 'en', '/account');
  const second = await context.newPage();

  await openIn(second, 'en', '/account');
  await page.locator('[name=name]').fill(' ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.field-error')).toHaveText('Enter your name.');
  await page.getByLabel('Language', { exact: true }).selectOption('ar');
  await speaks(page, 'ar');
  await speaks(second, 'ar');
  await expect(page.locator('.field-error')).toHaveText('أدخل اسمك.'); // complaints, too
  await page.reload();
  await speaks(page, 'ar');
  await page.getByLabel('اللغة', { exact: true }).selectOption('de');
  await speaks(page, 'de');
  await page.getByLabel('Sprache', { exact: true }).selectOption({ label: 'Wie der Browser' });
  await speaks(page, 'en');
  await speaks(second, 'en');
});

test('what the person has chosen elsewhere counts in a new browser', async ({
  page,
  context,
  server,
}) => {
  const { call } = await belongings({ page, context, server }, (what) => what);

  await call('PATCH', '/preferences', { language: 'de' });
  await page.goto('/today');
  await speaks(page, 'de');
  await page.evaluate(() => localStorage.setItem('ostiary.language', 'en'));
  await openIn(page, 'en', '/today');
});

test('no English is seen before the chosen language is there', async ({ page, context }) => {
  await choose(context, 'de');
  await context.addInitScript(() => {
    const patient = new CSSStyleSheet();

    // A slow machine may wait for longer than a person.
    patient.replaceSync('body { animation: none !important }');
    document.adoptedStyleSheets = [patient];
    window.__seen = [];
    const note = () => {
      const heading = document.querySelector('h1');

      if (heading && getComputedStyle(heading).visibility === 'visible')
        window.__seen.push(heading.textContent);
      requestAnimationFrame(note);
    };

    requestAnimationFrame(note);
  });
  await openIn(page, 'de', '/sign-in');
  await expect.poll(() => page.evaluate(() => window.__seen.length)).toBeGreaterThan(0);
  expect(await page.evaluate(() => [...new Set(window.__seen)])).toEqual(['Anmelden']);
});

test('a page whose language does not come is in English', async ({ page, context, watch }) => {
  let held = 0;

  watch.expectUnreachable();
  await choose(context, 'de');
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    const response = await route.fetch();

    if (!(await response.text()).includes('Passwort vergessen?'))
      return route.fulfill({ response });
    held++;
    return route.abort();
  });
  await openIn(page, 'en', '/sign-in');
  expect(held).toBeGreaterThan(0);
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
});
