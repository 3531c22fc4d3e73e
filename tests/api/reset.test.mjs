// What a new password by mail puts an end to, and what the database knows of the links.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { newPerson, postJson, SECRET, signIn } from './lib/people.mjs';
import { serverFor } from './lib/server.mjs';
import { mailsOf } from './lib/sides.mjs';
import * as sql from './lib/sql.mjs';

const NEW = 'another one, much longer';

const started = (t, env) =>
  serverFor(t, { env: { BETTER_AUTH_SECRET: SECRET, OSTIARY_CHANGE_EMAIL: 'on', ...env } });

const linkOf = (server, kind) =>
  new URL(mailsOf(server).findLast((mail) => mail.kind === kind).url);
const identifiers = (server) =>
  sql.rows(server.database, 'select identifier from verification').map((row) => row.identifier);
const sessionOf = async (server, token) =>
  (await send(server.url, { path: '/api/auth/get-session', headers: [bearer(token)] })).json;

async function askForReset(server, person) {
  assert.equal(
    (
      await postJson(server, '/api/auth/request-password-reset', {
        email: person.email,
        redirectTo: '/r',
      })
    ).status,
    200,
  );
  return linkOf(server, 'reset-password').pathname.split('/').pop();
}

const reset = (server, token) =>
  postJson(server, '/api/auth/reset-password', { token, newPassword: NEW });

describe('a reset', () => {
  it('ends every session, by a link that the database cannot tell', async (t) => {
    const server = await started(t);
    const [ann, bea] = [await newPerson(server, 'Ann'), await newPerson(server, 'Bea')];
    const token = await askForReset(server, ann);
    const [row] = identifiers(server);
    assert.match(row, /^[\w-]{43}$/);
    assert.equal((await reset(server, row)).json.code, 'INVALID_TOKEN');
    assert.equal((await reset(server, token)).text, '{"status":true}');
    assert.equal(await sessionOf(server, ann.session), null);
    assert.equal((await sessionOf(server, bea.session)).user.id, bea.id);
    assert.equal((await signIn(server, { ...ann, password: NEW })).status, 200);
  });

  it('leaves sessions and shows links as Better Auth does where that is wanted', async (t) => {
    const server = await started(t, {
      OSTIARY_REVOKE_SESSIONS_ON_PASSWORD_RESET: 'off',
      OSTIARY_STORE_IDENTIFIER: 'plain',
    });
    const ann = await newPerson(server, 'Ann');
    const token = await askForReset(server, ann);
    assert.deepEqual(identifiers(server), [`reset-password:${token}`]);
    assert.equal((await reset(server, token)).text, '{"status":true}');
    assert.equal((await sessionOf(server, ann.session)).user.id, ann.id);
  });
});

// An attacker with a stolen session asks to change the account's address to their own.
async function askForAddress(server, person) {
  const asked = await postJson(
    server,
    '/api/auth/change-email',
    { newEmail: `thief-${person.email}`, callbackURL: '/done' },
    [bearer(person.session)],
  );
  assert.equal(asked.text, '{"status":true}');
  const { pathname, search } = linkOf(server, 'verify-email');
  return async () => (await send(server.url, { path: pathname + search })).get('location');
}

describe('the link of a change of address', () => {
  it('does not survive the password', async (t) => {
    const server = await started(t);
    const ann = await newPerson(server, 'Ann');
    const open = await askForAddress(server, ann);
    assert.equal((await reset(server, await askForReset(server, ann))).text, '{"status":true}');
    assert.equal(await open(), '/done?error=INVALID_TOKEN');
    assert.equal((await signIn(server, { ...ann, password: NEW })).status, 200);
  });

  it('does its work as long as the password stays', async (t) => {
    const server = await started(t);
    const ann = await newPerson(server, 'Ann');
    const open = await askForAddress(server, ann);
    assert.equal(await open(), '/done');
    assert.equal((await signIn(server, { ...ann, email: `thief-${ann.email}` })).status, 200);
  });

  it('is not sent to who signed in long ago', async (t) => {
    const server = await started(t, { OSTIARY_SESSION_FRESH_AGE: '1' });
    const ann = await newPerson(server, 'Ann');
    sql.execute(
      server.database,
      `update session set createdAt = '2020-01-01T00:00:00.000Z' where token = '${ann.session}'`,
    );
    const refused = await postJson(
      server,
      '/api/auth/change-email',
      { newEmail: 'x@example.com' },
      [bearer(ann.session)],
    );
    assert.equal(refused.status, 403);
    assert.equal(refused.json.code, 'SESSION_NOT_FRESH');
    assert.equal(mailsOf(server).length, 0);
  });
});
