// Passwords that whoever guesses tries first are refused as new ones, and nobody is locked out by
// that.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';

import { newPerson, postJson, signIn } from './lib/people.mjs';
import { run, serverFor, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const GOOD = 'quiet copper lantern';
const REFUSAL = {
  message: 'The password you entered has been compromised. Please choose a different password.',
  code: 'PASSWORD_COMPROMISED',
};

const started = (t, env) => serverFor(t, { env });

const signUp = (server, password, fields = {}) =>
  postJson(server, '/api/auth/sign-up/email', {
    name: 'Mira Okafor',
    email: 'mira.okafor@example.com',
    password,
    ...fields,
  });

function assertRefused(answer) {
  assert.equal(answer.status, 400, answer.text);
  assert.equal(answer.text, JSON.stringify(REFUSAL));
  assert.equal(answer.get('set-cookie'), undefined);
}

it('a common password is refused at sign-up, however it is written, and a good one taken', async (t) => {
  const server = await started(t);
  for (const password of [
    'password',
    'PASSWORD1',
    '12345678',
    'qwertyuiop',
    'ｐａｓｓｗｏｒｄ',
    'Mira.Okafor1',
    'okafor2026!',
  ])
    assertRefused(await signUp(server, password));
  assert.equal(sql.lines(server.database, 'select count(*) from "user"').trim(), '0');
  assert.equal((await signUp(server, GOOD)).status, 200);
});

it('only a good password tells a taken address from a free one', async (t) => {
  const server = await started(t);
  assert.equal((await signUp(server, GOOD)).status, 200);
  assertRefused(await signUp(server, 'password'));
  assertRefused(await signUp(server, 'password', { email: 'free@example.com' }));
  assert.equal((await signUp(server, GOOD)).status, 422);
});

it('who has a common password signs in, and changes it to a good one only', async (t) => {
  const server = await started(t, { OSTIARY_PASSWORD_BLOCKLIST: 'off' });
  const answer = await signUp(server, 'iloveyou1');
  assert.equal(answer.status, 200);
  await server.restart({ OSTIARY_PASSWORD_BLOCKLIST: 'on' });
  const mira = { email: 'mira.okafor@example.com', password: 'iloveyou1' };
  const entered = await signIn(server, mira);
  assert.equal(entered.status, 200);
  const as = [['Authorization', `Bearer ${entered.json.token}`]];
  const change = (newPassword) =>
    postJson(
      server,
      '/api/auth/change-password',
      { currentPassword: mira.password, newPassword },
      as,
    );
  assertRefused(await change('sunshine1'));
  assertRefused(await change('Okafor1990'));
  assert.equal((await change(GOOD)).status, 200);
  assert.equal((await signIn(server, { ...mira, password: GOOD })).status, 200);
});

it('a reset refuses one, and its link stays good', async (t) => {
  const server = await started(t);
  const ada = await newPerson(server, 'ada');
  assert.equal(
    (await postJson(server, '/api/auth/request-password-reset', { email: ada.email })).status,
    200,
  );
  const [{ url }] = sql.rows(
    server.database,
    "select url from ostiary_mail where kind = 'reset-password'",
  );
  const token = /reset-password\/(\w+)/.exec(url)[1];
  const reset = (newPassword) =>
    postJson(server, '/api/auth/reset-password', { token, newPassword });
  assertRefused(await reset('letmein1'));
  assert.equal((await reset(GOOD)).status, 200);
  assert.equal((await signIn(server, { ...ada, password: GOOD })).status, 200);
});

it('an operator adds words, and a file that is not there stops the start', async (t) => {
  const words = path.join(temporaryDirectory(), 'words');
  fs.writeFileSync(words, 'acme widgets\nSpringfield Ave\n');
  const server = await started(t, { OSTIARY_BLOCKED_PASSWORDS: words });
  assertRefused(await signUp(server, 'Acme Widgets'));
  assertRefused(await signUp(server, 'springfield ave'));
  assertRefused(await signUp(server, 'password'));
  assert.equal((await signUp(server, 'springfield avenue')).status, 200);
  const refused = run(
    ['serve', '--data', path.join(temporaryDirectory(), 'd'), '--listen', '127.0.0.1:0'],
    { env: { OSTIARY_BLOCKED_PASSWORDS: `${words}-not-there` } },
  );
  assert.equal(refused.code, 78);
  assert.match(refused.stderr, /OSTIARY_BLOCKED_PASSWORDS: .*No such file/);
});

it('the list can be switched off', async (t) => {
  const server = await started(t, { OSTIARY_PASSWORD_BLOCKLIST: 'off' });
  assert.equal((await signUp(server, 'password')).status, 200);
});
