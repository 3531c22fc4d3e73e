// Settings as the program judges them: `serve` and `config --check` say the same, nothing is
// made by a start that is refused, and what belongs to other users is not used.

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import { run, startServer, temporaryDirectory } from './lib/server.mjs';

const EX = { OK: 0, USAGE: 64, CANTCREAT: 73, CONFIG: 78 };
const NOBODY = 65534;
const isRoot = process.getuid() === 0;

const freshData = () => path.join(temporaryDirectory(), 'data');

function judged(command, { args = [], env = {}, dir }) {
  return run([...command, '--data', dir, '--listen', '127.0.0.1:0', ...args], {
    env: { LOG_FORMAT: '', ...env },
  });
}

// Each with the exit status and a word of the message.
const REFUSED = [
  [['--key-grace', '1h'], {}, EX.CONFIG, /OSTIARY_KEY_GRACE/],
  [['--trusted-proxies', 'foo'], {}, EX.CONFIG, /--trusted-proxies/],
  [['--smtp-host', 'x'], {}, EX.CONFIG, /OSTIARY_MAIL_FROM/],
  [['--smtp-host', 'x', '--mail-from', 'bad'], {}, EX.CONFIG, /OSTIARY_MAIL_FROM/],
  [['--mail-templates', '/none'], {}, EX.CONFIG, /OSTIARY_MAIL_TEMPLATES/],
  [['--database', 'mysql://x'], {}, EX.CONFIG, /DATABASE_URL/],
  [['--database', 'postgres://db/x?p%61ssword=a'], {}, EX.USAGE, /other users.*see flags/],
  [[], { DATABASE_URL: 'postgres://me:hun@ter2@db/x' }, EX.CONFIG, /%40 for @/],
  [[], { DATABASE_URL: 'data=1.db' }, EX.CONFIG, /sqlite:PATH/],
  [['--role', 'tasks'], {}, EX.CONFIG, /--jwks-url/],
  [['--role', 'tasks', '--jwks-url', 'http://10.0.0.1/'], {}, EX.CONFIG, /10\.0\.0\.1/],
  [['--blocked-passwords', '/none'], {}, EX.CONFIG, /--blocked-passwords/],
  [['--cookie-prefix', 'a b'], {}, EX.CONFIG, /--cookie-prefix/],
  [['--password-min-length', '200'], {}, EX.CONFIG, /OSTIARY_PASSWORD_MAX_LENGTH is 128/],
  [['--trusted-origins', 'http://[x'], {}, EX.CONFIG, /--trusted-origins/],
  [['--trusted-origins', 'app.example'], {}, EX.CONFIG, /write https:\/\/app\.example/],
  [['--passkey-rp-id', 'a.example'], {}, EX.CONFIG, /--passkey-rp-id must be localhost/],
  [['--passkey-origins', 'a.example'], {}, EX.CONFIG, /write https:\/\/a\.example/],
  [['--passkey-origins', 'http://a.example'], {}, EX.CONFIG, /--passkey-origins.*must be https/],
  [['--web-folder', '/none'], {}, EX.CONFIG, /--web-folder/],
  [['--web-folder', '/'], {}, EX.CONFIG, /--web-folder.*root of all files/],
  [['--mail-templates', '/tmp/..'], {}, EX.CONFIG, /--mail-templates.*root of all files/],
  [['--database', '/none.db'], {}, EX.CONFIG, /--database.*root of all files/],
  [['--signing-keys-dir', '/none'], {}, EX.CONFIG, /--signing-keys-dir/],
  [['--host', 'nowhere', '--listen', ''], {}, EX.USAGE, /--host/],
  [['--listen', 'nowhere:1'], {}, EX.USAGE, /--listen/],
  [['--port', '65536'], {}, EX.USAGE, /--port/],
  [[], { PORT: 'http' }, EX.CONFIG, /PORT/],
  [[], { OSTIARY_ROL: 'auth' }, EX.CONFIG, /OSTIARY_ROLE/],
  [[], { BETTER_AUTH_SECRET: 'short' }, EX.CONFIG, /BETTER_AUTH_SECRET/],
  [['--database', '/tmp/none/at/all.db'], {}, EX.CANTCREAT, /all\.db: cannot be created/],
  [['--data', '/dev/null/none'], {}, EX.CANTCREAT, /\/dev\/null\/none/],
  [['--data', '/dev/null'], {}, EX.CANTCREAT, /not a folder/],
];

