// Sessions: how they end, and what a person sees and does about them.

import {
  addField,
  addTask,
  arrive,
  audit,
  expect,
  fillSignIn,
  look,
  openTasks,
  signIn,
  newPerson,
  signOutByMenu,
  tasksOf,
  test,
  titles,
  toast,
} from './lib/test.mjs';

const section = (page, name) => page.getByRole('region', { name });
const sessions = (page) => section(page, 'Where you are signed in');
const field = (page, name) => section(page, 'Password').getByLabel(name, { exact: true });
const fieldError = (page, name) =>
  page.locator('.field', { has: page.locator(`[name=${name}]`) }).locator('.field-error');

async function openAccount(page) {
  await page.goto('/account');
  await expect(sessions(page).getByRole('listitem').first()).toBeVisible();
}

const over = (page) => page.getByRole('alertdialog', { name: 'Sign in again' });

async function signInOver(page, { password }) {
  await over(page).getByLabel('Password', { exact: true }).fill(password);
  await over(page).getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(over(page)).toBeHidden();
}

test('signing out in one tab signs out all of them', async ({ page, context, server }) => {
  const ada = await arrive(context, server);
  const second = await context.newPage();

  await openTasks(page);
  await openAccount(second);
  await expect(second.getByText(ada.email)).toBeVisible();
  await page.bringToFront(); // a tab in the background takes its time
  await signOutByMenu(page);
  for (const tab of [page, second]) {
    await expect(tab).toHaveURL('/sign-in?reason=signed-out');
    await expect(tab.getByRole('status').filter({ hasText: 'You are signed out.' })).toBeVisible();
    await expect(tab.locator('body')).not.toContainText(ada.email);
  }
  await look(page, 'sign-in');

  await fillSignIn(page, ada); // and signing in again is noticed as well
  await expect(page).toHaveURL('/today');
  await expect(second).toHaveURL('/today');
});

test('a session that was ended elsewhere is signed in again, over the page that is open', async ({
  page,
  context,
  another,
  server,
  watch,
}) => {
  watch.expectStatus(401);
  const ada = await arrive(context, server);
  const elsewhere = await another();
  const there = await elsewhere.newPage();

  await openTasks(page);
  await page.goto('/account');
  await signIn(elsewhere, server, ada);
  await openAccount(there);
  await there.getByRole('button', { name: 'End all other sessions' }).click();
  await expect(toast(there)).toContainText('All other sessions are ended');
  await expect(sessions(there).getByRole('listitem')).toHaveCount(1);

  await page.reload();
  await expect(page).toHaveURL('/sign-in?next=%2Faccount');
  await fillSignIn(page, ada);
  await expect(page).toHaveURL('/account');

  await page.getByLabel('Name').fill('Ada King');
  await there.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(there).toHaveURL('/sign-in?reason=signed-out');
  // The page may have noticed by itself.
  await expect(async () => {
    if (await over(page).isHidden())
      await page.getByRole('button', { name: 'Save' }).click({ timeout: 1000 });
    await expect(over(page)).toContainText('Nothing here is lost', { timeout: 2000 });
  }).toPass();
  await audit(page, 'sign in over the page');
  await signInOver(page, ada);
  await expect(page).toHaveURL('/account');
  await expect(page.getByLabel('Name')).toHaveValue('Ada King');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page)).toContainText('Your name is saved');
});

test('who is asked to sign in again does so beside the session, and goes on', async ({
  page,
  context,
  server,
}) => {
  const ada = await arrive(context, server);

  await page.goto('/sign-in?prompt=login&next=%2Faccount');
  await expect(page.locator('.banner')).toContainText('Sign in once more');
  await page.waitForTimeout(1000);
  await expect(page).toHaveURL('/sign-in?prompt=login&next=%2Faccount');
  await audit(page, 'sign-in once more');
  await fillSignIn(page, ada);
  await expect(page).toHaveURL('/account');
  await page.goto('/sign-in?next=%2Faccount'); // without the demand
  await expect(page).toHaveURL('/account');
});

test.describe('a server that demands two factors', () => {
  test.use({ serverArgs: ['--require-methods', 'mfa'] });

  test('says so in place of the tasks, and asks to sign in again', async ({
    page,
    context,
    server,
    watch,
  }) => {
    watch.expectStatus(401);
    await arrive(context, server);
    await page.goto('/today');
    await expect(page.getByRole('alert').first()).toContainText('Sign in once more');
    await audit(page, 'tasks of a sign-in that is not enough');
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await expect(page).toHaveURL('/sign-in?next=%2Ftoday&reason=fresh');
  });
});

