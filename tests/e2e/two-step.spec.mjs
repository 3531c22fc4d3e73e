// Two-step sign-in: setting it up on the account page, and the second step of a sign-in.

import fs from 'node:fs';
import {
  arrive,
  audit,
  expect,
  fillSignIn,
  look,
  newPerson,
  notice,
  signIn,
  test as base,
  toast,
  signOutByMenu,
} from './lib/test.mjs';
import { Authenticator, test as named } from './lib/passkeys.mjs';
import { hotp, keyOf, stepNow } from '../api/lib/totp.mjs';

const section = (page) => page.getByRole('region', { name: 'Two-step sign-in' });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const code = (page) => page.locator('[name=code]');
const heading = (page, name) => page.getByRole('heading', { name });
const fieldError = (page) => page.locator('.field-error');

// A telephone that shows each code once, as the server counts it.
class Phone {
  constructor(address) {
    this.key = keyOf(address);
    this.used = 0;
  }

  async next() {
    const wanted = Math.max(this.used + 1, stepNow() - 1);

    while (stepNow() + 1 < wanted) await new Promise((resolve) => setTimeout(resolve, 500));
    this.used = wanted;
    return hotp(this.key, wanted);
  }
}

const wrong = '000000';

async function confirm(page, person) {
  await section(page).getByLabel('Password', { exact: true }).fill(person.password);
  await page.keyboard.press('Enter');
}

// The address in the answer is what the QR code holds.
async function begin(page, person) {
  await page.goto('/account');
  await button(page, 'Set it up…').click();
  const answer = page.waitForResponse('**/two-factor/enable');

  await confirm(page, person);
  const phone = new Phone((await (await answer).json()).totpURI);

  await expect(heading(page, 'Scan this with your authenticator app')).toBeFocused();
  return phone;
}

async function setUp(page, person) {
  const phone = await begin(page, person);

  await code(page).fill(await phone.next());
  await button(page, 'Turn on').click();
  await expect(heading(page, 'Keep these recovery codes somewhere safe')).toBeFocused();
  const codes = await page
    .getByRole('list', { name: 'Recovery codes' })
    .getByRole('listitem')
    .allTextContents();

  return { phone, codes };
}

async function startAgain(page, context, person) {
  await context.clearCookies();
  await page.goto('/sign-in?next=%2Faccount');
  await fillSignIn(page, person);
  await expect(heading(page, 'Enter your code')).toBeVisible();
  await expect(code(page)).toBeFocused();
}

// The code in the newest mail, which a server without a mail server writes into its log.
async function mailedCode(server, email, count = 1) {
  const mails = () =>
    server.log.split('\n').filter((line) => line.includes('sign-in-code') && line.includes(email));

  await expect.poll(() => mails().length).toBeGreaterThanOrEqual(count);
  return / url=(\d+)/.exec(mails().at(-1))[1];
}

base(
  'a person turns on two-step sign-in, and enters with the code of the app',
  async ({ page, context, server, watch }) => {
    base.slow(); // it is looked at all the way
    const ada = await arrive(context, server);

    watch.expectStatus(400, 401);
    await page.goto('/account');
    await look(page, 'two-step-off');
    await button(page, 'Set it up…').click();
    await expect(section(page).getByLabel('Password', { exact: true })).toBeFocused();
    await confirm(page, { password: 'not the password' });
    await expect(fieldError(page)).toHaveText('This is not your current password.');
    await look(page, 'two-step-password');
    const phone = await begin(page, ada);

    await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
    await look(page, 'two-step-scan');
    await code(page).fill(wrong);
    await button(page, 'Turn on').click();
    await expect(fieldError(page)).toHaveText('That code is wrong or too old. Try the next one.');
    await expect(code(page)).toBeFocused();
    await look(page, 'two-step-wrong-code');
    await page.keyboard.type(await phone.next()); // the wrong one is chosen, and goes
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Keep these recovery codes somewhere safe')).toBeFocused();
    await expect(section(page)).toContainText('On');
    await look(page, 'two-step-codes');
    await button(page, 'I have kept them').click();
    await expect(button(page, 'Turn off…')).toBeVisible();
    await look(page, 'two-step-on');

    await startAgain(page, context, ada);
    await expect(page).toHaveTitle('Enter your code · Ostiary');
    await look(page, 'second-step');
    await code(page).fill(wrong); // and it is sent
    await expect(fieldError(page)).toHaveText('That code is wrong or too old. Try the next one.');
    await look(page, 'second-step-wrong');
    const next = await phone.next();

    await code(page).fill(`${next.slice(0, 3)} ${next.slice(3)}`);
    await expect(page).toHaveURL('/account');
    await expect(page.getByText(`You sign in as ${ada.email}.`)).toBeVisible();
  },
);

