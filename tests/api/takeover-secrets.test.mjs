// Secrets with versions, changed secrets and private keys in clear, as a database goes from a real
// Better Auth to this server and back: the published key stays the same, and so does who can use
// it.
//
// OSTIARY_TEST_PG   a PostgreSQL cluster (tests/postgres.sh run): the same on it

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import { createLocalJWKSet, jwtVerify } from 'jose';

import { headerOf, newPerson, newToken, SECRET, signIn } from './lib/people.mjs';
import { run, temporaryDirectory } from './lib/server.mjs';
import { ENGINES, skipOn } from './lib/postgres.mjs';
import * as sql from './lib/sql.mjs';
import {
  assertAtHome,
  followReset,
  keysOf,
  needsNode,
  Place,
  sendLinks,
  sessionOf,
} from './lib/takeover.mjs';

const NEXT = 'the-next-secret-for-tests-0123456789abcdefghijk';
const LAST = 'the-last-secret-for-tests-0123456789abcdefghijk';
const EX_CONFIG = 78;

// Settings: the plain secret, then those with versions.
const secrets = (plain, versions = '') => ({
  BETTER_AUTH_SECRET: plain,
  BETTER_AUTH_SECRETS: versions,
});

// How the private keys are stored, the oldest first: "$ba$2$", "" for a sealed one without a
// version, "{" in clear.
const formsOf = (place) =>
  sql
    .rows(place.database, 'select privateKey from jwks order by createdAt')
    .map(({ privateKey }) => /^(?:\{|"(\$ba\$\d+\$)?)/.exec(privateKey))
    .map(([all, version]) => version ?? all.replace('"', ''));

const asOperator = (place, words, env) =>
  run(words, {
    env: {
      ...env,
      ...(place.database.startsWith('postgres')
        ? { DATABASE_URL: place.database }
        : { OSTIARY_DATA: place.dir }),
    },
  });

function done(place, words, env) {
  const { code, stdout, stderr } = asOperator(place, words, env);
  assert.equal(code, 0, stderr);
  return stdout;
}

function fileWith(text) {
  const file = path.join(temporaryDirectory(), 'secrets');
  fs.writeFileSync(file, `${text}\n`, { mode: 0o600 });
  return file;
}

// After a change of the secret: the session is over, but not the password, the key and its tokens.
async function assertMoved(server, person, keys) {
  assert.equal((await sessionOf(server, [['Cookie', person.cookie]])).text, 'null', 'the cookie');
  assert.deepEqual(await keysOf(server), keys, 'the key set');
  const answer = await signIn(server, person);
  assert.equal(answer.status, 200, 'the password');
  const jwt = await newToken(server, answer.json.token);
  assert.equal(headerOf(jwt).kid, headerOf(person.jwt).kid, 'the same key signs');
  for (const token of [jwt, person.jwt])
    await jwtVerify(token, createLocalJWKSet(keys), { issuer: server.url });
  return {
    ...person,
    session: answer.json.token,
    cookie: answer.all('set-cookie')[0].split(';')[0],
    jwt,
  };
}

async function opened(t, place, env, peer = false) {
  return place.open(t, { peer, env: { OSTIARY_PASSWORD_HASH: 'scrypt', ...env } });
}

// From a plain secret to one with a version and on to the next, the servers taking turns.
async function fromPlainToVersions(t, engine) {
  const place = new Place(engine);
  const theirs = await opened(t, place, secrets(SECRET), true);
  let person = await newPerson(theirs, 'Pia');
  const keys = await keysOf(theirs);
  const links = await sendLinks(theirs, 'Lin');
  await theirs.stop();
  assert.deepEqual(formsOf(place), ['']);

  const first = secrets(SECRET, `1:${NEXT}`);
  const ours = await opened(t, place, first);
  person = await assertMoved(ours, person, keys);
  await followReset(ours, links);
  await ours.stop();
  assert.deepEqual(formsOf(place), [''], 'nothing is sealed anew unasked');
  const there = await opened(t, place, first, true);
  await assertAtHome(there, person, keys);
  await there.stop();

  assert.match(
    done(place, ['key', 'rewrap'], first),
    /^1 keys are sealed with the new secret; 0 were already$/m,
  );
  assert.deepEqual(formsOf(place), ['$ba$1$']);
  const again = await opened(t, place, secrets('', `1:${NEXT}`), true);
  await assertAtHome(again, person, keys);
  await again.stop();

  const second = secrets('', `2:${LAST},1:${NEXT}`);
  const next = await opened(t, place, second);
  person = await assertMoved(next, person, keys);
  await next.stop();
  done(place, ['key', 'rewrap'], second);
  assert.deepEqual(formsOf(place), ['$ba$2$']);
  for (const peer of [true, false]) {
    const alone = await opened(t, place, secrets('', `2:${LAST}`), peer);
    await assertAtHome(alone, person, keys);
    await alone.stop();
  }

  const file = fileWith(`2:${LAST}`);
  done(place, ['key', 'rewrap', '--old-secrets-file', file], secrets(LAST));
  assert.deepEqual(formsOf(place), ['']);
  for (const peer of [true, false]) {
    const plain = await opened(t, place, secrets(LAST), peer);
    await assertAtHome(plain, person, keys); // the same secret signs, so the session goes on
    await plain.stop();
  }
}

// A key that this server publishes next is sealed with the current version, and Better Auth opens
// it.
async function keysOfEveryVersion(t, engine) {
  const place = new Place(engine);
  const theirs = await opened(t, place, secrets('', `1:${SECRET}`), true);
  await newPerson(theirs, 'Ona');
  await theirs.stop();
  const both = secrets('', `2:${NEXT},1:${SECRET}`);
  const [{ id: old }] = sql.rows(place.database, 'select id from jwks');
  done(place, ['key', 'rotate'], both);
  assert.deepEqual(formsOf(place).sort(), ['$ba$1$', '$ba$2$']);
  done(place, ['key', 'revoke', old], both); // the next one signs at once
  for (const peer of [true, false]) {
    const server = await opened(t, place, both, peer);
    const person = await newPerson(server, 'Una');
    assert.notEqual(headerOf(person.jwt).kid, old);
    await jwtVerify(person.jwt, createLocalJWKSet(await keysOf(server)));
    await server.stop();
  }
}

// A start without the secret of a stored key is refused and says which is missing; so does doctor.
async function onlyWithEveryVersion(t, engine) {
  const place = new Place(engine);
  const theirs = await opened(t, place, secrets('', `7:${SECRET}`), true);
  const person = await newPerson(theirs, 'Eva');
  const keys = await keysOf(theirs);
  await theirs.stop();
  const tables = () =>
    ['user', 'session', 'account', 'verification', 'jwks'].map(
      (table) =>
        sql
          .rows(place.database, `select * from ${table} order by id`)
          .map(({ twoFactorEnabled, ...row }) => row), // a column that every start completes
    );
  const before = tables();
  for (const [env, why, advice] of [
    [
      secrets('', `8:${SECRET}`),
      /sealed with version 7 of the secret/,
      /version 7 of the secret: set BETTER_AUTH_SECRETS/,
    ],
    [
      secrets(SECRET),
      /sealed with version 7 of the secret/,
      /version 7 of the secret: set BETTER_AUTH_SECRETS/,
    ],
    [
      secrets('', `7:${NEXT}`),
      /does not open with this secret/,
      /does not open key "\w{32}": set BETTER_AUTH_SECRETS/,
    ],
  ]) {
    await assert.rejects(opened(t, place, env), why);
    const told = asOperator(place, ['doctor', '--database', place.database], env);
    assert.equal(told.code, EX_CONFIG, told.stdout);
    assert.match(told.stderr, advice);
    assert.match(
      told.stdout,
      /^keys +1, 0 opened by the secret; sealed with version 7 of the secret: 1$/m,
    );
    for (const words of [
      ['key', 'rotate'],
      ['key', 'rewrap', '--seal-clear'],
    ])
      assert.equal(asOperator(place, words, env).code, EX_CONFIG, words.join(' '));
  }
  const untried = asOperator(place, ['doctor', '--database', place.database], {});
  assert.equal(untried.code, EX_CONFIG, untried.stderr);
  assert.match(
    untried.stdout,
    /not tried: set BETTER_AUTH_SECRETS to what Better Auth has; sealed with version 7/,
  );
  assert.deepEqual(tables(), before, 'nothing of Better Auth is changed');

  const good = secrets('', `7:${SECRET}`);
  assert.match(
    done(place, ['doctor', '--database', place.database], good),
    /^keys +1, 1 opened by the secret; sealed with version 7/m,
  );
  await assertAtHome(await opened(t, place, good), person, keys);
}

// And the other way round: versions alone do not open what a plain secret has sealed.
async function onlyWithTheLegacySecret(t, engine) {
  const place = new Place(engine);
  const theirs = await opened(t, place, secrets(SECRET), true);
  await newPerson(theirs, 'Leo');
  await theirs.stop();
  const without = secrets('', `1:${SECRET}`);
  await assert.rejects(opened(t, place, without), /a secret without a version/);
  const told = asOperator(place, ['doctor', '--database', place.database], without);
  assert.equal(told.code, EX_CONFIG);
  assert.match(told.stderr, /set BETTER_AUTH_SECRET to it, beside BETTER_AUTH_SECRETS/);
  const ours = await opened(t, place, secrets(SECRET, `1:${SECRET}`));
  assert.equal((await keysOf(ours)).keys.length, 1);
}

// Better Auth was configured not to encrypt; here the key is used as it is, and can be sealed.
async function inClear(t, engine, alg) {
  const clear = { ...secrets(SECRET), JWKS_ALG: alg, PEER_CLEAR_KEYS: 'on' };
  const place = new Place(engine);
  const theirs = await opened(t, place, clear, true);
  const person = await newPerson(theirs, 'Cleo');
  const keys = await keysOf(theirs);
  await theirs.stop();
  assert.deepEqual(formsOf(place), ['{']);
  assert.match(
    done(place, ['doctor', '--database', place.database], clear),
    /^keys +1, 1 in clear$/m,
  );

  const ours = await opened(t, place, clear);
  await assertAtHome(ours, person, keys);
  const joined = await newPerson(ours, 'Jo');
  await ours.stop();
  assert.deepEqual(formsOf(place), ['{']);
  const back = await opened(t, place, clear, true);
  await assertAtHome(back, person, keys);
  await assertAtHome(back, joined, keys);
  await back.stop();

  assert.match(done(place, ['key', 'rewrap', '--seal-clear'], clear), /^1 keys are sealed/);
  assert.deepEqual(formsOf(place), ['']);
  for (const peer of [true, false]) {
    const sealed = await opened(t, place, { ...secrets(SECRET), JWKS_ALG: alg }, peer);
    await assertAtHome(sealed, person, keys);
    await sealed.stop();
  }
}

for (const engine of ENGINES) {
  describe(`secrets of a database of ${engine}`, { skip: needsNode || skipOn(engine) }, () => {
    it('go from plain to versions, to the next version and back to plain', (t) =>
      fromPlainToVersions(t, engine));
    it('have each sealed keys that both sides open', (t) => keysOfEveryVersion(t, engine));
    it('must have the version that a stored key names', (t) => onlyWithEveryVersion(t, engine));
    it('must have the plain one for a key that names no version', (t) =>
      onlyWithTheLegacySecret(t, engine));
    for (const alg of ['RS256', 'EdDSA', 'ES256'])
      it(`do not matter to a private key for ${alg} in clear, until it is sealed`, (t) =>
        inClear(t, engine, alg));
  });
}

describe('the secret in the data folder', () => {
  it('opens what it has sealed when versions follow it', async (t) => {
    const place = new Place();
    const ours = await opened(t, place, secrets(''));
    const person = await newPerson(ours, 'Ada');
    const keys = await keysOf(ours);
    await ours.stop();
    const moved = await opened(t, place, secrets('', `1:${NEXT}`));
    await assertMoved(moved, person, keys);
    await moved.stop();
    done(place, ['key', 'rewrap'], secrets('', `1:${NEXT}`));
    fs.unlinkSync(path.join(place.dir, 'secret'));
    const alone = await opened(t, place, secrets('', `1:${NEXT}`));
    assert.deepEqual(await keysOf(alone), keys);
    assert.ok(!fs.existsSync(path.join(place.dir, 'secret')), 'none is made');
  });

  it('is not made where versions are given', async (t) => {
    const place = new Place();
    const ours = await opened(t, place, {
      BETTER_AUTH_SECRET: '',
      BETTER_AUTH_SECRETS_FILE: fileWith(`3:${SECRET},\n 1:${NEXT}`),
    });
    await newPerson(ours, 'Ida');
    assert.deepEqual(formsOf(place), ['$ba$3$']);
    assert.ok(!fs.existsSync(path.join(place.dir, 'secret')));
  });
});