test('a session that was ended elsewhere is noticed when one comes back to the tab', async ({
  page,
  context,
  server,
}) => {
  const ada = await arrive(context, server);

  await openTasks(page);
  await context.request.post(`${server.url}/api/auth/revoke-sessions`, {
    data: {},
    headers: { origin: server.url },
  });
  await page.waitForTimeout(6000); // the client asks at most every five seconds
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await signInOver(page, ada);
  await expect(page).toHaveURL('/all');
});

test('one session is ended and the others stay', async ({ page, context, another, server }) => {
  const ada = await arrive(context, server);
  const phone = await another({
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  });
  const desk = await another({
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
  });

  await signIn(phone, server, ada);
  await signIn(desk, server, ada);
  await openAccount(page);
  const items = sessions(page).getByRole('listitem');

  await expect(items).toHaveCount(3);
  await expect(items.first()).toContainText('This device');
  await expect(items.filter({ hasText: 'Safari on iPhone' })).toContainText('127.0.0.1');
  await expect(items.filter({ hasText: 'Safari on iPhone' })).toContainText(
    'last used this minute',
  );
  await look(page, 'account');
  await page.getByRole('button', { name: 'End the session on Safari on iPhone' }).click();
  await expect(items).toHaveCount(2);
  await expect(toast(page)).toContainText('The session on Safari on iPhone is ended');

  const alive = async (browser) =>
    (await (await browser.request.get(`${server.url}/api/auth/get-session`)).json()) !== null;

  expect([await alive(context), await alive(phone), await alive(desk)]).toEqual([
    true,
    false,
    true,
  ]);
});

test.describe('with tokens of a second', () => {
  test.use({ serverArgs: ['--jwt-expires-in', '1s'] });

  test('an expired token is renewed unseen; without a session the person signs in over the page', async ({
    page,
    context,
    another,
    server,
    watch,
  }) => {
    test.setTimeout(120_000);
    watch.expectStatus(401);
    const ada = await arrive(context, server);
    const elsewhere = await another();
    const lost = await elsewhere.newPage();

    await signIn(elsewhere, server, ada);
    await openTasks(page);
    await openTasks(lost);
    await page.waitForTimeout(33_000); // a second, and the thirty of leeway that every verifier gives
    await addTask(page, 'After the token');
    await expect(titles(page)).toHaveText(['After the token']);
    await expect
      .poll(async () => (await (await tasksOf(context, server, ada)).list()).length)
      .toBe(1);
    await lost.keyboard.press('n');
    await addField(lost).fill('Without a session');
    await context.request.post(`${server.url}/api/auth/revoke-other-sessions`, {
      data: {},
      headers: { origin: server.url },
    });
    await lost.keyboard.press('Enter');
    await expect(over(lost)).toBeVisible({ timeout: 45_000 }); // the token may be a new one
    await look(lost, 'signed-in-over');
    await signInOver(lost, ada);
    await expect(lost).toHaveURL('/all');
    await expect(titles(lost)).toContainText(['After the token', 'Without a session']);
  });
});

test('a new name is kept', async ({ page, context, server }) => {
  await arrive(context, server);
  await openAccount(page);
  await page.getByLabel('Name').fill('   ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(fieldError(page, 'name')).toHaveText('Enter your name.');
  await page.getByLabel('Name').fill('Ada King');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page)).toContainText('Your name is saved');
  await page.reload();
  await expect(page.getByLabel('Name')).toHaveValue('Ada King');
});

test('a password is changed: the old one must be right, the new one good enough, and the others are signed out', async ({
  page,
  context,
  another,
  server,
  watch,
}) => {
  watch.expectStatus(400, 401);
  const ada = await arrive(context, server);
  const elsewhere = await another();
  const button = page.getByRole('button', { name: 'Change password' });

  await signIn(elsewhere, server, ada);
  await openAccount(page);
  await button.click();
  await expect(fieldError(page, 'current')).toHaveText('Enter your password.');
  await expect(fieldError(page, 'new')).toHaveText('Choose a password.');
  await field(page, 'Current password').fill('not this one');
  await field(page, 'New password').fill('short');
  await button.click();
  await expect(fieldError(page, 'new')).toHaveText('Use at least 8 characters.');
  await field(page, 'New password').fill('umbrage kiln vesper');
  await button.click();
  await expect(fieldError(page, 'current')).toHaveText('This is not your current password.');
  await expect(field(page, 'Current password')).toBeFocused();
  await audit(page, 'account with a wrong password');
  await field(page, 'Current password').fill(ada.password);
  await button.click();
  await expect(toast(page)).toContainText('Your password is changed');
  await expect(field(page, 'Current password')).toHaveValue('');
  await expect(field(page, 'New password')).toHaveValue('');
  await expect(sessions(page).getByRole('listitem')).toHaveCount(1);
  expect(
    await (await elsewhere.request.get(`${server.url}/api/auth/get-session`)).json(),
  ).toBeNull();

  await signOutByMenu(page);
  await fillSignIn(page, ada);
  await expect(page.locator('.banner-error')).toHaveText('Email or password is incorrect.');
  await fillSignIn(page, { ...ada, password: 'umbrage kiln vesper' });
  await expect(page).toHaveURL('/today');
});

