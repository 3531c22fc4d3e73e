// The pages for mails with links: each link lands on a page that says what happened.

import {
  arrive,
  expect,
  fillSignIn,
  look,
  mailedLink,
  newPerson,
  notice,
  test,
  toast,
} from './lib/test.mjs';

const heading = (page, name) => page.getByRole('heading', { name, level: 1 });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const email = (page) => page.getByLabel('Email');

async function askForReset(page, person) {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgot password?' }).click();
  await expect(heading(page, 'Reset your password')).toBeVisible();
  await email(page).fill(person.email);
  await button(page, 'Send link').click();
  await expect(heading(page, 'Check your mail')).toBeFocused();
}

async function chooseAnother(page, words) {
  await page.getByLabel('New password', { exact: true }).fill(words);
  await button(page, 'Save and sign in').click();
}

test('a forgotten password is replaced by the link of a mail, which works once', async ({
  page,
  context,
  server,
  watch,
}) => {
  test.setTimeout(120_000); // many pages
  const ada = await arrive(context, server);
  const fresh = { ...ada, password: 'kettle orbit mango' };

  watch.expectStatus(400, 401);
  await context.clearCookies();
  await page.clock.install();
  await page.goto('/forgot-password');
  await look(page, 'forgot-password');
  await button(page, 'Send link').click();
  await expect(page.locator('.field-error')).toHaveText('Enter your email address.');

  await askForReset(page, ada);
  await look(page, 'check-your-mail');
  await expect(button(page, /^Send again in/)).toBeDisabled();
  await page.clock.fastForward('01:00');
  await button(page, 'Send again').click();
  await expect(page.getByText('The mail is on its way')).toBeVisible();
  const mailed = await mailedLink(server, ada);

  await page.goto(mailed);
  await expect(heading(page, 'Choose a new password')).toBeVisible();
  await expect(page).toHaveURL('/reset-password'); // without the token
  await look(page, 'reset-password');
  await chooseAnother(page, '1234567');
  await expect(page.locator('.field-error')).toHaveText('Use at least 8 characters.');
  await chooseAnother(page, fresh.password);
  await expect(page).toHaveURL('/sign-in?reason=reset');
  await expect(page.getByText('Your password is changed. Sign in with the new one.')).toBeVisible();

  await fillSignIn(page, ada);
  await expect(notice(page)).toHaveText('Email or password is incorrect.');
  await fillSignIn(page, fresh);
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible();

  await page.goto(mailed);
  await expect(heading(page, 'This link no longer works')).toBeVisible();
  await look(page, 'reset-dead');
  await page.getByRole('link', { name: 'Send a new one' }).click();
  await expect(heading(page, 'Reset your password')).toBeVisible();
});

test('an address without an account gets the same answer', async ({ page, server }) => {
  const nobody = newPerson();

  await askForReset(page, nobody);
  await expect(page.getByText(`If ${nobody.email} has an account here`)).toBeVisible();
  expect(server.log).not.toContain(nobody.email);
});

test('the reset page without a token says what to do', async ({ page }) => {
  await page.goto('/reset-password');
  await expect(heading(page, 'This link no longer works')).toBeVisible();
  await page.goto('/reset-password?error=INVALID_TOKEN');
  await expect(heading(page, 'This link no longer works')).toBeVisible();
});

test('a link that was asked for without a page leads to the pages as well', async ({
  page,
  context,
  server,
}) => {
  const ada = await arrive(context, server);
  const post = (path, data) =>
    context.request.post(`${server.url}/api/auth${path}`, {
      data,
      headers: { origin: server.url },
    });

  await post('/request-password-reset', { email: ada.email });
  await page.goto(await mailedLink(server, ada));
  await expect(heading(page, 'Choose a new password')).toBeVisible();

  await post('/send-verification-email', { email: ada.email });
  await page.goto(await mailedLink(server, ada, 2));
  await expect(page).toHaveURL('/verified');
  await expect(heading(page, 'Your email is confirmed')).toBeVisible();
  await page.getByRole('link', { name: 'To your tasks' }).click();
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible();
});