base('what has not been verified does not count', async ({ page, context, server }) => {
  const ada = await arrive(context, server);

  await begin(page, ada);
  await button(page, 'Cancel').click();
  await expect(button(page, 'Set it up…')).toBeVisible();
  await context.clearCookies();
  await page.goto('/sign-in');
  await fillSignIn(page, ada);
  await expect(page).toHaveURL('/today');
});

base(
  'backup codes can be kept as a file and on paper, and each opens the door once',
  async ({ page, context, server, watch }) => {
    const ada = await arrive(context, server);
    const { codes } = await setUp(page, ada);

    watch.expectStatus(401);
    expect(codes).toHaveLength(10);
    const saved = page.waitForEvent('download');

    await button(page, 'Download').click();
    const file = await saved;
    const text = fs.readFileSync(await file.path(), 'utf8');

    expect(file.suggestedFilename()).toBe('recovery-codes.txt');
    expect(text).toContain(ada.email);
    for (const one of codes) expect(text.split('\n')).toContain(one);

    await page.evaluate(() => {
      window.print = () => (window.__printed = true);
    });
    await button(page, 'Print').click();
    expect(await page.evaluate(() => window.__printed)).toBe(true);
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByText(codes[0])).toBeVisible();
    await expect(page.getByText(`Recovery codes of ${ada.email}`)).toBeVisible();
    await expect(heading(page, 'Profile')).toBeHidden();
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await page.emulateMedia({ media: null });
    await expect(heading(page, 'Profile')).toBeVisible();

    for (const [one, opens] of [
      [codes[3], true],
      [codes[3], false],
      ['aaaaa-bbbbb', false],
    ]) {
      await startAgain(page, context, ada);
      await button(page, 'Use a recovery code').click();
      await expect(code(page)).toBeFocused();
      await code(page).fill(one);
      await page.keyboard.press('Enter');
      if (opens) await expect(page).toHaveURL('/account');
      else
        await expect(fieldError(page)).toHaveText(
          'That isn’t one of your recovery codes, or it was used already.',
        );
    }
    await look(page, 'second-step-backup');
  },
);

base(
  'new backup codes take the place of the old ones',
  async ({ page, context, server, watch }) => {
    const ada = await arrive(context, server);
    const { codes } = await setUp(page, ada);

    watch.expectStatus(401);
    await button(page, 'I have kept them').click();
    await button(page, 'New recovery codes…').click();
    await audit(page, 'the question for the password');
    await confirm(page, ada);
    const list = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');

    await expect(list).toHaveCount(10);
    const fresh = await list.allTextContents();

    expect(fresh.filter((one) => codes.includes(one))).toEqual([]);
    await startAgain(page, context, ada);
    await button(page, 'Use a recovery code').click();
    await code(page).fill(codes[0]);
    await button(page, 'Continue').click();
    await expect(fieldError(page)).toBeVisible();
    await code(page).fill(fresh[0]);
    await button(page, 'Continue').click();
    await expect(page).toHaveURL('/account');
  },
);

base('a code comes by mail, and another one', async ({ page, context, server, watch }) => {
  const ada = await arrive(context, server);

  await setUp(page, ada);
  watch.expectStatus(401);
  await startAgain(page, context, ada);
  await button(page, 'Send a code by email instead').click();
  await expect(page.getByLabel('Code from the email')).toBeFocused();
  const first = await mailedCode(server, ada.email);

  await look(page, 'second-step-mail');
  await button(page, 'Send another code').click();
  const second = await mailedCode(server, ada.email, 2);

  await expect(page.getByLabel('Code from the email')).toBeFocused();
  if (first !== second) {
    await code(page).fill(first);
    await expect(fieldError(page)).toBeVisible();
  }
  await code(page).fill(second);
  await expect(page).toHaveURL('/account');
});

