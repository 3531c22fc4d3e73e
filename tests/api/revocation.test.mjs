// Revocation: which tokens of a user are refused, where, and how soon.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { createLocalJWKSet, jwtVerify } from 'jose';

import { bearer, send } from './lib/http.mjs';
import * as openapi from './lib/openapi.mjs';
import {
  callTasks,
  claimsOf,
  headerOf,
  newPerson,
  newTask,
  newToken,
  postJson,
  SECRET,
  signIn,
} from './lib/people.mjs';
import { run, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const LIST = '/api/auth/revocations';
const WELL_KNOWN = '/.well-known/revocations';
const EX = { OK: 0, USAGE: 64, NOUSER: 67 };
const ON = { BETTER_AUTH_SECRET: SECRET, OSTIARY_REVOCATIONS: 'on' };

const get = (server, target, headers = []) => send(server.url, { path: target, headers });
const post = (server, session, target, body = {}) =>
  postJson(server, `/api/auth${target}`, body, [bearer(session)]);
const statusOf = async (server, person, jwt = person.jwt) =>
  (await callTasks(server, 'GET', person.tasks, { token: jwt })).status;
const digestOf = (id) =>
  createHash('sha256').update(id).digest().subarray(0, 16).toString('base64url');
const databaseOf = (server) =>
  server.database.includes('://') ? { DATABASE_URL: server.database } : {};
const claims = new openapi.Description(openapi.readDocument('auth-api.yaml'));

// The revocation list, verified like a program in another language does it.
async function listOf(server) {
  const answer = await get(server, LIST);
  assert.equal(answer.status, 200, answer.text);
  const keys = createLocalJWKSet((await get(server, '/api/auth/jwks')).json);
  const { payload } = await jwtVerify(answer.text, keys, {
    typ: 'ostiary-revocations+jwt',
    audience: 'ostiary-revocations',
    issuer: server.ready.url,
  });
  assert.deepEqual(claims.misfits('Revocations', payload), []);
  return { ...payload, users: new Map(payload.revocations), deleted: new Set(payload.deleted) };
}

const revokeTokens = (server, words, env = {}) =>
  run(['user', 'revoke-tokens', ...words, '--data', server.dir], {
    env: { ...databaseOf(server), ...env },
  });

async function signedInAgain(server, person) {
  const answer = await signIn(server, person);
  assert.equal(answer.status, 200, answer.text);
  return { ...person, session: answer.json.token, jwt: await newToken(server, answer.json.token) };
}

// Inserts n rows, as if other processes had written them.
function insertMany(server, n, name, at, end) {
  for (let done = 0; done < n; done += 1000) {
    const rows = Array.from(
      { length: 1000 },
      (_, i) => `('${digestOf(`${name}${done + i}`)}',${at + ((done + i) % 7)},${end})`,
    );
    sql.execute(
      server.database,
      `insert into ostiary_revocation (subject, revoked_ms, until_ms) values ${rows.join(',')}`,
    );
  }
}

describe('one process', () => {
  let server;
  let bob;
  before(async () => {
    server = await startServer({
      env: { ...ON, OSTIARY_CHANGE_EMAIL: 'on', OSTIARY_CHANGE_EMAIL_WITHOUT_VERIFICATION: 'on' },
    });
    bob = await newPerson(server, 'Bob');
  });
  after(() => server?.stop());

  // What revokes tokens, and whether the session that did it stays.
  const ways = [
    ['revoking all sessions', (ann) => post(server, ann.session, '/revoke-sessions'), false],
    ['revoking the others', (ann) => post(server, ann.session, '/revoke-other-sessions'), true],
    [
      'revoking one',
      (ann) => post(server, ann.session, '/revoke-session', { token: ann.session }),
      false,
    ],
    [
      'changing the password',
      (ann) =>
        post(server, ann.session, '/change-password', {
          currentPassword: ann.password,
          newPassword: `${ann.password} anew`,
        }),
      true,
    ],
    [
      'changing it and revoking',
      (ann) =>
        post(server, ann.session, '/change-password', {
          currentPassword: ann.password,
          newPassword: `${ann.password} anew`,
          revokeOtherSessions: true,
        }),
      false,
    ],
    [
      'changing the address',
      (ann) => post(server, ann.session, '/change-email', { newEmail: `new-${ann.email}` }),
      true,
    ],
    [
      'deleting oneself',
      (ann) => post(server, ann.session, '/delete-user', { password: ann.password }),
      false,
    ],
  ];
  for (const [name, act, goesOn] of ways) {
    it(`refuses earlier tokens at once: ${name}`, async () => {
      const ann = await newPerson(server, 'Ann');
      assert.equal(await statusOf(server, ann), 200);
      assert.equal(await statusOf(server, ann), 200, 'which is remembered');
      const answer = await act(ann);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(await statusOf(server, ann), 401);
      assert.equal(await statusOf(server, bob), 200, 'no other user is concerned');
      const again = await get(server, '/api/auth/token', [bearer(ann.session)]);
      assert.equal(again.status, goesOn ? 200 : 401);
      if (goesOn) assert.equal(await statusOf(server, ann, again.json.token), 200);
      assert.ok((await listOf(server)).users.has(digestOf(ann.id)));
      assert.equal(
        (await listOf(server)).deleted.has(digestOf(ann.id)),
        name === 'deleting oneself',
      );
    });
  }

  it('does not revoke by signing out, or by ending a session that does not exist', async () => {
    const ann = await newPerson(server, 'Ann');
    assert.equal(
      (await post(server, ann.session, '/revoke-session', { token: 'nobody' })).status,
      200,
    );
    assert.equal(
      (await post(server, ann.session, '/revoke-session', { token: bob.session })).status,
      200,
    );
    assert.equal(await statusOf(server, ann), 200);
    assert.equal((await post(server, ann.session, '/sign-out')).status, 200);
    assert.equal(await statusOf(server, ann), 200);
    assert.equal((await get(server, '/api/auth/token', [bearer(bob.session)])).status, 200);
  });

  it('accepts the tokens of a new sign-in, even within the same second, and repeatedly', async () => {
    let ann = await newPerson(server, 'Ann');
    for (let i = 0; i < 12; i++) {
      const old = ann.jwt;
      assert.equal((await post(server, ann.session, '/revoke-sessions')).status, 200);
      ann = await signedInAgain(server, ann);
      assert.equal(await statusOf(server, ann), 200, JSON.stringify(claimsOf(ann.jwt)));
      assert.equal(await statusOf(server, ann, old), 401);
      const { iat, exp } = claimsOf(ann.jwt);
      assert.ok(iat <= Date.now() / 1000 && exp > iat);
    }
  });

  it('issues no token to a session that ends meanwhile, which would outlive the cutoff', async () => {
    for (let i = 0; i < 10; i++) {
      const ann = await newPerson(server, 'Ann');
      const asking = Array.from({ length: 20 }, () =>
        get(server, '/api/auth/token', [bearer(ann.session)]),
      );
      const ending = post(server, ann.session, '/revoke-sessions');
      const answers = await Promise.all([...asking, ending]);
      for (const answer of answers.slice(0, -1))
        if (answer.status === 200)
          assert.equal(await statusOf(server, ann, answer.json.token), 401);
        else assert.equal(answer.status, 401, answer.text);
    }
  });

  it('revokes the tokens of many users at once', async () => {
    const crowd = [];
    for (let i = 0; i < 30; i++) crowd.push(await newPerson(server, `Crowd ${i}`));
    const answers = await Promise.all(
      crowd.map((one) => post(server, one.session, '/revoke-sessions')),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      crowd.map(() => 200),
    );
    const list = await listOf(server);
    for (const one of crowd) {
      assert.equal(await statusOf(server, one), 401);
      assert.ok(list.users.has(digestOf(one.id)));
    }
    assert.equal(await statusOf(server, bob), 200);
  });

  it('publishes the list at two addresses, with an ETag, to every client', async () => {
    const [one, other] = [await get(server, LIST), await get(server, WELL_KNOWN)];
    assert.equal(one.status, 200);
    assert.deepEqual(other.bytes, one.bytes);
    for (const [name, value] of Object.entries({
      'content-type': 'application/jwt',
      'cache-control': 'public, max-age=5',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })) {
      assert.equal(one.get(name), value);
      assert.equal(other.get(name), value);
    }
    assert.equal((await get(server, LIST, [['If-None-Match', one.get('etag')]])).status, 304);
    assert.equal((await get(server, LIST, [['If-None-Match', '"another"']])).status, 200);
    assert.equal(headerOf(one.text).typ, 'ostiary-revocations+jwt');
    assert.equal(
      (await get(server, '/.well-known/openid-configuration')).json.revocations_uri,
      `${server.ready.url}${LIST}`,
    );
    const ann = await newPerson(server, 'Ann');
    assert.equal((await post(server, ann.session, '/revoke-sessions')).status, 200);
    const next = await get(server, LIST, [['If-None-Match', one.get('etag')]]);
    assert.equal(next.status, 200);
    assert.ok(claimsOf(next.text).version > claimsOf(one.text).version);
  });

  it('names no user in it, and is no access token', async () => {
    const ann = await newPerson(server, 'Ann');
    assert.equal((await post(server, ann.session, '/revoke-sessions')).status, 200);
    const { text } = await get(server, LIST);
    const payload = Buffer.from(text.split('.')[1], 'base64url').toString();
    assert.ok(payload.includes(digestOf(ann.id)));
    assert.ok(!payload.includes(ann.id) && !payload.includes(ann.email));
    for (const person of [ann, bob]) assert.equal(await statusOf(server, person, text), 401);
    const rows = JSON.stringify(sql.rows(server.database, 'select * from ostiary_revocation'));
    assert.ok(!rows.includes(ann.id), 'nor does the table');
  });

  it('is taken by `ostiary user revoke-tokens`, of an id or an address', async () => {
    for (const name of ['id', 'email']) {
      const ann = await newPerson(server, 'Ann');
      const done = revokeTokens(server, [name === 'id' ? ann.id : ann.email.toUpperCase()]);
      assert.equal(done.code, EX.OK, JSON.stringify(done));
      assert.match(done.stdout, new RegExp(`^${ann.id} is signed out everywhere`));
      await until('the server knows', async () => (await statusOf(server, ann)) === 401);
      assert.equal((await get(server, '/api/auth/token', [bearer(ann.session)])).status, 401);
      assert.equal(await statusOf(server, await signedInAgain(server, ann)), 200);
      const [row] = sql.rows(server.database, 'select * from ostiary_audit order by at_ms desc');
      assert.equal(row.action, 'user-tokens-revoked');
      assert.equal(row.subject, ann.id);
    }
    assert.equal(await statusOf(server, bob), 200);
    assert.equal(revokeTokens(server, ['nobody@example.com']).code, EX.NOUSER);
    assert.equal(revokeTokens(server, ['nobody']).code, EX.NOUSER);
    assert.equal(revokeTokens(server, []).code, EX.USAGE);
  });

  it('is what `ostiary token verify --revocations` goes by', async () => {
    const dir = temporaryDirectory();
    const file = (name, text) => {
      fs.writeFileSync(path.join(dir, name), text);
      return path.join(dir, name);
    };
    const ann = await newPerson(server, 'Ann');
    const jwks = file('jwks', (await get(server, '/api/auth/jwks')).text);
    const verify = (jwt, list) =>
      run(
        [
          'token',
          'verify',
          '--jwks',
          jwks,
          '--issuer',
          server.ready.url,
          ...(list ? ['--revocations', list] : []),
        ],
        { input: jwt },
      );
    const before_ = file('before', (await get(server, LIST)).text);
    assert.equal((await post(server, ann.session, '/revoke-sessions')).status, 200);
    const after_ = file('after', `${(await get(server, LIST)).text}\n`);
    assert.equal(verify(ann.jwt).stdout.split('\n')[0], 'ok');
    assert.equal(verify(ann.jwt, before_).stdout.split('\n')[0], 'ok');
    const refused = verify(ann.jwt, after_);
    assert.equal(refused.stdout, 'revoked\n');
    assert.equal(refused.code, 1);
    assert.equal(verify(bob.jwt, after_).stdout.split('\n')[0], 'ok');
    for (const [list, code] of [
      [file('token', bob.jwt), 65],
      [file('empty', ''), 65],
      [path.join(dir, 'none'), 66],
    ]) {
      const done = verify(bob.jwt, list);
      assert.equal(done.code, code, JSON.stringify(done));
      assert.equal(done.stdout, '');
    }
  });

  it('survives a restart and a kill', async () => {
    const ann = await newPerson(server, 'Ann');
    const eve = await newPerson(server, 'Eve');
    assert.equal((await post(server, ann.session, '/revoke-sessions')).status, 200);
    const { version } = await listOf(server);
    server.options.listen = new URL(server.url).host;
    await server.kill();
    await server.start();
    assert.equal(await statusOf(server, ann), 401);
    assert.equal(await statusOf(server, eve), 200);
    assert.equal((await listOf(server)).version, version);
    assert.equal(await statusOf(server, await signedInAgain(server, ann)), 200);
  });

  it('drops users whose tokens have all expired, but not yet deleted users', async () => {
    const [ann, dan] = [await newPerson(server, 'Ann'), await newPerson(server, 'Dan')];
    assert.equal((await post(server, ann.session, '/revoke-sessions')).status, 200);
    assert.equal(
      (await post(server, dan.session, '/delete-user', { password: dan.password })).status,
      200,
    );
    const [{ revoked_ms: at, until_ms: end }] = sql.rows(
      server.database,
      `select * from ostiary_revocation where subject = '${digestOf(ann.id)}'`,
    );
    assert.equal(
      Number(end) - Number(at),
      (86400 + 120) * 1000,
      'a day as tokens live, and leeway',
    );
    sql.execute(server.database, 'update ostiary_revocation set until_ms = 1');
    sql.execute(server.database, 'update ostiary_revocation_version set version = version + 1');
    await until('the list is read anew', async () => (await listOf(server)).users.size === 0);
    assert.ok((await listOf(server)).deleted.has(digestOf(dan.id)));
  });

  it('revokes the tokens of ten thousand users', async () => {
    const ann = await newPerson(server, 'Ann');
    const now = Date.now();
    insertMany(server, 10_000, 'u', now, now + 86_400_000);
    sql.execute(server.database, `update ostiary_revocation_version set version = ${now + 10}`);
    await until('the list is read anew', async () => (await listOf(server)).users.size >= 10_000);
    const { bytes } = await get(server, LIST);
    assert.ok(bytes.length < 700_000, `${bytes.length} octets`);
    assert.equal(await statusOf(server, ann), 200);
    assert.equal((await post(server, ann.session, '/revoke-sessions')).status, 200);
    assert.equal(await statusOf(server, ann), 401);
    assert.equal(await statusOf(server, await signedInAgain(server, ann)), 200);
  });

  it('bounds the list by refusing the oldest tokens of every user', async () => {
    const ann = await newPerson(server, 'Ann');
    assert.equal(await statusOf(server, ann), 200);
    const now = Date.now();
    const later = now + 5_000; // so that the dropped rows are later than the current token
    insertMany(server, 41_000, 'v', later, now + 86_400_000);
    sql.execute(server.database, `update ostiary_revocation_version set version = ${now + 20}`);
    await until('the list is read anew', async () => (await listOf(server)).cutoff !== undefined);
    const list = await listOf(server);
    assert.equal(list.users.size, 40_000);
    assert.ok(list.cutoff >= later / 1000 && list.cutoff < later / 1000 + 0.01);
    assert.equal(await statusOf(server, ann), 401);
    sql.execute(server.database, `delete from ostiary_revocation where revoked_ms >= ${later}`);
    sql.execute(server.database, 'update ostiary_revocation_version set version = version + 1');
    await until('the list is read anew', async () => (await listOf(server)).cutoff === undefined);
    assert.equal(await statusOf(server, ann), 200);
  });
});

describe('a reset of the password', () => {
  it('revokes tokens', async (t) => {
    const server = await startServer({ env: ON });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    const linkOf = () =>
      sql.rows(server.database, 'select url from ostiary_mail order by created_ms desc')[0].url;
    assert.equal(
      (
        await postJson(server, '/api/auth/request-password-reset', {
          email: ann.email,
          redirectTo: '/reset',
        })
      ).status,
      200,
    );
    const token = /reset-password\/([^?]+)/.exec(linkOf())[1];
    assert.equal(await statusOf(server, ann), 200);
    assert.equal(
      (
        await postJson(server, '/api/auth/reset-password', {
          token,
          newPassword: 'quite another password',
        })
      ).status,
      200,
    );
    assert.equal(await statusOf(server, ann), 401);
    assert.equal(
      await statusOf(
        server,
        await signedInAgain(server, { ...ann, password: 'quite another password' }),
      ),
      200,
    );
  });
});

describe('a cookie cache', () => {
  it('gives no tokens to a session that has ended', async (t) => {
    const server = await startServer({ env: { ...ON, OSTIARY_COOKIE_CACHE: 'compact' } });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    const signedIn = await signIn(server, ann);
    const cookies = signedIn
      .all('set-cookie')
      .map((line) => line.split(';')[0])
      .join('; ');
    const token = () => get(server, '/api/auth/token', [['Cookie', cookies]]);
    const session = () => get(server, '/api/auth/get-session', [['Cookie', cookies]]);
    assert.equal((await token()).status, 200);
    assert.equal((await post(server, ann.session, '/revoke-sessions')).status, 200);
    assert.equal((await session()).json.user.id, ann.id, 'the cache is believed for a while');
    assert.equal((await session()).get('set-auth-jwt'), undefined);
    assert.equal((await token()).status, 401);
  });
});

describe('without it', () => {
  it('there is no list, no member and no row, and a token lives until it expires', async (t) => {
    const server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    for (const target of [LIST, WELL_KNOWN])
      assert.equal((await fetch(`${server.url}${target}`)).status, 404);
    assert.equal(
      (await get(server, '/.well-known/openid-configuration')).json.revocations_uri,
      undefined,
    );
    assert.equal((await post(server, ann.session, '/revoke-sessions')).status, 200);
    assert.equal(await statusOf(server, ann), 200);
    assert.deepEqual(sql.rows(server.database, 'select * from ostiary_revocation'), []);
    const done = revokeTokens(server, [ann.id], { OSTIARY_REVOCATIONS: 'off' });
    assert.equal(done.code, EX.OK);
    assert.match(done.stdout, /good until they expire/);
    assert.equal(await statusOf(server, ann), 200);
  });
});

describe('two issuers on one database', () => {
  it("know of each other's within a second, and their tokens are good everywhere", async (t) => {
    const one = await startServer({ env: ON });
    t.after(() => one.kill());
    const other = await startServer({
      env: { ...ON, BETTER_AUTH_URL: one.ready.url },
      dir: one.dir,
      database: one.database,
    });
    t.after(() => other.kill());
    for (let i = 0; i < 3; i++) {
      const ann = await newPerson(one, 'Ann');
      await until('the other knows the key', async () => (await statusOf(other, ann)) === 200);
      assert.equal((await post(one, ann.session, '/revoke-sessions')).status, 200);
      assert.equal(await statusOf(one, ann), 401);
      const again = await signedInAgain(other, ann); // which may not know of the revocation yet
      await until('the other knows', async () => (await statusOf(other, ann)) === 401);
      assert.equal(await statusOf(one, again), 200);
      assert.equal(await statusOf(other, again), 200);
    }
    // A revocation is stamped again after its commit; the other may have read the first stamp.
    const list = await listOf(one);
    await until('the same version', async () => (await listOf(other)).version === list.version);
    assert.deepEqual(await listOf(other), list);
  });
});

describe('a task node', () => {
  const INTERVAL_S = 1;
  const startNode = (where, options = {}) =>
    startServer({
      ...options,
      args: [
        '--role',
        'tasks',
        '--revocations',
        'on',
        '--revocations-interval',
        `${INTERVAL_S}`,
        ...where,
        ...(options.args ?? []),
      ],
    });
  const beside = (issuer) => ['--jwks-url', `${issuer.url}/api/auth/jwks`];
  const isReady = (node) =>
    until('the node has keys and a list', async () => (await get(node, '/readyz')).status === 200);
  const tasksOf = (node, id) =>
    sql.rows(node.database, `select * from ostiary_task where user_id = '${id}'`).length;

  it('refuses revoked users of the issuer within the interval, and no other user', async (t) => {
    const issuer = await startServer({ args: ['--role', 'auth'], env: ON });
    t.after(() => issuer.kill());
    for (const where of [
      beside(issuer),
      ['--issuer', issuer.ready.url],
      ['--jwks-url', `${issuer.url}/.well-known/jwks.json`],
    ]) {
      const node = await startNode(where);
      t.after(() => node.kill());
      const [ann, bob] = [await newPerson(issuer, 'Ann'), await newPerson(issuer, 'Bob')];
      await isReady(node);
      assert.equal(await statusOf(node, ann), 200);
      assert.equal((await post(issuer, ann.session, '/revoke-sessions')).status, 200);
      const begun = performance.now();
      await until('the node knows', async () => (await statusOf(node, ann)) === 401);
      t.diagnostic(`refused after ${Math.round(performance.now() - begun)} ms`);
      assert.equal(await statusOf(node, bob), 200);
      assert.equal(await statusOf(node, await signedInAgain(issuer, ann)), 200);
      await node.stop();
    }
  });

  it('keeps the last list while the issuer is away, and needs one to start', async (t) => {
    const issuer = await startServer({ args: ['--role', 'auth'], env: ON });
    t.after(() => issuer.kill());
    const node = await startNode(beside(issuer));
    t.after(() => node.kill());
    const [ann, bob] = [await newPerson(issuer, 'Ann'), await newPerson(issuer, 'Bob')];
    await isReady(node);
    assert.equal((await post(issuer, ann.session, '/revoke-sessions')).status, 200);
    await until('the node knows', async () => (await statusOf(node, ann)) === 401);
    issuer.options.listen = new URL(issuer.url).host;
    await issuer.stop();
    await until('a fetch has failed', () =>
      node.logs.some(({ msg }) => msg === 'revocation list could not be fetched'),
    );
    assert.equal(await statusOf(node, ann), 401);
    assert.equal(await statusOf(node, bob), 200);

    issuer.options.env = { BETTER_AUTH_SECRET: SECRET }; // without a list
    await issuer.start();
    const another = await startNode(beside(issuer));
    t.after(() => another.kill());
    await until('it has keys', () => another.logs.some(({ msg }) => msg === 'keys fetched'));
    assert.equal(await statusOf(another, bob), 503);
    assert.equal((await get(another, '/readyz')).status, 503);
    await issuer.stop();
    issuer.options.env = ON;
    await issuer.start();
    await isReady(another);
    assert.equal(await statusOf(another, bob), 200);
    assert.equal(await statusOf(another, ann), 401);
  });

  it('with a database of its own deletes the tasks of deleted users, and only theirs', async (t) => {
    const issuer = await startServer({ args: ['--role', 'auth'], env: ON });
    t.after(() => issuer.kill());
    const node = await startNode(beside(issuer));
    t.after(() => node.kill());
    const people = [];
    for (const name of ['Ann', 'Bob', 'Cid', 'Dan']) people.push(await newPerson(issuer, name));
    const [ann, bob, cid, dan] = people;
    await isReady(node);
    for (const person of people) for (let i = 0; i < 3; i++) await newTask(node, person);
    const remove = async (person) => {
      const gone = await post(issuer, person.session, '/delete-user', {
        password: person.password,
      });
      assert.equal(gone.status, 200, gone.text);
    };
    await remove(ann);
    assert.equal((await post(issuer, bob.session, '/revoke-sessions')).status, 200); // which deletes nothing
    await until('her tasks are gone', () => tasksOf(node, ann.id) === 0);
    for (const person of [bob, cid, dan]) assert.equal(tasksOf(node, person.id), 3, person.name);
    assert.equal(
      sql.rows(node.database, `select * from ostiary_task_count where user_id = '${ann.id}'`)
        .length,
      0,
    );
    assert.equal(await statusOf(node, cid), 200);

    // A user who is deleted while the node is down is found when it returns.
    await node.kill();
    await remove(cid);
    await node.start();
    await until('his tasks are gone', () => tasksOf(node, cid.id) === 0);
    for (const person of [bob, dan]) assert.equal(tasksOf(node, person.id), 3, person.name);
    const told = () => node.logs.find(({ msg }) => msg === 'tasks of deleted users were deleted');
    await until('it is logged', told);
    const line = told();
    assert.deepEqual([line.users, line.tasks], [1, 3]);
  });

  it('deletes nothing on the word of another issuer, or when it is not asked to look', async (t) => {
    const issuer = await startServer({ args: ['--role', 'auth'], env: ON });
    t.after(() => issuer.kill());
    const node = await startNode(beside(issuer));
    t.after(() => node.kill());
    const ann = await newPerson(issuer, 'Ann');
    await isReady(node);
    await newTask(node, ann);
    await node.stop();
    assert.equal(
      (await post(issuer, ann.session, '/delete-user', { password: ann.password })).status,
      200,
    );
    const args = node.options.args;
    for (const further of [
      ['--jwt-issuer', 'https://elsewhere.example'],
      ['--revocations', 'off'],
    ]) {
      node.options.args = [...args, ...further];
      await node.start();
      await isReady(node);
      await pause(2500);
      assert.equal(tasksOf(node, ann.id), 1, further.join(' '));
      await node.stop();
    }
    node.options.args = args;
    await node.start();
    await until('her task is gone', () => tasksOf(node, ann.id) === 0);
  });
});
