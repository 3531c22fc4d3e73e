// Signing up and signing in.

import {
  addTask,
  arrive,
  audit,
  expect,
  fillSignIn,
  loaded,
  look,
  notice,
  newPerson,
  task,
  signOutByMenu,
  tasksOf,
  test,
} from './lib/test.mjs';

const error = (page, name) =>
  page.locator('.field', { has: page.locator(`[name=${name}]`) }).locator('.field-error');
const password = (page) => page.getByLabel('Password', { exact: true });

async function fillSignUp(page, person) {
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('Email').fill(person.email);
  await password(page).fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
}

test('a protected page leads to the sign-in page and from there back', async ({
  page,
  context,
  server,
  watch,
}) => {
  const ada = await arrive(context, server);

  watch.expectStatus(401);
  await context.clearCookies();
  for (const where of ['/account', '/tasks']) {
    await page.goto(where);
    await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(where)}`);
  }
  await page.goto('/account');
  await fillSignIn(page, { ...ada, password: 'not the password' });
  await expect(notice(page)).toHaveText('Email or password is incorrect.');
  await fillSignIn(page, ada);
  await expect(page).toHaveURL('/account');
  await expect(page.getByText(`You sign in as ${ada.email}.`)).toBeVisible();
});

test('a protected page shows nothing of a person before the session is known', async ({
  page,
  context,
  server,
}) => {
  const ada = await arrive(context, server);

  await (await tasksOf(context, server, ada)).add('A secret');
  await page.route('**/api/auth/get-session', () => undefined); // it never answers
  for (const where of ['/today', '/account']) {
    await page.goto(where);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const text = await page.locator('body').innerText();

    expect(text).not.toContain('secret');
    expect(text).not.toContain(ada.email);
    await expect(page).toHaveURL(where);
  }
  await page.goto('/today');
  await expect(page.getByText('Loading your tasks')).toBeAttached();
  await audit(page, 'tasks before the session is known');
});

test('signing in leads to our own pages only', async ({ page, context, server }) => {
  const ada = await arrive(context, server);

  for (const next of [
    '//evil.example/',
    'https://evil.example/tasks',
    '/\\evil.example',
    'javascript:alert(1)',
    '/api/auth/ok',
  ]) {
    await context.clearCookies();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await fillSignIn(page, ada);
    await loaded(page, 'Today'); // its requests need the session
    await expect(page).toHaveURL('/today');
  }
});

test('signing up says at each field what is wrong with it, and goes on when nothing is', async ({
  page,
  watch,
}) => {
  const ada = newPerson();

  watch.expectStatus(422);
  await page.goto('/sign-up');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(error(page, 'name')).toHaveText('Enter your name.');
  await expect(error(page, 'email')).toHaveText('Enter your email address.');
  await expect(error(page, 'password')).toHaveText('Choose a password.');
  await expect(page.getByLabel('Name')).toBeFocused();
  await look(page, 'sign-up-errors');

  for (const [email, words] of [
    ['ada', 'Enter an address like name@example.com.'],
    ['ada@localhost', 'Enter an address like name@example.com.'],
  ]) {
    await fillSignUp(page, { ...ada, email });
    await expect(error(page, 'email')).toHaveText(words);
    await expect(page.getByLabel('Email')).toBeFocused();
  }
  await page.getByLabel('Email').fill(ada.email);
  await expect(error(page, 'email')).toHaveCount(0); // what was put right is not complained of any more

  await fillSignUp(page, { ...ada, password: '1234567' });
  await expect(error(page, 'password')).toHaveText('Use at least 8 characters.');
  await fillSignUp(page, { ...ada, password: 'x'.repeat(129) });
  await expect(error(page, 'password')).toHaveText('Use at most 128 characters.');

  await fillSignUp(page, ada);
  await expect(page).toHaveURL('/today');
  await expect(page.getByRole('heading', { name: 'Write down the first thing' })).toBeVisible();
});

test('an address that already has an account is refused at its field', async ({
  page,
  context,
  server,
  watch,
}) => {
  const ada = await arrive(context, server);

  watch.expectStatus(422);
  await context.clearCookies();
  await page.goto('/sign-up?next=%2Faccount');
  await fillSignUp(page, ada);
  await expect(error(page, 'email')).toHaveText(
    'There’s already an account with this email. Sign in instead?',
  );
  await expect(page.getByLabel('Email')).toBeFocused();
  await audit(page, 'sign-up with a taken address');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/sign-in?next=%2Faccount'); // the way that was to be gone is not lost
});

test('a wrong password and an unknown address get the same answer', async ({
  page,
  context,
  server,
  watch,
}) => {
  const ada = await arrive(context, server);

  watch.expectStatus(401);
  await context.clearCookies();
  await page.goto('/sign-in');
  for (const person of [
    { ...ada, password: 'wrong password' },
    { ...ada, email: 'nobody@example.com' },
  ]) {
    await fillSignIn(page, person);
    await expect(notice(page)).toHaveText('Email or password is incorrect.');
  }
  await look(page, 'sign-in-refused');
  await fillSignIn(page, ada);
  await expect(page).toHaveURL('/today');
});

test('too many attempts are answered with how long to wait', async ({ page, watch }) => {
  watch.expectStatus(429);
  await page.route('**/api/auth/sign-in/email', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'x-retry-after': '7' },
      json: { message: 'Too many requests. Please try again later.' },
    }),
  );
  await page.goto('/sign-in');
  await fillSignIn(page, newPerson());
  await expect(notice(page)).toHaveText('Too many attempts. Try again in 7 seconds.');
});

test('password managers find the fields', async ({ page }) => {
  await page.goto('/sign-in');
  await expect(page.getByLabel('Email')).toHaveAttribute('autocomplete', 'username');
  await expect(page.getByLabel('Email')).toHaveAttribute('inputmode', 'email');
  await expect(password(page)).toHaveAttribute('autocomplete', 'current-password');
  await page.goto('/sign-up');
  await expect(page.getByLabel('Name')).toHaveAttribute('autocomplete', 'name');
  await expect(page.getByLabel('Email')).toHaveAttribute('autocomplete', 'username');
  await expect(password(page)).toHaveAttribute('autocomplete', 'new-password');
});

test('a password can be shown and hidden, Caps Lock is shown, and advice is given', async ({
  page,
}) => {
  await page.goto('/sign-up');
  await password(page).fill('password');
  await expect(page.getByText('Very easy to guess')).toBeVisible();
  await password(page).fill('plough-vesper-kiln-umbrage');
  await expect(page.getByText('Very good')).toBeVisible();
  await look(page, 'sign-up');

  const show = page.getByRole('button', { name: 'Show password' });

  await expect(show).toHaveAttribute('aria-pressed', 'false');
  await show.click();
  await expect(password(page)).toHaveAttribute('type', 'text');
  await expect(show).toHaveAttribute('aria-pressed', 'true');
  await show.click();
  await expect(password(page)).toHaveAttribute('type', 'password');

  await password(page).focus();
  await password(page).evaluate((field) =>
    field.dispatchEvent(
      new KeyboardEvent('keydown', {
        key: 'A',
        bubbles: true,
        modifierCapsLock: true,
      }),
    ),
  );
  await expect(page.getByText('Caps Lock is on')).toBeVisible();
  await password(page).blur();
  await expect(page.getByText('Caps Lock is on')).toBeHidden();
});

test('advice is loaded when it is wanted, and signing up does without it', async ({
  page,
  watch,
}) => {
  const LARGE = 300_000; // bytes: nothing else is
  const large = [];

  page.on('response', async (response) => {
    if (response.url().endsWith('.js') && (await response.body()).length > LARGE)
      large.push(response.url());
  });
  await page.goto('/sign-up');
  await expect(page.getByLabel('Name')).toBeEnabled();
  await page.waitForLoadState('networkidle');
  expect(large).toEqual([]);
  await password(page).focus();
  await expect.poll(() => large.length).toBe(1);

  watch.expectUnreachable();
  watch.expectStatus(400);
  await page.route(large[0], (route) => route.abort());
  await page.reload();
  await fillSignUp(page, { ...newPerson(), password: 'password' }); // the server owns the rule
  await expect(error(page, 'password')).toHaveText(
    'This password is easy to guess or known from leaks. Choose another one.',
  );
  await fillSignUp(page, newPerson());
  await expect(page).toHaveURL('/today');
});

test('nothing that is typed before the page is alive can reach an address', async ({
  page,
  watch,
}) => {
  watch.expectUnreachable();
  watch.expectBlockedForm(); // what a script of the page asks for is stopped by the policy as well
  await page.route('**/_next/static/chunks/*.js', (route) => route.abort());
  for (const where of ['/sign-in', '/sign-up']) {
    await page.goto(where);
    await expect(password(page)).toBeDisabled();
    await expect(page.locator('button[type=submit]')).toBeDisabled();
    await page
      .locator('form')
      .evaluate((form) => form.requestSubmit())
      .catch(() => undefined);
    await page.waitForTimeout(200);
    expect(new URL(page.url()).search).toBe('');
    expect(await page.locator('form').getAttribute('method')).toBe('post');
  }
});

test('a signed-in user is not asked to sign in', async ({ page, context, server }) => {
  await arrive(context, server);
  for (const where of ['/', '/sign-in', '/sign-up']) {
    await page.goto(where);
    await expect(page).toHaveURL('/today');
  }
});

test('keeping signed in is a choice', async ({ page, context, server }) => {
  const ada = await arrive(context, server);
  const lifetime = async () =>
    (await context.cookies()).find(({ name }) => name.endsWith('session_token')).expires;

  await context.clearCookies();
  await page.goto('/sign-in');
  await page.getByLabel('Keep me signed in').uncheck();
  await fillSignIn(page, ada);
  await expect(page).toHaveURL('/today');
  expect(await lifetime()).toBe(-1); // until the browser closes
  await signOutByMenu(page);
  await expect(page).toHaveURL('/sign-in?reason=signed-out');
  await fillSignIn(page, ada);
  await expect(page).toHaveURL('/today');
  expect(await lifetime()).toBeGreaterThan(Date.now() / 1000 + 6 * 86_400);
});

test('the token is nowhere but in memory', async ({ page, context, server }) => {
  await arrive(context, server);
  const bearer = [];

  page.on(
    'request',
    (request) => request.url().includes('/tasks') && bearer.push(request.headers()),
  );
  await page.goto('/today');
  await expect(page.getByRole('heading', { name: 'Write down the first thing' })).toBeVisible();
  await addTask(page, 'A task');
  await page.goto('/all');
  await expect(task(page, 'A task')).toBeVisible();
  const own = bearer.filter((headers) => headers.authorization);
  const token = own[0].authorization.replace('Bearer ', '');

  expect(token.split('.')).toHaveLength(3);
  expect(
    own.every((headers) => headers.authorization.startsWith('Bearer ') && !headers.cookie),
  ).toBe(true);
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
  );

  expect(kept).not.toContain(token);
  expect(kept).not.toContain(token.split('.')[2]);
});
