// Every way in, for users with each kind of second factor, under each policy: one table, played on
// a running server. Where a second factor is asked for, nothing but that factor gives a session.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Authenticator } from './lib/authenticator.mjs';
import { FactorClient, PASSWORD } from './lib/factor-client.mjs';
import { startServer } from './lib/server.mjs';
import { mailsOf } from './lib/sides.mjs';
import * as sql from './lib/sql.mjs';

const ORIGIN = 'http://localhost:3000';

// --- the table ---------------------------------------------------------------------------------

// By policy: its settings, and the role of all users.
const POLICIES = {
  off: { env: { OSTIARY_TWO_FACTOR: 'off' } },
  optional: { env: { OSTIARY_TWO_FACTOR: 'optional' } },
  grace: { env: { OSTIARY_TWO_FACTOR: 'required', OSTIARY_TWO_FACTOR_GRACE: '1h' } },
  required: { env: { OSTIARY_TWO_FACTOR: 'required', OSTIARY_TWO_FACTOR_GRACE: '0' } },
  admin: {
    env: { OSTIARY_TWO_FACTOR: 'admins', OSTIARY_TWO_FACTOR_GRACE: '0' },
    role: 'user,admin',
  },
  'no admin': {
    env: { OSTIARY_TWO_FACTOR: 'admins', OSTIARY_TWO_FACTOR_GRACE: '0' },
    role: 'user',
  },
};

// The second factor of each user, and what a sign-in offers.
const USERS = {
  none: { offers: ['otp'] }, // where the policy asks for one
  authenticator: { offers: ['totp', 'otp'], shows: ['totp', 'otp', 'backup'] },
  'codes by mail': { offers: ['otp'], shows: ['otp'] },
  'trusted browser': { offers: ['totp', 'otp'], shows: ['totp'] },
};

// For each way and user, by the policies in their order: S a session, A the second factor is asked
// for, R refused, N no session, though what else the way does is done.
const TABLE = {
  password: {
    none: 'SSSAAS',
    authenticator: 'RAAAAA',
    'codes by mail': 'RAAAAA',
    'trusted browser': 'RSSSSS',
  },
  'a passkey that verified the person': {
    none: 'SSSSSS',
    authenticator: 'SSSSSS',
    'codes by mail': 'SSSSSS',
    'trusted browser': 'SSSSSS',
  },
  'a passkey that was only touched': {
    none: 'SSSAAS',
    authenticator: 'RAAAAA',
    'codes by mail': 'RAAAAA',
    'trusted browser': 'RAAAAA',
  },
  'the link that verifies an address': {
    none: 'SSSNNS',
    authenticator: 'NNNNNN',
    'codes by mail': 'NNNNNN',
    'trusted browser': 'NNNNNN',
  },
  'another provider': {
    none: 'RRRRRR',
    authenticator: 'RRRRRR',
    'codes by mail': 'RRRRRR',
    'trusted browser': 'RRRRRR',
  },
  // Ends trust; the sign-in after it is that of the password.
  'a reset of the password': {
    none: 'NNNNNN',
    authenticator: 'NNNNNN',
    'codes by mail': 'NNNNNN',
    'trusted browser': 'NNNNNN',
  },
};

// --- the ways ----------------------------------------------------------------------------------

const mailed = (person, kind) =>
  mailsOf(person.server).findLast((m) => m.kind === kind && m.recipient === person.email).url;

async function verifyAddress(person) {
  const { database } = person.server;
  sql.execute(
    database,
    `update "user" set "emailVerified" = false where email = '${person.email}'`,
  );
  await person.good('/send-verification-email', { email: person.email });
  const url = new URL(mailed(person, 'verify-email'));
  const answer = await person.call('GET', url.pathname.replace('/api/auth', '') + url.search);
  const [row] = sql.rows(
    database,
    `select "emailVerified" as done from "user" where email = '${person.email}'`,
  );
  assert.ok(row.done === 1 || row.done === true || row.done === 't', 'the address is verified');
  return answer;
}

async function resetPassword(person) {
  await person.good('/request-password-reset', { email: person.email });
  const token = new URL(mailed(person, 'reset-password')).pathname.split('/').at(-1);
  return person.post('/reset-password', { newPassword: PASSWORD, token });
}

const WAYS = {
  password: (person) => person.signIn(),
  'a passkey that verified the person': (person) => person.enterByPasskey(person.device, 'up uv'),
  'a passkey that was only touched': (person) => person.enterByPasskey(person.device, 'up'),
  'the link that verifies an address': verifyAddress,
  'another provider': (person) =>
    person.post('/sign-in/social', { provider: 'github', idToken: { token: 'x' } }),
  'a reset of the password': resetPassword,
};

const SHOW = {
  totp: (person) => {
    person.freshSteps();
    return person.totp();
  },
  otp: async (person) => {
    await person.good('/two-factor/send-otp');
    return person.post('/two-factor/verify-otp', { code: person.mailCode() });
  },
  backup: (person) => person.post('/two-factor/verify-backup-code', { code: person.codes.pop() }),
};

const SESSION = /session_token=[^;]/;
const TRUST = 'better-auth.trust_device';

// Leaves the browser with nothing but the trust that it had.
function forget(person) {
  for (const name of person.jar.keys()) if (name !== TRUST) person.jar.delete(name);
}

