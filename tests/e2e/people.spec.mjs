// The people of a server, as an admin sees them and looks after them.

import {
  arrive,
  expect,
  fillSignIn,
  look,
  NARROW,
  newPerson,
  openTasks,
  settled,
  signIn,
  test,
  toast,
} from './lib/test.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const heading = (page, name) => page.getByRole('heading', { name, level: 1 });
const people = (page) => page.getByRole('table').getByRole('link');
const field = (page) => page.getByRole('searchbox', { name: 'Search people' });
const choice = (page, name) => page.getByRole('radio', { name, exact: true });
const asked = (page) => page.getByRole('dialog').or(page.getByRole('alertdialog'));

test.use({ serverArgs: ['--admin', 'on'] });

// An admin in this browser, and others in browsers of their own.
async function begin({ context, server, another }, ...names) {
  const ada = await arrive(context, server, newPerson('Ada Lovelace'));
  const others = [];

  for (const name of names) {
    const browser = await another();

    others.push({ ...(await arrive(browser, server, newPerson(name))), browser });
  }
  server.run('user', 'role', ada.email, 'admin');
  return { ada, others };
}

async function open(page, name) {
  await page.goto('/people');
  await people(page).filter({ hasText: name }).click();
  await expect(heading(page, new RegExp(name))).toBeFocused();
}

const isSignedIn = async ({ browser }, server) =>
  (await (await browser.request.get(`${server.url}/api/auth/get-session`)).json()) !== null;

test('people are searched, filtered and sorted', async ({ page, context, server, another }) => {
  const { others } = await begin({ context, server, another }, 'Samir Okafor', 'Priya Raman');

  await openTasks(page);
  await page.getByRole('navigation', { name: 'Main' }).locator('.side-me').click();
  await page.getByRole('menuitem', { name: 'People' }).click();
  await expect(page).toHaveURL('/people');
  await settled(page);
  await expect(people(page)).toHaveText([/Ada Lovelace/, /Priya Raman/, /Samir Okafor/]);
  await look(page, 'people');
  await button(page, 'Name').click();
  await expect(people(page)).toHaveText([/Samir Okafor/, /Priya Raman/, /Ada Lovelace/]);
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await field(page).fill('Priya');
  await expect(people(page)).toHaveText([/Priya Raman/]);
  await field(page).fill(others[0].email);
  await expect(page.getByText('Nobody is like that')).toBeVisible();
  await choice(page, 'Email').check({ force: true });
  await expect(people(page)).toHaveText([/Samir Okafor/]);
  await field(page).fill('');
  await expect(people(page)).toHaveCount(3);
  await choice(page, 'Admins').check({ force: true });
  await expect(people(page)).toHaveText([/Ada Lovelace/]);
  await choice(page, 'Suspended').check({ force: true });
  await expect(page.getByText('Nobody is like that')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'All', exact: true }).click();
  await expect(people(page)).toHaveCount(3);
});

test('a telephone leads to the people, too', async ({ page, context, server, another }) => {
  await begin({ context, server, another });
  await page.setViewportSize(NARROW);
  await openTasks(page);
  await button(page, 'Lists').click();
  await page.getByRole('dialog').getByRole('link', { name: 'People' }).click();
  await expect(page).toHaveURL('/people');
  await expect(people(page)).toHaveText([/Ada Lovelace/]);
});

test('many people come by pages', async ({ page, context, server }) => {
  const ada = await arrive(context, server, newPerson('Ada Lovelace'));

  server.run('user', 'role', ada.email, 'admin');
  for (let n = 10; n < 40; n++) {
    const made = await context.request.post(`${server.url}/api/auth/admin/create-user`, {
      data: { name: `Person ${n}`, email: `p${n}@example.com`, password: 'plough vesper kiln' },
      headers: { origin: server.url },
    });

    expect(made.ok()).toBe(true);
  }
  await page.goto('/people');
  await expect(people(page)).toHaveCount(25);
  await expect(page.getByText('1–25 of 31')).toBeVisible();
  await expect(button(page, 'Previous page')).toBeDisabled();
  await button(page, 'Next page').click();
  await expect(people(page)).toHaveCount(6);
  await expect(page.getByText('26–31 of 31')).toBeVisible();
  await expect(button(page, 'Next page')).toBeDisabled();
  await people(page).first().click();
  await expect(heading(page, /Person/)).toBeFocused();
  await page.goBack();
  await expect(page.getByText('26–31 of 31')).toBeVisible(); // where one was
  await button(page, 'Previous page').click();
  await expect(people(page).first()).toContainText('Ada Lovelace');
});

