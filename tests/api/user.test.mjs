// `ostiary user list` and `show`: people as an operator sees them, beside a running server.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';

import { FactorClient } from './lib/factor-client.mjs';
import { callTasks, newPerson, newTask, SECRET, signIn } from './lib/people.mjs';
import { onPostgres } from './lib/postgres.mjs';
import { binary, cleanEnvironment, run, startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const EX = { OK: 0, USAGE: 64, NOUSER: 67 };

const userCommand = (server, ...words) =>
  run(['user', ...words, '--data', server.dir], { env: server.databaseUrl });

function jsonOf(server, ...words) {
  const done = userCommand(server, ...words, '--json');
  assert.equal(done.code, EX.OK, done.stderr);
  assert.equal(done.stderr, '');
  return JSON.parse(done.stdout);
}

const refuses = (server, code, pattern, ...words) => {
  const done = userCommand(server, ...words);
  assert.equal(done.code, code, done.stderr);
  assert.match(done.stderr, pattern);
  assert.equal(done.stdout, '');
};

describe('ostiary user list', () => {
  let server;
  const people = [];
  before(async () => {
    server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
    for (const name of ['Ann', 'Bob', 'Zoë 100%', 'a_b'])
      people.push(await newPerson(server, name));
    const again = await signIn(server, people[1]);
    assert.equal(again.status, 200);
  });
  after(() => server?.stop());

  it('lists everybody in the order of creation', () => {
    const all = jsonOf(server, 'list');
    assert.deepEqual(
      all.map(({ id }) => id),
      people.map(({ id }) => id),
    );
    const { createdAt, ...bob } = all[1];
    assert.ok(Math.abs(Date.now() - Date.parse(createdAt)) < 60_000);
    assert.deepEqual(bob, {
      id: people[1].id,
      email: people[1].email,
      name: 'Bob',
      emailVerified: false,
      password: true,
      passkeys: 0,
      secondFactor: false,
      sessions: 2,
    });
  });

  it('has pages that follow each other', () => {
    const first = jsonOf(server, 'list', '--limit', '3');
    const second = jsonOf(server, 'list', '--limit', '3', '--after', first[2].id);
    assert.equal(first.length, 3);
    assert.deepEqual(
      [...first, ...second].map(({ id }) => id),
      people.map(({ id }) => id),
    );
    assert.deepEqual(jsonOf(server, 'list', '--after', people[3].id), []);
  });

  it('orders people of one moment by their ids', () => {
    const at = sql.rows(server.database, `select "createdAt" as at from "user" limit 1`)[0].at;
    const before = sql.rows(server.database, `select "id", "createdAt" as at from "user"`);
    const text = (value) => (value instanceof Date ? value.toISOString() : value);
    sql.execute(server.database, `update "user" set "createdAt" = '${text(at)}'`);
    const ids = people.map(({ id }) => id);
    const pages = [];
    for (let after = []; pages.length < ids.length; after = ['--after', pages.at(-1)])
      pages.push(jsonOf(server, 'list', '--limit', '1', ...after)[0].id);
    assert.deepEqual([...pages].sort(), [...ids].sort());
    for (const row of before)
      sql.execute(
        server.database,
        `update "user" set "createdAt" = '${text(row.at)}' where "id" = '${row.id}'`,
      );
  });

  const searches = [
    ['part of an address', 'BOB-', [1]],
    ['part of a name', 'oë 1', [2]],
    ['a percent sign, which is no wildcard', '0%', [2]],
    ['an underscore, which is no wildcard', 'a_b', [3]],
    ['what all have', '@example.com', [0, 1, 2, 3]],
    ['what nobody has', 'ann%', []],
    ['an exclamation mark', '!', []],
  ];
  for (const [what, text, found] of searches)
    it(`finds ${what}`, () =>
      assert.deepEqual(
        jsonOf(server, 'list', '--search', text).map(({ id }) => id),
        found.map((i) => people[i].id),
      ));

  it('prints a table', () => {
    const done = userCommand(server, 'list', '--limit', '2');
    assert.equal(done.code, EX.OK, done.stderr);
    const lines = done.stdout.trimEnd().split('\n');
    assert.match(lines[0], /^ID +EMAIL +VERIFIED CREATED +WAYS IN +SECOND FACTOR SESSIONS NAME$/);
    assert.match(lines[2], new RegExp(`^${people[1].id} .* password .* 2 Bob$`));
    assert.equal(lines[3], `Go on with: --after ${people[1].id}`);
  });

  it('refuses a limit that is none', () => {
    for (const limit of ['0', '-1', '1001', '5x', ''])
      refuses(server, EX.USAGE, /--limit takes a number from 1 to 1000/, 'list', '--limit', limit);
    assert.equal(jsonOf(server, 'list', '--limit', '1000').length, 4);
  });

  it('goes on behind an address, and refuses to do so behind nobody', () => {
    const after = (name) => ['list', '--limit', '2', '--after', name];
    assert.deepEqual(
      jsonOf(server, ...after(people[0].email.toUpperCase())),
      jsonOf(server, ...after(people[0].id)),
    );
    refuses(server, EX.NOUSER, /there is no user "nobody"/, ...after('nobody'));
    refuses(server, EX.NOUSER, /there is no user "no@example.com"/, ...after('no@example.com'));
  });

  it('refuses to search for what is not UTF-8', () => {
    const search = (escaped) =>
      spawnSync(
        'sh',
        ['-c', `exec "$0" user list --data "$1" --search "$(printf '${escaped}')"`].concat(
          binary,
          server.dir,
        ),
        { env: cleanEnvironment(server.dir, server.databaseUrl), encoding: 'utf8' },
      );
    const refused = search('b\\377');
    assert.equal(refused.status, EX.USAGE);
    assert.match(refused.stderr, /--search takes a text of UTF-8/);
    assert.equal(refused.stdout, '');
    assert.match(search('o\\303\\253').stdout, /Zoë/);
  });

  it('fills a page behind a person who cannot be read, and says so', () => {
    const [{ at }] = sql.rows(
      server.database,
      `select "updatedAt" as at from "user" where "id" = '${people[1].id}'`,
    );
    const set = (value) =>
      sql.execute(
        server.database,
        `update "user" set "updatedAt" = ${value} where "id" = '${people[1].id}'`,
      );
    const page = (...words) => {
      const done = userCommand(server, 'list', '--limit', '2', '--json', ...words);
      assert.equal(done.code, EX.OK, done.stderr);
      return [JSON.parse(done.stdout).map(({ name }) => name), done.stderr];
    };
    if (onPostgres)
      sql.execute(server.database, 'alter table "user" alter "updatedAt" drop not null');
    set(onPostgres ? 'null' : "'long ago'");
    const [first, warning] = page();
    const second = page('--after', people[2].id);
    const behind = page('--after', people[0].id);
    set(`'${at instanceof Date ? at.toISOString() : at}'`);
    assert.deepEqual(first, ['Ann', 'Zoë 100%']);
    assert.match(warning, /some people are not listed/);
    assert.deepEqual(second, [['a_b'], '']);
    assert.deepEqual(behind[0], ['Zoë 100%', 'a_b']);
    assert.deepEqual(page(), [['Ann', 'Bob'], '']);
  });

  // PostgreSQL keeps no such time.
  const itOnSqlite = onPostgres ? () => {} : it;
  itOnSqlite('says that there are people whose creation cannot be read', () => {
    const [{ at }] = sql.rows(
      server.database,
      `select "createdAt" as at from "user" where "id" = '${people[0].id}'`,
    );
    const set = (value) =>
      sql.execute(
        server.database,
        `update "user" set "createdAt" = '${value}' where "id" = '${people[0].id}'`,
      );
    set('long ago');
    const done = userCommand(server, 'list', '--json');
    set(at);
    assert.equal(done.code, EX.OK);
    assert.match(done.stderr, /1 people are not listed/);
    assert.equal(JSON.parse(done.stdout).length, 3);
  });
});

describe('ostiary user show', () => {
  let server;
  let ann;
  before(async () => {
    server = await startServer({
      env: { BETTER_AUTH_SECRET: SECRET, OSTIARY_TWO_FACTOR: 'optional' },
    });
    ann = await newPerson(server, 'Ann');
  });
  after(() => server?.stop());

  it('shows one person, by the id or the address', async () => {
    const task = await newTask(server, ann);
    await newTask(server, ann);
    const gone = await callTasks(server, 'DELETE', `${ann.tasks}/${task.id}`, { token: ann.jwt });
    assert.equal(gone.status, 204, gone.text);
    const lists = ann.tasks.replace(/tasks$/, 'lists');
    const list = await callTasks(server, 'POST', lists, { token: ann.jwt, body: { name: 'L' } });
    assert.equal(list.status, 201, list.text);
    const shown = jsonOf(server, 'show', ann.email.toUpperCase());
    assert.deepEqual(shown, jsonOf(server, 'show', ann.id));
    assert.equal(shown.id, ann.id);
    assert.deepEqual([shown.tasks, shown.tasksInTrash, shown.lists], [1, 1, 1]);
    assert.deepEqual(
      [shown.banned, shown.authenticator, shown.passkeyList, shown.providers],
      [false, false, [], []],
    );
    const [session] = shown.sessionList;
    assert.equal(shown.sessionList.length, 1);
    assert.deepEqual(Object.keys(session), [
      'id',
      'createdAt',
      'expiresAt',
      'updatedAt',
      'ipAddress',
      'userAgent',
    ]);
  });

  it('shows it as text', () => {
    const done = userCommand(server, 'show', ann.id);
    assert.equal(done.code, EX.OK, done.stderr);
    assert.match(done.stdout, /^ways in +password$/m);
    assert.match(done.stdout, /^second factor +none$/m);
    assert.match(done.stdout, /^ {2}since \S+ until \S+ from /m);
  });

  it('shows a second factor, and no secret', async () => {
    const eva = new FactorClient(server, 'eva@example.com');
    await eva.signUp();
    await eva.enrol();
    const [{ email }] = jsonOf(server, 'list').slice(-1);
    const shown = jsonOf(server, 'show', email);
    assert.deepEqual([shown.secondFactor, shown.authenticator], [true, true]);
    assert.match(userCommand(server, 'show', email).stdout, /^second factor +authenticator$/m);
    const secrets = sql.rows(
      server.database,
      `select "token" as secret from "session" union all select "password" from "account"
       union all select "secret" from "twoFactor" union all select "backupCodes" from "twoFactor"`,
    );
    assert.ok(secrets.length >= 6);
    for (const words of [['show', email, '--json'], ['show', email], ['list', '--json'], ['list']])
      for (const { secret } of secrets)
        assert.ok(!userCommand(server, ...words).stdout.includes(secret), words.join(' '));
  });

  it('says in JSON what the operator has ended', () => {
    const { id, email } = jsonOf(server, 'show', 'eva@example.com');
    const ended = jsonOf(server, 'revoke-tokens', email);
    assert.deepEqual(ended, { id, email, sessionsEnded: true });
    const reset = run(['user', 'second-factor', 'reset', id, '--json', '--data', server.dir], {
      env: { ...server.databaseUrl, OSTIARY_TWO_FACTOR: 'optional' },
    });
    assert.deepEqual(JSON.parse(reset.stdout), { id, email, secondFactorReset: true });
    const { secondFactor, authenticator, sessionList } = jsonOf(server, 'show', id);
    assert.deepEqual([secondFactor, authenticator, sessionList], [false, false, []]);
  });

  it('refuses a name that is nobody’s', () => {
    refuses(server, EX.NOUSER, /there is no user "no@example.com"/, 'show', 'no@example.com');
    refuses(server, EX.NOUSER, /there is no user "nobody"/, 'show', 'nobody');
    refuses(server, EX.USAGE, /USER/, 'show');
  });
});
