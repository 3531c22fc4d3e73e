// `ostiary token`: verify against keys from anywhere, decode without believing, mint on the record.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { send } from './lib/http.mjs';
import { callTasks, claimsOf, headerOf, newPerson, SECRET, tampered } from './lib/people.mjs';
import { binary, cleanEnvironment, run, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const EX = { OK: 0, REFUSED: 1, USAGE: 64, DATAERR: 65, NOUSER: 67, UNAVAILABLE: 69, CONFIG: 78 };

let server;
let ann;
let file;
before(async () => {
  server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
  ann = await newPerson(server, 'Ann');
  file = path.join(temporaryDirectory(), 'file');
});
after(() => server?.stop());

const keys = async () => (await send(server.url, { path: '/api/auth/jwks' })).text;

describe('ostiary token verify', () => {
  const url = () => `${server.url}/api/auth/jwks`;

  it('takes the keys from a URL, and refuses what is not signed by them', () => {
    const good = run(
      [
        'token',
        'verify',
        '--jwks',
        url(),
        '--issuer',
        server.ready.url,
        '--audience',
        server.ready.url,
      ],
      { input: `${ann.jwt}\n` },
    );
    assert.equal(good.code, EX.OK, JSON.stringify(good));
    assert.equal(good.stdout.split('\n')[0], 'ok');
    assert.equal(JSON.parse(good.stdout.split('\n')[1]).sub, ann.id);
    const bad = run(['token', 'verify', '--jwks', url()], { input: tampered(ann.jwt) });
    assert.equal(bad.code, EX.REFUSED);
    assert.equal(bad.stdout, 'bad-signature\n');
  });

  it('takes the keys from standard input and the token from a file', async () => {
    fs.writeFileSync(file, `${ann.jwt}\n`);
    const good = run(['token', 'verify', '--jwks', '-', '--token', file], { input: await keys() });
    assert.equal(good.code, EX.OK, JSON.stringify(good));
    fs.writeFileSync(file, tampered(ann.jwt));
    assert.equal(
      run(['token', 'verify', '--jwks', '-', '--token', file], { input: await keys() }).code,
      EX.REFUSED,
    );
    assert.equal(
      run(['token', 'verify', '--jwks', '-'], { input: await keys() }).code,
      EX.USAGE,
      'both on standard input',
    );
    for (const command of [
      ['verify', '--jwks', '-', ann.jwt],
      ['decode', ann.jwt],
    ]) {
      const refused = run(['token', ...command], { input: await keys() });
      assert.equal(refused.code, EX.USAGE);
      assert.ok(
        !refused.stderr.includes(ann.jwt),
        'a token that was an argument is not printed as well',
      );
    }
    assert.equal(
      run(['token', 'verify', '--jwks', '-', '--token', `${file}.not`], { input: await keys() })
        .code,
      74,
    );
  });

  it('is not dumped, nor looked into by others of the same user', async () => {
    const child = spawn(binary, ['token', 'verify', '--jwks', '-', '--token', file], {
      env: cleanEnvironment(temporaryDirectory()),
    });
    const ended = new Promise((resolve) => {
      child.on('exit', resolve);
    });
    child.stdin.write('{"keys":[');
    const limits = () => {
      try {
        return fs.readFileSync(`/proc/${child.pid}/limits`, 'utf8');
      } catch (error) {
        return error.code; // only root may even ask
      }
    };
    for (let i = 0; i < 200 && !/^EACCES|^Max core file size +0 +0 /m.test(limits()); i++)
      await new Promise((resolve) => {
        setTimeout(resolve, 25);
      });
    const said = limits();
    child.stdin.end();
    await ended;
    assert.match(said, /^EACCES|^Max core file size +0 +0 /m);
  });

  it('takes the keys from a file', async () => {
    fs.writeFileSync(file, await keys());
    assert.equal(run(['token', 'verify', '--jwks', file], { input: ann.jwt }).code, EX.OK);
    assert.equal(
      run(['token', 'verify', '--jwks', `${file}.not`], { input: ann.jwt }).code,
      EX.DATAERR,
    );
  });

  // The keys' server runs in this process, so the command must not block it.
  const verifyAt = (address) =>
    new Promise((resolve) => {
      const child = spawn(binary, ['token', 'verify', '--jwks', address], {
        env: cleanEnvironment(temporaryDirectory()),
      });
      let stderr = '';
      child.stderr.on('data', (text) => (stderr += text));
      child.on('close', (code) => resolve({ code, stderr }));
      child.stdin.end(ann.jwt);
    });

  it('says what is wrong with an address', async (t) => {
    const answers = {
      '/moved': [302, { location: url() }],
      '/page': [200, { 'content-type': 'text/html' }, '<p>'],
      '/gone': [404, {}],
      '/odd': [200, { 'content-type': 'application/json' }, '[]'],
    };
    const listener = http.createServer((request, response) => {
      const [status, headers, body] = answers[request.url];
      response.writeHead(status, headers).end(body);
    });
    await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
    t.after(() => listener.close());
    for (const target of Object.keys(answers)) {
      const done = await verifyAt(`http://127.0.0.1:${listener.address().port}${target}`);
      assert.equal(done.code, EX.UNAVAILABLE, `${target}: ${JSON.stringify(done)}`);
      assert.match(done.stderr, /^ostiary: http:[^\n]+\n$/);
    }
    assert.equal((await verifyAt('http://127.0.0.1:1/jwks')).code, EX.UNAVAILABLE);
    assert.equal(
      (await verifyAt('http://issuer.example/jwks')).code,
      EX.USAGE,
      'http to elsewhere',
    );
    assert.equal((await verifyAt(url())).code, EX.OK);
  });
});

describe('ostiary token decode', () => {
  it('shows header and claims, and says that nothing is verified', () => {
    for (const jwt of [ann.jwt, tampered(ann.jwt)]) {
      const done = run(['token', 'decode'], { input: jwt });
      assert.equal(done.code, EX.OK);
      const [header, claims] = done.stdout.split('\n').map((line) => line && JSON.parse(line));
      assert.deepEqual(header, headerOf(jwt));
      assert.deepEqual(claims, claimsOf(jwt));
      assert.match(done.stderr, /nothing of this has been verified/);
    }
  });

  it('lets no token steer a terminal', () => {
    const part = (text) => Buffer.from(text).toString('base64url');
    const done = run(['token', 'decode'], {
      input: `${part('{"a":"\u009b2J\u007f\u00e9"}')}.${part('{}')}.x`,
    });
    assert.equal(done.stdout, '{"a":"?2J?\u00e9"}\n{}\n');
  });

  it('refuses what is no token', () => {
    for (const input of ['', 'x', 'a.b', 'a.b.c', `${'a'.repeat(9000)}.b.c`, '..', 'e30.W.x'])
      assert.equal(run(['token', 'decode'], { input }).code, EX.DATAERR, input.slice(0, 20));
  });
});

describe('ostiary token mint', () => {
  // At the address that the server has, so that issuer and audience are the same.
  const mint = (who, { args = [], env = {} } = {}) =>
    run(['token', 'mint', ...who, '--data', server.dir, ...args], {
      env: {
        BETTER_AUTH_SECRET: SECRET,
        BETTER_AUTH_URL: server.ready.url,
        ...(server.database.includes('://') ? { DATABASE_URL: server.database } : {}),
        ...env,
      },
    });
  const record = () => sql.rows(server.database, 'select * from ostiary_audit order by at_ms');

  it('issues a token that opens the task API, and records it', async () => {
    for (const who of [ann.id, ann.email]) {
      const before_ = record().length;
      const done = mint([who], { args: ['--jwt-expires-in', '5m'] });
      assert.equal(done.code, EX.OK, JSON.stringify(done));
      const jwt = done.stdout.trim();
      const claims = claimsOf(jwt);
      assert.equal(claims.sub, ann.id);
      assert.equal(claims.exp - claims.iat, 300);
      assert.equal((await callTasks(server, 'GET', ann.tasks, { token: jwt })).status, 200);
      const rows = record();
      assert.equal(rows.length, before_ + 1);
      const row = rows.at(-1);
      assert.equal(row.action, 'token-minted');
      assert.equal(row.subject, ann.id);
      assert.match(row.actor, /^uid \d+ \(.+\)$/);
      assert.equal(row.detail, `kid ${headerOf(jwt).kid}, 300 seconds`);
      assert.match(done.stderr, /token minted/);
      assert.ok(!JSON.stringify(row).includes(jwt) && !done.stderr.includes(jwt));
    }
  });

  it('issues nothing that is not recorded', () => {
    const rows = record();
    for (const [who, options, code] of [
      [['nobody'], {}, EX.NOUSER],
      [['no@example.com'], {}, EX.NOUSER],
      [[], {}, EX.USAGE],
      [
        [ann.id],
        { env: { BETTER_AUTH_SECRET: 'another-secret-for-tests-0123456789abcdefgh' } },
        EX.CONFIG,
      ],
    ]) {
      const done = mint(who, options);
      assert.equal(done.code, code, JSON.stringify(done));
      assert.equal(done.stdout, '');
    }
    assert.deepEqual(record(), rows);
    sql.execute(server.database, 'alter table ostiary_audit rename to ostiary_audit_hidden');
    const done = mint([ann.id]);
    sql.execute(server.database, 'alter table ostiary_audit_hidden rename to ostiary_audit');
    assert.notEqual(done.code, EX.OK);
    assert.equal(done.stdout, '');
    assert.equal(mint([ann.id]).code, EX.OK);
  });
});