base(
  'a browser that is trusted is not asked again, until two-step sign-in is turned off',
  async ({ page, context, another, server }) => {
    const ada = await arrive(context, server);
    const { phone } = await setUp(page, ada);

    await startAgain(page, context, ada);
    await page.getByLabel('Don’t ask again on this device').check();
    await code(page).fill(await phone.next());
    await expect(page).toHaveURL('/account');
    await signOutByMenu(page);
    await fillSignIn(page, ada);
    await expect(page).toHaveURL('/today');

    const elsewhere = await (await another()).newPage();

    await elsewhere.goto('/sign-in');
    await fillSignIn(elsewhere, ada);
    await expect(heading(elsewhere, 'Enter your code')).toBeVisible();

    await page.goto('/account');
    await button(page, 'Turn off…').click();
    await look(page, 'two-step-turning-off');
    await confirm(page, ada);
    await expect(toast(page)).toContainText('Two-step sign-in is off');
    await expect(button(page, 'Set it up…')).toBeVisible();
  },
);

base(
  'a second telephone gets the same key, with the password',
  async ({ page, context, server }) => {
    const ada = await arrive(context, server);
    const { phone } = await setUp(page, ada);

    await button(page, 'I have kept them').click();
    await button(page, 'Add another phone…').click();
    const answer = page.waitForResponse('**/two-factor/get-totp-uri');

    await confirm(page, ada);
    expect(keyOf((await (await answer).json()).totpURI)).toEqual(phone.key);
    await expect(heading(page, 'Scan this with your authenticator app')).toBeFocused();
    await look(page, 'two-step-another');
    await button(page, 'Done').click();
    await expect(heading(page, /^Two-step sign-in/)).toBeFocused();
  },
);

base(
  'after too many wrong codes, or a lost sign-in, one begins again',
  async ({ page, context, server, watch }) => {
    const ada = await arrive(context, server);

    await setUp(page, ada);
    watch.expectStatus(400, 401);
    await startAgain(page, context, ada);
    for (let i = 0; i < 6 && (await code(page).count()); i++) {
      const answer = page.waitForResponse('**/two-factor/verify-totp');

      await code(page).fill(wrong);
      await answer;
    }
    await expect(heading(page, 'Sign in')).toBeVisible();
    await expect(notice(page)).toHaveText('Too many wrong codes. Start again.');
    await look(page, 'second-step-used');

    await startAgain(page, context, ada);
    await context.clearCookies();
    await code(page).fill(wrong); // and it is sent
    await expect(notice(page)).toHaveText('This took too long. Sign in again.');

    await startAgain(page, context, ada);
    await button(page, 'Use a different account').click();
    await expect(heading(page, 'Sign in')).toBeVisible();
    await expect(notice(page)).toHaveCount(0);
  },
);

