// The database is Better Auth's: a real one can open what this server wrote, and the other way round.
// Nobody is signed out, no password, link or token is lost, and the published key stays the same.
//
// OSTIARY_TEST_PG   a PostgreSQL cluster (tests/postgres.sh run): the same on it

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';

import { createLocalJWKSet, jwtVerify } from 'jose';

import { bearer, jsonHeaders, send } from './lib/http.mjs';
import { callTasks, headerOf, newPerson, newTask, postJson, SECRET, signIn } from './lib/people.mjs';
import { urlFor } from './lib/postgres.mjs';
import { nodeWithSqlite, Server, temporaryDirectory } from './lib/server.mjs';
import { mailsOf } from './lib/sides.mjs';
import * as sql from './lib/sql.mjs';

const needsNode = nodeWithSqlite() ? false : 'needs Node 22.13 or newer, see package.json';
const ENGINES = ['SQLite', ...(process.env.OSTIARY_TEST_PG ? ['PostgreSQL'] : [])];
const RELEASES = ['1.3.34', '1.4.18', '1.5.6', '1.6.34', '1.7.1', '1.7.24'];

// A place for one database that both sides open in turn, and one address for both.
class Place {
  constructor(engine = 'SQLite') {
    this.dir = path.join(temporaryDirectory(), 'data');
    this.database = engine === 'SQLite' ? path.join(this.dir, 'ostiary.db') : urlFor(this.dir);
    this.listen = '127.0.0.1:0';
  }

  async open(t, { peer = false, env = {} }) {
    const server = new Server({
      dir: this.dir, database: this.database, listen: this.listen, peer,
      env: { BETTER_AUTH_SECRET: SECRET, OSTIARY_CHANGE_EMAIL: 'on', ...env },
    });
    t.after(() => server.kill());
    await server.start();
    this.listen = `127.0.0.1:${server.port}`;
    return server;
  }
}

const postAs = (server, person, where, body) =>
  postJson(server, `/api/auth${where}`, body, person ? [bearer(person.session)] : []);

// The path of the link in the newest mail, and the token in it.
function newestLink(server, kind) {
  const mail = mailsOf(server).findLast((m) => m.kind === kind);
  const { pathname, search, searchParams } = new URL(mail.url);
  return { link: pathname + search, token: searchParams.get('token') ?? pathname.split('/').pop() };
}

// Links that one server has sent and nobody has followed yet.
async function sendLinks(server, name) {
  const person = await newPerson(server, name);
  assert.equal((await postAs(server, null, '/request-password-reset', { email: person.email, redirectTo: '/r' })).status, 200);
  assert.equal((await postAs(server, person, '/send-verification-email', { email: person.email })).status, 200);
  return { person, reset: newestLink(server, 'reset-password'), verify: newestLink(server, 'verify-email') };
}

// They open what they would have opened at the server that sent them.
async function followLinks(server, { person, reset, verify }) {
  const page = await send(server.url, { path: reset.link });
  assert.equal(page.status, 302);
  assert.equal(page.get('location'), `${server.url}/r?token=${reset.token}`);
  const password = `${person.password}, forgotten`;
  const done = await postAs(server, null, '/reset-password', { newPassword: password, token: reset.token });
  assert.equal(done.text, '{"status":true}');
  assert.equal((await signIn(server, { ...person, password })).status, 200, 'the new password');
  assert.equal((await signIn(server, person)).status, 401, 'the old one');
  const again = await postAs(server, null, '/reset-password', { newPassword: password, token: reset.token });
  assert.equal(again.json.code, 'INVALID_TOKEN');
  const verified = await send(server.url, { path: verify.link });
  assert.ok([200, 302].includes(verified.status), verified.text);
  const { user } = (await sessionOf(server, [bearer(person.session)])).json;
  assert.equal(user.emailVerified, true);
}

const sessionOf = (server, headers) => send(server.url, { path: '/api/auth/get-session', headers });
const keysOf = async (server) => (await send(server.url, { path: '/api/auth/jwks' })).json;
const tokenOf = async (server, person) =>
  (await send(server.url, { path: '/api/auth/token', headers: [bearer(person.session)] })).json.token;

