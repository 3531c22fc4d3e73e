// Which commands change tables and which do not, `ostiary migrate --plan`, and a server whose
// database a newer version has changed.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { send } from './lib/http.mjs';
import { newPerson, newTask, SECRET } from './lib/people.mjs';
import { run, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const EX = { OK: 0, USAGE: 64, NOINPUT: 66, CONFIG: 78 };
const ENV = { BETTER_AUTH_SECRET: SECRET };

const ostiary = (server, ...words) =>
  run([...words, '--data', server.dir], { env: { ...ENV, ...server.databaseUrl } });

function planOf(server, ...words) {
  const done = ostiary(server, 'migrate', '--plan', '--json', ...words);
  assert.equal(done.code, EX.OK, done.stderr);
  assert.equal(done.stderr, '');
  return JSON.parse(done.stdout);
}

// Without the marks of SQLite's driver, which are no steps (store/schema/steps.h).
function everything(server) {
  const { ostiary_migration: steps, ...rest } = sql.everything(server.database);
  if (!steps) return rest; // PostgreSQL, which has no such marks
  return { ...rest, steps: steps.filter(({ version }) => Number(version) >= 0) };
}

const versionOf = (server) =>
  Number(sql.rows(server.database, 'select max(version) as n from ostiary_migration')[0].n);

// As a build that knew no pushes has left it. Returns the steps that it lacks.
const PUSHES = 19;
function makeOlder(server) {
  const steps = sql.rows(
    server.database,
    `select version, name from ostiary_migration where version >= ${PUSHES} order by version`,
  );
  sql.execute(server.database, 'drop table ostiary_push_message');
  sql.execute(server.database, `delete from ostiary_migration where version >= ${PUSHES}`);
  return steps.map(({ version, name }) => ({ version: Number(version), name }));
}

// Every command that takes settings: whether it changes no table, changes them as a start does, or
// opens no tables at all.
const COMMANDS = {
  reads: [
    ['user', 'list'],
    ['user', 'show', 'ADDRESS'],
    ['user', 'export', 'ADDRESS'],
    ['outbox', 'list'],
    ['key', 'list'],
    ['throttle', 'name', 'ADDRESS'],
    ['audit', 'list'],
    ['audit', 'export'],
    ['audit', 'verify'],
  ],
  writes: [
    'serve',
    'key rotate',
    'key revoke',
    'key rewrap',
    'key export',
    'token mint',
    'outbox show',
    'outbox retry',
    'throttle release',
    'user create',
    'user invite',
    'user set-password',
    'user verify',
    'user role',
    'user disable',
    'user enable',
    'user delete',
    'user revoke-tokens',
    'user second-factor reset',
    'session end-all',
  ],
  others: [
    'health',
    'config',
    'doctor',
    'migrate',
    'token verify',
    'backup',
    'restore',
    'check',
    'tasks',
  ],
};

describe('commands that work on a database', () => {
  let server;
  let ann;
  before(async () => {
    server = await startServer({ env: ENV });
    ann = await newPerson(server, 'Ann');
    await newTask(server, ann);
    await server.stop();
  });
  after(() => server?.kill());

  const wordsOf = (words) => words.map((word) => (word === 'ADDRESS' ? ann.email : word));

  it('are all in the table', () => {
    const known = [
      ...COMMANDS.reads.map((words) => words.filter((word) => /^[a-z]/.test(word)).join(' ')),
      ...COMMANDS.writes,
      ...COMMANDS.others,
    ];
    const page = run(['help', '--format', 'commands']).stdout;
    const usage = /^ostiary ([a-z]+(?:[ -][a-z]+)*) .*\[SETTINGS\]$/gm;
    const takers = [...page.matchAll(usage)].map(([, name]) => name);
    assert.ok(takers.length > 25, takers.join(', '));
    const left = takers.filter(
      (name) => !known.some((row) => name === row || name.startsWith(`${row} `)),
    );
    assert.deepEqual(left, []);
  });

  for (const words of COMMANDS.reads) {
    const name = words.join(' ');
    it(`read what is up to date, and change nothing: ${name}`, () => {
      const old = everything(server);
      const done = ostiary(server, ...wordsOf(words));
      assert.equal(done.code, EX.OK, done.stderr);
      assert.deepEqual(everything(server), old);
    });
  }

  it('refuse what is not, and change nothing, where they only read', () => {
    makeOlder(server);
    const old = everything(server);
    for (const words of COMMANDS.reads) {
      const done = ostiary(server, ...wordsOf(words));
      assert.equal(done.code, EX.NOINPUT, words.join(' '));
      assert.match(done.stderr, /a start would change the tables of this database/);
      assert.equal(done.stdout, '');
      assert.deepEqual(everything(server), old);
    }
  });

  it('bring it up to date where they write', () => {
    assert.equal(versionOf(server), PUSHES - 1);
    const done = ostiary(server, 'user', 'verify', ann.email);
    assert.equal(done.code, EX.OK, done.stderr);
    assert.ok(versionOf(server) >= PUSHES);
    assert.equal(ostiary(server, 'user', 'show', ann.email).code, EX.OK);
  });
});

describe('ostiary migrate --plan', () => {
  let server;
  before(async () => {
    server = await startServer({ env: ENV });
    await newPerson(server, 'Ann');
    await server.stop();
  });
  after(() => server?.kill());

  it('says that there is nothing to do', () => {
    const { steps, changes, tablesVersion, tablesVersionAfter } = planOf(server);
    assert.deepEqual([steps, changes, tablesVersion], [[], [], tablesVersionAfter]);
    assert.equal(tablesVersion, versionOf(server));
    const { stdout } = ostiary(server, 'migrate', '--plan');
    assert.match(stdout, /A start would change nothing\.$/m);
  });

  it('names the steps and the changes, which the next start makes', async () => {
    const version = versionOf(server);
    const steps = makeOlder(server);
    const old = everything(server);
    const plan = planOf(server);
    const { stdout } = ostiary(server, 'migrate', '--plan');
    assert.deepEqual(everything(server), old);
    assert.equal(plan.exists, true);
    assert.deepEqual(plan.steps, steps);
    assert.deepEqual(steps[0], { version: PUSHES, name: 'web push' });
    assert.deepEqual(plan.changes, ['create table ostiary_push_message']);
    assert.deepEqual([plan.tablesVersion, plan.tablesVersionAfter], [PUSHES - 1, version]);
    assert.match(stdout, new RegExp(`of version ${PUSHES - 1}; a start needs ${version}\n`));
    assert.match(stdout, /^ {2}record step 19, web push$/m);
    assert.match(stdout, /^ {2}create table ostiary_push_message$/m);
    assert.match(stdout, new RegExp(`knows tables of version ${version}; older ones refuse it`));
    await server.start();
    await server.stop();
    assert.equal(versionOf(server), version);
    assert.deepEqual(planOf(server).changes, []);
  });

  it('names the columns that a setting adds, which the next start makes', async () => {
    const named = (...words) => planOf(server, ...words).changes.join('\n');
    assert.equal(named(), '');
    const doctor = JSON.parse(ostiary(server, 'doctor', '--json', '--admin', 'on').stdout);
    assert.equal(doctor.changes.join('\n'), named('--admin', 'on'));
    for (const column of ['role', 'banned', 'banReason', 'banExpires', 'impersonatedBy'])
      assert.match(named('--admin', 'on'), new RegExp(`add column .*"${column}"`));
    server.options.env = { ...server.options.env, OSTIARY_ADMIN: 'on' };
    await server.start();
    await server.stop();
    assert.equal(named('--admin', 'on'), '');
    assert.equal(named(), '');
  });

  it('is refused like the start, of a database that a newer version has changed', () => {
    sql.execute(
      server.database,
      "insert into ostiary_migration (version, name, applied_at) values (99, 'x', '2026-12-01')",
    );
    const old = everything(server);
    const done = ostiary(server, 'migrate', '--plan');
    assert.equal(done.code, EX.CONFIG);
    assert.match(done.stderr, /a start would be refused: a newer version of Ostiary/);
    assert.equal(done.stdout, '');
    const read = ostiary(server, 'user', 'list');
    assert.equal(read.code, EX.NOINPUT);
    assert.match(read.stderr, /a newer version of Ostiary made this database/);
    assert.deepEqual(everything(server), old);
    sql.execute(server.database, 'delete from ostiary_migration where version = 99');
    assert.deepEqual(planOf(server).steps, []);
  });

  it('says what a start makes where there is nothing yet', () => {
    const dir = path.join(temporaryDirectory(), 'none');
    const done = run(['migrate', '--plan', '--json', '--data', dir]);
    assert.equal(done.code, EX.OK, done.stderr);
    assert.equal(JSON.parse(done.stdout).exists, false);
    const text = run(['migrate', '--plan', '--data', dir]).stdout;
    assert.match(text, /^There is no such database; a start would make it/);
  });

  it('has to be asked for by its name', () => {
    const done = ostiary(server, 'migrate');
    assert.equal(done.code, EX.USAGE);
    assert.match(done.stderr, /--plan/);
  });

  it('goes by the role', async (t) => {
    const node = await startServer({
      args: ['--role', 'tasks', '--jwks-url', 'http://127.0.0.1:1/jwks'],
    });
    t.after(() => node.kill());
    await node.stop();
    const plan = planOf(node, '--role', 'tasks', '--jwks-url', 'http://127.0.0.1:1/jwks');
    assert.deepEqual([plan.steps, plan.changes], [[], []]);
    const words = ['--json', '--role', 'tasks', '--jwks-url', 'http://127.0.0.1:1/jwks'];
    const judged = ostiary(node, 'doctor', ...words);
    assert.equal(judged.code, EX.OK, judged.stderr);
    assert.deepEqual(JSON.parse(judged.stdout).changes, []);
    const done = ostiary(node, 'migrate', '--plan');
    assert.equal(done.code, EX.CONFIG);
    assert.match(done.stderr, /the database of a task node/);
  });
});

describe('a server whose database a newer version has changed', () => {
  it('goes on, and says so', async (t) => {
    const server = await startServer({ env: ENV });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    const ready = async () => (await send(server.url, { path: '/readyz' })).json;
    assert.deepEqual(await ready(), { status: 'ready' });
    sql.execute(
      server.database,
      "insert into ostiary_migration (version, name, applied_at) values (99, 'x', '2026-12-01')",
    );
    await until('it has noticed', async () => (await ready()).tables === 'of a newer version');
    await newTask(server, ann);
    const told = () =>
      server.logs.filter(({ msg }) => msg.startsWith('a newer version of Ostiary has changed'));
    await until('the log says so', () => told().length === 1);
    assert.equal(told()[0].level, 'warn');
    sql.execute(server.database, 'delete from ostiary_migration where version = 99');
    await until('it is as before', async () => !(await ready()).tables);
    const ended = ({ msg }) => msg === 'the database is of this version again';
    await until('the log says so', () => server.logs.some(ended));
    assert.equal(told().length, 1);
  });
});
