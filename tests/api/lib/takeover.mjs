// Shared by the tests of a takeover: one database that a real Better Auth and this server open in
// turn.

import assert from 'node:assert/strict';
import path from 'node:path';

import { createLocalJWKSet, jwtVerify } from 'jose';

import { bearer, jsonHeaders, send } from './http.mjs';
import { headerOf, newPerson, postJson, SECRET, signIn } from './people.mjs';
import { urlFor } from './postgres.mjs';
import { nodeWithSqlite, Server, temporaryDirectory } from './server.mjs';
import { mailsOf } from './sides.mjs';

export const needsNode = nodeWithSqlite() ? false : 'needs Node 22.13 or newer, see package.json';

// A place for one database that both sides open in turn, and one address for both.
export class Place {
  constructor(engine = 'SQLite') {
    this.dir = path.join(temporaryDirectory(), 'data');
    this.database = engine === 'SQLite' ? path.join(this.dir, 'ostiary.db') : urlFor(this.dir);
    this.listen = '127.0.0.1:0';
  }

  async open(t, { peer = false, env = {} }) {
    const server = new Server({
      dir: this.dir,
      database: this.database,
      listen: this.listen,
      peer,
      env: {
        BETTER_AUTH_SECRET: SECRET,
        OSTIARY_CHANGE_EMAIL: 'on',
        OSTIARY_DELETE_USER_CONFIRMATION: 'on',
        ...env,
      },
    });
    t.after(() => server.kill());
    await server.start();
    this.listen = `127.0.0.1:${server.port}`;
    return server;
  }
}

export const postAs = (server, person, where, body) =>
  postJson(server, `/api/auth${where}`, body, person ? [bearer(person.session)] : []);

// The path of the link in the newest mail, and the token in it.
export function newestLink(server, kind) {
  const mail = mailsOf(server).findLast((m) => m.kind === kind);
  const { pathname, search, searchParams } = new URL(mail.url);
  return { link: pathname + search, token: searchParams.get('token') ?? pathname.split('/').pop() };
}

// Links that one server has sent and no user has followed yet.
export async function sendLinks(server, name) {
  const person = await newPerson(server, name);
  assert.equal(
    (
      await postAs(server, null, '/request-password-reset', {
        email: person.email,
        redirectTo: '/r',
      })
    ).status,
    200,
  );
  assert.equal(
    (await postAs(server, person, '/send-verification-email', { email: person.email })).status,
    200,
  );
  return {
    person,
    reset: newestLink(server, 'reset-password'),
    verify: newestLink(server, 'verify-email'),
  };
}

// A link opens what it would have opened at the server that sent it.
export async function followReset(server, { person, reset }) {
  const page = await send(server.url, { path: reset.link });
  assert.equal(page.status, 302);
  assert.equal(page.get('location'), `${server.url}/r?token=${reset.token}`);
  const password = `${person.password}, forgotten`;
  const done = await postAs(server, null, '/reset-password', {
    newPassword: password,
    token: reset.token,
  });
  assert.equal(done.text, '{"status":true}');
  const entered = await signIn(server, { ...person, password });
  assert.equal(entered.status, 200, 'the new password');
  assert.equal((await signIn(server, person)).status, 401, 'the old one');
  const again = await postAs(server, null, '/reset-password', {
    newPassword: password,
    token: reset.token,
  });
  assert.equal(again.json.code, 'INVALID_TOKEN');
  return entered.json.token;
}

export async function followLinks(server, links) {
  const { verify } = links;
  const session = await followReset(server, links);
  const verified = await send(server.url, { path: verify.link });
  assert.ok([200, 302].includes(verified.status), verified.text);
  const { user } = (await sessionOf(server, [bearer(session)])).json;
  assert.equal(user.emailVerified, true);
}

// A link that deletes its owner, and another user whom it must not delete.
export async function askToBeDeleted(server) {
  const [person, other] = [await newPerson(server, 'Gone'), await newPerson(server, 'Stays')];
  const asked = await postAs(server, person, '/delete-user', { callbackURL: '/bye' });
  assert.equal(asked.text, '{"success":true,"message":"Verification email sent"}');
  return { person, other, goodbye: newestLink(server, 'delete-account') };
}

