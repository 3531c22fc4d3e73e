// The program as a process: how it starts, what it says when it cannot, what it leaves on disk,
// what it writes to the log, and how it ends.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { bearer, send } from './lib/http.mjs';
import {
  callTasks,
  newPerson,
  newTask,
  postJson,
  SECRET,
  signIn,
  tampered,
} from './lib/people.mjs';
import { freePort } from './lib/program.mjs';
import {
  binary,
  cleanEnvironment,
  run,
  Server,
  serverFor,
  temporaryDirectory,
} from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

// From sysexits.h.
const EX = {
  OK: 0,
  USAGE: 64,
  DATAERR: 65,
  UNAVAILABLE: 69,
  CANTCREAT: 73,
  NOPERM: 77,
  CONFIG: 78,
};

const freshData = () => path.join(temporaryDirectory(), 'data');

// A serve that must not come up: the text on stderr, after checking that it is one line and that
// nothing was promised on stdout.
// `like` is a server that has stopped: on its data, with its database.
function refusedStart({
  args = [],
  env = {},
  like,
  dir = like?.dir ?? freshData(),
  codes,
  listen = '127.0.0.1:0',
}) {
  const place = [...(dir ? ['--data', dir] : []), ...(listen ? ['--listen', listen] : [])];
  const done = run(['serve', ...place, ...args], {
    env: { LOG_FORMAT: '', ...like?.databaseUrl, ...env },
  });
  const said = JSON.stringify(done);
  assert.ok(codes.includes(done.code), `exit code ${done.code}, not ${codes}: ${said}`);
  assert.equal(done.stdout, '', said);
  assert.match(done.stderr, /^[^\n]+\n$/, `one line: ${said}`);
  assert.doesNotMatch(done.stderr, /assert|Sanitizer|backtrace/i);
  return done.stderr;
}

// The answer of /readyz, asked as an orchestrator asks: until it is good, or for five seconds. The
// first key of a fresh database takes a moment to be born.
async function readiness(server) {
  for (let i = 0; ; i++) {
    const answer = await send(server.url, { path: '/readyz' });
    if (answer.status === 200 || i === 50) return answer;
    await pause(100);
  }
}

