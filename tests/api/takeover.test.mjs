// The database is Better Auth's: a real one can open what this server wrote, and the other way
// round. No user is signed out, no password, link or token is lost, and the published key stays the
// same.
//
// OSTIARY_TEST_PG   a PostgreSQL cluster (tests/postgres.sh run): the same on it

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { callTasks, newPerson, newTask, postJson, SECRET, signIn } from './lib/people.mjs';
import {
  askToBeDeleted,
  askToMove,
  assertAtHome,
  followGoodbye,
  followLinks,
  followMove,
  keysOf,
  needsNode,
  Place,
  postAs,
  sendLinks,
  sessionOf,
  signOutElsewhere,
} from './lib/takeover.mjs';
import { ENGINES, skipOn } from './lib/postgres.mjs';
import * as sql from './lib/sql.mjs';

const RELEASES = ['1.3.34', '1.4.18', '1.5.6', '1.6.34', '1.7.1', '1.7.24'];

// In a database of its own making the server keeps passwords and links as Better Auth does only
// when it is configured to.
async function toPeerAndBack(t, engine, settings) {
  const env = { OSTIARY_PASSWORD_HASH: 'scrypt', OSTIARY_STORE_IDENTIFIER: 'plain', ...settings };
  const place = new Place(engine);
  const ours = await place.open(t, { env });
  const unicode = await newPerson(ours, 'Žofie①');
  const person = await newPerson(ours, 'Ann');
  const task = await newTask(ours, person);
  const keys = await keysOf(ours);
  const dead = await signOutElsewhere(ours, person);
  const links = await sendLinks(ours, 'Lin');
  const goodbye = await askToBeDeleted(ours);
  await ours.stop();

  const theirs = await place.open(t, { peer: true, env });
  assert.deepEqual(theirs.ready.created, [], 'no table is missing');
  assert.deepEqual(theirs.ready.added, [], 'no column is missing');
  await assertAtHome(theirs, person, keys);
  await assertAtHome(theirs, unicode, keys);
  await followLinks(theirs, links);
  await followGoodbye(theirs, goodbye);
  assert.equal((await sessionOf(theirs, [['Cookie', dead]])).text, 'null');
  const joined = await newPerson(theirs, 'Joined');
  const again = await signIn(theirs, person);
  assert.equal(again.status, 200);
  const linksBack = await sendLinks(theirs, 'Leo');
  const goodbyeBack = await askToBeDeleted(theirs);
  await theirs.stop();

  const back = await place.open(t, { env });
  await assertAtHome(back, person, keys);
  await assertAtHome(back, joined, keys);
  await followLinks(back, linksBack);
  await followGoodbye(back, goodbyeBack);
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
  if (env.JWKS_ALG) assert.equal(keys.keys[0].alg, env.JWKS_ALG);
  const dead = await signOutElsewhere(theirs, person);
  const links = await sendLinks(theirs, 'Lin');
  const goodbye = await askToBeDeleted(theirs);
  await theirs.stop();

  const ours = await place.open(t, { env });
  await assertAtHome(ours, person, keys);
  await assertAtHome(ours, unicode, keys);
  await followLinks(ours, links);
  await followGoodbye(ours, goodbye);
  assert.equal((await sessionOf(ours, [['Cookie', dead]])).text, 'null');
  const taken = await postJson(ours, '/api/auth/sign-up/email', {
    name: 'x',
    email: person.email.toUpperCase(),
    password: 'another password',
  });
  assert.equal(taken.status, 422);
  const task = await newTask(ours, person, { title: 'first' });
  const list = await callTasks(ours, 'GET', person.tasks, { token: person.jwt });
  assert.deepEqual(list.json, [task], 'a token that Better Auth signed opens the task API');
  assert.equal(sql.rows(ours.database, 'select id from jwks').length, 1, 'no second key');
  await ours.restart();
  const joined = await newPerson(ours, 'Jon');
  const changed = await postAs(ours, unicode, '/change-password', {
    currentPassword: unicode.password,
    newPassword: 'battery staple',
  });
  assert.equal(changed.status, 200, changed.text);
  await ours.stop();

  const back = await place.open(t, { peer: true, env });
  assert.equal((await signIn(back, { ...unicode, password: 'battery staple' })).status, 200);
  assert.deepEqual([...back.ready.created, ...back.ready.added], [], 'nothing is missing');
  await assertAtHome(back, person, keys);
  await assertAtHome(back, joined, keys);
}