// The link is good for its owner alone, and once.
export async function followGoodbye(server, { person, other, goodbye }) {
  const follow = (cookie) =>
    send(server.url, { path: goodbye.link, headers: cookie ? [['Cookie', cookie]] : [] });
  assert.equal((await follow()).status, 404, 'without a session');
  if (!server.isPeer)
    assert.equal(
      (await follow(other.cookie)).status,
      404,
      'another user, whom Better Auth lets spend it',
    );
  const done = await follow(person.cookie);
  assert.equal(done.status, 302, done.text);
  assert.equal(done.get('location'), '/bye');
  assert.equal((await signIn(server, person)).status, 401, 'gone');
  assert.equal((await sessionOf(server, [['Cookie', person.cookie]])).text, 'null');
  assert.equal((await signIn(server, other)).status, 200, 'and no other user');
  const again = await newPerson(server, 'Again');
  assert.equal((await follow(again.cookie)).json.code, 'INVALID_TOKEN');
}

// A link that changes a verified address.
export async function askToMove(server) {
  const person = await newPerson(server, 'Moves');
  assert.equal(
    (await postAs(server, person, '/send-verification-email', { email: person.email })).status,
    200,
  );
  assert.ok(
    [200, 302].includes(
      (await send(server.url, { path: newestLink(server, 'verify-email').link })).status,
    ),
  );
  const email = `new-${person.email}`;
  const asked = await postAs(server, person, '/change-email', {
    newEmail: email,
    callbackURL: '/new',
  });
  assert.equal(asked.text, '{"status":true}');
  return { person, email, move: newestLink(server, 'verify-email') };
}

export async function followMove(server, { person, email, move }, error = null) {
  const answer = await send(server.url, { path: move.link, headers: [['Cookie', person.cookie]] });
  assert.equal(answer.status, 302, answer.text);
  assert.equal(answer.get('location'), error ? `/new?error=${error}` : '/new');
  assert.equal((await signIn(server, person)).status, error ? 200 : 401, 'the old address');
  assert.equal(
    (await signIn(server, { ...person, email })).status,
    error ? 401 : 200,
    'the new one',
  );
}

export const sessionOf = (server, headers) =>
  send(server.url, { path: '/api/auth/get-session', headers });

// The key set without what a key is for, which each key of this server says and none of Better
// Auth's.
export async function keysOf(server) {
  const { keys, ...rest } = (await send(server.url, { path: '/api/auth/jwks' })).json;
  for (const key of keys) assert.equal(key.use, server.isPeer ? undefined : 'sig', key.kid);
  return { keys: keys.map(({ use, ...key }) => key), ...rest };
}

export const tokenOf = async (server, person) =>
  (await send(server.url, { path: '/api/auth/token', headers: [bearer(person.session)] })).json
    .token;

// Everything that a user has must work at the server that now holds the database.
export async function assertAtHome(server, person, keys) {
  const byCookie = await sessionOf(server, [['Cookie', person.cookie]]);
  assert.equal(byCookie.json?.user.id, person.id, 'the cookie');
  assert.equal(byCookie.json.user.name, person.name);
  assert.equal(
    (await sessionOf(server, [bearer(person.session)])).json?.user.id,
    person.id,
    'the bearer token',
  );
  assert.equal((await signIn(server, person)).status, 200, 'the password');
  assert.equal((await signIn(server, { ...person, password: 'another one' })).status, 401);
  assert.deepEqual(await keysOf(server), keys, 'the key set');
  const token = await tokenOf(server, person);
  assert.equal(headerOf(token).kid, headerOf(person.jwt).kid, 'the same key signs');
  for (const jwt of [token, person.jwt]) {
    const { payload } = await jwtVerify(jwt, createLocalJWKSet(keys), {
      issuer: server.url,
      audience: server.url,
    });
    assert.equal(payload.sub, person.id);
  }
}

// A dead session stays dead wherever the database goes.
export async function signOutElsewhere(server, person) {
  const answer = await signIn(server, person);
  const cookie = answer.all('set-cookie')[0].split(';')[0];
  const out = await send(server.url, {
    method: 'POST',
    path: '/api/auth/sign-out',
    headers: [...jsonHeaders, bearer(answer.json.token)],
    body: '{}',
  });
  assert.equal(out.status, 200);
  return cookie;
}
