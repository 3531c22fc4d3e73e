// ostiary user role, disable and enable: what they write, what they end, here and on a task node,
// and what they refuse; on databases with and without the columns of Better Auth's plugin admin.

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { callTasks, newPerson, newToken, SECRET, signIn } from './lib/people.mjs';
import { ENGINES, skipOn, urlFor } from './lib/postgres.mjs';
import { run, Server, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const EX = { OK: 0, USAGE: 64, NOUSER: 67 };
const ENV = { BETTER_AUTH_SECRET: SECRET, OSTIARY_REVOCATIONS: 'on' };

function place(engine) {
  const dir = path.join(temporaryDirectory(), 'data');
  return { dir, database: engine === 'SQLite' ? path.join(dir, 'ostiary.db') : urlFor(dir) };
}

async function opened(t, where, env = {}, args = []) {
  const server = new Server({ ...where, env: { ...ENV, ...env }, args });
  t.after(() => server.kill());
  return server.start();
}

const user = (where, ...words) =>
  run(['user', ...words, '--database', where.database], { env: ENV });

const userJson = (where, ...words) => {
  const done = user(where, ...words, '--json');
  assert.equal(done.code, EX.OK, done.stderr);
  return JSON.parse(done.stdout);
};

const statusOf = async (server, person) =>
  (await callTasks(server, 'GET', person.tasks, { token: person.jwt })).status;

const session = (server, token) =>
  send(server.url, { path: '/api/auth/get-session', headers: [bearer(token)] });

const auditOf = (where, id) =>
  sql
    .rows(where.database, `select * from ostiary_audit where subject = '${id}' order by at_ms`)
    .map(({ action, detail }) => `${action}: ${detail}`);

function addColumns(engine, { database }) {
  const [flag, time] = engine === 'SQLite' ? ['integer', 'date'] : ['boolean', 'timestamptz'];
  for (const column of [
    `"role" text`,
    `"banned" ${flag}`,
    `"banReason" text`,
    `"banExpires" ${time}`,
  ])
    sql.execute(database, `alter table "user" add column ${column}`);
}

// As Better Auth makes them on PostgreSQL with ids of type uuid.
const UUID_TABLES = [
  `create table "user" ("id" uuid not null primary key, "name" text not null,
   "email" text not null unique, "emailVerified" boolean not null, "image" text,
   "createdAt" timestamptz not null, "updatedAt" timestamptz not null)`,
  `create table "session" ("id" uuid not null primary key, "expiresAt" timestamptz not null,
   "token" text not null unique, "createdAt" timestamptz not null,
   "updatedAt" timestamptz not null, "ipAddress" text, "userAgent" text,
   "userId" uuid not null references "user" ("id") on delete cascade)`,
  `create table "account" ("id" uuid not null primary key, "accountId" text not null,
   "providerId" text not null, "userId" uuid not null references "user" ("id") on delete cascade,
   "accessToken" text, "refreshToken" text, "idToken" text, "accessTokenExpiresAt" timestamptz,
   "refreshTokenExpiresAt" timestamptz, "scope" text, "password" text,
   "createdAt" timestamptz not null, "updatedAt" timestamptz not null)`,
  `create table "jwks" ("id" uuid not null primary key, "publicKey" text not null,
   "privateKey" text not null, "createdAt" timestamptz not null, "expiresAt" timestamptz,
   "alg" text, "crv" text)`,
];

for (const engine of ENGINES) {
  describe(`ostiary user, ${engine}`, { skip: skipOn(engine) }, () => {
    for (const columns of ['without', 'with'])
      it(`bans and lets in again, ${columns} the columns beforehand`, async (t) => {
        const where = place(engine);
        const server = await opened(t, where);
        const [ann, bea] = [await newPerson(server, 'Ann'), await newPerson(server, 'Bea')];
        if (columns === 'with') addColumns(engine, where);

        const banned = userJson(where, 'disable', ann.email.toUpperCase(), '--reason', 'spam "x"');
        assert.deepEqual(banned, {
          id: ann.id,
          email: ann.email,
          role: null,
          banned: true,
          banReason: 'spam "x"',
          banExpires: null,
        });
        await until('tokens are refused', async () => (await statusOf(server, ann)) === 401);
        assert.equal((await session(server, ann.session)).json, null);
        const refused = await signIn(server, ann);
        assert.equal(refused.status, 403);
        assert.equal(refused.json.code, 'BANNED_USER');
        assert.match(refused.json.message, /^You have been banned from this application\./);
        assert.equal((await signIn(server, { ...ann, password: 'not that one' })).status, 401);
        assert.equal(await statusOf(server, bea), 200);
        assert.equal((await session(server, bea.session)).json.user.id, bea.id);

        assert.equal(userJson(where, 'enable', ann.id).banned, false);
        const again = await signIn(server, ann);
        assert.equal(again.status, 200, again.text);
        const jwt = await newToken(server, again.json.token);
        assert.equal(await statusOf(server, { ...ann, jwt }), 200);
        assert.equal(await statusOf(server, ann), 401, 'the old token stays revoked');
        assert.deepEqual(auditOf(where, ann.id), ['user-banned: spam "x"', 'user-unbanned: ']);
        assert.deepEqual(auditOf(where, bea.id), []);
      });

    it('bans until a time', async (t) => {
      const where = place(engine);
      const server = await opened(t, where);
      const ann = await newPerson(server, 'Ann');
      const banned = userJson(where, 'disable', ann.id, '--until', '2999-01-31T12:00:00Z');
      assert.equal(banned.banExpires, '2999-01-31T12:00:00.000Z');
      assert.equal(banned.banReason, 'No reason');
      assert.equal((await signIn(server, ann)).status, 403);
      const seen = () => {
        const exported = JSON.parse(user(where, 'export', ann.id).stdout);
        const shown = userJson(where, 'show', ann.id);
        assert.deepEqual([exported.banned, exported.banExpires], [shown.banned, shown.banExpires]);
        const [line] = user(where, 'show', ann.id).stdout.match(/^banned .*$/m);
        return [shown.banned, shown.banExpires, line.split(/\s+/).slice(1).join(' ')];
      };
      const end = '2999-01-31T12:00:00.000Z';
      assert.deepEqual(seen(), [true, end, `yes, until ${end}`]);
      sql.execute(where.database, `update "user" set "banExpires" = '2020-01-01T00:00:00.000Z'`);
      assert.equal((await signIn(server, ann)).status, 200);
      assert.deepEqual(seen(), [false, null, 'no']);
      assert.deepEqual(userJson(where, 'role', ann.id, 'user'), {
        id: ann.id,
        email: ann.email,
        role: 'user',
        banned: false,
        banReason: null,
        banExpires: null,
      });
    });

    it('says in a sentence what has become of it', async (t) => {
      const where = place(engine);
      const server = await opened(t, where);
      const ann = await newPerson(server, 'Ann');
      const said = (words, env = ENV) =>
        run(['user', ...words, '--database', where.database], { env }).stdout;
      assert.equal(said(['role', ann.id, 'admin']), `${ann.email} has the role admin.\n`);
      assert.equal(
        said(['disable', ann.id, '--until', '2999-01-31']),
        `${ann.email} is banned until 2999-01-31T00:00:00.000Z.\n`,
      );
      assert.equal(said(['role', ann.id, 'a,b']), `${ann.email} has the roles a,b.\n`);
      assert.equal(said(['disable', ann.id]), `${ann.email} is banned.\n`);
      assert.match(
        said(['disable', ann.id], { BETTER_AUTH_SECRET: SECRET }),
        / is banned\.\nWithout OSTIARY_REVOCATIONS, access tokens .* until they expire\.\n$/,
      );
      assert.equal(said(['enable', ann.id]), `${ann.email} may sign in.\n`);
    });

    it('gives the role of an admin, which asks for a second factor', async (t) => {
      const where = place(engine);
      const env = { OSTIARY_TWO_FACTOR: 'admins', OSTIARY_TWO_FACTOR_GRACE: '0' };
      const server = await opened(t, where, env);
      const [ann, bea] = [await newPerson(server, 'Ann'), await newPerson(server, 'Bea')];
      const asked = async (person) =>
        (await signIn(server, person)).json.twoFactorRedirect ?? false;
      assert.equal(await asked(ann), false);
      assert.equal(userJson(where, 'role', ann.email, 'user,admin').role, 'user,admin');
      const rows = sql.rows(where.database, 'select "name", "role" from "user" order by "name"');
      assert.deepEqual(
        rows.map(({ name, role }) => [name, role]),
        [
          ['Ann', 'user,admin'],
          ['Bea', null],
        ],
      );
      assert.equal(await asked(ann), true);
      assert.equal(await asked(bea), false);
      assert.equal((await session(server, ann.session)).json.user.id, ann.id);
      assert.equal(user(where, 'role', ann.id, 'user').code, EX.OK);
      assert.equal(await asked(ann), false);
      assert.deepEqual(auditOf(where, ann.id), [
        'user-role-set: user,admin',
        'user-role-set: user',
      ]);
    });

    it('refuses a name that is nobody’s, and values that are none', async (t) => {
      const where = place(engine);
      const server = await opened(t, where);
      const ann = await newPerson(server, 'Ann');
      for (const [code, ...words] of [
        [EX.NOUSER, 'disable', 'nobody@example.com'],
        [EX.NOUSER, 'enable', 'nobody'],
        [EX.NOUSER, 'role', 'nobody', 'admin'],
        [EX.USAGE, 'disable'],
        [EX.USAGE, 'role', ann.id],
        [EX.USAGE, 'role', ann.id, 'admin,'],
        [EX.USAGE, 'role', ann.id, "admin' or 1=1"],
        [EX.USAGE, 'disable', ann.id, '--until', 'tomorrow'],
        [EX.USAGE, 'disable', ann.id, '--until', '2020-01-01'],
        [EX.USAGE, 'disable', ann.id, '--reason', 'x'.repeat(1001)],
        [EX.USAGE, 'export', ann.id, '--json'],
      ]) {
        const done = user(where, ...words);
        assert.equal(done.code, code, `${words.join(' ')}: ${done.stderr}`);
        assert.equal(done.stdout, '');
      }
      assert.equal(await statusOf(server, ann), 200);
      assert.equal((await signIn(server, ann)).status, 200);
      assert.deepEqual(auditOf(where, ann.id), []);
    });

    const uuids = engine === 'SQLite' ? () => {} : it;
    uuids('takes a name that is no uuid for nobody’s where ids are uuids', async (t) => {
      const where = place(engine);
      for (const table of UUID_TABLES) sql.execute(where.database, table);
      const server = await opened(t, where, { OSTIARY_ID: 'uuid' });
      const ann = await newPerson(server, 'Ann');
      for (const words of [
        ['show', 'nobody'],
        ['list', '--after', 'nobody'],
        ['disable', '12'],
        ['enable', 'nobody'],
        ['role', 'nobody', 'admin'],
        ['revoke-tokens', 'nobody'],
        ['show', '00000000-0000-4000-8000-000000000000'],
      ]) {
        const done = user(where, ...words);
        assert.equal(done.code, EX.NOUSER, `${words.join(' ')}: ${done.stderr}`);
        assert.match(done.stderr, /there is no user/);
      }
      assert.equal(userJson(where, 'show', ann.id).email, ann.email);
      assert.deepEqual(userJson(where, 'list', '--after', ann.id), []);
      assert.equal(userJson(where, 'disable', ann.id).banned, true);
    });

    it('is known at a task node within its interval, and bans nobody else there', async (t) => {
      const where = place(engine);
      const issuer = await opened(t, where, {}, ['--role', 'auth']);
      const node = await startServer({
        args: [
          ...['--role', 'tasks', '--revocations', 'on', '--revocations-interval', '1'],
          ...['--jwks-url', `${issuer.url}/api/auth/jwks`],
        ],
      });
      t.after(() => node.kill());
      const [ann, bea] = [await newPerson(issuer, 'Ann'), await newPerson(issuer, 'Bea')];
      const ready = async () => (await send(node.url, { path: '/readyz' })).status === 200;
      await until('the node is ready', ready);
      assert.equal(await statusOf(node, ann), 200);
      assert.equal(user(where, 'disable', ann.id).code, EX.OK);
      const begun = performance.now();
      await until('the node knows', async () => (await statusOf(node, ann)) === 401);
      t.diagnostic(`refused after ${Math.round(performance.now() - begun)} ms`);
      assert.equal(await statusOf(node, bea), 200);
    });
  });
}
