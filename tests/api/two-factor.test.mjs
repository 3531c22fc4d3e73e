// Second factors beside the real plugin: both servers get the same requests, and their answers are
// compared. What differs on purpose is a row of DIFFERENT.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { FactorClient, PASSWORD } from './lib/factor-client.mjs';
import { LIKE_BETTER_AUTH } from './lib/recorded.mjs';
import { Server, startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { needsNode } from './lib/takeover.mjs';
import { early } from './lib/totp.mjs';

const SETTINGS = {
  ...LIKE_BETTER_AUTH,
  OSTIARY_TWO_FACTOR: 'optional',
  OSTIARY_TWO_FACTOR_ISSUER: 'Better Auth',
  PEER_TWO_FACTOR: 'on',
};

// --- what is compared --------------------------------------------------------------------------

const MASKS = [
  [/"(?:[a-zA-Z0-9]{32})"/g, '"<ID>"'],
  [/"ipAddress":"[^"]*"/g, '"ipAddress":"<ADDRESS>"'], // ours is the socket's
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<TIME>'],
  [/secret=[A-Z2-7]{52}(?=&)/g, 'secret=<SECRET>'],
  [/"[a-zA-Z0-9]{5}-[a-zA-Z0-9]{5}"/g, '"<CODE>"'],
];

const masked = (text) => MASKS.reduce((t, [from, to]) => t.replace(from, to), text);

// Name, whether it has a value, and its attributes.
function cookieShape(line) {
  const [, name, value, rest] = /^([^=]+)=([^;]*)(.*)$/.exec(line);
  return `${name}=${value ? '<VALUE>' : ''}${rest}`;
}

// Of a cookie that is expired twice one line is enough. In the answer that asks for a second factor
// we expire no session that the request has not sent.
function cookiesOf(answer) {
  const asks = answer.text.includes('twoFactorRedirect');
  const isIdle = (line) =>
    asks && /session_(token|data)=; Max-Age=0/.test(line) && !answer.sent.includes(nameOf(line));
  const lines = answer.all('set-cookie').filter((line) => !isIdle(line));
  return [...new Set(lines.map(cookieShape))].sort();
}

const nameOf = (line) => line.slice(0, line.indexOf('='));

const shapeOf = (answer) => ({
  status: answer.status,
  body: masked(answer.text),
  cookies: cookiesOf(answer),
  location: answer.get('location') ?? null,
});

// By title: what our answer has in the place of the plugin's.
const DIFFERENT = {
  'a code that has counted, with the session': {
    status: 401,
    body: '{"message":"Invalid code","code":"INVALID_CODE"}',
    cookies: [],
  },
  'a code that has counted, for a sign-in': {
    status: 401,
    body: '{"message":"Invalid code","code":"INVALID_CODE"}',
    cookies: [],
  },
};

// --- the exchanges -----------------------------------------------------------------------------

// Runs on each server; ask(title, answer) notes an answer for the comparison.
async function speak(ada, ask) {
  const { server } = ada;
  const note = async (title, promise) => {
    const answer = await promise;
    ask(title, answer);
    return answer;
  };
  const bare = (where, body) => ada.call('POST', where, body, { cookies: false });
  const password = { password: PASSWORD };

  for (const name of ['enable', 'disable', 'get-totp-uri', 'generate-backup-codes']) {
    await note(`${name} without a body`, bare(`/two-factor/${name}`));
    await note(`${name} without a password`, bare(`/two-factor/${name}`, {}));
    await note(`${name} without a session`, bare(`/two-factor/${name}`, password));
  }
  for (const name of ['verify-totp', 'verify-otp', 'verify-backup-code']) {
    await note(`${name} without a code`, bare(`/two-factor/${name}`, {}));
    await note(`${name} of nobody`, bare(`/two-factor/${name}`, { code: '123456' }));
  }
  await note('send-otp of nobody', bare('/two-factor/send-otp', {}));
  await note('send-otp of nobody, without a body', bare('/two-factor/send-otp'));
  await note('no such route', bare('/two-factor/view-backup-codes', { userId: 'x' }));

  await note(
    'sign-up',
    ada.call('POST', '/sign-up/email', {
      name: 'Test User',
      email: ada.email,
      ...password,
    }),
  );
  await note('enable, wrong password', ada.post('/two-factor/enable', { password: 'wrongwrong' }));
  await note('enable, empty password', ada.post('/two-factor/enable', { password: '' }));
  await note(
    'enable, unknown method',
    ada.post('/two-factor/enable', { ...password, method: 'sms' }),
  );
  await note(
    'enable, method of another type',
    ada.post('/two-factor/enable', { ...password, method: 1 }),
  );
  await note('codes before enabling', ada.post('/two-factor/generate-backup-codes', password));
  await note('address before enabling', ada.post('/two-factor/get-totp-uri', password));
  await note('disable before enabling', ada.post('/two-factor/disable', password));
  await note('enable', ada.post('/two-factor/enable', password));
  const again = await note(
    'enable again',
    ada.post('/two-factor/enable', {
      ...password,
      issuer: 'Acme & Co',
    }),
  );
  ada.uri = again.json.totpURI;
  await note('address', ada.post('/two-factor/get-totp-uri', password));
  await note('a wrong first code', ada.post('/two-factor/verify-totp', { code: '00000x' }));
  await early();
  await note('the first code', ada.totp());
  await note('the session afterwards', ada.call('GET', '/get-session'));
  await note('a code that has counted, with the session', ada.totp());
  await note('enable once more', ada.post('/two-factor/enable', password));
  await note(
    'enable codes by mail',
    ada.post('/two-factor/enable', { ...password, method: 'otp' }),
  );
  const codes = await note('new codes', ada.post('/two-factor/generate-backup-codes', password));
  ada.codes = codes.json.backupCodes;
  await note('sign-out', ada.post('/sign-out'));

  await note('sign-in', ada.signIn());
  await note('no session while it waits', ada.call('GET', '/get-session'));
  await note('a wrong code', ada.post('/two-factor/verify-totp', { code: '00000x' }));
  ada.freshSteps();
  await note('the code of the step before', ada.totp({}, -1));
  await note('sign-out', ada.post('/sign-out'));
  await note(
    'sign-in for this browser session',
    ada.signIn({ callbackURL: '/dash', rememberMe: false }),
  );
  ada.freshSteps();
  await note('its code', ada.totp());
  await note('sign-out', ada.post('/sign-out'));
  await note('sign-in', ada.signIn());
  await note('a code that has counted, for a sign-in', ada.totp());
  if (server.isPeer) {
    await ada.post('/sign-out');
    await ada.signIn();
  }
  await note('the code of two steps before', ada.totp({}, -2));
  for (let i = server.isPeer ? 1 : 2; i < 5; i++)
    await note(`wrong code ${i}`, ada.post('/two-factor/verify-totp', { code: '00000x' }));
  await note('one wrong code too many', ada.post('/two-factor/verify-totp', { code: '00000x' }));
  sql.execute(server.database, 'update "twoFactor" set "failedVerificationCount" = 0');

  await note('sign-in', ada.signIn());
  await note('send-otp', ada.post('/two-factor/send-otp'));
  await note('a wrong code by mail', ada.post('/two-factor/verify-otp', { code: 'x' }));
  await note(
    'a code by mail, and the browser is trusted',
    ada.post('/two-factor/verify-otp', { code: ada.mailCode(), trustDevice: true }),
  );
  await note('sign-out', ada.post('/sign-out'));
  await note('sign-in of a trusted browser', ada.signIn());
  await note('sign-out', ada.post('/sign-out'));
  sql.execute(
    server.database,
    `update verification set "expiresAt" = '2020-01-01T00:00:00.000Z' where identifier like 'trust-%'`,
  );
  await note('sign-in when the trust is over', ada.signIn());
  await note('send-otp without a body', ada.call('POST', '/two-factor/send-otp'));
  for (let i = 1; i <= 5; i++)
    await note(`wrong code by mail ${i}`, ada.post('/two-factor/verify-otp', { code: 'x' }));
  await note(
    'the right one after them',
    ada.post('/two-factor/verify-otp', { code: ada.mailCode() }),
  );
  await note('and again', ada.post('/two-factor/verify-otp', { code: ada.mailCode() }));
  ada.freshSteps();
  await note('an authenticator still counts', ada.totp());

  sql.execute(
    server.database,
    'update "twoFactor" set "failedVerificationCount" = 9, "lockedUntil" = null',
  );
  await note('sign-in beside a session', ada.signIn());
  await note('the tenth wrong code', ada.post('/two-factor/verify-totp', { code: '00000x' }));
  ada.freshSteps();
  await note('a right code while it is locked', ada.totp());
  await note(
    'a backup code while it is locked',
    ada.post('/two-factor/verify-backup-code', { code: ada.codes[0] }),
  );
  sql.execute(server.database, `update "twoFactor" set "lockedUntil" = '2020-01-01T00:00:00.000Z'`);
  await note('a right code after the lock', ada.totp());
  const [row] = sql.rows(
    server.database,
    'select "failedVerificationCount" as n, "lockedUntil" as ends from "twoFactor"',
  );
  assert.deepEqual([Number(row.n), row.ends], [0, null]);
  await note('sign-out', ada.post('/sign-out'));

  await note('sign-in', ada.signIn());
  await note(
    'a wrong backup code',
    ada.post('/two-factor/verify-backup-code', { code: 'aaaaa-bbbbb' }),
  );
  await note(
    'a backup code without a session',
    ada.post('/two-factor/verify-backup-code', { code: ada.codes[0], disableSession: true }),
  );
  await note(
    'that sign-in is over',
    ada.post('/two-factor/verify-backup-code', { code: ada.codes[1] }),
  );
  await note('sign-in', ada.signIn());
  await note(
    'a used backup code',
    ada.post('/two-factor/verify-backup-code', { code: ada.codes[0] }),
  );
  await note('a backup code', ada.post('/two-factor/verify-backup-code', { code: ada.codes[1] }));
  await note(
    'a backup code with a session',
    ada.post('/two-factor/verify-backup-code', { code: ada.codes[2] }),
  );
  await note(
    'disable, wrong password',
    ada.post('/two-factor/disable', { password: 'wrongwrong' }),
  );
  await note('disable', ada.post('/two-factor/disable', password));
  await note('the session afterwards', ada.call('GET', '/get-session'));
  await note('send-otp with a session', ada.post('/two-factor/send-otp'));
  await note('its code turns it on', ada.post('/two-factor/verify-otp', { code: ada.mailCode() }));
  await note('sign-out', ada.post('/sign-out'));
  await note('sign-in with codes by mail alone', ada.signIn());
  ada.jar.clear();
  await note('sign-in of a program', ada.signIn());
}

describe('second factors beside the real plugin', { skip: needsNode }, () => {
  const notes = { ours: [], theirs: [] };
  const servers = {};

  before(async () => {
    servers.ours = await startServer({ env: SETTINGS });
    servers.theirs = await new Server({ peer: true, env: SETTINGS }).start();
  });
  after(async () => {
    for (const server of Object.values(servers)) await server.stop();
  });

  it('answer the same to the same requests', async () => {
    for (const [side, server] of Object.entries(servers))
      await speak(new FactorClient(server), (title, answer) =>
        notes[side].push({ title, ...shapeOf(answer) }),
      );
    assert.deepEqual(
      notes.ours.map(({ title }) => title),
      notes.theirs.map(({ title }) => title).filter((title) => title !== 'wrong code 1'),
    );
    const theirs = notes.theirs.filter(({ title }) => title !== 'wrong code 1');
    const wrong = [];
    for (const [i, ours] of notes.ours.entries()) {
      const expected = { ...theirs[i], ...DIFFERENT[ours.title] };
      try {
        assert.deepEqual(ours, expected);
      } catch {
        wrong.push({ ours, expected });
      }
    }
    assert.deepEqual(wrong, []);
  });
});
