// The database is Better Auth's: a real one can open what this server wrote, and the other way round.
// Nobody is signed out, no password is lost, and the published key stays the same.

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';

import { createLocalJWKSet, jwtVerify } from 'jose';

import { bearer, jsonHeaders, send } from './lib/http.mjs';
import { callTasks, headerOf, newPerson, newTask, postJson, SECRET, signIn } from './lib/people.mjs';
import { nodeWithSqlite, Server, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const needsNode = nodeWithSqlite() ? false : 'needs Node 22.13 or newer, see package.json';

// A place for one database that both sides open in turn, and one address for both.
class Place {
  constructor() {
    this.dir = path.join(temporaryDirectory(), 'data');
    this.listen = '127.0.0.1:0';
  }

  async open(t, { peer, env = {} }) {
    const server = new Server({
      dir: this.dir, listen: this.listen, peer, // The hash that both sides read.
      env: { BETTER_AUTH_SECRET: SECRET, OSTIARY_PASSWORD_HASH: 'scrypt', ...env },
    });
    t.after(() => server.kill());
    await server.start();
    this.listen = `127.0.0.1:${server.port}`;
    return server;
  }
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

describe('a database goes', { skip: needsNode }, () => {
  it('from this server to a real Better Auth and back', async (t) => {
    const place = new Place();
    const ours = await place.open(t, {});
    const unicode = await newPerson(ours, 'Žofie①');
    const person = await newPerson(ours, 'Ann');
    const task = await newTask(ours, person);
    const keys = await keysOf(ours);
    const dead = await signOutElsewhere(ours, person);
    await ours.stop();

    const theirs = await place.open(t, { peer: true });
    assert.deepEqual(theirs.ready.created, [], 'no table is missing');
    assert.deepEqual(theirs.ready.added, [], 'no column is missing');
    await assertAtHome(theirs, person, keys);
    await assertAtHome(theirs, unicode, keys);
    assert.equal((await sessionOf(theirs, [['Cookie', dead]])).text, 'null');
    const joined = await newPerson(theirs, 'Joined');
    const again = await signIn(theirs, person);
    assert.equal(again.status, 200);
    await theirs.stop();

    const back = await place.open(t, {});
    await assertAtHome(back, person, keys);
    await assertAtHome(back, joined, keys);
    const list = await callTasks(back, 'GET', person.tasks, { token: person.jwt });
    assert.deepEqual(list.json, [task], 'the tasks were not touched');
    const cookie = again.all('set-cookie')[0].split(';')[0];
    assert.equal((await sessionOf(back, [['Cookie', cookie]])).json.user.id, person.id);
  });

  it('from a real Better Auth to this server', async (t) => {
    const place = new Place();
    const theirs = await place.open(t, { peer: true });
    assert.equal(theirs.ready.created.length, 5, 'a fresh database');
    const person = await newPerson(theirs, 'Bea');
    const unicode = await newPerson(theirs, 'Ångström①');
    const keys = await keysOf(theirs);
    const dead = await signOutElsewhere(theirs, person);
    await theirs.stop();

    const ours = await place.open(t, {});
    await assertAtHome(ours, person, keys);
    await assertAtHome(ours, unicode, keys);
    assert.equal((await sessionOf(ours, [['Cookie', dead]])).text, 'null');
    const taken = await postJson(ours, '/api/auth/sign-up/email', {
      name: 'x', email: person.email.toUpperCase(), password: 'another password',
    });
    assert.equal(taken.status, 422);
    const task = await newTask(ours, person, { title: 'first' });
    const list = await callTasks(ours, 'GET', person.tasks, { token: person.jwt });
    assert.deepEqual(list.json, [task], 'a token that Better Auth signed opens the task API');
    assert.equal(sql.rows(ours.database, 'select id from jwks').length, 1, 'no second key');
  });

  it('with a key of another algorithm that Better Auth made', async (t) => {
    const place = new Place();
    const theirs = await place.open(t, { peer: true, env: { JWKS_ALG: 'EdDSA' } });
    const person = await newPerson(theirs, 'Eda');
    const keys = await keysOf(theirs);
    assert.equal(keys.keys[0].alg, 'EdDSA');
    await theirs.stop();
    const ours = await place.open(t, { env: { JWKS_ALG: 'EdDSA' } });
    await assertAtHome(ours, person, keys);
    const list = await callTasks(ours, 'GET', person.tasks, { token: person.jwt });
    assert.equal(list.status, 200, list.text);
  });

  it('and sealed keys of either side open with the same secret only', async (t) => {
    const place = new Place();
    const theirs = await place.open(t, { peer: true });
    await newPerson(theirs, 'Cy');
    await theirs.stop();
    await assert.rejects(place.open(t, { env: { BETTER_AUTH_SECRET: `${SECRET}x` } }), /secret/i);
    const ours = await place.open(t, {});
    assert.equal((await keysOf(ours)).keys.length, 1);
  });
});
