// Passkeys in Chromium with its virtual authenticator (WebDriver extension of WebAuthn level 3
// section 11): the ceremonies of a page's script, whatever the page shows.

import { expect, test as base } from '@playwright/test';

import { Server } from './lib/server.mjs';

const VERIFYING = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

// A page at http://localhost, since no passkey is made for an address.
const test = base.extend({
  site: async ({ context, page }, use) => {
    const server = await new Server().start();
    const origin = server.url.replace('127.0.0.1', 'localhost');
    const cdp = await context.newCDPSession(page);

    await cdp.send('WebAuthn.enable');
    await page.goto(`${origin}/api/docs`);
    await use({ origin, cdp });
    await server.stop();
  },
});

async function addAuthenticator(cdp, options = {}) {
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...VERIFYING, ...options },
  });

  return authenticatorId;
}

// { status, json } of a call by the page's browser.
async function call(page, path, body) {
  const { origin } = new URL(page.url());
  const answer = await page.request.fetch(`${origin}/api/auth${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { origin },
    ...(body !== undefined && { data: body }),
  });

  return { status: answer.status(), json: await answer.json() };
}

const signUp = (page) =>
  call(page, '/sign-up/email', {
    name: 'Ada',
    email: 'ada@example.com',
    password: 'correct horse battery',
  });

// What navigator.credentials makes of the server's options, as JSON; or the error's name.
function ceremony(page, method, options, more = {}) {
  return page.evaluate(
    async ([how, json, others]) => {
      const bytes = (text) =>
        Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
          c.charCodeAt(0),
        );
      const text = (buffer) =>
        btoa(String.fromCharCode(...new Uint8Array(buffer)))
          .replaceAll('+', '-')
          .replaceAll('/', '_')
          .replaceAll('=', '');
      const listed = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));
      const publicKey = {
        ...json,
        challenge: bytes(json.challenge),
        ...(json.user && { user: { ...json.user, id: bytes(json.user.id) } }),
        ...(json.excludeCredentials && { excludeCredentials: listed(json.excludeCredentials) }),
        ...(json.allowCredentials && { allowCredentials: listed(json.allowCredentials) }),
      };

      try {
        const made = await navigator.credentials[how]({ publicKey, ...others });
        const response = {};

        for (const name of [
          'clientDataJSON',
          'attestationObject',
          'authenticatorData',
          'signature',
          'userHandle',
        ])
          if (made.response[name]) response[name] = text(made.response[name]);
        if (made.response.getTransports) response.transports = made.response.getTransports();
        return { id: made.id, rawId: text(made.rawId), type: made.type, response };
      } catch (error) {
        return { error: error.name };
      }
    },
    [method, options, more],
  );
}

async function register(page) {
  const { json } = await call(page, '/passkey/generate-register-options');
  const response = await ceremony(page, 'create', json);

  if (response.error) return response;
  return call(page, '/passkey/verify-registration', { response, name: 'Laptop' });
}

async function signIn(page, more) {
  const { json } = await call(page, '/passkey/generate-authenticate-options');
  const response = await ceremony(page, 'get', json, more);

  if (response.error) return response;
  return call(page, '/passkey/verify-authentication', { response });
}

test('a resident key that verifies the person registers once and signs in', async ({
  page,
  context,
  site,
}) => {
  await addAuthenticator(site.cdp);
  await signUp(page);
  const registered = await register(page);

  expect(registered.status).toBe(200);
  expect(registered.json).toMatchObject({ name: 'Laptop', transports: 'internal' });
  expect(await register(page)).toEqual({ error: 'InvalidStateError' });

  await context.clearCookies();
  const entered = await signIn(page);

  expect(entered.status).toBe(200);
  expect(entered.json.user.email).toBe('ada@example.com');
  expect((await call(page, '/get-session')).json.user.email).toBe('ada@example.com');
});

test('autofill signs in without a list of credentials', async ({ page, context, site }) => {
  await addAuthenticator(site.cdp);
  await signUp(page);
  expect((await register(page)).status).toBe(200);
  await context.clearCookies();
  const entered = await signIn(page, { mediation: 'conditional' });

  expect(entered.status).toBe(200);
});

test('a key that keeps nothing and verifies nobody is found by the list of a signed-in user', async ({
  page,
  site,
}) => {
  await addAuthenticator(site.cdp, {
    transport: 'usb',
    hasResidentKey: false,
    hasUserVerification: false,
    isUserVerified: false,
  });
  await signUp(page);
  expect((await register(page)).status).toBe(200);
  expect((await signIn(page)).status).toBe(200);
});

test('a copy of a key is found by its counter', async ({ page, context, site }) => {
  const original = await addAuthenticator(site.cdp);

  await signUp(page);
  await register(page);
  const { credentials } = await site.cdp.send('WebAuthn.getCredentials', {
    authenticatorId: original,
  });

  await context.clearCookies();
  expect((await signIn(page)).status).toBe(200);
  await site.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: original });
  const copy = await addAuthenticator(site.cdp);

  await site.cdp.send('WebAuthn.addCredential', {
    authenticatorId: copy,
    credential: { ...credentials[0], signCount: 0 },
  });
  await context.clearCookies();
  const refused = await signIn(page);

  expect(refused.status).toBe(400);
  expect(refused.json.code).toBe('AUTHENTICATION_FAILED');
});
