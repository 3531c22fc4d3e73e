// Users and rows that mean more to Better Auth's plugins than their columns say: what they are
// answered after a takeover, what `ostiary doctor` says beforehand, and what a start warns of.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { bearer, send } from './lib/http.mjs';
import {
  callTasks,
  claimsOf,
  newPerson,
  newToken,
  postJson,
  SECRET,
  signIn,
} from './lib/people.mjs';
import { ENGINES, skipOn, urlFor } from './lib/postgres.mjs';
import { run, Server, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

function place(engine) {
  const dir = path.join(temporaryDirectory(), 'data');
  return { dir, database: engine === 'SQLite' ? path.join(dir, 'ostiary.db') : urlFor(dir) };
}

async function opened(t, where, env = {}) {
  const server = new Server({ ...where, env: { ...WITHOUT, BETTER_AUTH_SECRET: SECRET, ...env } });
  t.after(() => server.kill());
  return server.start();
}

// two-factor-rules.test.mjs has the servers with second factors.
const WITHOUT = { OSTIARY_TWO_FACTOR: 'off' };

const cookie = (pairs) => ['Cookie', pairs];

const doctor = ({ database }, env = {}, ...words) =>
  run(['doctor', '--database', database, ...words], {
    env: { ...WITHOUT, BETTER_AUTH_SECRET: SECRET, ...env },
  });

// What the migrations of the plugins add.
function addColumns(engine, { database }) {
  const [flag, time] = engine === 'SQLite' ? ['integer', 'date'] : ['boolean', 'timestamptz'];
  for (const column of [
    `"user" add column "banned" ${flag}`,
    `"user" add column "banReason" text`,
    `"user" add column "banExpires" ${time}`,
    `"user" add column "twoFactorEnabled" ${flag}`,
    `"session" add column "impersonatedBy" text`,
    `"session" add column "activeOrganizationId" text`,
  ])
    sql.execute(database, `alter table ${column}`);
}

// Each way in that a browser or a program has, with a session that is alive.
const WAYS_IN = (person) => [
  ['get-session', { path: '/api/auth/get-session', headers: [cookie(person.cookie)] }],
  ['get-session by bearer', { path: '/api/auth/get-session', headers: [bearer(person.session)] }],
  ['token', { path: '/api/auth/token', headers: [bearer(person.session)] }],
  ['list-sessions', { path: '/api/auth/list-sessions', headers: [bearer(person.session)] }],
  [
    'update-user',
    {
      method: 'POST',
      path: '/api/auth/update-user',
      headers: [bearer(person.session), ['Content-Type', 'application/json']],
      body: '{"name":"Eve"}',
    },
  ],
  [
    'delete-user',
    {
      method: 'POST',
      path: '/api/auth/delete-user',
      headers: [bearer(person.session), ['Content-Type', 'application/json']],
      body: '{}',
    },
  ],
];

for (const engine of ENGINES) {
  describe(`users of Better Auth's plugins, ${engine}`, { skip: skipOn(engine) }, () => {
    it('are refused everywhere while they are banned, and nobody else is', async (t) => {
      const where = place(engine);
      const server = await opened(t, where, { OSTIARY_COOKIE_CACHE: 'compact' });
      const ann = await newPerson(server, 'Ann');
      const bea = await newPerson(server, 'Bea');
      addColumns(engine, where);
      sql.execute(
        where.database,
        `update "user" set "banned" = true, "banExpires" = '2999-01-01T00:00:00.000Z'
          where "email" = '${ann.email}'`,
      );
      for (const [name, request] of WAYS_IN(ann)) {
        const answer = await send(server.url, request);
        assert.equal(answer.status, 403, `${name}: ${answer.text}`);
        assert.equal(answer.json.code, 'BANNED_USER', name);
        assert.equal(answer.get('set-auth-jwt'), undefined, name);
      }
      const refused = await signIn(server, ann);
      assert.equal(refused.status, 403);
      assert.equal(refused.json.code, 'BANNED_USER');
      assert.match(refused.json.message, /^You have been banned from this application\./);
      assert.deepEqual(refused.all('set-cookie'), []);
      assert.equal((await signIn(server, { ...ann, password: 'not that one' })).status, 401);
      const door = { path: '/forward-auth', headers: [cookie(ann.cookie)] };
      assert.equal((await send(server.url, door)).status, 401);
      for (const [name, request] of WAYS_IN(bea).slice(0, 5))
        assert.equal((await send(server.url, request)).status, 200, name);
      assert.equal((await signIn(server, bea)).status, 200);

      sql.execute(where.database, `update "user" set "banExpires" = '2020-01-01T00:00:00.000Z'`);
      assert.equal((await signIn(server, ann)).status, 200);
    });

    it('lose sessions, tokens and the cookie cache at the start', async (t) => {
      const where = place(engine);
      const env = {
        OSTIARY_COOKIE_CACHE: 'compact',
        OSTIARY_REVOCATIONS: 'on',
        JWT_ISSUER: 'https://tasks.example',
        JWT_AUDIENCE: 'https://tasks.example',
      };
      const before = await opened(t, where, env);
      const ann = await newPerson(before, 'Ann');
      const bea = await newPerson(before, 'Bea');
      const jar = async (server, person) => {
        const answer = await signIn(server, person);
        const pairs = answer.all('set-cookie').map((line) => line.split(';')[0]);
        assert.ok(pairs.some((pair) => pair.includes('session_data=')));
        return pairs.join('; ');
      };
      const cached = { ann: await jar(before, ann), bea: await jar(before, bea) };
      await before.stop();
      addColumns(engine, where);
      sql.execute(
        where.database,
        `update "user" set "banned" = true where "email" = '${ann.email}'`,
      );
      const server = await opened(t, where, env);
      const session = (jar_) =>
        send(server.url, { path: '/api/auth/get-session', headers: [cookie(jar_)] });
      assert.equal((await session(cached.ann)).json, null);
      assert.equal((await session(cached.bea)).json.user.name, 'Bea');
      assert.equal((await callTasks(server, 'GET', ann.tasks, { token: ann.jwt })).status, 401);
      assert.equal((await callTasks(server, 'GET', bea.tasks, { token: bea.jwt })).status, 200);
    });

    it('are not let in by the password where a second factor is asked for', async (t) => {
      const where = place(engine);
      const server = await opened(t, where);
      const ann = await newPerson(server, 'Ann');
      addColumns(engine, where);
      sql.execute(where.database, 'update "user" set "twoFactorEnabled" = true');
      const refused = await signIn(server, ann);
      assert.equal(refused.status, 403);
      assert.equal(refused.json.code, 'TWO_FACTOR_REQUIRED');
      assert.deepEqual(refused.all('set-cookie'), []);
      assert.equal(refused.get('set-auth-jwt'), undefined);
      assert.equal((await signIn(server, { ...ann, password: 'not that one' })).status, 401);
      for (const [name, request] of WAYS_IN(ann).slice(0, 5))
        assert.equal((await send(server.url, request)).status, 200, name);
      const other = await newPerson(server, 'Bea');
      assert.equal((await signIn(server, other)).status, 200);
    });

    it('get a token without a picture that is too long for it', async (t) => {
      const where = place(engine);
      const server = await opened(t, where);
      const ann = await newPerson(server, 'Ann');
      const picture = `data:image/jpeg;base64,${'A'.repeat(12_000)}`;
      const pictureOf = async () => {
        const jwt = await newToken(server, ann.session);
        assert.equal((await callTasks(server, 'GET', ann.tasks, { token: jwt })).status, 200);
        return claimsOf(jwt).image;
      };
      sql.execute(where.database, `update "user" set "image" = '${picture.slice(0, 2000)}'`);
      assert.equal(await pictureOf(), picture.slice(0, 2000));
      sql.execute(where.database, `update "user" set "image" = '${picture}'`);
      assert.equal(await pictureOf(), null);
      const session = await send(server.url, {
        path: '/api/auth/get-session',
        headers: [bearer(ann.session)],
      });
      assert.equal(session.json.user.image, picture);
      assert.equal(claimsOf(session.get('set-auth-jwt')).image, null);
    });

    it('are not deleted while a row of an application refers to them', async (t) => {
      const where = place(engine);
      const server = await opened(t, where);
      const ann = await newPerson(server, 'Ann');
      sql.execute(
        where.database,
        `create table invoice (id integer primary key,
          owner text constraint invoice_owner references "user" ("id"))`,
      );
      sql.execute(where.database, `insert into invoice values (1, '${ann.id}')`);
      const remove = () =>
        postJson(server, '/api/auth/delete-user', { password: ann.password }, [
          bearer(ann.session),
        ]);
      const refused = await remove();
      assert.equal(refused.status, 409, refused.text);
      assert.equal(refused.json.code, 'USER_IN_USE');
      const warnings = () => server.logs.filter(({ constraint }) => constraint);
      while (!warnings().length) await pause(50);
      const [warning] = warnings();
      assert.match(warning.constraint, engine === 'SQLite' ? /invoice\.owner/ : /invoice_owner/);
      assert.equal((await signIn(server, ann)).status, 200);
      sql.execute(where.database, 'delete from invoice');
      assert.equal((await remove()).status, 200);
    });

    it('are all signed out by one command, also before the first start', async (t) => {
      const where = place(engine);
      const server = await opened(t, where);
      const people = [await newPerson(server, 'Ann'), await newPerson(server, 'Bea')];
      const end = () =>
        run(['session', 'end-all', '--database', where.database], {
          env: { BETTER_AUTH_SECRET: SECRET },
        });
      const ended = end();
      assert.equal(ended.code, 0, ended.stderr);
      assert.equal(ended.stdout, '2 users are signed out everywhere.\n');
      for (const person of people) {
        const path_ = '/api/auth/get-session';
        const answer = await send(server.url, { path: path_, headers: [cookie(person.cookie)] });
        assert.equal(answer.json, null);
        assert.equal((await signIn(server, person)).status, 200);
      }
      const [row] = sql.rows(
        where.database,
        "select detail from ostiary_audit where action = 'all-sessions-ended'",
      );
      assert.equal(row.detail, '2 users');
      // Where no row can say so, no session ends.
      sql.execute(where.database, 'create unique index once on ostiary_audit (action)');
      const refused = end();
      assert.equal(refused.code, 74, refused.stdout);
      assert.match(refused.stderr, /^ostiary: \S.*0 users are signed out\n$/);
      sql.execute(where.database, 'drop index once');
      assert.equal(end().stdout, '2 users are signed out everywhere.\n');
      assert.equal(end().stdout, '0 users are signed out everywhere.\n');
    });

    it('are counted by doctor, which wants a loss to be accepted', async (t) => {
      const where = place(engine);
      const server = await opened(t, where);
      for (const name of ['Ann', 'Bea', 'Cid']) await newPerson(server, name);
      await server.stop();
      assert.equal(doctor(where).code, 0);
      addColumns(engine, where);
      assert.equal(doctor(where).code, 0);
      assert.doesNotMatch(doctor(where).stdout, /^(LOSS|meaning)/m);
      const set = (what, name) =>
        sql.execute(where.database, `update "user" set ${what} where "name" = '${name}'`);
      set('"twoFactorEnabled" = true', 'Ann');
      set('"banned" = true', 'Bea');
      set(
        `"email" = 'Cid@Example.com', "image" = 'data:image/png;base64,${'A'.repeat(3000)}'`,
        'Cid',
      );
      sql.execute(
        where.database,
        `update "session" set "activeOrganizationId" = 'o1', "impersonatedBy" = 'x'
          where "userId" = (select "id" from "user" where "name" = 'Cid')`,
      );
      sql.execute(
        where.database,
        `create table invoice (id integer primary key,
          "userId" ${engine === 'SQLite' ? '' : 'text'} references "user" ("id"))`,
      );
      const report = doctor(where);
      assert.equal(report.code, 78, report.stderr);
      assert.match(report.stderr, /set OSTIARY_TAKEOVER_ACCEPT=second-factor\n$/);
      const found = Object.fromEntries(
        [...report.stdout.matchAll(/^(LOSS|meaning) +(\d+) (.*): /gm)].map(([, word, n, what]) => [
          what,
          `${word} ${n}`,
        ]),
      );
      assert.deepEqual(found, {
        'banned users': 'meaning 1',
        'users with a second factor': 'LOSS 1',
        'sessions of admins as other users': 'meaning 1',
        'sessions with an active organization': 'meaning 1',
        'users whose address has capitals': 'meaning 1',
        'users with a long picture, such as a data: URL': 'meaning 1',
        'foreign keys of other tables to user, without on delete cascade': 'meaning 1',
      });

      if (engine === 'SQLite') {
        // A mark that is neither true nor false keeps its user out, and so it is counted.
        set(`"twoFactorEnabled" = 'true'`, 'Ann');
        set(`"banned" = 'yes'`, 'Bea');
        const marked = doctor(where);
        assert.equal(marked.code, 78, marked.stderr);
        assert.match(marked.stdout, /^meaning +1 banned users/m);
      }

      const accepted = { OSTIARY_TAKEOVER_ACCEPT: 'second-factor' };
      assert.equal(doctor(where, accepted).code, 0);
      const json = JSON.parse(doctor(where, accepted, '--json').stdout);
      assert.deepEqual(
        json.meanings.find(({ name }) => name === 'second-factor'),
        { name: 'second-factor', rows: 1, loss: 'account', accepted: true },
      );
      const kept = JSON.parse(doctor(where, { OSTIARY_TWO_FACTOR: 'optional' }, '--json').stdout);
      assert.equal(kept.meanings.find(({ name }) => name === 'second-factor').loss, null);
      const unknown = doctor(where, { OSTIARY_TAKEOVER_ACCEPT: 'everything' });
      assert.equal(unknown.code, 78);
      assert.match(unknown.stderr, /OSTIARY_TAKEOVER_ACCEPT: "everything" is not a loss/);
      await assert.rejects(
        opened(t, where, { OSTIARY_TAKEOVER_ACCEPT: 'everything' }),
        /everything/,
      );

      const warnings = (server_) => server_.logs.filter(({ loss }) => loss);
      const warned = await opened(t, where);
      assert.deepEqual(
        warnings(warned).map(({ loss, n }) => [loss, Number(n)]),
        [['second-factor', 1]],
      );
      await warned.stop();
      assert.deepEqual(warnings(await opened(t, where, accepted)), []);
    });
  });
}

describe('row level security', { skip: skipOn('PostgreSQL') }, () => {
  it('that hides rows is a loss, and a role that sees all is none', async (t) => {
    const where = place('PostgreSQL');
    await (await opened(t, where)).stop();
    const role = `reader_${randomBytes(6).toString('hex')}`;
    const [{ schema }] = sql.rows(where.database, 'select current_schema() as schema');
    for (const statement of [
      `create role ${role}`,
      `grant usage on schema ${schema} to ${role}`,
      `grant select on all tables in schema ${schema} to ${role}`,
      'alter table "user" enable row level security',
    ])
      sql.execute(where.database, statement);
    t.after(() => sql.execute(where.database, `drop owned by ${role}; drop role ${role}`));
    assert.equal(doctor(where).code, 0, 'the owner sees all rows');
    const reader = { database: `${where.database}%20-c%20role%3D${role}` };
    const report = doctor(reader);
    assert.equal(report.code, 78, report.stdout);
    assert.match(report.stderr, /OSTIARY_TAKEOVER_ACCEPT=row-security/);
    assert.equal(doctor(reader, { OSTIARY_TAKEOVER_ACCEPT: 'row-security' }).code, 0);
    sql.execute(where.database, 'alter table "user" disable row level security');
    assert.equal(doctor(reader).code, 0);
  });
});

it('a link with two addresses to return to, or two tokens, is refused', async (t) => {
  const server = await opened(t, place('SQLite'));
  const open = (query) => send(server.url, { path: `/api/auth/verify-email?${query}` });
  assert.equal((await open('token=x&callbackURL=/a')).status, 302);
  for (const query of [
    'token=x&callbackURL=/a&callbackURL=/b',
    'token=x&callbackURL=/a&callbackURL=https://evil.example',
    'token=x&callbackURL=/a&callback%55RL=/b',
    'token=x&token=y&callbackURL=/a',
  ]) {
    const answer = await open(query);
    assert.equal(answer.status, 400, query);
    assert.equal(answer.json.code, 'VALIDATION_ERROR', query);
  }
  for (const query of [
    'callbackURL=/a&callbackURL=/b',
    'token=x&token=y',
    'redirectTo=&redirectTo=',
  ]) {
    const answer = await send(server.url, { path: `/api/auth/get-session?${query}` });
    assert.equal(answer.status, 400, query);
    assert.equal(answer.json.code, 'BAD_REQUEST', query);
  }
});

it('an account is not made twice for an address in capitals', async (t) => {
  const where = place('SQLite');
  const server = await opened(t, where);
  const ann = await newPerson(server, 'Ann');
  const upper = { ...ann, email: ann.email.toUpperCase() };
  assert.equal((await signIn(server, upper)).status, 200);
  const again = await postJson(server, '/api/auth/sign-up/email', { ...upper, name: 'Ann' });
  assert.equal(again.status, 422);
});