base('the second step works with the keyboard alone', async ({ page, context, server, watch }) => {
  const ada = await arrive(context, server);
  const { phone, codes } = await setUp(page, ada);

  watch.expectStatus(401);
  await startAgain(page, context, ada);
  for (const name of ['trust', 'Continue', 'Send a code by email instead', 'Use a recovery code']) {
    await page.keyboard.press('Tab');
    await expect(
      name === 'trust' ? page.getByLabel('Don’t ask again on this device') : button(page, name),
    ).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Recovery code')).toBeFocused();
  await page.keyboard.type(`${codes[0]}x`);
  await page.keyboard.press('Enter');
  await expect(fieldError(page)).toBeVisible();
  await expect(page.getByLabel('Recovery code')).toBeFocused();
  for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
  await expect(button(page, 'Use the authenticator app')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Code from your app')).toBeFocused();
  await page.keyboard.type(await phone.next());
  await expect(page).toHaveURL('/account');
});

base(
  'the codes of the setup fit into forced colours, and large text',
  async ({ page, context, server }) => {
    const ada = await arrive(context, server);

    await page.setViewportSize({ width: 640, height: 800 });
    await begin(page, ada);
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    await audit(page, 'the QR code at twice the size');
    await page.emulateMedia({ forcedColors: 'active' });
    await audit(page, 'the QR code in forced colours');
  },
);

base.describe('where everybody needs a second factor', () => {
  base.use({ serverArgs: ['--two-factor', 'required', '--two-factor-grace', '2d'] });

  base(
    'a sign-in leads to setting it up, which cannot be undone',
    async ({ page, context, server, watch }) => {
      const ada = await arrive(context, server);

      watch.expectStatus(403);
      await context.clearCookies();
      await page.goto('/sign-in');
      await fillSignIn(page, ada);
      await expect(toast(page)).toContainText('Set up two-step sign-in by');
      await audit(page, 'the call to set it up');
      await toast(page).getByRole('button', { name: 'Set it up…' }).click();
      await expect(page).toHaveURL('/account#two-step');
      await expect(section(page)).toBeInViewport();
      await setUp(page, ada);
      await button(page, 'I have kept them').click();
      await button(page, 'Turn off…').click();
      await confirm(page, ada);
      await expect(section(page).getByRole('alert')).toHaveText(
        'It cannot be turned off: this server demands it of you.',
      );
      await audit(page, 'a second factor that is demanded');
    },
  );
});

base.describe('where a second factor is overdue', () => {
  base.use({ serverArgs: ['--two-factor', 'required', '--two-factor-grace', '0'] });

  base('the code comes by mail, after a press', async ({ page, server }) => {
    const ada = newPerson();

    await page.request.post(`${server.url}/api/auth/sign-up/email`, {
      data: ada,
      headers: { origin: server.url },
    });
    await page.goto('/sign-in');
    await fillSignIn(page, ada);
    await expect(button(page, 'Send the code')).toBeFocused();
    await look(page, 'second-step-overdue');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Code from the email')).toBeFocused();
    await code(page).fill(await mailedCode(server, ada.email));
    await expect(page).toHaveURL('/today');
  });
});

base.describe('where second factors are switched off', () => {
  base.use({ serverArgs: ['--two-factor', 'off'] });

  base('no page speaks of them', async ({ page, context, server }) => {
    const ada = await arrive(context, server);

    await page.goto('/account');
    await expect(page.getByRole('region', { name: 'Profile' })).toBeVisible();
    await expect(section(page)).toHaveCount(0);
    await expect(page.getByText(/two-step/i)).toHaveCount(0);
    await context.clearCookies();
    await signIn(context, server, ada);
  });
});

// Chromium asks a key that cannot verify the person only for credentials that a page names, which a
// sign-in page cannot. Here it is told of them, as if it found them by itself.
async function findable(page, credentials) {
  await page.route('**/passkey/generate-authenticate-options', async (route) => {
    const response = await route.fetch();
    const allowCredentials = credentials.map(({ credentialId }) => ({
      type: 'public-key',
      id: Buffer.from(credentialId, 'base64').toString('base64url'),
    }));

    await route.fulfill({ response, json: { ...(await response.json()), allowCredentials } });
  });
}

named('a key that was only touched is one factor', async ({ page, context, server }) => {
  const ada = await arrive(context, server);
  const key = await Authenticator.in(page, {
    transport: 'usb',
    hasResidentKey: false,
    hasUserVerification: false,
    isUserVerified: false,
  });
  const { phone } = await setUp(page, ada);

  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByLabel('Name of the passkey')).toBeFocused();
  await findable(page, await key.credentials());
  await context.clearCookies();
  await page.goto('/sign-in');
  await button(page, 'Passkey').click();
  await expect(heading(page, 'Enter your code')).toBeVisible();
  await code(page).fill(await phone.next());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/today');
});

named('a passkey that knows the person is two factors', async ({ page, context, server }) => {
  const ada = await arrive(context, server);

  await Authenticator.in(page);
  await setUp(page, ada);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByLabel('Name of the passkey')).toBeFocused();
  await context.clearCookies();
  await page.goto('/sign-in');
  await expect(page).toHaveURL('/today');
});