test('a person is suspended with a reason, and let in again', async ({
  page,
  context,
  server,
  another,
  watch,
}) => {
  watch.expectStatus(401, 403);
  const { others } = await begin({ context, server, another }, 'Samir Okafor');
  const [samir] = others;

  await open(page, 'Samir Okafor');
  await look(page, 'person');
  await button(page, 'Suspend…').click();
  await expect(asked(page)).toContainText('Suspend “Samir Okafor”?');
  await look(page, 'person-suspend');
  await asked(page).getByLabel('Reason').fill('Sends spam');
  await asked(page).getByRole('combobox', { name: 'Ends' }).selectOption('After 7 days');
  await asked(page).getByRole('button', { name: 'Suspend', exact: true }).click();
  await expect(toast(page)).toContainText('“Samir Okafor” is suspended');
  await expect(heading(page, /Suspended/)).toBeVisible();
  await expect(page.getByText('Sends spam')).toBeVisible();
  await expect(page.getByText('Signed in nowhere.')).toBeVisible();
  expect(await isSignedIn(samir, server)).toBe(false);
  const there = await samir.browser.newPage();

  await there.goto('/sign-in');
  await fillSignIn(there, samir);
  await expect(there.locator('.banner-error')).toContainText('This account is suspended.');

  await button(page, 'Lift the suspension').click();
  await expect(heading(page, /Active/)).toBeVisible();
  await fillSignIn(there, samir);
  await expect(there).toHaveURL('/today');
});

test('sessions end one by one, and all at once', async ({ page, context, server, another }) => {
  const { others } = await begin({ context, server, another }, 'Samir Okafor');
  const [samir] = others;

  await signIn(await another(), server, samir);
  await open(page, 'Samir Okafor');
  const sessions = page.getByRole('region', { name: 'Sessions' }).getByRole('listitem');

  await expect(sessions).toHaveCount(2);
  await sessions.first().getByRole('button').click();
  await expect(sessions).toHaveCount(1);
  await button(page, 'Sign out everywhere').click();
  await expect(page.getByText('Signed in nowhere.')).toBeVisible();
  expect(await isSignedIn(samir, server)).toBe(false);
});

test('a person gets a role, a password, and is deleted', async ({
  page,
  context,
  server,
  another,
  watch,
}) => {
  watch.expectStatus(401);
  const { others } = await begin({ context, server, another }, 'Samir Okafor');
  const [samir] = others;

  await open(page, 'Samir Okafor');
  await page.getByRole('combobox', { name: 'Role' }).selectOption('Admin');
  await expect(toast(page)).toContainText('has the role Admin now');
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Role' })).toHaveValue('admin');

  await button(page, 'Set a password…').click();
  await asked(page).getByLabel('New password', { exact: true }).fill('short');
  await asked(page).getByRole('button', { name: 'Set password', exact: true }).click();
  await expect(asked(page).locator('.field-error')).toBeVisible();
  await asked(page).getByLabel('New password', { exact: true }).fill('kettle orbit mango');
  await look(page, 'person-password');
  await asked(page).getByRole('button', { name: 'Set password', exact: true }).click();
  await expect(toast(page)).toContainText('The password of “Samir Okafor” is set');
  await signIn(await another(), server, { ...samir, password: 'kettle orbit mango' });

  await button(page, 'Delete account…').click();
  await expect(button(page, 'Cancel')).toBeFocused();
  await asked(page).getByRole('button', { name: 'Delete account', exact: true }).click();
  await expect(page).toHaveURL('/people');
  await expect(people(page)).toHaveText([/Ada Lovelace/]);
  expect(await isSignedIn(samir, server)).toBe(false);
});

test('an admin cannot do anything of this to themselves', async ({
  page,
  context,
  server,
  another,
}) => {
  await begin({ context, server, another });
  await open(page, 'Ada Lovelace');
  await expect(heading(page, /You/)).toBeVisible();
  for (const name of ['Suspend…', 'Delete account…', 'Set a password…'])
    await expect(button(page, name)).toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'Role' })).toHaveCount(0);
});

test('others do not see the people', async ({ page, context, server }) => {
  await arrive(context, server);
  await openTasks(page);
  await page.getByRole('navigation', { name: 'Main' }).locator('.side-me').click();
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'People' })).toHaveCount(0);
  await page.goto('/people');
  await expect(heading(page, 'You are not allowed to do this.')).toBeVisible();
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('the pages are German, and fit', async ({ page, context, server, another }) => {
    await begin({ context, server, another }, 'Samir Okafor');
    await page.goto('/people');
    await expect(heading(page, 'Personen')).toBeVisible();
    await expect(people(page)).toHaveCount(2);
    await look(page, 'people-de');
    await people(page).filter({ hasText: 'Samir' }).click();
    await expect(page.getByRole('heading', { name: 'Sitzungen' })).toBeVisible();
    await look(page, 'person-de');
  });
});
