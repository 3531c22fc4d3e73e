// Passkeys as the pages offer them.

import {
  arrive,
  audit,
  expect,
  fillSignIn,
  look,
  newPerson,
  notice,
  settled,
  test as atAddress,
  toast,
  signOutByMenu,
} from './lib/test.mjs';
import { Authenticator, test } from './lib/passkeys.mjs';

const section = (page) => page.getByRole('region', { name: 'Passkeys' });
const passkeys = (page) => section(page).getByRole('listitem');
const addButton = (page) => section(page).getByRole('button', { name: 'Add a passkey' });
const told = (page, text) => expect(toast(page).filter({ hasText: text })).toBeVisible();
const door = (page) => page.getByRole('button', { name: 'Passkey' });

async function openPasskeys(page) {
  await page.goto('/account');
  await expect(addButton(page)).toBeVisible();
}

async function addPasskey(page, name) {
  await openPasskeys(page);
  await addButton(page).click();
  await page.getByLabel('Name of the passkey').fill(name);
  await page.keyboard.press('Enter');
  await expect(passkeys(page).filter({ hasText: name })).toBeVisible();
}

test('a person adds a passkey, signs in with it by the button, and removes it', async ({
  page,
  context,
  server,
}) => {
  test.slow(); // it is looked at all the way
  await arrive(context, server);
  const device = await Authenticator.in(page);

  await openPasskeys(page);
  await expect(section(page)).toContainText('You have no passkey yet.');
  await look(page, 'passkeys-none');
  await addButton(page).click();
  await expect(toast(page)).toContainText('The passkey is added.');
  await expect(page.getByLabel('Name of the passkey')).toBeFocused();
  await expect(page.getByLabel('Name of the passkey')).toHaveValue('Chrome on Linux');
  await look(page, 'passkey-naming');
  await page.keyboard.type('Ada’s laptop');
  await page.keyboard.press('Enter');
  await expect(passkeys(page)).toHaveText([/Ada’s laptop.*added this minute · not used yet/]);
  await look(page, 'passkeys');

  await device.touches(false);
  await signOutByMenu(page);
  await expect(door(page)).toBeEnabled();
  await look(page, 'sign-in-passkey');
  await device.touchesButton();
  await door(page).click();
  await expect(page).toHaveURL('/today');

  await openPasskeys(page);
  await expect(passkeys(page)).toContainText('added this minute · last used this minute');
  await passkeys(page)
    .getByRole('button', { name: /^Remove/ })
    .click();
  await expect(page.getByRole('alertdialog', { name: 'Remove “Ada’s laptop”?' })).toBeVisible();
  await look(page, 'passkey-removal');
  await page.getByRole('button', { name: 'Remove passkey' }).click();
  await told(page, 'Removed “Ada’s laptop”');
  await expect(section(page)).toContainText('You have no passkey yet.');
});

test('the browser offers a passkey in the field for the address', async ({
  page,
  context,
  server,
}) => {
  const ada = await arrive(context, server);

  await Authenticator.in(page);
  await addPasskey(page, 'Phone');
  await context.clearCookies();
  await page.goto('/sign-in?next=%2Faccount');
  await expect(page).toHaveURL('/account'); // this authenticator needs no choice
  await expect(page.getByText(`You sign in as ${ada.email}.`)).toBeVisible();
});

test('everything about passkeys works with the keyboard alone', async ({
  page,
  context,
  server,
}) => {
  await arrive(context, server);
  const device = await Authenticator.in(page);
  const tabTo = async (name) => {
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const { ariaLabel, textContent } = document.activeElement;

        return ariaLabel ?? textContent.trim();
      });

      if (focused === name) return;
    }
    throw new Error(`Tab does not lead to ${name}`);
  };

  await openPasskeys(page);
  await tabTo('Add a passkey');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Name of the passkey')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Rename/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Name of the passkey')).toBeFocused();
  await page.keyboard.type('Key ring');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Rename “Key ring”' })).toBeFocused();

  await device.touches(false);
  await context.clearCookies();
  await page.goto('/sign-in');
  await expect(door(page)).toBeEnabled();
  await device.touchesButton();
  await tabTo('Passkey');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/today');

  await openPasskeys(page);
  await tabTo('Remove “Key ring”');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Remove “Key ring”' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(section(page)).toContainText('You have no passkey yet.');
  await page.keyboard.press('Tab');
  await expect(addButton(page)).toBeFocused();
});

test('a passkey that was removed here says so, and the password still works', async ({
  page,
  context,
  server,
  watch,
}) => {
  const ada = await arrive(context, server);
  const device = await Authenticator.in(page);

  watch.expectStatus(401);
  await addPasskey(page, 'Old phone');
  await device.touches(false);
  await page.getByRole('button', { name: /^Remove/ }).click();
  await page.getByRole('button', { name: 'Remove passkey' }).click();
  await expect(section(page)).toContainText('You have no passkey yet.');
  await context.clearCookies();
  await page.goto('/sign-in');
  await expect(door(page)).toBeEnabled();
  await device.touchesButton();
  await door(page).click();
  await expect(notice(page)).toHaveText(
    'This passkey does not sign you in here. Use another one, or your password.',
  );
  await device.clear();
  await look(page, 'passkey-unknown');
  await fillSignIn(page, ada);
  await expect(page).toHaveURL('/today');
});

test('a device has one passkey of a person', async ({ page, context, server }) => {
  await arrive(context, server);
  await Authenticator.in(page);
  await addPasskey(page, 'Laptop');
  await addButton(page).click();
  await told(page, 'This device has a passkey for your account');
  await expect(passkeys(page)).toHaveCount(1);
});

test.describe('with a session that is not young', () => {
  test.use({ serverArgs: ['--session-fresh-age', '1s'] });

  test('a change of the passkeys leads to a new sign-in, and back', async ({
    page,
    context,
    server,
    watch,
  }) => {
    const ada = await arrive(context, server);

    watch.expectStatus(401, 403);
    await Authenticator.in(page);
    await openPasskeys(page);
    await page.waitForTimeout(1500);
    await addButton(page).click();
    await expect(toast(page)).toContainText('To change your passkeys, sign in again');
    await audit(page, 'passkeys with an old session');
    await toast(page).getByRole('button', { name: 'Sign in again' }).click();
    await expect(page).toHaveURL('/sign-in?next=%2Faccount&reason=fresh');
    await fillSignIn(page, ada);
    await expect(page).toHaveURL('/account');
  });
});

test.describe('where passkeys are switched off', () => {
  test.use({ serverArgs: ['--passkeys', 'off'] });

  test('no page speaks of them, or asks for them', async ({ page, context, server }) => {
    const asked = [];

    page.on('request', (request) => request.url().includes('/passkey/') && asked.push(request));
    await page.goto('/sign-in');
    await settled(page);
    await expect(page.getByText(/passkey/i)).toHaveCount(0);
    await expect(page.getByLabel('Email')).toHaveAttribute('autocomplete', 'username');
    await arrive(context, server, newPerson());
    await page.goto('/account');
    await expect(page.getByRole('region', { name: 'Profile' })).toBeVisible();
    await settled(page);
    await expect(page.getByText(/passkey/i)).toHaveCount(0);
    expect(asked).toEqual([]);
  });
});

atAddress(
  'at an address, for which there are no passkeys, none is offered',
  async ({ page, context, server }) => {
    await page.goto('/sign-in');
    await settled(page);
    await expect(door(page)).toHaveCount(0);
    await arrive(context, server);
    await page.goto('/account');
    await expect(section(page)).toContainText('This browser cannot make a passkey here.');
    await audit(page, 'passkeys at an address');
  },
);
