// Passkeys: the exchanges that were recorded with a real Better Auth and its plugin, done again
// with an authenticator in software; the official client; and what the plugin does not promise.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { passkeyClient } from '@better-auth/passkey/client';
import { createAuthClient } from 'better-auth/client';

import { Authenticator } from './lib/authenticator.mjs';
import { Browser } from './lib/browser.mjs';
import { jsonHeaders, send } from './lib/http.mjs';
import { Jar } from './lib/jar.mjs';
import { LIKE_BETTER_AUTH } from './lib/recorded.mjs';
import { root, Server, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { ENGINES, skipOn, urlFor } from './lib/postgres.mjs';
import { needsNode, Place } from './lib/takeover.mjs';

const ORIGIN = 'http://localhost:3000';
const SETTINGS = {
  ...LIKE_BETTER_AUTH,
  BETTER_AUTH_URL: ORIGIN,
  OSTIARY_PASSKEY_RP_NAME: 'Better Auth',
};

// --- the recording -----------------------------------------------------------------------------

// By number: { label, status, body } of each exchange.
function readRecording() {
  const file = path.join(root, 'tests/data/better-auth/passkey.txt');
  const exchanges = new Map();
  const parts = fs.readFileSync(file, 'utf8').split(/^=== \[(\d+)\] (.*)$/m);
  for (let i = 1; i < parts.length; i += 3) {
    const text = parts[i + 2].split(/^(?:--- sql|#{10})/m)[0];
    const answer = text.slice(text.indexOf('\n< '));
    const lines = answer.trim().split('\n');
    const body = lines.filter((line) => !line.startsWith('< ')).join('\n');
    exchanges.set(Number(parts[i]), {
      label: parts[i + 1],
      status: Number(lines[0].slice(2)),
      body,
    });
  }
  return exchanges;
}

const MASKS = {
  '<B64>': /^[A-Za-z0-9+/_-]+=*$/,
  '<ID32>': /^[A-Za-z0-9]{32}$/,
  '<ISO>': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
};
// Which client started a session; the recording has none of ours.
const FREE = new Set(['ipAddress', 'userAgent', 'aaguid']);
// What the server adds.
const OURS = new Set(['lastUsedAt']);
const without = ({ lastUsedAt: _, ...passkey }) => passkey;

function assertLike(actual, recorded, where) {
  if (recorded === null || typeof recorded !== 'object') {
    if (MASKS[recorded]) assert.match(String(actual), MASKS[recorded], where);
    else assert.equal(actual, recorded, where);
    return;
  }
  const names = Object.keys(actual).filter((name) => !OURS.has(name));
  assert.deepEqual(names, Object.keys(recorded), where);
  for (const name of Object.keys(recorded))
    if (!FREE.has(name)) assertLike(actual[name], recorded[name], `${where}.${name}`);
}

const refusal = (status, message, code) => ({ status, body: JSON.stringify({ message, code }) });
const NOT_VERIFIED = refusal(400, 'Failed to verify registration', 'FAILED_TO_VERIFY_REGISTRATION');
const TAKEN = refusal(400, 'Previously registered', 'PREVIOUSLY_REGISTERED');

// Where the server deliberately answers otherwise.
const DEVIATIONS = {
  // A failed verification is the client's fault, and not the server's.
  18: NOT_VERIFIED,
  21: NOT_VERIFIED,
  23: NOT_VERIFIED,
  25: NOT_VERIFIED,
  27: NOT_VERIFIED,
  29: NOT_VERIFIED,
  31: NOT_VERIFIED,
  // Each refusal has a body.
  80: refusal(
    401,
    'You are not allowed to register this passkey',
    'YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY',
  ),
  // A credential is registered once, and belongs to one user.
  35: TAKEN,
  86: TAKEN,
};

// --- a client ----------------------------------------------------------------------------------

class Client {
  constructor(server, recording) {
    this.server = server;
    this.recording = recording;
    this.jar = new Jar();
    this.replayed = new Set();
  }

  async call(method, where, { body, origin = ORIGIN, cookies = true } = {}) {
    const headers = body === undefined ? [] : [...jsonHeaders.filter(([n]) => !/origin/i.test(n))];
    if (origin) headers.push(['Origin', origin]);
    if (cookies) headers.push(...this.jar.headers);
    const answer = await send(this.server.url, {
      method,
      path: `/api/auth${where}`,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return this.jar.take(answer);
  }

  // Does the exchange of the recording again, and compares the answers.
  async replay(number, method, where, options) {
    const { label, ...recorded } = this.recording.get(number);
    const { status, body } = DEVIATIONS[number] ?? recorded;
    const answer = await this.call(method, where, options);
    const name = `[${number}] ${label}`;
    assert.equal(answer.status, status, `${name}: ${answer.text}`);
    assertLike(answer.json, JSON.parse(body), name);
    this.replayed.add(number);
    return answer;
  }
}

const OPTIONS = '/passkey/generate-register-options';
const REGISTER = '/passkey/verify-registration';
const SIGN_IN_OPTIONS = '/passkey/generate-authenticate-options';
const SIGN_IN = '/passkey/verify-authentication';

const person = (name) => ({
  name: 'Test User',
  email: `${name}@example.com`,
  password: 'correct horse battery',
});

describe('the recorded exchanges', () => {
  const recording = readRecording();
  const devices = {};
  let server;
  let ada;
  let rows;

  before(async () => {
    server = await startServer({ env: SETTINGS });
    ada = new Client(server, recording);
  });
  after(() => server?.stop());

  it('without a session', async () => {
    const none = { cookies: false, origin: null };
    await ada.replay(1, 'GET', OPTIONS, none);
    await ada.replay(2, 'POST', REGISTER, { ...none, body: {} });
    await ada.replay(3, 'GET', '/passkey/list-user-passkeys', none);
    await ada.replay(4, 'POST', '/passkey/delete-passkey', { ...none, body: {} });
    await ada.replay(5, 'POST', '/passkey/delete-passkey', { ...none, body: { id: 'x' } });
    await ada.replay(6, 'POST', '/passkey/update-passkey', { ...none, body: {} });
    await ada.replay(7, 'POST', '/passkey/update-passkey', {
      ...none,
      body: { id: 'x', name: '  ' },
    });
    await ada.replay(8, 'GET', SIGN_IN_OPTIONS, none);
    ada.jar.clear();
    await ada.replay(9, 'POST', SIGN_IN, { ...none, body: {} });
    await ada.replay(10, 'POST', SIGN_IN, { ...none, body: { response: {} } });
    await ada.replay(11, 'POST', SIGN_IN, { cookies: false, body: { response: {} } });
  });

  it('of registrations', async () => {
    await ada.replay(12, 'POST', '/sign-up/email', { body: person('ada') });
    await ada.replay(13, 'GET', OPTIONS);
    await ada.replay(
      14,
      'GET',
      `${OPTIONS}?authenticatorAttachment=platform&name=My%20key&context=abc`,
    );
    await ada.replay(15, 'GET', `${OPTIONS}?authenticatorAttachment=usb`);
    devices.laptop = new Authenticator({
      aaguid: Buffer.from('ea9b8d664d011d213ce4b6b48cb575d4', 'hex'),
      flags: 'up uv be bs',
    });
    const laptop = devices.laptop;
    let options = (await ada.replay(16, 'GET', OPTIONS)).json;
    const sound = { response: laptop.register(options, ORIGIN) };
    await ada.replay(17, 'POST', REGISTER, { body: sound, origin: null });
    const wrong = { response: laptop.register(options, ORIGIN, { challenge: 'AAAA' }) };
    await ada.replay(18, 'POST', REGISTER, { body: wrong });
    await ada.replay(19, 'POST', REGISTER, { body: sound });
    const flaws = [
      [20, { type: 'webauthn.get' }],
      [22, { rpId: 'example.com' }],
      [24, { flags: 'uv' }],
      [26, { origin: 'http://localhost:3001' }],
      [28, { format: 'unknown' }],
    ];
    for (const [number, flaw] of flaws) {
      options = (await ada.replay(number, 'GET', OPTIONS)).json;
      await ada.replay(number + 1, 'POST', REGISTER, {
        body: { response: laptop.register(options, ORIGIN, flaw) },
      });
    }
    await ada.replay(30, 'GET', OPTIONS);
    await ada.replay(31, 'POST', REGISTER, { body: { response: null } });
    options = (await ada.replay(32, 'GET', OPTIONS)).json;
    await ada.replay(33, 'POST', REGISTER, {
      body: { response: laptop.register(options, ORIGIN), name: '  Laptop  ' },
    });
    options = (await ada.replay(34, 'GET', OPTIONS)).json;
    await ada.replay(35, 'POST', REGISTER, {
      body: { response: laptop.register(options, ORIGIN) },
    });
    devices.token = new Authenticator({ algorithm: 'EdDSA' });
    options = (await ada.replay(36, 'GET', OPTIONS)).json;
    await ada.replay(37, 'POST', REGISTER, {
      body: { response: devices.token.register(options, ORIGIN) },
    });
    devices.key = new Authenticator({ algorithm: 'RS256', flags: 'up' });
    options = (await ada.replay(38, 'GET', OPTIONS)).json;
    await ada.replay(39, 'POST', REGISTER, {
      body: {
        response: devices.key.register(options, ORIGIN, { format: 'packed' }),
        createSession: true,
      },
    });
    rows = (await ada.replay(40, 'GET', '/passkey/list-user-passkeys')).json;
    await ada.replay(41, 'POST', '/passkey/update-passkey', {
      body: { id: rows[0].id, name: ' Desk ' },
    });
    await ada.replay(42, 'POST', '/passkey/update-passkey', { body: { id: 'nope', name: 'x' } });
  });

  it('of sign-ins', async () => {
    const { laptop, token, key } = devices;
    sql.execute(server.database, `update "session" set "createdAt" = '2020-01-01T00:00:00.000Z'`);
    await ada.replay(43, 'GET', OPTIONS);
    await ada.replay(44, 'GET', SIGN_IN_OPTIONS);
    await ada.replay(45, 'POST', '/sign-out', { body: {} });
    let options = (await ada.replay(46, 'GET', SIGN_IN_OPTIONS)).json;
    laptop.counter = 1;
    const good = { response: laptop.signIn(options, ORIGIN) };
    await ada.replay(47, 'POST', SIGN_IN, { body: good });
    assert.equal(
      sql.lines(server.database, `select "counter" from "passkey" where "name" = 'Desk'`),
      '1',
    );
    await ada.replay(48, 'GET', '/get-session');
    await ada.replay(49, 'POST', '/sign-out', { body: {} });
    await ada.replay(50, 'POST', SIGN_IN, { body: good });
    const stranger = new Authenticator();
    const flaws = [
      [51, laptop, { challenge: 'AAAA' }, 2],
      [53, laptop, { type: 'webauthn.create' }, 2],
      [55, laptop, { rpId: 'example.com' }, 2],
      [57, laptop, { flags: 'uv' }, 2],
      [59, laptop, { signature: true }, 2],
      [61, laptop, {}, 1],
      [63, laptop, { origin: 'http://localhost:3001' }, 2],
      [65, stranger, {}, 2],
      [67, laptop, { flags: 'up' }, 10],
    ];
    for (const [number, device, flaw, counter] of flaws) {
      options = (await ada.replay(number, 'GET', SIGN_IN_OPTIONS)).json;
      device.counter = counter;
      await ada.replay(number + 1, 'POST', SIGN_IN, {
        body: { response: device.signIn(options, ORIGIN, flaw) },
      });
    }
    await ada.replay(69, 'POST', '/sign-out', { body: {} });
    options = (await ada.replay(70, 'GET', SIGN_IN_OPTIONS)).json;
    await ada.replay(71, 'POST', SIGN_IN, { body: { response: token.signIn(options, ORIGIN) } });
    await ada.replay(72, 'POST', '/sign-out', { body: {} });
    options = (await ada.replay(73, 'GET', SIGN_IN_OPTIONS)).json;
    await ada.replay(74, 'POST', SIGN_IN, { body: { response: key.signIn(options, ORIGIN) } });
    options = (await ada.replay(75, 'GET', SIGN_IN_OPTIONS)).json;
    await ada.replay(76, 'POST', SIGN_IN, {
      body: { response: key.signIn(options, ORIGIN) },
      origin: 'http://evil.example',
    });
  });

  it('of other people', async () => {
    const { laptop } = devices;
    const eve = new Client(server, recording);
    await eve.replay(77, 'POST', '/sign-up/email', { body: person('eve') });
    await eve.replay(78, 'GET', '/passkey/list-user-passkeys');
    await eve.replay(79, 'POST', '/passkey/update-passkey', {
      body: { id: rows[0].id, name: 'x' },
    });
    await eve.replay(80, 'POST', '/passkey/delete-passkey', { body: { id: rows[0].id } });
    await eve.replay(81, 'GET', OPTIONS);
    let options = (await eve.replay(82, 'GET', SIGN_IN_OPTIONS)).json;
    await eve.replay(83, 'POST', REGISTER, {
      body: { response: laptop.register({ ...options, rp: { id: 'localhost' } }, ORIGIN) },
    });
    await eve.replay(84, 'GET', OPTIONS);
    options = (await eve.replay(85, 'GET', OPTIONS)).json;
    await eve.replay(86, 'POST', REGISTER, {
      body: { response: laptop.register(options, ORIGIN) },
    });
    await ada.call('POST', '/sign-out', { body: {} });
    const { email, password } = person('ada');
    await ada.replay(87, 'POST', '/sign-in/email', { body: { email, password } });
    await ada.replay(88, 'POST', '/passkey/delete-passkey', { body: { id: rows[0].id } });
    await ada.replay(89, 'POST', '/passkey/delete-passkey', { body: { id: rows[0].id } });
    const done = new Set([...ada.replayed, ...eve.replayed]);
    assert.deepEqual(
      [...recording.keys()].filter((number) => !done.has(number)),
      [],
    );
  });
});

// --- the official client -----------------------------------------------------------------------

// navigator.credentials of a page at that origin, with the authenticator.
function installPage(device, origin) {
  const bytes = (text) => Uint8Array.from(Buffer.from(text, 'base64url')).buffer;
  const text = (buffer) => Buffer.from(buffer).toString('base64url');
  const wrap = (made) => ({
    ...made,
    rawId: bytes(made.rawId),
    response: {
      ...Object.fromEntries(
        Object.entries(made.response)
          .filter(([name]) => name !== 'transports')
          .map(([name, value]) => [name, bytes(value)]),
      ),
      getTransports: () => made.response.transports,
    },
    getClientExtensionResults: () => ({}),
  });
  const PublicKeyCredential = () => {};
  PublicKeyCredential.isConditionalMediationAvailable = async () => true;
  const credentials = {
    create: async ({ publicKey }) =>
      wrap(device.register({ ...publicKey, challenge: text(publicKey.challenge) }, origin)),
    get: async ({ publicKey }) =>
      wrap(device.signIn({ ...publicKey, challenge: text(publicKey.challenge) }, origin)),
  };
  const globals = { navigator: { credentials }, PublicKeyCredential, window: globalThis };
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

describe('the official passkeyClient', () => {
  let server;
  let client;

  before(async () => {
    server = await startServer();
    client = createAuthClient({
      baseURL: server.url,
      plugins: [passkeyClient()],
      fetchOptions: { customFetchImpl: new Browser(server.url).fetch },
    });
  });
  after(() => server?.stop());

  it('registers a passkey, signs in with it, lists, renames and deletes it', async () => {
    const device = new Authenticator({ algorithm: 'EdDSA' });
    installPage(device, server.url);
    await client.signUp.email(person('mira'));
    const added = await client.passkey.addPasskey({ name: 'Laptop' });
    assert.equal(added.error, null, JSON.stringify(added.error));
    assert.equal(added.data.name, 'Laptop');
    const unused = await client.$fetch('/passkey/list-user-passkeys');
    assert.equal(unused.data[0].lastUsedAt, null);
    await client.signOut();
    assert.equal((await client.getSession()).data, null);
    const entered = await client.signIn.passkey();
    assert.equal(entered.error, null, JSON.stringify(entered.error));
    assert.equal(entered.data.user.email, 'mira@example.com');
    assert.equal((await client.getSession()).data.user.email, 'mira@example.com');
    const listed = await client.$fetch('/passkey/list-user-passkeys');
    assert.equal(listed.data.length, 1);
    const { id, lastUsedAt } = listed.data[0];
    assert.equal(new Date(lastUsedAt) >= new Date(listed.data[0].createdAt), true);
    const renamed = await client.passkey.updatePasskey({ id, name: 'Desk' });
    assert.equal(renamed.data.passkey.name, 'Desk');
    assert.equal((await client.passkey.deletePasskey({ id })).data.status, true);
    await client.signOut();
    assert.equal((await client.signIn.passkey()).error.code, 'PASSKEY_NOT_FOUND');
  });
});

// --- what the plugin does not promise ----------------------------------------------------------

async function signUpWithPasskey(server, name, device) {
  const client = new Client(server);
  await client.call('POST', '/sign-up/email', { body: person(name) });
  const options = (await client.call('GET', OPTIONS)).json;
  const answer = await client.call('POST', REGISTER, {
    body: { response: device.register(options, ORIGIN) },
  });
  assert.equal(answer.status, 200, answer.text);
  return client;
}

async function signInBy(client, device, wrong) {
  const options = (await client.call('GET', SIGN_IN_OPTIONS)).json;
  return client.call('POST', SIGN_IN, {
    body: { response: device.signIn(options, ORIGIN, wrong) },
  });
}

describe('passkeys and other rules', () => {
  it('do not exist where they are switched off', async () => {
    const server = await startServer({
      env: { BETTER_AUTH_URL: ORIGIN, OSTIARY_PASSKEYS: 'off' },
    });
    try {
      const client = new Client(server);
      assert.equal((await client.call('GET', SIGN_IN_OPTIONS)).status, 404);
    } finally {
      await server.stop();
    }
  });

  it('let a user with a second factor in only when the person was verified', async () => {
    const server = await startServer({
      env: { BETTER_AUTH_URL: ORIGIN, OSTIARY_TWO_FACTOR: 'off' },
    });
    try {
      const device = new Authenticator();
      const client = await signUpWithPasskey(server, 'tom', device);
      sql.execute(server.database, 'alter table "user" add column "twoFactorEnabled" boolean');
      sql.execute(server.database, `update "user" set "twoFactorEnabled" = true`);
      await server.stop();
      await server.start();
      client.jar.clear();
      const one = await signInBy(client, device, { flags: 'up' });
      assert.equal(one.status, 403);
      assert.equal(one.json.code, 'TWO_FACTOR_REQUIRED');
      assert.equal((await signInBy(client, device, { flags: 'up uv' })).status, 200);
    } finally {
      await server.stop();
    }
  });

  it('find their challenge among those that a neighbouring host has planted', async () => {
    const server = await startServer({ env: { BETTER_AUTH_URL: ORIGIN } });
    try {
      const device = new Authenticator();
      const client = await signUpWithPasskey(server, 'pat', device);
      client.jar.clear();
      const eve = new Client(server);
      await eve.call('GET', SIGN_IN_OPTIONS);
      const options = (await client.call('GET', SIGN_IN_OPTIONS)).json;
      const [[name, planted], [, own]] = [...eve.jar, ...client.jar];
      const enter = (value, response) => {
        client.jar.set(name, value);
        return client.call('POST', SIGN_IN, { body: { response } });
      };
      const response = device.signIn(options, ORIGIN);
      const both = `${planted}; ${name}=x.y; ${name}=${own}`;
      assert.equal((await enter(both, response)).status, 200);
      client.jar.clear();
      const again = await enter(both, response);
      assert.equal(again.status >= 400, true, 'its challenge is used up');
      const fresh = (await eve.call('GET', SIGN_IN_OPTIONS)).json;
      client.jar.clear();
      const alien = await enter(own, device.signIn(fresh, ORIGIN));
      assert.equal(alien.json.code, 'CHALLENGE_NOT_FOUND');
    } finally {
      await server.stop();
    }
  });

  it('let no banned user in', async () => {
    const server = await startServer({ env: { BETTER_AUTH_URL: ORIGIN } });
    try {
      const device = new Authenticator();
      const client = await signUpWithPasskey(server, 'ban', device);
      sql.execute(server.database, 'alter table "user" add column "banned" boolean');
      await server.stop();
      await server.start();
      client.jar.clear();
      assert.equal((await signInBy(client, device)).status, 200);
      sql.execute(server.database, `update "user" set "banned" = true`);
      client.jar.clear();
      assert.equal((await signInBy(client, device)).json.code, 'BANNED_USER');
    } finally {
      await server.stop();
    }
  });

  it('are deleted with a session of the last day only', async () => {
    const server = await startServer({ env: { BETTER_AUTH_URL: ORIGIN } });
    try {
      const client = await signUpWithPasskey(server, 'old', new Authenticator());
      const [{ id }] = (await client.call('GET', '/passkey/list-user-passkeys')).json;
      const remove = () => client.call('POST', '/passkey/delete-passkey', { body: { id } });
      const made = (when) =>
        sql.execute(server.database, `update "session" set "createdAt" = '${when}'`);
      made('2020-01-01T00:00:00.000Z');
      assert.equal((await remove()).json.code, 'SESSION_NOT_FRESH');
      made(new Date().toISOString());
      assert.equal((await remove()).status, 200);
    } finally {
      await server.stop();
    }
  });

  it('are for the pages that the settings name', async () => {
    const app = 'https://app.localhost';
    const server = await startServer({
      env: {
        BETTER_AUTH_URL: ORIGIN,
        BETTER_AUTH_TRUSTED_ORIGINS: `${app},https://other.localhost`,
        OSTIARY_PASSKEY_ORIGINS: `${ORIGIN},${app}`,
      },
    });
    try {
      const device = new Authenticator();
      const client = await signUpWithPasskey(server, 'pages', device);
      client.jar.clear();
      const enter = async (origin) => {
        const options = (await client.call('GET', SIGN_IN_OPTIONS, { origin })).json;
        const body = { response: device.signIn(options, origin) };
        const answer = await client.call('POST', SIGN_IN, { body, origin });
        client.jar.clear();
        return answer.status;
      };
      assert.equal(await enter(app), 200);
      assert.equal(await enter(ORIGIN), 200);
      assert.equal(await enter('https://other.localhost'), 400);
    } finally {
      await server.stop();
    }
  });
});

describe('several servers on one database', () => {
  for (const engine of ENGINES)
    it(`take an answer to a challenge once, on ${engine}`, { skip: skipOn(engine) }, async (t) => {
      const dir = path.join(temporaryDirectory(), 'data');
      const database = engine === 'SQLite' ? path.join(dir, 'ostiary.db') : urlFor(dir);
      const servers = [];
      for (let i = 0; i < 2; i++) {
        const server = new Server({ dir, database, env: SETTINGS });
        t.after(() => server.stop());
        servers.push(await server.start());
      }
      // With a counter, and without one as passkeys of a telephone have none.
      for (const counts of [false, true]) {
        const device = new Authenticator();
        const client = await signUpWithPasskey(servers[0], `racer${counts}`, device);
        client.jar.clear();
        const options = (await client.call('GET', SIGN_IN_OPTIONS)).json;
        if (counts) device.counter = 7;
        const response = device.signIn(options, ORIGIN);
        const answers = await Promise.all(
          Array.from({ length: 6 }, (_, i) => {
            const browser = new Client(servers[i % 2]);
            for (const [name, value] of client.jar) browser.jar.set(name, value);
            return browser.call('POST', SIGN_IN, { body: { response } });
          }),
        );
        const statuses = answers.map(({ status }) => status).sort();
        assert.deepEqual(statuses, [200, 400, 400, 400, 400, 400], answers[0].text);
        client.server = servers[1];
        assert.equal((await signInBy(client, device)).status, counts ? 400 : 200, 'a counter');
        device.counter = 8;
        assert.equal((await signInBy(client, device)).status, 200);
      }
    });
});

describe('passkeys of a real Better Auth', () => {
  for (const engine of ENGINES)
    it(`go over and back, on ${engine}`, { skip: needsNode || skipOn(engine) }, async (t) => {
      const place = new Place(engine);
      const env = { BETTER_AUTH_URL: ORIGIN, PEER_PASSKEY: 'on' };
      const [theirs, ours] = [new Authenticator(), new Authenticator({ algorithm: 'EdDSA' })];
      let server = await place.open(t, { peer: true, env });
      const client = await signUpWithPasskey(server, 'over', theirs);

      const enterWith = async (device) => {
        client.server = server;
        client.jar.clear();
        const answer = await signInBy(client, device);
        assert.equal(answer.status, 200, answer.text);
        return (await client.call('GET', '/passkey/list-user-passkeys')).json;
      };
      await server.stop();
      server = await place.open(t, { env });
      assert.equal((await enterWith(theirs)).length, 1);
      const options = (await client.call('GET', OPTIONS)).json;
      const body = { response: ours.register(options, ORIGIN), name: 'Second' };
      assert.equal((await client.call('POST', REGISTER, { body })).status, 200);
      const listed = await enterWith(ours);
      assert.ok(listed.every(({ lastUsedAt }) => lastUsedAt));
      await server.stop();
      server = await place.open(t, { peer: true, env });
      assert.deepEqual(await enterWith(ours), listed.map(without));
      assert.deepEqual(await enterWith(theirs), listed.map(without));
      await server.stop();
    });
});