// Everything a person has must work at the server that now holds the database.
async function assertAtHome(server, person, keys) {
  const byCookie = await sessionOf(server, [['Cookie', person.cookie]]);
  assert.equal(byCookie.json?.user.id, person.id, 'the cookie');
  assert.equal(byCookie.json.user.name, person.name);
  assert.equal((await sessionOf(server, [bearer(person.session)])).json?.user.id, person.id, 'the bearer token');
  assert.equal((await signIn(server, person)).status, 200, 'the password');
  assert.equal((await signIn(server, { ...person, password: 'another one' })).status, 401);
  assert.deepEqual(await keysOf(server), keys, 'the key set');
  const token = await tokenOf(server, person);
  assert.equal(headerOf(token).kid, headerOf(person.jwt).kid, 'the same key signs');
  for (const jwt of [token, person.jwt]) {
    const { payload } = await jwtVerify(jwt, createLocalJWKSet(keys), { issuer: server.url, audience: server.url });
    assert.equal(payload.sub, person.id);
  }
}

// A dead session stays dead wherever the database goes.
async function signOutElsewhere(server, person) {
  const answer = await signIn(server, person);
  const cookie = answer.all('set-cookie')[0].split(';')[0];
  const out = await send(server.url, {
    method: 'POST', path: '/api/auth/sign-out', headers: [...jsonHeaders, bearer(answer.json.token)], body: '{}',
  });
  assert.equal(out.status, 200);
  return cookie;
}

// In a database of its own making the server keeps passwords as Better Auth does only when it is told to.
async function toPeerAndBack(t, engine, settings) {
  const env = { OSTIARY_PASSWORD_HASH: 'scrypt', ...settings };
  const place = new Place(engine);
  const ours = await place.open(t, { env });
  const unicode = await newPerson(ours, 'Žofie①');
  const person = await newPerson(ours, 'Ann');
  const task = await newTask(ours, person);
  const keys = await keysOf(ours);
  const dead = await signOutElsewhere(ours, person);
  const links = await sendLinks(ours, 'Lin');
  await ours.stop();

  const theirs = await place.open(t, { peer: true, env });
  assert.deepEqual(theirs.ready.created, [], 'no table is missing');
  assert.deepEqual(theirs.ready.added, [], 'no column is missing');
  await assertAtHome(theirs, person, keys);
  await assertAtHome(theirs, unicode, keys);
  await followLinks(theirs, links);
  assert.equal((await sessionOf(theirs, [['Cookie', dead]])).text, 'null');
  const joined = await newPerson(theirs, 'Joined');
  const again = await signIn(theirs, person);
  assert.equal(again.status, 200);
  const linksBack = await sendLinks(theirs, 'Leo');
  await theirs.stop();

  const back = await place.open(t, { env });
  await assertAtHome(back, person, keys);
  await assertAtHome(back, joined, keys);
  await followLinks(back, linksBack);
  const list = await callTasks(back, 'GET', person.tasks, { token: person.jwt });
  assert.deepEqual(list.json, [task], 'the tasks were not touched');
  const cookie = again.all('set-cookie')[0].split(';')[0];
  assert.equal((await sessionOf(back, [['Cookie', cookie]])).json.user.id, person.id);
}