async function outcomeOf(person, answer) {
  if (await person.isSignedIn()) {
    assert.ok(answer.all('set-cookie').some((line) => SESSION.test(line)));
    return 'S';
  }
  assert.ok(!answer.all('set-cookie').some((line) => SESSION.test(line)), answer.text);
  assert.ok(!answer.get('set-auth-token') && !answer.get('set-auth-jwt'));
  assert.equal((await person.call('GET', '/token')).status, 401);
  if (/twoFactorRedirect/.test(answer.text)) return 'A';
  return answer.status < 400 ? 'N' : 'R';
}

// The second step by each factor that the user has; a wrong code leads nowhere.
async function passesWithTheFactorAlone(person, way, { offers, shows = offers }) {
  for (const show of shows) {
    forget(person);
    assert.deepEqual((await WAYS[way](person)).json.twoFactorMethods, offers);
    for (const [where, code] of [
      ['verify-totp', '00000x'],
      ['verify-otp', '00000x'],
      ['verify-backup-code', 'aaaaa-bbbbb'],
    ]) {
      const refused = await person.post(`/two-factor/${where}`, { code });
      assert.ok(refused.status >= 400, `${where}: ${refused.text}`);
      assert.equal(await person.isSignedIn(), false, where);
    }
    const passed = await SHOW[show](person);
    assert.equal(passed.status, 200, `${show}: ${passed.text}`);
    assert.equal(await person.isSignedIn(), true, show);
  }
}

describe('every way in', () => {
  const people = {};
  let server;

  before(async () => {
    server = await startServer({
      env: {
        BETTER_AUTH_URL: ORIGIN,
        OSTIARY_AUTO_SIGN_IN_AFTER_VERIFICATION: 'on',
        OSTIARY_TWO_FACTOR_LOCK_AFTER: '100',
        OSTIARY_ACCOUNT_THROTTLE: 'off',
      },
    });
    for (const user of Object.keys(USERS)) {
      const email = `${user.replaceAll(' ', '.')}@example.com`;
      const person = new FactorClient(server, email, ORIGIN);
      people[user] = Object.assign(person, { device: new Authenticator() });
      await person.signUp();
      await person.addPasskey(person.device);
      if (user === 'codes by mail')
        await person.good('/two-factor/enable', { password: PASSWORD, method: 'otp' });
      else if (user !== 'none') await person.enrol();
    }
    sql.execute(server.database, 'alter table "user" add column "role" text');
  });
  after(() => server?.stop());

  // Trust is given anew, since a reset takes it away; more codes than are used up.
  async function prepare() {
    await server.restart(POLICIES.optional.env);
    sql.execute(server.database, `delete from ostiary_mail`);
    for (const user of ['authenticator', 'trusted browser']) {
      const person = people[user];
      person.jar.clear();
      assert.equal((await person.signIn()).json.twoFactorRedirect, true);
      person.freshSteps();
      await person.totp({ trustDevice: user === 'trusted browser' });
      const { backupCodes } = await person.good('/two-factor/generate-backup-codes', {
        password: PASSWORD,
      });
      person.codes = backupCodes;
      forget(person);
    }
  }

  // Who has shown a code by mail, because the policy asked for one, has a second factor from then
  // on.
  const withdraw = () =>
    sql.execute(
      server.database,
      `update "user" set "twoFactorEnabled" = false where email = 'none@example.com'`,
    );

  for (const [at, [policy, { env, role = '' }]] of Object.entries(POLICIES).entries())
    it(`leads where the table says, with the policy "${policy}"`, async () => {
      await prepare();
      sql.execute(server.database, `update "user" set "role" = '${role}'`);
      sql.execute(server.database, 'update ostiary_second_factor set asked_ms = 0');
      await server.restart(env);
      const found = {};
      const expected = {};
      for (const [way, users] of Object.entries(TABLE))
        for (const [user, letters] of Object.entries(users)) {
          const person = people[user];
          const cell = `${way}, ${user}`;
          forget(person);
          expected[cell] = letters[at];
          found[cell] = await outcomeOf(person, await WAYS[way](person));
          if (found[cell] === 'A') await passesWithTheFactorAlone(person, way, USERS[user]);
          withdraw();
        }
      assert.deepEqual(found, expected);
    });

  it('is in the table for each user and policy', () => {
    assert.deepEqual(Object.keys(TABLE).sort(), Object.keys(WAYS).sort());
    for (const users of Object.values(TABLE)) {
      assert.deepEqual(Object.keys(users), Object.keys(USERS));
      for (const letters of Object.values(users))
        assert.equal(letters.length, Object.keys(POLICIES).length);
    }
  });

  it('by signing up is open to new users unless a second factor is due at once', async () => {
    const expected = { off: 'S', optional: 'S', grace: 'S', required: 'N', admin: 'S' };
    for (const [policy, outcome] of Object.entries(expected)) {
      await server.restart(POLICIES[policy].env);
      const email = `new.${policy}@example.com`;
      const person = new FactorClient(server, email, ORIGIN);
      const answer = await person.post('/sign-up/email', {
        name: 'New',
        email,
        password: PASSWORD,
      });
      assert.equal(answer.status, 200, answer.text);
      assert.equal(await outcomeOf(person, answer), outcome, policy);
    }
  });
});
