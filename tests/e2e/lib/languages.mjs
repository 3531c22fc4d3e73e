// Every page, in whatever language, with data that has no letters or the letters of a language.

import { begin } from './household.mjs';
import { expect } from './test.mjs';

// Pages that everybody can open.
export const DOORS = [
  '/',
  '/sign-in',
  '/sign-up',
  '/forgot-password',
  '/reset-password?token=1',
  '/reset-password',
  '/verified',
  '/verified?error=TOKEN_EXPIRED',
  '/nowhere',
];

// Views of tasks.
export const VIEWS = [
  '/today',
  '/upcoming',
  '/inbox',
  '/all',
  '/completed',
  '/trash',
  '/search?q=1',
  '/calendar',
];

const html = (page) => page.locator('html');

// The page is in that language, and can be seen.
export async function speaks(page, language) {
  await expect(html(page)).toHaveAttribute('lang', language);
  await expect(html(page)).toHaveAttribute('dir', language === 'ar' ? 'rtl' : 'ltr');
  await expect(html(page)).not.toHaveAttribute('data-unspoken', /.*/);
}

export async function openIn(page, language, where) {
  await page.goto(where);
  await speaks(page, language);
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  if (VIEWS.includes(where) || where.startsWith('/list'))
    await expect(page.locator('[role=grid], ul.rows, .empty, .cal').first()).toBeVisible();
}

// Chosen in this browser, before any page is opened.
export const choose = (context, language) =>
  context.addInitScript((chosen) => {
    if (location.protocol.startsWith('http')) localStorage.setItem('ostiary.language', chosen);
  }, language);

// A person with a list, a section, a tag, and a task in every state; all of it is called as `name`
// says.
export async function belongings(fixtures, name) {
  const made = {};
  const make = async ({ add, list, call }) => {
    const home = await list(name('list'), '#3080bc');
    const section = await call('POST', `/lists/${home.id}/sections`, { name: name('section') });
    const [first] = await add(
      {
        title: name('task'),
        description: name('notes'),
        priority: 'high',
        due_date: '2026-11-30',
        tags: [name('tag')],
        list_id: home.id,
      },
      { title: name('task'), due_date: '2026-12-02', due_time: '17:30', priority: 'low' },
      { title: name('task'), due_date: '2026-12-02', recurrence: 'FREQ=DAILY' },
      { title: name('task'), due_date: '2026-12-04', list_id: home.id, section_id: section.id },
      { title: name('task'), priority: 'medium' },
    );

    await add(
      { title: name('task'), parent_id: first.id, list_id: home.id },
      { title: name('task'), completed: true, due_date: '2026-12-02' },
    );
    const [gone] = await add(name('task'));

    await call('DELETE', `/tasks/${gone.id}`);
    Object.assign(made, { list: home.id, task: first.id });
  };
  const person = await begin(fixtures, make, name('person'));

  return { ...person, ...made };
}