test('an account is deleted with everything in it, after the password was asked for', async ({
  page,
  context,
  another,
  server,
  watch,
}) => {
  watch.expectStatus(400, 401);
  const ada = await arrive(context, server);
  const api = await tasksOf(context, server, ada);
  const dialog = page.getByRole('alertdialog', { name: 'Delete your account?' });

  await api.add('A task');
  await openAccount(page);
  await page.getByRole('button', { name: 'Delete account…' }).click();
  await expect(dialog).toBeVisible();
  await look(page, 'account-delete');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Delete account…' })).toBeFocused();

  await page.getByRole('button', { name: 'Delete account…' }).click();
  await dialog.getByLabel('Password', { exact: true }).fill('not the password');
  await dialog.getByRole('button', { name: 'Delete everything' }).click();
  await expect(dialog.locator('.field-error')).toHaveText('This is not your current password.');
  expect(await api.list()).toHaveLength(1);
  await dialog.getByLabel('Password', { exact: true }).fill(ada.password);
  await dialog.getByRole('button', { name: 'Delete everything' }).click();
  await expect(page).toHaveURL('/sign-in?reason=deleted');
  await expect(page.locator('.banner')).toHaveText(
    'Your account and everything in it has been deleted.',
  );

  await fillSignIn(page, ada);
  await expect(page.locator('.banner-error')).toHaveText('Email or password is incorrect.');
  const again = await another();
  const successor = await arrive(again, server, { ...newPerson(), email: ada.email }); // the address is free again

  expect(await (await tasksOf(again, server, successor)).list()).toEqual([]);
});

test('sessions that need a recent sign-in say so', async ({ page, context, server, watch }) => {
  watch.expectStatus(403);
  await arrive(context, server);
  await page.route('**/api/auth/list-sessions', (route) =>
    route.fulfill({
      status: 403,
      json: { message: 'Session is not fresh', code: 'SESSION_NOT_FRESH' },
    }),
  );
  await page.goto('/account');
  await sessions(page).getByRole('button', { name: 'Sign in again' }).click();
  await expect(page).toHaveURL('/sign-in?next=%2Faccount&reason=fresh');
  await expect(page.locator('.banner')).toContainText('this needs a recent sign-in');
});

test('the whole way of a new person', async ({ page, context, watch, server }) => {
  watch.expectStatus(401);
  const ada = newPerson();

  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Your tasks, behind your own door',
  );
  await page.goto('/tasks');
  await expect(page).toHaveURL('/sign-in?next=%2Ftasks');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await expect(page).toHaveURL('/sign-up?next=%2Ftasks');
  await page.getByLabel('Name').fill(ada.name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ada.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ada.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/today');
  await expect(page.getByRole('heading', { name: 'Write down the first thing' })).toBeVisible();
  await addTask(page, 'My first task', 'My second task');
  await page.getByRole('link', { name: /^Inbox/ }).click();
  await expect(page).toHaveURL('/inbox');
  await expect(titles(page)).toHaveText(['My first task', 'My second task']);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const saved = page.waitForResponse((response) => response.request().method() === 'PATCH');

  await page.keyboard.press('x');
  await expect(titles(page)).toHaveText(['My first task']);
  await saved;
  await expect(page).toHaveTitle('(1) Inbox · Ostiary');
  await page.reload();
  await expect(titles(page)).toHaveText(['My first task']);
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page).toHaveURL('/account');
  await expect(page).toHaveTitle('Account · Ostiary');
  await page.goBack();
  await expect(titles(page)).toHaveText(['My first task']);
  await signOutByMenu(page);
  await expect(page).toHaveURL('/sign-in?reason=signed-out');
  await page.goBack();
  await expect(page.locator('body')).not.toContainText('My first task'); // nothing is left to look at
  await expect(page).toHaveURL(/\/sign-in/);
  await fillSignIn(page, ada);
  await expect(page).toHaveURL('/today');
  await page.goto('/all');
  await expect(titles(page)).toHaveText(['My first task']);
  expect(
    (await context.cookies(server.url)).every(
      ({ httpOnly, sameSite }) => httpOnly && sameSite === 'Lax',
    ),
  ).toBe(true);
});