describe('the start', () => {
  it('prints one JSON line when ready, and nothing more on stdout', async (t) => {
    const server = await serverFor(t);
    const { ready } = server;
    assert.equal(ready.event, 'ready');
    assert.match(ready.version, /^\d+\.\d+\.\d+/);
    assert.ok(ready.ready_ms > 0 && ready.ready_ms < 10_000);
    assert.match(ready.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(ready.auth, `${ready.url}/api/auth`);
    assert.equal(ready.tasks, `${ready.url}/api/users/{user_id}/tasks`);
    assert.equal(ready.jwks, `${ready.url}/api/auth/jwks`);
    assert.equal(fs.realpathSync(ready.data), fs.realpathSync(server.dir));
    assert.equal(ready.pid, server.pid);
    await newPerson(server, 'Ann');
    assert.equal(server.output.stdout.split('\n').length, 2);
  });

  it('answers at once, and health and readiness are known', async (t) => {
    const server = await serverFor(t);
    assert.equal((await send(server.url, { path: '/healthz' })).status, 200);
    assert.equal((await readiness(server)).status, 200, 'before any request for a key');
    for (const probe of ['/healthz', '/readyz'])
      assert.equal((await send(server.url, { path: probe, method: 'POST' })).status, 405, probe);
    assert.equal((await send(server.url, { path: '/api/auth/ok' })).text, '{"ok":true}');
  });

  it('listens on IPv6 when told to', {
    skip: hasIpv6() ? false : 'this machine has no IPv6',
  }, async (t) => {
    const server = await serverFor(t, { listen: '[::1]:0' });
    assert.match(server.ready.url, /^http:\/\/\[::1\]:\d+$/);
    assert.equal(`http://${server.ready.listening}`, server.ready.url);
    assert.equal((await send(server.url, { path: '/api/auth/ok' })).status, 200);
  });

  it('listens on loopback by default', async (t) => {
    const port = await freePort();
    const server = await serverFor(t, { listen: `127.0.0.1:${port}` });
    assert.equal(server.url, `http://127.0.0.1:${port}`);
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT']) {
    it(`${signal} ends it with 0, and the database is whole`, async (t) => {
      const server = await serverFor(t);
      await newPerson(server, 'Ann');
      assert.deepEqual(await server.stop(signal), { code: 0, signal: null });
      const [row] = sql.rows(server.database, 'pragma integrity_check');
      assert.equal(row.integrity_check, 'ok');
    });
  }

  it('a second server on the same data directory does not break the first', async (t) => {
    const first = await serverFor(t, { env: { BETTER_AUTH_SECRET: SECRET } });
    const ann = await newPerson(first, 'Ann');
    const second = new Server({ dir: first.dir, env: { BETTER_AUTH_SECRET: SECRET } });
    t.after(() => second.kill());
    const outcome = await second.start().catch((e) => e);
    if (!(outcome instanceof Error)) assert.equal((await signIn(second, ann)).status, 200);
    assert.equal((await signIn(first, ann)).status, 200);
  });
});

function hasIpv6() {
  return Object.values(os.networkInterfaces())
    .flat()
    .some(({ address }) => address === '::1');
}

describe('what it says when it cannot start', () => {
  it('a busy port', async (t) => {
    const busy = net.createServer();
    await new Promise((resolve) => busy.listen(0, '127.0.0.1', resolve));
    t.after(() => busy.close());
    const { port } = busy.address();
    const line = refusedStart({ listen: `127.0.0.1:${port}`, codes: [EX.UNAVAILABLE] });
    assert.ok(line.includes(String(port)), line);
    assert.match(line, /use|busy|taken/i);
  });

  it('a data directory that cannot be made', () => {
    const file = path.join(temporaryDirectory(), 'file');
    fs.writeFileSync(file, '');
    for (const dir of [file, path.join(file, 'data'), '/proc/ostiary/data']) {
      const line = refusedStart({ dir, codes: [EX.CANTCREAT] });
      assert.ok(line.includes(dir), line);
    }
  });

  it('another secret than the one that sealed the stored keys', async (t) => {
    const server = await serverFor(t, { env: { BETTER_AUTH_SECRET: SECRET } });
    await newPerson(server, 'Ann');
    await server.stop();
    const before = JSON.stringify(sql.everything(server.database));
    const other = 'another-secret-0123456789abcdefghijklmnop';
    const line = refusedStart({
      like: server,
      env: { BETTER_AUTH_SECRET: other },
      codes: [EX.NOPERM, EX.CONFIG],
    });
    assert.match(line, /secret/i);
    assert.ok(!line.includes(other) && !line.includes(SECRET), line);
    assert.equal(JSON.stringify(sql.everything(server.database)), before, 'nothing was changed');
    await server.start();
    assert.equal((await send(server.url, { path: '/api/auth/jwks' })).status, 200);
  });

  it('a database that a newer version made', async (t) => {
    const server = await serverFor(t);
    await server.stop();
    sql.execute(
      server.database,
      `insert into ostiary_migration (version, name, applied_at)
      values (9999, 'from the future', '2099-01-01T00:00:00.000Z')`,
    );
    const before = JSON.stringify(sql.everything(server.database));
    const line = refusedStart({ like: server, codes: [EX.CONFIG, EX.DATAERR] });
    assert.match(line, /newer/i);
    assert.equal(JSON.stringify(sql.everything(server.database)), before, 'nothing was changed');
  });

  it('a file that is no database', () => {
    const dir = freshData();
    fs.mkdirSync(dir, { mode: 0o700 });
    fs.writeFileSync(path.join(dir, 'ostiary.db'), 'this is no database '.repeat(100), {
      mode: 0o600,
    });
    const line = refusedStart({
      dir,
      codes: [EX.DATAERR, EX.CONFIG, EX.CANTCREAT, EX.UNAVAILABLE],
    });
    assert.match(line, /ostiary\.db/);
    assert.doesNotMatch(line, /pragma/i);
  });

  const WRONG_FLAGS = [
    [['--lisen', '127.0.0.1:0'], '--listen'],
    [['--dta', '/tmp'], '--data'],
    [['--thread', '2'], '--threads'],
  ];
  for (const [args, right] of WRONG_FLAGS) {
    it(`the flag ${args[0]} is unknown, and ${right} is meant`, () => {
      const line = refusedStart({ args, codes: [EX.USAGE] });
      assert.ok(line.includes(args[0]) && line.includes(right), line);
    });
  }

  it('a command that does not exist, and which is meant', () => {
    const done = run(['sreve'], { env: { LOG_FORMAT: '' } });
    assert.equal(done.code, EX.USAGE);
    assert.match(done.stderr, /sreve.*serve/s);
    assert.equal(done.stdout, '');
  });

  it('a setting that does not exist, and which is meant', () => {
    const line = refusedStart({ env: { OSTIARY_THREDS: '2' }, codes: [EX.USAGE, EX.CONFIG] });
    assert.match(line, /OSTIARY_THREDS.*OSTIARY_THREADS/);
  });

  const BAD_VALUES = [
    ['OSTIARY_THREADS', 'many'],
    ['OSTIARY_THREADS', '0'],
    ['OSTIARY_THREADS', '-1'],
    ['OSTIARY_THREADS', '2x'],
    ['OSTIARY_THREADS', '99999999999999999999'],
    ['LOG_LEVEL', 'loud'],
    ['OSTIARY_IP_HEADER', 'x forwarded for'],
    ['OSTIARY_IP_HEADER', 'x-real-ip,'],
    ['OSTIARY_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['LOG_FORMAT', 'xml'],
    ['JWT_EXPIRES_IN', 'soon'],
    ['JWT_EXPIRES_IN', '-5m'],
    ['JWT_EXPIRES_IN', '0s'],
    ['BETTER_AUTH_URL', 'auth.example.com'],
    ['BETTER_AUTH_URL', 'ftp://auth.example.com'],
    ['BETTER_AUTH_URL', 'https://auth.example.com/?x=1'],
    ['BETTER_AUTH_SECRET', 'shortie'],
    ['BETTER_AUTH_SECRETS', SECRET],
    ['BETTER_AUTH_SECRETS', `1:${SECRET},1:${SECRET}`],
    ['BETTER_AUTH_SECRETS', `2:${SECRET},1:shortie`],
    ['BETTER_AUTH_SECRETS', `2:${SECRET},`],
    ['BETTER_AUTH_SECRETS', `two:${SECRET}`],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['JWKS_ALG', 'HS256'],
    ['JWKS_ALG', 'none'],
    ['OSTIARY_HEAD_TIMEOUT', 'never'],
  ];
  for (const [name, value] of BAD_VALUES) {
    it(`${name}=${value}`, () => {
      const line = refusedStart({ env: { [name]: value }, codes: [EX.USAGE, EX.CONFIG] });
      assert.ok(line.includes(name), line);
      if (name.startsWith('BETTER_AUTH_SECRET'))
        assert.ok(!line.includes(SECRET) && !line.includes('shortie'), line);
    });
  }

  const BAD_LISTEN = [
    '127.0.0.1',
    '127.0.0.1:',
    ':x',
    '127.0.0.1:99999',
    '127.0.0.1:-1',
    '300.0.0.1:80',
    'nowhere.invalid:80',
  ];
  for (const listen of BAD_LISTEN) {
    it(`--listen ${listen}`, () => {
      refusedStart({ listen, codes: [EX.USAGE, EX.CONFIG, EX.UNAVAILABLE] });
    });
  }

  it('an address of another machine', () => {
    const line = refusedStart({
      listen: '192.0.2.1:8080',
      codes: [EX.UNAVAILABLE, EX.USAGE, EX.CONFIG],
    });
    assert.match(line, /192\.0\.2\.1/);
  });

  it('a secret file that is not there', () => {
    const line = refusedStart({
      env: { BETTER_AUTH_SECRET_FILE: '/nowhere/secret' },
      codes: [EX.CONFIG, EX.NOPERM, 66],
    });
    assert.match(line, /BETTER_AUTH_SECRET_FILE|\/nowhere\/secret/);
  });

  it('and the accepted twins of all of these start', async (t) => {
    const secret = path.join(temporaryDirectory(), 'secret');
    fs.writeFileSync(secret, `${SECRET}\n`, { mode: 0o600 });
    const server = await serverFor(t, {
      env: {
        OSTIARY_THREADS: '2',
        LOG_LEVEL: 'warn',
        LOG_FORMAT: 'logfmt',
        JWT_EXPIRES_IN: '15m',
        JWKS_ALG: 'ES256',
        BETTER_AUTH_URL: 'https://auth.example.com',
        BETTER_AUTH_SECRET_FILE: secret,
        OSTIARY_HEAD_TIMEOUT: '5',
        BETTER_AUTH_SECRETS: `2:${SECRET}, 1:another-${SECRET}`,
        DATABASE_URL: '',
        NOT_OURS: 'whatever',
      },
    });
    assert.equal((await readiness(server)).status, 200);
  });
});

describe('where the data is', () => {
  it('in --data, made with mode 0700, with no file open to others', async (t) => {
    const server = await serverFor(t);
    await newPerson(server, 'Ann');
    assert.equal(fs.statSync(server.dir).mode & 0o777, 0o700);
    for (const name of fs.readdirSync(server.dir))
      assert.equal(fs.statSync(path.join(server.dir, name)).mode & 0o077, 0, name);
  });

  const DEFAULTS = [
    [
      '$STATE_DIRECTORY',
      (home) => ({
        STATE_DIRECTORY: path.join(home, 'state'),
        XDG_DATA_HOME: path.join(home, 'xdg'),
      }),
      'state',
    ],
    [
      '$XDG_DATA_HOME/ostiary',
      (home) => ({ XDG_DATA_HOME: path.join(home, 'xdg') }),
      'xdg/ostiary',
    ],
    ['~/.local/share/ostiary', () => ({}), '.local/share/ostiary'],
  ];
  for (const [name, env, where] of DEFAULTS) {
    it(`in ${name} when nothing better is said`, () => {
      const home = temporaryDirectory();
      const done = run(['config'], { env: { ...env(home), LOG_FORMAT: '' }, cwd: home });
      assert.equal(done.code, 0, done.stderr);
      assert.ok(done.stdout.includes(path.join(home, where)), done.stdout);
    });
  }

  for (const form of ['sqlite:', '']) {
    it(`DATABASE_URL=${form}PATH puts the database elsewhere`, async (t) => {
      const database = path.join(temporaryDirectory(), 'elsewhere.db');
      const server = await serverFor(t, { database, env: { DATABASE_URL: `${form}${database}` } });
      const ann = await newPerson(server, 'Ann');
      assert.equal(sql.rows(database, 'select id from user')[0].id, ann.id);
      assert.ok(!fs.existsSync(path.join(server.dir, 'ostiary.db')));
    });
  }
});

describe('the secret', () => {
  // The file is the only one that is neither a database nor a lock.
  const secretFile = (dir) =>
    fs
      .readdirSync(dir)
      .map((name) => path.join(dir, name))
      .find((file) => /secret/.test(path.basename(file)));

  it('is made once, with mode 0600 and 256 bits, when none is given', async (t) => {
    const server = await serverFor(t);
    const file = secretFile(server.dir);
    assert.ok(file, fs.readdirSync(server.dir).join());
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    const text = fs.readFileSync(file, 'utf8');
    assert.ok(text.trim().length >= 43 && new Set(text.trim()).size >= 12, 'long and random');
    await newPerson(server, 'Ann');
    await server.restart();
    assert.equal(fs.readFileSync(file, 'utf8'), text, 'the same after a restart');
    const other = await serverFor(t);
    assert.notEqual(fs.readFileSync(secretFile(other.dir), 'utf8'), text, 'another one elsewhere');
  });

  it('is not made when the environment has one', async (t) => {
    for (const name of ['BETTER_AUTH_SECRET', 'AUTH_SECRET']) {
      const server = await serverFor(t, { env: { [name]: SECRET } });
      await newPerson(server, 'Ann');
      assert.equal(secretFile(server.dir), undefined, name);
    }
  });

  it('in the environment wins over AUTH_SECRET', async (t) => {
    const server = await serverFor(t, { env: { BETTER_AUTH_SECRET: SECRET } });
    await newPerson(server, 'Ann');
    await server.restart({ AUTH_SECRET: 'something-else-0123456789abcdefghijklmnop' });
    assert.equal((await readiness(server)).status, 200);
  });

  for (const [name, spoil] of [
    ['is gone', (file) => fs.rmSync(file)],
    ['is empty', (file) => fs.writeFileSync(file, '')],
    ['is cut short', (file) => fs.writeFileSync(file, fs.readFileSync(file).subarray(0, 10))],
    ['is another one', (file) => fs.writeFileSync(file, `${'x1y2z3w4'.repeat(8)}\n`)],
  ]) {
    it(`is never silently replaced: the server does not start when its file ${name}`, async (t) => {
      const server = await serverFor(t);
      await newPerson(server, 'Ann');
      await server.stop();
      const file = secretFile(server.dir);
      const text = fs.readFileSync(file);
      spoil(file);
      const left = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null;
      const line = refusedStart({ like: server, codes: [EX.NOPERM, EX.CONFIG, EX.DATAERR] });
      assert.match(line, /secret/i);
      if (left !== null)
        assert.equal(fs.readFileSync(file, 'utf8'), left, 'the file was left alone');
      fs.writeFileSync(file, text, { mode: 0o600 });
      fs.chmodSync(file, 0o600);
      await server.start();
      assert.equal((await readiness(server)).status, 200);
    });
  }

  it('is not read from a file that others can read', async (t) => {
    const server = await serverFor(t);
    await server.stop();
    fs.chmodSync(secretFile(server.dir), 0o644);
    const line = refusedStart({ like: server, codes: [EX.NOPERM, EX.CONFIG] });
    assert.match(line, /0?600|mode|permission/i);
  });
});

describe('the other commands', () => {
  it('version', () => {
    const done = run(['version'], { env: { LOG_FORMAT: '' } });
    assert.equal(done.code, 0);
    assert.match(done.stdout, /^(ostiary )?\d+\.\d+\.\d+/);
    assert.equal(run(['--version'], { env: { LOG_FORMAT: '' } }).stdout, done.stdout);
  });

  it('help, in general and for a command', () => {
    for (const args of [['help'], ['--help'], ['help', 'serve'], ['serve', '--help']]) {
      const done = run(args, { env: { LOG_FORMAT: '' } });
      assert.equal(done.code, 0, args.join(' '));
      assert.equal(done.stderr, '', args.join(' '));
      assert.match(done.stdout, /serve/);
      if (args.includes('serve'))
        assert.match(done.stdout, /--listen[\s\S]*--data|--data[\s\S]*--listen/);
    }
  });

  it('config shows every setting, its value and where it came from, and no secret', () => {
    const done = run(['config'], {
      env: {
        LOG_FORMAT: 'json',
        BETTER_AUTH_SECRET: SECRET,
        BETTER_AUTH_SECRETS: `2:new-${SECRET},1:${SECRET}`,
        BETTER_AUTH_URL: 'https://auth.example.com',
        JWT_EXPIRES_IN: '15m',
        LOG_LEVEL: 'debug',
      },
    });
    assert.equal(done.code, 0, done.stderr);
    const line = (name) => done.stdout.split('\n').find((l) => l.includes(name)) ?? '';
    assert.ok(!`${done.stdout}${done.stderr}`.includes(SECRET));
    assert.ok(!done.stdout.includes(SECRET.slice(0, 12)));
    assert.match(line('BETTER_AUTH_URL'), /https:\/\/auth\.example\.com\s+environment\b/);
    assert.match(line('JWT_EXPIRES_IN'), /15m\s+environment\b/);
    assert.match(line('BETTER_AUTH_SECRET'), /\senvironment\b/);
    assert.match(line('BETTER_AUTH_SECRETS'), /\s2:\*\*\*,1:\*\*\*\s+environment\b/);
    assert.match(line('OSTIARY_THREADS'), /default/);
    for (const name of [
      'BETTER_AUTH_SECRET',
      'BETTER_AUTH_URL',
      'BETTER_AUTH_TRUSTED_ORIGINS',
      'DATABASE_URL',
      'JWT_ISSUER',
      'JWT_AUDIENCE',
      'JWT_EXPIRES_IN',
      'JWKS_ALG',
      'PORT',
      'HOST',
      'LOG_LEVEL',
      'LOG_FORMAT',
      'OSTIARY_THREADS',
    ])
      assert.notEqual(line(name), '', name);
  });

  it('an unknown flag is a usage error everywhere', () => {
    for (const command of ['config', 'version', 'serve'])
      assert.equal(
        run([command, '--nonsense'], { env: { LOG_FORMAT: '' } }).code,
        EX.USAGE,
        command,
      );
  });

  it('no command at all is explained', () => {
    const done = run([], { env: { LOG_FORMAT: '' } });
    assert.equal(done.code, EX.USAGE);
    assert.match(done.stderr, /serve/);
  });
});

describe('the log', () => {
  it('has one line for each request, with what happened, and no secret in it', async (t) => {
    const server = await serverFor(t, { env: { BETTER_AUTH_SECRET: SECRET, LOG_LEVEL: 'info' } });
    const ann = await newPerson(server, 'Ann');
    const task = await newTask(server, ann, { title: 'a private title' });
    await signIn(server, ann);
    await signIn(server, { ...ann, password: 'wrong-password-1' });
    await postJson(server, '/api/auth/sign-up/email', {
      name: 'Ann',
      email: ann.email,
      password: 'another-1',
    });
    await postJson(server, '/api/auth/sign-in/email', '{"email":"broken@example.com", "password');
    await callTasks(server, 'GET', `${ann.tasks}/${task.id}`, { token: ann.jwt });
    await callTasks(server, 'GET', ann.tasks, { token: tampered(ann.jwt) });
    await callTasks(server, 'GET', '/api/users/other/tasks', { token: ann.jwt });
    await send(server.url, {
      path: `/api/auth/get-session?token=${ann.session}`,
      headers: [['Cookie', ann.cookie]],
    });
    await send(server.url, { path: `/nowhere/${ann.session}%0aforged line`.replace(' ', '%20') });
    await send(server.url, {
      path: '/api/auth/ok',
      headers: [['User-Agent', 'x\\n{"level":"error"}'], bearer(ann.jwt)],
    });
    await server.stop();

    const requests = server.logs.filter((line) => line.msg === 'request');
    assert.ok(requests.length >= 13, `${requests.length} lines`);
    for (const line of requests) {
      assert.match(line.ts, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
      assert.match(line.level, /^(info|notice|warn|error)$/);
      assert.ok(line.request_id);
      assert.ok(Number.isInteger(line.status));
      assert.equal(typeof line.ms, 'number');
      assert.equal(typeof line.method, 'string');
      assert.doesNotMatch(line.route ?? '', new RegExp(ann.id));
    }
    assert.equal(new Set(requests.map((l) => l.request_id)).size, requests.length);
    const found = (route, status) =>
      requests.filter((l) => l.route === route && l.status === status);
    assert.equal(
      found('/sign-in/email', 401).length,
      1,
      'routes of the issuer go without the base path',
    );
    assert.equal(found('/api/users/{user_id}/tasks', 403).length, 1);
    assert.equal(found('/api/users/{user_id}/tasks', 401).length, 1);
    const [one] = found('/api/users/{user_id}/tasks/{task_id}', 200);
    assert.equal(one.user_id, ann.id);

    const all = `${server.output.stdout}${server.output.stderr}`;
    const secrets = {
      'the secret': SECRET,
      'a password': ann.password,
      'a wrong password': 'wrong-password-1',
      'an e-mail address': ann.email,
      'a broken address': 'broken@example.com',
      'a session': ann.session,
      'a cookie': ann.cookie.split('=')[1],
      'a JWT': ann.jwt,
      "a JWT's signature": ann.jwt.split('.')[2],
      'a title': 'a private title',
    };
    for (const [name, text] of Object.entries(secrets))
      assert.ok(!all.includes(text), `${name} is in the log`);
  });

  it('logs nothing when it is configured to be quiet', async (t) => {
    const server = await serverFor(t, { env: { LOG_LEVEL: 'error' } });
    await newPerson(server, 'Ann');
    await server.stop();
    assert.equal(server.output.stderr, '');
  });

  it('can be logfmt', async (t) => {
    const server = await serverFor(t, { env: { LOG_FORMAT: 'logfmt' } });
    await newPerson(server, 'Ann');
    await server.stop();
    const line = server.output.stderr.split('\n').find((l) => l.includes('sign-up'));
    assert.match(line, /\blevel=info\b.*\bstatus=200\b/);
  });
});

describe('the process', () => {
  it('shows no secret among its arguments or in the ready line', async (t) => {
    const server = await serverFor(t, { env: { BETTER_AUTH_SECRET: SECRET } });
    const command = fs.readFileSync(`/proc/${server.pid}/cmdline`, 'utf8');
    assert.ok(!command.includes(SECRET));
    assert.ok(!server.output.stdout.includes(SECRET));
  });

  // The kernel gives what /proc has of a process that is not dumpable to root. A root that tests
  // starts it as another user, to see that.
  it('leaves no core, and nobody of its user may look into its memory', async (t) => {
    const home = temporaryDirectory();
    const asNobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--'];
    const [command, ...args] = [
      ...(process.getuid() === 0 ? asNobody : []),
      ...[binary, 'serve', '--data', path.join(home, 'data'), '--listen', '127.0.0.1:0'],
    ];
    if (process.getuid() === 0) fs.chownSync(home, 65534, 65534);
    const child = spawn(command, args, { env: cleanEnvironment(home), cwd: home });
    t.after(() => child.kill('SIGKILL'));
    await new Promise((resolve, reject) => {
      child.stdout.once('data', resolve);
      child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
    });
    assert.match(
      fs.readFileSync(`/proc/${child.pid}/limits`, 'utf8'),
      /^Max core file size +0 +0 /m,
    );
    assert.equal(fs.statSync(`/proc/${child.pid}/environ`).uid, 0);
  });

  it('runs from any directory, with closed standard input', () => {
    assert.ok(fs.existsSync(binary), binary);
    const done = run(['version'], { cwd: '/', env: cleanEnvironment('/') });
    assert.equal(done.code, 0);
  });
});
