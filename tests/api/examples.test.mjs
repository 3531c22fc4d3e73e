// The programs in examples/, each started as its README says, beside a running server: they accept
// the right tokens and refuse the wrong ones.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { bearer, jsonHeaders, send } from './lib/http.mjs';
import { headerOf, newPerson, resigned, SECRET } from './lib/people.mjs';
import { Program } from './lib/program.mjs';
import { until } from './lib/until.mjs';
import {
  binary,
  cleanEnvironment,
  here,
  root,
  startServer,
  temporaryDirectory,
} from './lib/server.mjs';
import { wrongTokens } from './lib/wrong-tokens.mjs';

const examples = path.join(root, 'examples');
const PYTHON = '/usr/bin/python3'; // where Debian's packages are
const LONG_S = '3600'; // longer than any test
const UNKNOWN = 30;

let server;
let stranger;
let ann;
let eve;
let wrong;
before(async () => {
  server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
  stranger = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
  ann = await newPerson(server, 'Ann');
  eve = await newPerson(server, 'Eve');
  wrong = await wrongTokens(server, ann, await newPerson(stranger, 'Stan'));
});
after(async () => {
  await server?.stop();
  await stranger?.stop();
});

const settings = () => ({ JWT_ISSUER: server.ready.url, JWKS_URL: `${server.url}/api/auth/jwks` });

// The keys at an address of our own, where they can change and be away, and every fetch is counted.
async function keysElsewhere(t, from = server) {
  const keys = { fetches: 0, from };
  const listener = http.createServer(async (_, response) => {
    keys.fetches++;
    if (!keys.from) return response.writeHead(503).end();
    const { text } = await send(keys.from.url, { path: '/api/auth/jwks' });
    return response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    listener.closeAllConnections();
    listener.close();
  });
  keys.url = `http://127.0.0.1:${listener.address().port}/jwks`;
  return keys;
}

async function startFastapi(env) {
  const program = new Program(
    [
      PYTHON,
      '-m',
      'uvicorn',
      '--app-dir',
      path.join(examples, 'fastapi'),
      '--port',
      '0',
      'main:app',
    ],
    { env: { PYTHONDONTWRITEBYTECODE: '1', ...env } },
  );
  [, program.url] = await program.begin(/running on (http:\/\/127\.0\.0\.1:\d+)/);
  return program;
}

async function startNode(env) {
  const folder = temporaryDirectory();
  fs.copyFileSync(path.join(examples, 'node/main.mjs'), path.join(folder, 'main.mjs'));
  fs.symlinkSync(path.join(here, 'node_modules'), path.join(folder, 'node_modules'));
  const program = new Program([process.execPath, 'main.mjs'], {
    cwd: folder,
    env: { PORT: '0', ...env },
  });
  [, program.url] = await program.begin(/listening on (http:\S+)/);
  return program;
}

const notesOf = (person) => `/api/users/${person.id}/notes`;

function call(service, person, token, body) {
  return send(service.url, {
    path: notesOf(person),
    method: body ? 'POST' : 'GET',
    headers: [...(token === undefined ? [] : [bearer(token)]), ...(body ? jsonHeaders : [])],
    body: body && JSON.stringify(body),
  });
}

const statusOf = async (...args) => (await call(...args)).status;

for (const [name, start] of [
  ['fastapi', startFastapi],
  ['node', startNode],
]) {
  describe(`examples/${name}`, () => {
    let service;
    const started = async (t, env) => {
      const other = await start({ ...settings(), ...env });
      t.after(() => other.stop());
      return other;
    };
    before(async () => {
      service = await start(settings());
    });
    after(() => service?.stop());

    it('lets people reach their own notes', async () => {
      assert.equal((await call(service, ann, ann.jwt, { text: 'hello' })).status, 201);
      assert.deepEqual((await call(service, ann, ann.jwt)).json, [{ text: 'hello' }]);
      assert.deepEqual((await call(service, eve, eve.jwt)).json, []);
      const again = await resigned(server, ann.jwt, { nbf: Math.floor(Date.now() / 1000) });
      assert.deepEqual(
        (await call(service, ann, again)).json,
        [{ text: 'hello' }],
        'what the wrong ones are made by',
      );
    });

    it("lets no user reach another's", async () => {
      for (const body of [undefined, { text: 'mine' }]) {
        const answer = await call(service, ann, eve.jwt, body);
        assert.equal(answer.status, 403);
        assert.deepEqual(answer.json, { detail: 'Access denied' });
      }
      assert.deepEqual((await call(service, ann, ann.jwt)).json, [{ text: 'hello' }]);
    });

    it('refuses every wrong token', async () => {
      for (const [what, token] of [['none', undefined], ...Object.entries(wrong)]) {
        for (const body of [undefined, { text: 'mine' }]) {
          const answer = await call(service, ann, token, body);
          assert.equal(answer.status, 401, `${what}: ${answer.text}`);
          assert.equal(answer.get('www-authenticate'), 'Bearer');
          assert.deepEqual(answer.json, { detail: 'Not authenticated' });
        }
        assert.equal(await statusOf(service, eve, token), 401, what);
      }
      for (const value of [ann.jwt, `Basic ${ann.jwt}`, 'Bearer', 'Bearer '])
        assert.equal(
          (await send(service.url, { path: notesOf(ann), headers: [['Authorization', value]] }))
            .status,
          401,
          value,
        );
      assert.deepEqual((await call(service, ann, ann.jwt)).json, [{ text: 'hello' }]);
    });

    it('fetches the keys once, however many unknown ones are named', async (t) => {
      const keys = await keysElsewhere(t);
      const other = await started(t, { JWKS_URL: keys.url, JWKS_COOLDOWN: LONG_S });
      assert.equal(await statusOf(other, ann, ann.jwt), 200);
      const [, payload, signature] = ann.jwt.split('.');
      const unknown = Array.from(
        { length: UNKNOWN },
        (_, i) =>
          `${Buffer.from(JSON.stringify({ ...headerOf(ann.jwt), kid: `k${i}` })).toString('base64url')}.${payload}.${signature}`,
      );
      assert.deepEqual(
        new Set(await Promise.all(unknown.map((token) => statusOf(other, ann, token)))),
        new Set([401]),
      );
      assert.equal(await statusOf(other, ann, ann.jwt), 200);
      assert.equal(keys.fetches, 1);
    });

    it('fetches a key that is new, and keeps those it has while the issuer is away', async (t) => {
      const keys = await keysElsewhere(t, stranger);
      const other = await started(t, { JWKS_URL: keys.url, JWKS_COOLDOWN: '1' });
      assert.equal(await statusOf(other, ann, ann.jwt), 401);
      keys.from = server;
      await until(
        'the new key is known',
        async () => (await statusOf(other, ann, ann.jwt)) === 200,
      );
      keys.from = null;
      const before_ = keys.fetches;
      await until('a node asks for the keys', async () => {
        assert.notEqual(await statusOf(other, ann, wrong['one of another server']), 200);
        return keys.fetches > before_;
      });
      assert.equal(await statusOf(other, ann, ann.jwt), 200);
    });

    it('starts without an issuer, says so, and recovers', async (t) => {
      const keys = await keysElsewhere(t, null);
      const other = await started(t, { JWKS_URL: keys.url, JWKS_COOLDOWN: '1' });
      const away = await call(other, ann, ann.jwt);
      assert.equal(away.status, 503);
      assert.equal(away.get('retry-after'), '5');
      assert.equal(
        await statusOf(other, ann, undefined),
        401,
        'without a token nothing has to be known',
      );
      keys.from = server;
      await until('there are keys', async () => (await statusOf(other, ann, ann.jwt)) === 200);
      assert.equal(await statusOf(other, ann, wrong['one that has expired']), 401);
    });
  });
}

