// `ostiary doctor` says beforehand what a start on a database finds and does; and then that is what
// happens.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { callTasks, newPerson, SECRET } from './lib/people.mjs';
import { ENGINES, skipOn, urlFor } from './lib/postgres.mjs';
import { Browser } from './lib/push.mjs';
import { nodeWithSqlite, run, Server, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const BCRYPT = '$2b$04$o6rjWHOCQ8gaC67PuZ9Ky.4tt8NzNR98BX3vGrQgpQZOpAgcS4k9a';
const needsNode = nodeWithSqlite() ? false : 'needs Node 22.13 or newer, see package.json';

function place(engine = 'SQLite') {
  const dir = path.join(temporaryDirectory(), 'data');
  return { dir, database: engine === 'SQLite' ? path.join(dir, 'ostiary.db') : urlFor(dir) };
}

const doctor = ({ database }, env = { BETTER_AUTH_SECRET: SECRET }) =>
  run(['doctor', '--database', database], { env });

// What is asked for, by the first word of a line.
const line = (report, word) =>
  report.stdout
    .split('\n')
    .find((l) => l.startsWith(`${word} `))
    ?.slice(12);

// What was there is the same, and nothing is there that was not.
const tablesOf = ({ database }) =>
  database.startsWith('postgres:')
    ? sql.rows(
        database,
        `select table_name as name, column_name from information_schema.columns
      where table_schema = current_schema() order by 1, 2`,
      )
    : sql.rows(
        database,
        `select name, sql from sqlite_schema where type = 'table' and name not like 'sqlite_%'
      order by name`,
      );
const namesOf = (where) => new Set(tablesOf(where).map(({ name }) => name));
const stateOf = (where) => ({ tables: tablesOf(where), rows: sql.everything(where.database) });

async function opened(t, where, options) {
  const server = new Server({
    ...where,
    ...options,
    env: { BETTER_AUTH_SECRET: SECRET, ...options.env },
  });
  t.after(() => server.kill());
  return server.start();
}

async function examined(t, engine, release) {
  const where = place(engine);
  const theirs = await opened(t, where, { peer: release });
  await newPerson(theirs, 'Ann');
  await newPerson(theirs, 'Bea');
  await theirs.stop();
  sql.execute(
    where.database,
    `update user set emailVerified = ${engine === 'SQLite' ? 1 : true} where name = 'Ann'`,
  );
  const before = stateOf(where);
  const report = doctor(where);
  assert.equal(report.code, 0, report.stderr);
  assert.deepEqual(stateOf(where), before, 'nothing is changed');
  return { where, report };
}

// A start makes the reported changes, and doctor has nothing to report after it.
async function happens(t, { where, report }) {
  const named = [...report.stdout.matchAll(/create table (\w+)/g)].map(([, name]) => name);
  assert.ok(named.includes('ostiary_task'), report.stdout);
  const existed = namesOf(where);
  for (const name of named) assert.ok(!existed.has(name), `${name} is there already`);
  const ours = await opened(t, where, { peer: false });
  await ours.stop();
  const made = [...namesOf(where)].filter((name) => !existed.has(name));
  assert.deepEqual(made.sort(), named.sort());
  const again = doctor(where);
  assert.match(again.stdout, /^A start would change nothing\.$/m);
  assert.match(again.stdout, /^Ostiary {5}has run here/m);
}

for (const engine of ENGINES) {
  describe(`ostiary doctor, ${engine}`, { skip: needsNode || skipOn(engine) }, () => {
    it('names the table of counts where the settings ask for it', async (t) => {
      const where = place(engine);
      await (await opened(t, where, {})).stop();
      const env = { BETTER_AUTH_SECRET: SECRET, OSTIARY_RATE_LIMIT_STORAGE: 'database' };
      const wanted = { ...env, OSTIARY_RATE_LIMIT: 'on' };
      assert.match(doctor(where, env).stdout, /^A start would change nothing\.$/m); // it is not on
      assert.match(
        doctor(where, { ...env, BETTER_AUTH_URL: 'https://tasks.example' }).stdout,
        /create table rateLimit\n/,
      );
      assert.match(doctor(where, wanted).stdout, /A start would\n {2}create table rateLimit\n/);
      await (await opened(t, where, { env: wanted })).stop();
      assert.ok(namesOf(where).has('rateLimit'));
      assert.match(doctor(where, wanted).stdout, /^A start would change nothing\.$/m);
    });

    it('tells what Better Auth 1.7 has left', async (t) => {
      const found = await examined(t, engine, true);
      const { report } = found;
      assert.equal(line(report, 'database'), engine);
      assert.equal(line(report, 'tables'), 'of Better Auth 1.7.3 or newer');
      assert.equal(line(report, 'users'), '2, 1 with a verified address');
      assert.equal(line(report, 'sessions'), '2 alive');
      assert.equal(line(report, 'passwords'), '2 scrypt');
      assert.equal(line(report, 'keys'), '1, 1 opened by the secret');
      // SQLite's table gets it with the first second factor.
      const altered = [...report.stdout.matchAll(/alter table .*/g)].map(String);
      assert.deepEqual(
        altered,
        engine === 'SQLite'
          ? []
          : [
              'alter table "user" add column if not exists "twoFactorEnabled" boolean default false',
            ],
      );
      await happens(t, found);
    });

    const LEFT = {
      '1.3.34': [
        'of Better Auth 1.3',
        /alter table "jwks" add column "expiresAt"[\s\S]*add column "alg"[\s\S]*add column "crv"/,
      ],
      '1.5.6': [
        'of Better Auth 1.4 to 1.6',
        /alter table "jwks" add column "alg"[\s\S]*add column "crv"/,
      ],
      '1.7.1': ['of Better Auth 1.7.0 to 1.7.2', /A start would\n {2}create table/],
    };
    for (const [release, [tables, plan]] of Object.entries(LEFT)) {
      it(`tells what Better Auth ${release} has left`, async (t) => {
        const found = await examined(t, engine, release);
        assert.equal(line(found.report, 'tables'), tables);
        assert.match(found.report.stdout, plan);
        await happens(t, found);
      });
    }

    it('tells of a wrong secret, as a start would', async (t) => {
      const { where } = await examined(t, engine, true);
      const report = doctor(where, { BETTER_AUTH_SECRET: `${SECRET}x` });
      assert.equal(report.code, 78);
      assert.match(report.stderr, /does not open key "\w{32}".*BETTER_AUTH_SECRET/);
      assert.equal(line(report, 'keys'), '1, 0 opened by the secret');
      const untried = doctor(where, {});
      assert.equal(untried.code, 78, 'a start would be refused as well');
      assert.match(untried.stderr, /there is no secret: set BETTER_AUTH_SECRET/);
      assert.match(line(untried, 'keys'), /^1, not tried/);
      await assert.rejects(
        opened(t, where, { peer: false, env: { BETTER_AUTH_SECRET: '' } }),
        /secret/,
      );
      await assert.rejects(
        opened(t, where, { peer: false, env: { BETTER_AUTH_SECRET: `${SECRET}x` } }),
        /secret/,
      );
    });

    it('tells of hashes, of providers and of columns that are not its own', async (t) => {
      const { where } = await examined(t, engine, true);
      sql.execute(
        where.database,
        `update account set password = '${BCRYPT}'` +
          " where userId = (select id from user where name = 'Ann')",
      );
      sql.execute(
        where.database,
        "update account set password = null, providerId = 'github'" +
          " where userId = (select id from user where name = 'Bea')",
      );
      sql.execute(where.database, 'alter table "user" add column role text');
      const report = doctor(where);
      assert.equal(report.code, 0, report.stderr);
      assert.equal(line(report, 'passwords'), '1 bcrypt');
      sql.execute(where.database, "update account set password = '$2b$10$abcdefghijklmnopqrstuv'");
      assert.match(line(doctor(where), 'passwords'), /^\d of an unknown kind \(/);
      assert.match(line(report, 'providers'), /^1 accounts/);
      assert.match(line(report, 'more'), /^user\.role: kept/);
    });

    it('tells that a start would be refused, and why', async (t) => {
      const { where } = await examined(t, engine, true);
      sql.execute(
        where.database,
        'alter table "user" rename column "emailVerified" to email_verified',
      );
      const before = stateOf(where);
      const report = doctor(where);
      assert.equal(report.code, 78);
      assert.match(
        report.stderr,
        /a start would be refused: table "user" has a column "email_verified"/,
      );
      assert.deepEqual(stateOf(where), before);
      await assert.rejects(opened(t, where, { peer: false }), /email_verified/);
    });
  });
}

describe('ostiary doctor', () => {
  it('tells that there is no database yet, and makes none', () => {
    const where = place();
    assert.equal(doctor(where).code, 73, 'nor would a start make the folder');
    fs.mkdirSync(where.dir, { recursive: true });
    const report = doctor(where);
    assert.equal(report.code, 0, report.stderr);
    assert.match(report.stdout, /no such database/);
    assert.ok(!fs.existsSync(where.database));
    const json = run(['doctor', '--json', '--database', where.database], {});
    const { checks, ...rest } = JSON.parse(json.stdout);
    assert.deepEqual(rest, { exists: false, changes: [] });
    assert.ok(checks.every(({ verdict }) => ['ok', 'warning'].includes(verdict)));
  });

  it('names the tables of an earlier build whose rows move, and moves none', () => {
    const where = place();
    const dump = new URL('../data/migration/version-6.sqlite.sql', import.meta.url);
    fs.mkdirSync(where.dir, { recursive: true });
    fs.writeFileSync(where.database, '', { mode: 0o600 });
    sql.execute(where.database, `.read '${fileURLToPath(dump)}'`);
    const before = stateOf(where);
    const report = doctor(where, {});
    assert.equal(report.code, 78);
    assert.match(report.stderr, /^ostiary: the keys are sealed, and there is no secret: /);
    const changes = [
      'create table ostiary_revocation',
      'create table ostiary_revocation_version',
      'create table ostiary_mail',
      'create table ostiary_sign_in_failure',
      'create table ostiary_key_seal',
      'create table passkey',
      'create table ostiary_passkey_use',
      'create table ostiary_list',
      'create table ostiary_section',
      'create table ostiary_tombstone',
      'create table ostiary_preferences',
      'create table ostiary_session_proof',
      'create table ostiary_idempotency_key',
      'create table ostiary_reminder',
      'create table ostiary_push_key',
      'create table ostiary_push_subscription',
      'create table ostiary_push_message',
      'create table ostiary_audit_head',
      'create table twoFactor',
      'create table ostiary_second_factor',
      'drop table ostiary_not_before_version after moving its rows to ostiary_revocation_version',
      'drop table ostiary_not_before after moving its rows to ostiary_revocation',
      'drop table ostiary_outbox after moving its rows to ostiary_mail',
    ];
    const list = changes.map((c) => `  ${c}\n`).join('');
    assert.ok(report.stdout.includes(`A start would\n${list}  record step 7, revocations\n`));
    const json = run(['doctor', '--json', '--database', where.database], {});
    assert.deepEqual(JSON.parse(json.stdout).changes, changes);
    assert.deepEqual(stateOf(where), before, 'nothing is changed');
  });

  it('tells the same as JSON', async (t) => {
    const where = place();
    const env = { BETTER_AUTH_SECRET: SECRET };
    const server = await opened(t, where, { env: { OSTIARY_PUSH: 'on' } });
    const ann = await newPerson(server, 'Ann');
    const subscribed = await callTasks(server, 'POST', `/api/users/${ann.id}/push/subscriptions`, {
      token: ann.jwt,
      body: new Browser({ origin: 'https://push.example.net' }).subscription,
    });
    assert.equal(subscribed.status, 201, subscribed.text);
    assert.match(doctor(where).stdout, /^pushes {6}1 subscribed devices$/m);
    const report = run(['doctor', '--json', '--database', where.database], { env });
    assert.equal(report.code, 0, report.stderr);
    const { tablesVersion, madeBy, checks, ...found } = JSON.parse(report.stdout);
    assert.ok(tablesVersion > 0 && madeBy);
    assert.ok(checks.some(({ name, verdict }) => name === 'integrity' && verdict === 'ok'));
    assert.deepEqual(found, {
      exists: true,
      engine: 'SQLite',
      users: 1,
      verifiedUsers: 0,
      liveSessions: 1,
      otherAccounts: 0,
      pushDevices: 1,
      passwords: { scrypt: 0, argon2: 1, bcrypt: 0, pbkdf2: 0, other: 0, none: 0 },
      keys: { all: 1, clear: 0, opened: 1, sealed: [{ version: null, keys: 1 }] },
      otherColumns: [],
      meanings: [],
      changes: [],
    });
  });

  it('tells of a file that is no database, and of a URL that is none', () => {
    const file = path.join(temporaryDirectory(), 'x.db');
    fs.writeFileSync(
      file,
      'this is not a database, but it is long enough to look like one '.repeat(20),
    );
    const report = doctor({ database: file });
    assert.equal(report.code, 73);
    assert.match(report.stderr, /^ostiary: .*x\.db.*\n$/);
    assert.equal(doctor({ database: 'mysql://localhost/x' }).code, 78);
    assert.equal(doctor({ database: 'postgres://127.0.0.1:1/x?connect_timeout=2' }).code, 66);
  });

  it('takes no words that it does not know', () => {
    assert.equal(run(['doctor', '--datebase', 'x']).code, 64);
    assert.equal(run(['doctor', '--help']).code, 0);
  });
});
