// Backups of an SQLite file: complete, private and sound, made beside a server that writes; each
// wrong way to put one back is refused, and then nothing has changed.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import { callTasks, newPerson, newTask, newToken, SECRET, signIn } from './lib/people.mjs';
import { emptyDatabase, skipOn } from './lib/postgres.mjs';
import { binary, cleanEnvironment, run, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const EX = { OK: 0, USAGE: 64, DATAERR: 65, NOINPUT: 66, UNAVAILABLE: 69, CONFIG: 78 };
const env = { BETTER_AUTH_SECRET: SECRET };
const OTHER_SECRET = 'another-secret-of-more-than-32-bytes-0123456789';

// A folder with a database file in it, whatever the other tests run on.
function place() {
  const dir = path.join(temporaryDirectory(), 'data');
  return { dir, database: path.join(dir, 'ostiary.db') };
}

async function started(t, where = place(), settings = {}) {
  const server = await startServer({ ...where, env: { ...env, ...settings } });
  t.after(() => server.kill());
  return server;
}

const ostiary = (words, where, settings = env) =>
  run([...words, '--data', where.dir, '--database', where.database], { env: settings });

const good = (result) => {
  assert.equal(result.code, EX.OK, result.stderr);
  return result;
};

async function withTasks(t, n) {
  const server = await started(t);
  const ann = await newPerson(server, 'Ann');
  for (let i = 0; i < n; i++) await newTask(server, ann, { title: `task ${i}` });
  return { server, ann };
}

// With a token of this server: it has another address, so that it is another issuer.
async function tasksOf(server, person) {
  const token = await newToken(server, person.session);
  const answer = await callTasks(server, 'GET', person.tasks, { token });
  assert.equal(answer.status, 200, answer.text);
  return answer.json.length;
}

const mode = (file) => (fs.statSync(file).mode & 0o777).toString(8);
const bytes = (file) => fs.readFileSync(file).toString('base64');

describe('a backup', () => {
  it('has every task that was answered before it began, while others are written', async (t) => {
    const { server, ann } = await withTasks(t, 20);
    let writing = true;
    let answered = 20;
    const writer = (async () => {
      while (writing) {
        await newTask(server, ann, { title: 'one more' });
        answered++;
      }
    })();
    const file = path.join(temporaryDirectory(), 'backup.db');
    const before = answered;
    good(ostiary(['backup', file], server));
    writing = false;
    await writer;
    assert.equal(mode(file), '600');
    assert.equal(fs.existsSync(`${file}-wal`), false, 'it is one file');

    const there = place();
    good(ostiary(['restore', file], there));
    const second = await started(t, there);
    const again = await signIn(second, ann);
    assert.equal(again.status, 200);
    const kept = sql.rows(there.database, 'select count(*) as n from ostiary_task')[0].n;
    assert.ok(kept >= before, `${kept} of ${before} tasks`);
  });

  it('replaces an older one only when it is sound', async (t) => {
    const { server } = await withTasks(t, 1);
    const file = path.join(temporaryDirectory(), 'backup.db');
    good(ostiary(['backup', file], server));
    const old = bytes(file);
    await server.stop();
    const database = fs.readFileSync(server.database);
    database.fill(0xff, 40_960, 45_056);
    fs.writeFileSync(server.database, database);
    const refused = ostiary(['backup', file], server);
    assert.notEqual(refused.code, EX.OK);
    assert.match(refused.stderr, /damaged|malformed/);
    assert.equal(bytes(file), old, 'the good one is still there');
    assert.deepEqual(fs.readdirSync(path.dirname(file)), ['backup.db']);
  });

  it('goes to standard output, and comes back from standard input', async (t) => {
    const { server, ann } = await withTasks(t, 3);
    const words = ['--data', server.dir, '--database', server.database];
    const options = { env: cleanEnvironment(server.dir, env), maxBuffer: 1 << 26 };
    const out = spawnSync(binary, ['backup', '-', ...words], options);
    assert.equal(out.status, EX.OK, out.stderr.toString());
    assert.match(out.stdout.subarray(0, 15).toString(), /^SQLite format 3$/);
    const there = place();
    const back = spawnSync(
      binary,
      ['restore', '-', '--data', there.dir, '--database', there.database],
      { ...options, input: out.stdout },
    );
    assert.equal(back.status, EX.OK, back.stderr.toString());
    assert.deepEqual(fs.readdirSync(there.dir).sort(), ['ostiary.db']);
    assert.deepEqual(
      fs.readdirSync(server.dir).filter((name) => /backup/.test(name)),
      [],
    );
    assert.equal(await tasksOf(await started(t, there), ann), 3, 'her session is good there too');
  });

  it('says what opens it, and fails when the secret here does not', async (t) => {
    const { server } = await withTasks(t, 1);
    const file = path.join(temporaryDirectory(), 'backup.db');
    const told = JSON.parse(good(ostiary(['backup', file, '--json'], server)).stdout);
    assert.deepEqual({ ...told, bytes: 0 }, { file, bytes: 0, users: 1, keys: 1, openedKeys: 1 });
    assert.equal(told.bytes, fs.statSync(file).size);
    const wrong = ostiary(['backup', file], server, { BETTER_AUTH_SECRET: OTHER_SECRET });
    assert.equal(wrong.code, EX.CONFIG);
    assert.match(wrong.stderr, /does not open the signing keys/);
  });

  it('is refused where it cannot be, with the reason', async (t) => {
    const { server } = await withTasks(t, 1);
    const file = path.join(temporaryDirectory(), 'backup.db');
    const rows = [
      [['backup'], EX.USAGE, /name either a file, or a folder/],
      [['backup', file, '--to', path.dirname(file)], EX.USAGE, /name either a file, or a folder/],
      [['backup', file, '--keep', '2'], EX.USAGE, /--keep takes a number from 1, beside --to/],
      [['backup', '--to', path.dirname(file), '--keep', '0'], EX.USAGE, /--keep takes a number/],
      [['backup', '--to', path.join(server.dir, 'none')], 73, /is no folder/],
      [['backup', server.database], 74, /is the database itself/],
      [['backup', path.join(server.dir, 'none', 'x.db')], 74, /No such file or directory/],
    ];
    for (const [words, code, reason] of rows) {
      const result = ostiary(words, server);
      assert.equal(result.code, code, `${words}: ${result.stderr}`);
      assert.match(result.stderr, reason);
    }
    const onPostgres = run(['backup', file, '--database', 'postgres://me@db/x'], { env });
    assert.equal(onPostgres.code, EX.USAGE);
    assert.match(onPostgres.stderr, /pg_dump/);
    assert.equal(ostiary(['backup', file], place()).code, EX.NOINPUT, 'there is no database');
    assert.equal(fs.existsSync(file), false);
  });

  it('is one of a series, of which the oldest go', async (t) => {
    const { server } = await withTasks(t, 1);
    const folder = temporaryDirectory();
    fs.writeFileSync(path.join(folder, 'ostiary-notes.db'), 'not a backup');
    for (let i = 0; i < 4; i++) good(ostiary(['backup', '--to', folder, '--keep', '2'], server));
    const names = fs.readdirSync(folder);
    assert.equal(names.filter((name) => /^ostiary-\d{4}-.*Z\.db$/.test(name)).length, 2);
    assert.ok(names.includes('ostiary-notes.db'), 'what is no backup stays');
  });

  it('is made by the server, once for each interval, over restarts', async (t) => {
    const folder = temporaryDirectory();
    const settings = { OSTIARY_BACKUP_TO: folder, OSTIARY_BACKUP_KEEP: '3' };
    const server = await started(t, place(), settings);
    const made = () => server.logs.filter(({ msg }) => msg === 'backup made');
    await until('the first backup', () => made().length === 1);
    assert.equal(made()[0].path, path.join(folder, fs.readdirSync(folder)[0]));
    await server.stop();
    await server.start();
    const [name] = fs.readdirSync(folder);
    const older = name.replace(/\d{4}/, '2020');
    fs.renameSync(path.join(folder, name), path.join(folder, older));
    await until('the next backup', () => fs.readdirSync(folder).length === 2);
    good(ostiary(['check'], { ...server, database: path.join(folder, older) }));
  });
});

describe('a restore', () => {
  // A sound backup, and a database with one task more.
  async function ready(t) {
    const { server, ann } = await withTasks(t, 2);
    const file = path.join(temporaryDirectory(), 'backup.db');
    good(ostiary(['backup', file], server));
    await newTask(server, ann, { title: 'later' });
    return { server, ann, file };
  }

  it('keeps the files of a crash aside, so that no stale log is taken for its own', async (t) => {
    const { server, ann, file } = await ready(t);
    process.kill(server.pid, 'SIGKILL');
    server.ending = true;
    await server.exited;
    assert.ok(fs.statSync(`${server.database}-wal`).size > 0);
    good(ostiary(['restore', file], server));
    const aside = fs.readdirSync(server.dir).filter((name) => /replaced-/.test(name));
    assert.ok(
      aside.some((name) => name.endsWith('-wal')),
      'with its log',
    );
    good(ostiary(['check'], server));
    assert.equal(await tasksOf(await started(t, server), ann), 2);
    const [old] = aside.filter((name) => name.endsWith('Z'));
    const before = { dir: server.dir, database: path.join(server.dir, old) };
    const saved = path.join(temporaryDirectory(), 'saved.db');
    good(ostiary(['backup', saved], before));
    assert.equal(sql.rows(saved, 'select count(*) as n from ostiary_task')[0].n, 3);
  });

  it('is refused while a server has the database open', async (t) => {
    const { server, ann, file } = await ready(t);
    const refused = ostiary(['restore', file], server);
    assert.equal(refused.code, EX.UNAVAILABLE);
    assert.match(refused.stderr, /in use by another process; stop the server first/);
    assert.equal(await tasksOf(server, ann), 3);
    await server.stop();
    good(ostiary(['restore', file], server));
    assert.equal(await tasksOf(await started(t, server), ann), 2);
  });

  const WRONG = {
    'a file that is no database': (file) => fs.writeFileSync(file, 'not a database'.repeat(1000)),
    'an empty file': (file) => fs.writeFileSync(file, ''),
    'a file that was cut': (file) => fs.truncateSync(file, 100_000),
    'a file with a bad page': (file) => {
      const data = fs.readFileSync(file);
      data.fill(0xff, 40_960, 45_056);
      fs.writeFileSync(file, data);
    },
    'a database of another program': (file) => {
      fs.rmSync(file);
      sql.execute(file, 'create table other (a); insert into other values (1);');
    },
    'a database of a newer version': (file) =>
      sql.execute(file, "insert into ostiary_migration values (9999, 'later', '2030-01-01')"),
    'a row that refers to none': (file) =>
      sql.execute(file, "pragma foreign_keys = off; update ostiary_task set user_id = 'nobody'"),
    'no file': (file) => fs.rmSync(file),
  };
  for (const [name, spoil] of Object.entries(WRONG))
    it(`refuses ${name}, and changes nothing`, async (t) => {
      const { server, file } = await ready(t);
      if (name.startsWith('a copy')) fs.copyFileSync(server.database, file);
      await server.stop();
      spoil(file);
      const before = bytes(server.database);
      const refused = ostiary(['restore', file], server);
      assert.notEqual(refused.code, EX.OK, refused.stdout);
      assert.match(refused.stderr, /^ostiary: .+\n$/);
      assert.equal(bytes(server.database), before);
      assert.deepEqual(fs.readdirSync(server.dir).sort(), ['ostiary.db']);
    });

  it('says when the secret does not open the backup', async (t) => {
    const { file } = await ready(t);
    const there = place();
    const told = ostiary(['restore', file], there, { BETTER_AUTH_SECRET: OTHER_SECRET });
    assert.equal(told.code, EX.CONFIG);
    assert.match(told.stderr, /put the one of the backup in its place/);
    assert.ok(fs.existsSync(there.database), 'the data are there, and wait for their secret');
  });
});

describe('a check', () => {
  it('finds a bad page, a wrong number of tasks, and a secret of another server', async (t) => {
    const { server } = await withTasks(t, 2);
    const sound = JSON.parse(good(ostiary(['check', '--json'], server)).stdout);
    assert.deepEqual(sound, { sound: true, users: 1, keys: 1, openedKeys: 1 });
    const wrong = ostiary(['check'], server, { BETTER_AUTH_SECRET: OTHER_SECRET });
    assert.equal(wrong.code, EX.CONFIG);
    await server.stop();
    sql.execute(server.database, 'update ostiary_task_count set n = n + 1');
    const counted = ostiary(['check'], server);
    assert.equal(counted.code, EX.DATAERR);
    assert.match(counted.stderr, /number of tasks is wrong for 1 user/);
    sql.execute(server.database, 'update ostiary_task_count set n = n - 1');
    sql.execute(server.database, 'delete from ostiary_migration where version > 17');
    good(ostiary(['check'], server));
    const [{ version }] = sql.rows(
      server.database,
      'select max(version) as version from ostiary_migration',
    );
    assert.equal(version, 17, 'an older database is read as it is');
    const data = fs.readFileSync(server.database);
    data.fill(0xff, 40_960, 45_056);
    fs.writeFileSync(server.database, data);
    assert.notEqual(ostiary(['check'], server).code, EX.OK);
  });
});

describe('a copy without its log', () => {
  async function copied(t) {
    const { server } = await withTasks(t, 3);
    const there = place();
    fs.mkdirSync(there.dir, { mode: 0o700 });
    fs.copyFileSync(server.database, there.database);
    fs.chmodSync(there.database, 0o600);
    return { there };
  }
  const refusal = /write-ahead log is missing.*ostiary restore.*--accept-lost-log/s;

  it('starts no server and no command, however often', async (t) => {
    const { there } = await copied(t);
    const before = bytes(there.database);
    for (const words of [
      ['serve', '--port', '0'],
      ['key', 'list'],
      ['serve', '--port', '0'],
    ]) {
      const done = ostiary(words, there);
      assert.notEqual(done.code, EX.OK);
      assert.match(done.stderr, refusal);
    }
    assert.equal(ostiary(['check'], there).code, EX.DATAERR);
    assert.equal(bytes(there.database), before);
  });

  it('starts one when its loss is accepted', async (t) => {
    const { there } = await copied(t);
    good(ostiary(['check', '--accept-lost-log'], there));
    good(ostiary(['check', '--accept-lost-log'], there));
    const server = await started(t, there);
    await newTask(server, await newPerson(server, 'Ben'));
  });

  it('is not accepted when it is damaged', async (t) => {
    const { there } = await copied(t);
    const data = fs.readFileSync(there.database);
    data.fill(0xff, 40_960, 45_056);
    fs.writeFileSync(there.database, data);
    assert.notEqual(ostiary(['check', '--accept-lost-log'], there).code, EX.OK);
    assert.notEqual(ostiary(['serve', '--port', '0'], there).code, EX.OK);
  });
});

describe('a PostgreSQL database', { skip: skipOn('PostgreSQL') }, () => {
  it('is put back from a dump into an empty one, as the documentation says', async (t) => {
    const server = await startServer({ database: emptyDatabase(), env });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    await newTask(server, ann);
    const dump = path.join(temporaryDirectory(), 'ostiary.dump');
    const there = { dir: temporaryDirectory(), database: emptyDatabase() };
    execFileSync('pg_dump', ['--format=custom', `--file=${dump}`, server.database]);
    await newTask(server, ann);
    const into = ['--no-owner', '--exit-on-error', `--dbname=${there.database}`, dump];
    execFileSync('pg_restore', into);
    const sound = JSON.parse(good(ostiary(['check', '--json'], there)).stdout);
    assert.deepEqual(sound, { sound: true, users: 1, keys: 1, openedKeys: 1 });
    assert.equal(await tasksOf(await started(t, there), ann), 1);
  });
});