// Built as its Makefile does; tests/install.sh builds it against what is installed.
describe('examples/c-remote', () => {
  let program;
  const build = path.dirname(binary);
  before(() => {
    const folder = temporaryDirectory();
    fs.cpSync(path.join(examples, 'c-remote'), folder, { recursive: true });
    execFileSync('make', ['-s', '-C', folder], {
      stdio: 'pipe',
      env: cleanEnvironment(folder, {
        PKG_CONFIG_PATH: path.join(build, 'meson-uninstalled'),
        CPATH: path.join(root, 'include'),
      }),
    });
    program = path.join(folder, 'c-remote');
  });

  const judge = (lines, { url = settings().JWKS_URL, audience = server.ready.url } = {}) =>
    new Promise((resolve, reject) => {
      const folder = path.dirname(program);
      const child = execFile(
        program,
        [url, server.ready.url, audience],
        { env: cleanEnvironment(folder, { LD_LIBRARY_PATH: build }) },
        (error, stdout) => (error ? reject(error) : resolve(stdout.split('\n').slice(0, -1))),
      );
      child.stdin.end(lines.map((line) => `${line}\n`).join(''));
    });

  it('has less than 60 lines', () => {
    const text = fs.readFileSync(path.join(examples, 'c-remote/main.c'), 'utf8');
    assert.ok(text.split('\n').length <= 60);
  });

  it('accepts the right tokens and refuses every wrong one', async () => {
    const tokens = Object.values(wrong);
    const said = await judge([ann.jwt, ...tokens, '', eve.jwt]);
    assert.equal(said.length, tokens.length + 3);
    assert.equal(said[0], `accepted: ${ann.id}`);
    for (const [i, what] of Object.keys(wrong).entries())
      assert.match(said[i + 1], /^refused: /, what);
    assert.match(said.at(-2), /^refused: /, 'none');
    assert.equal(said.at(-1), `accepted: ${eve.id}`);
  });

  it('is for its own audience', async () => {
    assert.match((await judge([ann.jwt], { audience: 'https://api.example' }))[0], /^refused: /);
  });
});

describe('examples/shell', () => {
  const may = (user, token, env = {}) =>
    new Promise((resolve) => {
      const folder = temporaryDirectory();
      const child = execFile(
        path.join(examples, 'shell/may.sh'),
        [user],
        {
          env: {
            ...cleanEnvironment(folder, { ...settings(), ...env }),
            PATH: `${path.dirname(binary)}:${process.env.PATH}`,
          },
        },
        (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
      child.stdin.on('error', () => {}).end(token);
    });

  it('says yes to the right token, also with keys in a file', async () => {
    const file = path.join(temporaryDirectory(), 'jwks.json');
    fs.writeFileSync(file, (await send(server.url, { path: '/api/auth/jwks' })).text);
    assert.deepEqual(await may(ann.id, ann.jwt), { code: 0, stdout: '', stderr: '' });
    assert.deepEqual(await may(ann.id, `${ann.jwt}\n`, { JWKS_URL: file }), {
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it("says no to another's, and to every wrong one", async () => {
    assert.equal((await may(eve.id, ann.jwt)).code, 2);
    for (const [what, token] of [['none', ''], ...Object.entries(wrong)]) {
      const said = await may(ann.id, token);
      assert.equal(said.code, 1, `${what}: ${JSON.stringify(said)}`);
      assert.match(said.stderr, /^ostiary: [^\n]+\n$/, what);
    }
  });

  it('says when the keys cannot be had', async () => {
    assert.equal((await may(ann.id, ann.jwt, { JWKS_URL: 'http://127.0.0.1:1/jwks' })).code, 69);
  });
});