// What users of an older release have; its tokens differ by what has changed since.
async function fromRelease(t, engine, release, env = {}) {
  const place = new Place(engine);
  const theirs = await place.open(t, { peer: release, env });
  const person = await newPerson(theirs, 'Old');
  const keys = await keysOf(theirs);
  const links = release.startsWith('1.3') ? null : await sendLinks(theirs, 'Lin');
  await theirs.stop();

  const ours = await place.open(t, { env });
  await assertAtHome(ours, person, keys);
  if (links) await followLinks(ours, links);
  const joined = await newPerson(ours, 'Jon');
  const moved = await postAs(ours, joined, '/change-password', {
    currentPassword: joined.password,
    newPassword: 'another password',
  });
  assert.equal(moved.status, 200, moved.text);
  assert.equal(sql.rows(ours.database, 'select id from jwks').length, 1, 'no second key');
  await ours.stop();

  const back = await place.open(t, { peer: release, env });
  assert.deepEqual([...back.ready.created, ...back.ready.added], [], 'nothing is missing');
  await assertAtHome(back, person, keys);
  await assertAtHome(back, { ...joined, password: 'another password' }, keys);
  const late = await newPerson(back, 'Late');
  await back.stop();

  const again = await place.open(t, { env });
  for (const one of [person, late, { ...joined, password: 'another password' }])
    await assertAtHome(again, one, keys);
}

// A link of ours says under which password it was asked for; that of Better Auth does not, and is
// refused (docs/build/compatibility.md).
async function linksThatChangeAddresses(t, engine) {
  const place = new Place(engine);
  const env = { OSTIARY_PASSWORD_HASH: 'scrypt' };
  const ours = await place.open(t, { env });
  const [there, stays] = [await askToMove(ours), await askToMove(ours)];
  await ours.stop();
  const theirs = await place.open(t, { peer: true, env });
  await followMove(theirs, there);
  const theirLink = await askToMove(theirs);
  await theirs.stop();
  const back = await place.open(t, { env });
  await followMove(back, stays);
  await followMove(back, theirLink, 'INVALID_TOKEN');
}

// The old key signs until the next one, of the configured algorithm, is known everywhere.
async function withAnotherAlgorithm(t, engine) {
  const place = new Place(engine);
  const theirs = await place.open(t, { peer: true, env: { JWKS_ALG: 'EdDSA' } });
  const person = await newPerson(theirs, 'Edda');
  const keys = await keysOf(theirs);
  await theirs.stop();
  const ours = await place.open(t, { env: { JWKS_ALG: 'RS256', OSTIARY_KEY_ROTATION: 'off' } });
  await assertAtHome(ours, person, keys);
  await ours.stop();
  await assertAtHome(await place.open(t, { peer: true, env: { JWKS_ALG: 'EdDSA' } }), person, keys);
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

// Each has databases and servers of its own, which mostly wait: both at once.
describe('a takeover', { concurrency: ENGINES.length }, () => {
  for (const engine of ENGINES) {
    describe(`a database of ${engine} goes`, { skip: needsNode || skipOn(engine) }, () => {
      it('from this server to a real Better Auth and back', (t) => toPeerAndBack(t, engine, {}));
      it('from a real Better Auth to this server and back', (t) => fromPeer(t, engine, {}));
      const versions = {
        BETTER_AUTH_SECRET: '',
        BETTER_AUTH_SECRETS: `2:${SECRET},1:the-secret-of-before-0123456789abcdefghij`,
      };
      it('with versions of the secret, to a real Better Auth and back', (t) =>
        toPeerAndBack(t, engine, versions));
      it('with versions of the secret, from a real Better Auth and back', (t) =>
        fromPeer(t, engine, versions));
      for (const alg of ['EdDSA', 'ES256', 'ES512', 'PS256']) {
        it(`with a key for ${alg}, to a real Better Auth and back`, (t) =>
          toPeerAndBack(t, engine, { JWKS_ALG: alg }));
        it(`with a key for ${alg}, from a real Better Auth and back`, (t) =>
          fromPeer(t, engine, { JWKS_ALG: alg }));
      }
      it('with a key of another algorithm than the settings', (t) =>
        withAnotherAlgorithm(t, engine));
      it('with links that change addresses, but for those of Better Auth', (t) =>
        linksThatChangeAddresses(t, engine));
      for (const release of RELEASES)
        it(`from Better Auth ${release} and back`, (t) => fromRelease(t, engine, release));
      for (const release of ['1.5.6', '1.7.24']) // the first and the last that know them
        it(`from Better Auth ${release} with versions of the secret and back`, (t) =>
          fromRelease(t, engine, release, versions));
      it('and sealed keys of either side open with the same secret only', (t) =>
        onlyWithTheSecret(t, engine));
    });
  }
});
