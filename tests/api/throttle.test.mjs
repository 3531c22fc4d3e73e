// A client that guesses one account's password has to wait, the log names the account, and an
// operator ends the wait.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { bearer } from './lib/http.mjs';
import { newPerson, postJson, SECRET, signIn } from './lib/people.mjs';
import { run, serverFor } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { logged } from './lib/until.mjs';

const EX = { OK: 0, USAGE: 64, NOUSER: 67 };
const FREE = 10; // wrong passwords that cost nothing
const WRONG = 'not the password';

const started = (t, options = {}) =>
  serverFor(t, { ...options, env: { BETTER_AUTH_SECRET: SECRET, ...options.env } });

const throttle = (server, ...words) =>
  run(['throttle', ...words, '--data', server.dir], {
    env: {
      BETTER_AUTH_SECRET: SECRET,
      ...(server.database.includes('://') ? { DATABASE_URL: server.database } : {}),
    },
  });

async function guess(server, person, times) {
  const all = [];
  for (let i = 0; i < times; i++)
    all.push((await signIn(server, { ...person, password: WRONG })).status);
  return all;
}

// Guesses until the wait for the next attempt is longer than the test on a slow machine.
async function guessUntilThrottled(server, person) {
  for (;;) {
    const answer = await signIn(server, { ...person, password: WRONG });
    if (answer.status === 429 && Number(answer.get('retry-after')) >= 4) return;
    await pause(50);
  }
}

const refused = (times) => Array.from({ length: times }, () => 401);

it('an operator ends the wait of one account in every process, and that is recorded', async (t) => {
  const one = await started(t);
  const two = await started(t, { dir: one.dir, database: one.database });
  const ada = await newPerson(one, 'ada');
  const eve = await newPerson(one, 'eve');
  for (const server of [one, two]) {
    await Promise.all([guessUntilThrottled(server, ada), guessUntilThrottled(server, eve)]);
  }
  const done = throttle(one, 'release', ada.email.toUpperCase());
  assert.equal(done.code, EX.OK, JSON.stringify(done));
  for (const server of [one, two]) {
    // This many in a row are only accepted when the earlier guesses are forgotten.
    assert.deepEqual(await guess(server, ada, FREE - 1), refused(FREE - 1));
    assert.equal((await signIn(server, ada)).status, 200);
    assert.ok((await guess(server, eve, 4)).includes(429), 'another account waits on');
  }
  const rows = sql.rows(
    one.database,
    "select actor, action, subject from ostiary_audit where actor <> 'server'",
  );
  assert.equal(rows.length, 1);
  assert.equal(rows[0].action, 'throttle-released');
  assert.equal(rows[0].subject, ada.id);
  assert.match(rows[0].actor, /^uid \d+ \(/);
});

it('a release outlives neither its user nor the next guesses', async (t) => {
  const server = await started(t);
  const ada = await newPerson(server, 'ada');
  assert.equal(throttle(server, 'release', ada.email).code, EX.OK);
  await guessUntilThrottled(server, ada);
  const releases = () =>
    sql.lines(server.database, 'select count(*) from ostiary_throttle_release').trim();
  assert.equal(releases(), '1');
  const gone = await postJson(server, '/api/auth/delete-user', {}, [bearer(ada.session)]);
  assert.equal(gone.status, 200, gone.text);
  assert.equal(releases(), '0');
});

it('the command names a missing argument and an unknown user', async (t) => {
  const server = await started(t);
  for (const words of [
    [],
    ['list'],
    ['release'],
    ['release', 'ada'],
    ['name'],
    ['release', '--data@'],
  ])
    assert.equal(run(['throttle', ...words]).code, EX.USAGE, words.join(' '));
  assert.match(run(['throttle', '--help']).stdout, /release EMAIL/);
  const unknown = throttle(server, 'release', 'nobody@example.com');
  assert.equal(unknown.code, EX.NOUSER, JSON.stringify(unknown));
  assert.equal(
    sql.lines(server.database, "select count(*) from ostiary_audit where actor <> 'server'").trim(),
    '0',
  );
});

it('the log names accounts by a word derived from the secret', async (t) => {
  const server = await started(t);
  const ada = await newPerson(server, 'ada');
  const { stdout, code } = throttle(server, 'name', ada.email.toUpperCase());
  const name = stdout.trim();
  assert.equal(code, EX.OK);
  assert.match(name, /^[0-9a-f]{16}$/);
  await guess(server, ada, 1);
  const line = await logged(server, ({ reason }) => reason === 'INVALID_EMAIL_OR_PASSWORD');
  assert.deepEqual(
    [line.level, line.account, line.address, line.route],
    ['notice', name, '127.0.0.1', '/sign-in/email'],
  );
  const good = await signIn(server, ada);
  const entered = await logged(
    server,
    ({ route, status }) => route === '/sign-in/email' && status === 200,
  );
  assert.deepEqual([entered.level, entered.account, entered.user_id], ['info', name, ada.id]);
  await postJson(server, '/api/auth/verify-password', { password: WRONG }, [
    bearer(good.json.token),
  ]);
  const verified = await logged(server, ({ reason }) => reason === 'INVALID_PASSWORD');
  assert.deepEqual([verified.level, verified.account], ['notice', name]);
  await guessUntilThrottled(server, ada);
  const throttled = await logged(server, ({ reason }) => reason === 'throttled');
  assert.deepEqual([throttled.level, throttled.account, throttled.status], ['notice', name, 429]);
  await guess(server, { email: 'nobody@example.com' }, 1);
  const other = await logged(server, ({ account }) => account && account !== name);
  assert.equal(other.account, throttle(server, 'name', 'nobody@example.com').stdout.trim());
  assert.ok(!server.output.stderr.includes(ada.email), 'no address in clear');
  const elsewhere = run(['throttle', 'name', ada.email, '--data', server.dir], {
    env: {
      BETTER_AUTH_SECRET: `${SECRET}-another`,
      ...(server.database.includes('://') ? { DATABASE_URL: server.database } : {}),
    },
  });
  assert.notEqual(elsewhere.stdout.trim(), name);
});