describe('settings that no server can use', () => {
  for (const [args, env, code, said] of REFUSED) {
    const name = [...args, ...Object.entries(env).map((pair) => pair.join('='))].join(' ');

    it(`serve and config --check refuse alike, and make nothing: ${name}`, () => {
      const dir = freshData();
      const check = judged(['config', '--check'], { args, env, dir });
      const serve = judged(['serve'], { args, env, dir });
      assert.deepEqual([check.code, serve.code], [code, code], check.stderr + serve.stderr);
      assert.match(check.stderr, said);
      assert.equal(check.stderr, serve.stderr);
      assert.doesNotMatch(check.stderr, /ter2/);
      assert.ok(!fs.existsSync(path.join(dir, 'ostiary.db')));
    });
  }

  it('the folder of the data is made for a database that names it in other words', () => {
    const dir = freshData();
    const { dir: parent, base } = path.parse(dir);
    const args = ['--database', `sqlite:${parent}/./${base}/ostiary.db`];
    assert.equal(judged(['config', '--check'], { args, dir }).code, EX.OK);
    const above = { args: ['--database', `sqlite:${dir}/ostiary.db`], dir: `${dir}/below` };
    assert.equal(judged(['config', '--check'], above).code, EX.OK);
    assert.equal(judged(['config', '--check'], { ...above, dir: `${dir}s` }).code, EX.CANTCREAT);
    const elsewhere = ['--database', `sqlite:${parent}/./${base}x/ostiary.db`];
    assert.equal(judged(['config', '--check'], { args: elsewhere, dir }).code, EX.CANTCREAT);
  });

  // Each with what is done to the file of a good database.
  const FILES = [
    ['others may read it', (file) => fs.chmodSync(file, 0o644), /may be opened by other users/],
    [
      'it is a symbolic link',
      (file) => {
        fs.renameSync(file, `${file}.moved`);
        fs.symlinkSync(`${file}.moved`, file);
      },
      /symbolic link/,
    ],
    [
      'it is a folder',
      (file) => {
        fs.rmSync(file);
        fs.mkdirSync(file);
      },
      /is not a file/,
    ],
  ];
  for (const [what, spoil, said] of FILES) {
    it(`serve and config --check refuse a database alike: ${what}`, async () => {
      const dir = temporaryDirectory();
      const database = path.join(dir, 'ostiary.db');
      await (await startServer({ dir, database })).stop();
      const check = () => judged(['config', '--check'], { dir });
      assert.equal(check().code, EX.OK);
      spoil(database);
      const serve = judged(['serve'], { dir });
      assert.deepEqual([check().code, serve.code], [EX.CANTCREAT, EX.CANTCREAT], serve.stderr);
      assert.match(serve.stderr, said);
      assert.equal(check().stderr, serve.stderr);
    });
  }

  it('serve and config --check refuse a folder of keys alike', () => {
    const env = { OSTIARY_SIGNING_KEYS_DIR: temporaryDirectory() };
    const file = path.join(env.OSTIARY_SIGNING_KEYS_DIR, 'one.pem');
    const check = () => judged(['config', '--check'], { env, dir: freshData() });
    const { privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    fs.writeFileSync(file, pem, { mode: 0o600 });
    assert.equal(check().code, EX.OK);
    fs.chmodSync(file, 0o644);
    const serve = judged(['serve'], { env, dir: freshData() });
    assert.deepEqual([check().code, serve.code], [EX.CONFIG, EX.CONFIG], serve.stderr);
    assert.match(serve.stderr, /one\.pem: .*all users have access/);
    assert.equal(check().stderr, serve.stderr);
  });

  it('good ones are judged in silence, and nothing is made', () => {
    const dir = freshData();
    const done = judged(['config', '--check'], { dir });
    assert.equal(done.code, EX.OK, done.stderr);
    assert.equal(done.stdout, '');
    assert.equal(done.stderr.replace(/^.*running as root.*\n/m, ''), '');
    assert.ok(!fs.existsSync(dir));
  });

  // The arguments, and what is said to have no effect and to be needed.
  const WITHOUT_EFFECT = [
    [['--smtp-port', '25'], 'OSTIARY_SMTP_PORT', 'OSTIARY_SMTP_HOST'],
    [['--mail-per-address', '9'], 'OSTIARY_MAIL_PER_ADDRESS', 'OSTIARY_SMTP_HOST'],
    [['--cookie-domain', 'a.example'], 'OSTIARY_COOKIE_DOMAIN', 'OSTIARY_CROSS_SUBDOMAIN_COOKIES'],
    [['--pg-pool', '4'], 'OSTIARY_PG_POOL', 'a PostgreSQL database'],
    [['--port', '1'], 'PORT', 'no OSTIARY_LISTEN'],
    [['--no-hsts-subdomains'], 'OSTIARY_HSTS_SUBDOMAINS', 'https'],
    [['--rate-limit-max', '5'], 'OSTIARY_RATE_LIMIT_MAX', 'OSTIARY_RATE_LIMIT'],
    [['--session-update-age', '7d'], 'OSTIARY_SESSION_UPDATE_AGE', 'OSTIARY_SESSION_EXPIRES_IN'],
    [['--jwks-ttl', '5m'], 'OSTIARY_JWKS_TTL', 'OSTIARY_ROLE=tasks'],
    [
      ['--role', 'tasks', '--jwks-url', 'http://127.0.0.1:1/jwks', '--no-passkeys'],
      'OSTIARY_PASSKEYS',
      'OSTIARY_ROLE=all or auth',
    ],
  ];

  for (const [args, setting, needs] of WITHOUT_EFFECT)
    it(`a setting without effect is warned of: ${args.join(' ')}`, () => {
      const done = judged(['config', '--check'], { dir: freshData(), args });
      const lines = done.stderr.split('\n').filter((line) => line.includes('has no effect'));
      assert.equal(done.code, EX.OK, done.stderr);
      assert.equal(lines.length, 1, done.stderr);
      assert.ok(lines.some((line) => line.includes(`setting=${setting} `) && line.includes(needs)));
    });
});

describe('what belongs to other users', () => {
  // A server's folder, stopped.
  async function used() {
    const dir = freshData();
    const server = await startServer({ dir, database: path.join(dir, 'ostiary.db') });
    await server.stop();
    return dir;
  }

  const start = (dir, env) => judged(['serve'], { dir, env });

  it('a database that others may read stops the start', async () => {
    const dir = await used();
    fs.chmodSync(path.join(dir, 'ostiary.db'), 0o644);
    const done = start(dir);
    assert.equal(done.code, EX.CANTCREAT, done.stderr);
    assert.match(done.stderr, /ostiary\.db.*chmod 600/);
  });

  it('the secret and the database are no symbolic links', async () => {
    for (const [file, said] of [
      ['secret', /secret.*symbolic link/],
      ['ostiary.db', /ostiary\.db.*symbolic link/],
    ]) {
      const dir = await used();
      fs.renameSync(path.join(dir, file), path.join(dir, 'elsewhere'));
      fs.symlinkSync('elsewhere', path.join(dir, file));
      const done = start(dir);
      assert.notEqual(done.code, EX.OK, file);
      assert.match(done.stderr, said);
    }
  });

  // Only root can give a file away; another user finds none of a third one that it may read.
  const giveAway = (...files) => {
    for (const file of files) if (isRoot) fs.lchownSync(file, NOBODY, NOBODY);
    return isRoot;
  };

  it('nor are the folder, the secret or the database of another user used', async () => {
    for (const file of ['.', 'secret', 'ostiary.db']) {
      const dir = await used();
      if (!giveAway(path.join(dir, file))) return;
      const done = start(dir);
      assert.notEqual(done.code, EX.OK, file);
      assert.match(done.stderr, /belongs to another user/, file);
    }
  });

  it('nor is a link of another user followed; one of our own is', async () => {
    const place = temporaryDirectory();
    const secret = path.join(place, 'real');
    const link = path.join(place, 'link');
    fs.writeFileSync(secret, 'link-secret-0123456789abcdefghijklmnopqrstuv\n', { mode: 0o600 });
    fs.symlinkSync('real', link);
    const env = { BETTER_AUTH_SECRET_FILE: link };
    const check = () => judged(['config', '--check'], { dir: freshData(), env });
    assert.equal(check().code, EX.OK);
    if (!giveAway(link)) return;
    assert.equal(check().code, EX.CONFIG);
    assert.match(check().stderr, /symbolic link of another user/);
  });
});

describe('the first start', () => {
  it('warns as root, and of an address that other machines cannot use', async () => {
    const server = await startServer({ listen: '0.0.0.0:0' });
    const warned = server.logs.filter((line) => line.level === 'warn');
    await server.stop();
    assert.equal(
      warned.some((line) => /running as root/.test(line.msg)),
      isRoot,
    );
    const [address] = warned.filter((line) => line.setting === 'BETTER_AUTH_URL');
    assert.match(address.msg, /set BETTER_AUTH_URL/);
    assert.equal(address.listening, '0.0.0.0');
    assert.match(address.trusted, /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('does not where the address is said, or no other machine can come', async () => {
    for (const options of [
      { listen: '0.0.0.0:0', env: { BETTER_AUTH_URL: 'http://tasks.lan' } },
      { listen: '127.0.0.1:0' },
    ]) {
      const server = await startServer(options);
      const warned = server.logs.filter((line) => line.setting === 'BETTER_AUTH_URL');
      await server.stop();
      assert.deepEqual(warned, []);
    }
  });

  it('is not stopped by what Kubernetes puts into the environment', async () => {
    const server = await startServer({
      env: {
        OSTIARY_PORT: 'tcp://10.0.0.1:80',
        OSTIARY_SERVICE_HOST: '10.0.0.1',
        OSTIARY_SERVICE_PORT: '80',
        OSTIARY_PORT_80_TCP_ADDR: '10.0.0.1',
      },
    });
    await server.stop();
  });
});