test.describe('where addresses must be verified', () => {
  test.use({ serverArgs: ['--require-email-verification', 'on'] });

  test('signing up asks to look into the mail, and the link leads on', async ({
    page,
    context,
    server,
    watch,
  }) => {
    const ada = newPerson();

    watch.expectStatus(400, 401, 403);
    await page.goto('/sign-up');
    await page.getByLabel('Name').fill(ada.name);
    await email(page).fill(ada.email);
    await page.getByLabel('Password', { exact: true }).fill(ada.password);
    await button(page, 'Create account').click();
    await expect(heading(page, 'Check your mail')).toBeFocused();
    await expect(page.getByText(`We’ve sent a link to ${ada.email}.`)).toBeVisible();
    const first = await mailedLink(server, ada);

    await page.getByRole('link', { name: 'Back to sign-in' }).click();
    await fillSignIn(page, ada);
    await expect(notice(page)).toHaveText(
      'Confirm your email first: open the link we’ve sent you.',
    );
    await look(page, 'sign-in-unverified');
    await button(page, 'Send again').click();
    await expect(page.getByText(`We’ve sent a new link to ${ada.email}.`)).toBeVisible();

    await page.goto(await mailedLink(server, ada, 2));
    await expect(heading(page, 'Your email is confirmed')).toBeVisible();
    await look(page, 'verified');
    await page.getByRole('link', { name: 'Sign in', exact: true }).first().click();
    await fillSignIn(page, ada);
    await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible();

    await page.goto(first.replace('token=', 'token=x'));
    await expect(heading(page, 'This link no longer works')).toBeVisible();
    await look(page, 'verification-dead');
    await email(page).fill(ada.email);
    await button(page, 'Send a new one').click();
    await expect(notice(page)).toHaveText('Your email is confirmed already.');
    await context.clearCookies();
    await button(page, 'Send a new one').click();
    await expect(heading(page, 'Check your mail')).toBeFocused();
  });
});

test.describe('where signing up does not sign in', () => {
  test.use({ serverArgs: ['--auto-sign-in', 'off', '--password-min-length', '14'] });

  test('the new person is led to the sign-in page, and the pages know the rules', async ({
    page,
    watch,
  }) => {
    const ada = { ...newPerson(), password: 'plough vesper kiln' };

    watch.expectStatus(401);
    await page.goto('/sign-up?next=/account');
    await expect(page.getByText('At least 14 characters;')).toBeVisible();
    await page.getByLabel('Name').fill(ada.name);
    await email(page).fill(ada.email);
    await page.getByLabel('Password', { exact: true }).fill('plough kiln');
    await button(page, 'Create account').click();
    await expect(page.locator('.field-error')).toHaveText('Use at least 14 characters.');
    await page.getByLabel('Password', { exact: true }).fill(ada.password);
    await button(page, 'Create account').click();
    await expect(page).toHaveURL('/sign-in?next=%2Faccount&reason=created');
    await expect(page.getByText('Your account is ready. Sign in with it.')).toBeVisible();
    await fillSignIn(page, ada);
    await expect(page).toHaveURL('/account');
  });
});

test.describe('where sign-up is closed', () => {
  test.use({ serverArgs: ['--sign-up', 'off', '--password-reset', 'off'] });

  test('no page offers what the server does not', async ({ page }) => {
    for (const where of ['/', '/sign-in']) {
      await page.goto(where);
      await expect(page.getByRole('link', { name: /Create (an )?account/ })).toHaveCount(0);
      await expect(page.getByRole('link', { name: 'Forgot password?' })).toHaveCount(0);
    }
    await page.goto('/sign-up');
    await expect(page.getByText('New accounts are created by invitation here.')).toBeVisible();
    await expect(button(page, 'Create account')).toHaveCount(0);
    await look(page, 'sign-up-closed');
  });
});

test.describe('where an address can change and a deletion is confirmed', () => {
  test.use({ serverArgs: ['--change-email', 'on', '--delete-user-confirmation', 'on'] });

  test('the mailed links finish both', async ({ page, context, server }) => {
    const ada = await arrive(context, server);
    const next = newPerson();

    await page.goto('/account');
    await page.getByLabel('New e-mail address').fill(ada.email);
    await button(page, 'Change address').click();
    await expect(page.locator('.field-error')).toHaveText('This is your address already.');
    await page.getByLabel('New e-mail address').fill(next.email);
    await button(page, 'Change address').click();
    await expect(toast(page)).toHaveText(/Look into your mail/);
    await look(page, 'account-address');
    await page.goto(await mailedLink(server, next));
    await expect(heading(page, 'Your email is confirmed')).toBeVisible();
    await page.goto('/account');
    await expect(page.getByText(`You sign in as ${next.email}. A mail`)).toBeVisible();

    await button(page, 'Delete account…').click();
    const dialog = page.getByRole('alertdialog');

    await expect(dialog).toContainText('We send you a link.');
    await dialog.getByLabel('Password', { exact: true }).fill(ada.password);
    await dialog.getByRole('button', { name: 'Send the link' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(
      page.getByText(`A link to confirm the deletion is on its way to ${next.email}.`),
    ).toBeVisible();
    await look(page, 'account-deletion-mailed');
    await page.goto(await mailedLink(server, next, 2));
    await expect(page).toHaveURL('/sign-in?reason=deleted');
    await expect(
      page.getByText('Your account and everything in it has been deleted.'),
    ).toBeVisible();
  });
});