async function fromPeer(t, engine, env) {
  const place = new Place(engine);
  const theirs = await place.open(t, { peer: true, env });
  assert.equal(theirs.ready.created.length, 5, 'a fresh database');
  const person = await newPerson(theirs, 'Bea');
  const unicode = await newPerson(theirs, 'Ångström①');
  const keys = await keysOf(theirs);
  if (env.JWKS_ALG)
    assert.equal(keys.keys[0].alg, env.JWKS_ALG);
  const dead = await signOutElsewhere(theirs, person);
  const links = await sendLinks(theirs, 'Lin');
  await theirs.stop();

  const ours = await place.open(t, { env });
  await assertAtHome(ours, person, keys);
  await assertAtHome(ours, unicode, keys);
  await followLinks(ours, links);
  assert.equal((await sessionOf(ours, [['Cookie', dead]])).text, 'null');
  const taken = await postJson(ours, '/api/auth/sign-up/email', {
    name: 'x', email: person.email.toUpperCase(), password: 'another password',
  });
  assert.equal(taken.status, 422);
  const task = await newTask(ours, person, { title: 'first' });
  const list = await callTasks(ours, 'GET', person.tasks, { token: person.jwt });
  assert.deepEqual(list.json, [task], 'a token that Better Auth signed opens the task API');
  assert.equal(sql.rows(ours.database, 'select id from jwks').length, 1, 'no second key');
  await ours.restart();
  const joined = await newPerson(ours, 'Jon');
  const changed = await postAs(ours, unicode, '/change-password', {
    currentPassword: unicode.password, newPassword: 'battery staple',
  });
  assert.equal(changed.status, 200, changed.text);
  await ours.stop();

  const back = await place.open(t, { peer: true, env });
  assert.equal((await signIn(back, { ...unicode, password: 'battery staple' })).status, 200);
  assert.deepEqual([...back.ready.created, ...back.ready.added], [], 'nothing is missing');
  await assertAtHome(back, person, keys);
  await assertAtHome(back, joined, keys);
}

// What people of an older release have; its tokens are told apart by what changed since.
async function fromRelease(t, engine, release) {
  const place = new Place(engine);
  const theirs = await place.open(t, { peer: release });
  const person = await newPerson(theirs, 'Old');
  const keys = await keysOf(theirs);
  const links = release.startsWith('1.3') ? null : await sendLinks(theirs, 'Lin');
  await theirs.stop();

  const ours = await place.open(t, {});
  await assertAtHome(ours, person, keys);
  if (links)
    await followLinks(ours, links);
  const joined = await newPerson(ours, 'Jon');
  const moved = await postAs(ours, joined, '/change-password', {
    currentPassword: joined.password, newPassword: 'another password',
  });
  assert.equal(moved.status, 200, moved.text);
  assert.equal(sql.rows(ours.database, 'select id from jwks').length, 1, 'no second key');
  await ours.stop();

  const back = await place.open(t, { peer: release });
  assert.deepEqual([...back.ready.created, ...back.ready.added], [], 'nothing is missing');
  await assertAtHome(back, person, keys);
  await assertAtHome(back, { ...joined, password: 'another password' }, keys);
  const late = await newPerson(back, 'Late');
  await back.stop();

  const again = await place.open(t, {});
  for (const one of [person, late, { ...joined, password: 'another password' }])
    await assertAtHome(again, one, keys);
}

async function onlyWithTheSecret(t, engine) {
  const place = new Place(engine);
  const theirs = await place.open(t, { peer: true });
  await newPerson(theirs, 'Cy');
  await theirs.stop();
  await assert.rejects(place.open(t, { env: { BETTER_AUTH_SECRET: `${SECRET}x` } }), /secret/i);
  const ours = await place.open(t, {});
  assert.equal((await keysOf(ours)).keys.length, 1);
}

for (const engine of ENGINES) {
  describe(`a database of ${engine} goes`, { skip: needsNode }, () => {
    it('from this server to a real Better Auth and back', (t) => toPeerAndBack(t, engine, {}));
    it('from a real Better Auth to this server and back', (t) => fromPeer(t, engine, {}));
    for (const alg of ['EdDSA', 'ES256']) {
      it(`with a key for ${alg}, to a real Better Auth and back`, (t) => toPeerAndBack(t, engine, { JWKS_ALG: alg }));
      it(`with a key for ${alg}, from a real Better Auth and back`, (t) => fromPeer(t, engine, { JWKS_ALG: alg }));
    }
    for (const release of RELEASES)
      it(`from Better Auth ${release} and back`, (t) => fromRelease(t, engine, release));
    it('and sealed keys of either side open with the same secret only', (t) => onlyWithTheSecret(t, engine));
  });
}
