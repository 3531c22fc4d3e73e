// The issuer and the task API as processes of their own: what each is, what it has, and what a task
// node does while its issuer is away.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { exportJWK, SignJWT } from 'jose';

import { send } from './lib/http.mjs';
import { callTasks, newPerson, newTask, postJson, SECRET, tampered } from './lib/people.mjs';
import { run, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const EX = { OK: 0, USAGE: 64, CANTCREAT: 73, CONFIG: 78 };

const get = (server, target) => send(server.url, { path: target });
const statusOf = async (server, person, jwt = person.jwt) =>
  (await callTasks(server, 'GET', person.tasks, { token: jwt })).status;

const startIssuer = (options = {}) =>
  startServer({
    args: ['--role', 'auth'],
    ...options,
    env: { BETTER_AUTH_SECRET: SECRET, ...options.env },
  });
const startNode = (url, { args = [], ...options } = {}) =>
  startServer({ args: ['--role', 'tasks', '--jwks-url', url, ...args], ...options });
const keysOf = (issuer) => `${issuer.url}/api/auth/jwks`;
const databaseOf = (server) =>
  server.database.includes('://') ? { DATABASE_URL: server.database } : {};
const isReady = (node) =>
  until('the node has keys', async () => (await get(node, '/readyz')).status === 200);

describe('two processes', () => {
  let issuer;
  let node;
  let ann;
  before(async () => {
    issuer = await startIssuer();
    node = await startNode(keysOf(issuer), { args: ['--jwks-cooldown', '1'] });
    ann = await newPerson(issuer, 'Ann');
    await isReady(node);
  });
  after(async () => {
    await node?.stop();
    await issuer?.stop();
  });

  it('say what they are', () => {
    assert.equal(issuer.ready.tasks, undefined);
    assert.equal(issuer.ready.auth, `${issuer.ready.url}/api/auth`);
    assert.equal(node.ready.auth, undefined);
    assert.equal(node.ready.keys, keysOf(issuer));
  });

  it('are one system: a token of the one opens the tasks of the other', async () => {
    const task = await newTask(node, ann);
    const got = await callTasks(node, 'GET', `${ann.tasks}/${task.id}`, { token: ann.jwt });
    assert.equal(got.status, 200);
    assert.equal(
      (await callTasks(node, 'DELETE', `${ann.tasks}/${task.id}`, { token: ann.jwt })).status,
      204,
    );
    assert.equal(await statusOf(node, ann, tampered(ann.jwt)), 401);
    const bob = await newPerson(issuer, 'Bob');
    assert.equal(await statusOf(node, ann, bob.jwt), 403);
    assert.equal(await statusOf(node, bob), 200);
  });

  it('are each only what they are', async () => {
    assert.equal(
      (
        await fetch(`${issuer.url}${ann.tasks}`, {
          headers: { authorization: `Bearer ${ann.jwt}` },
        })
      ).status,
      404,
    );
    for (const target of [
      '/api/auth/ok',
      '/api/auth/jwks',
      '/.well-known/jwks.json',
      '/.well-known/openid-configuration',
    ])
      assert.equal((await fetch(`${node.url}${target}`)).status, 404, target);
  });

  it('share no secret and no table', () => {
    assert.ok(!fs.existsSync(path.join(node.dir, 'secret')));
    for (const table of [
      '"user"',
      'session',
      'account',
      'verification',
      'jwks',
      'ostiary_signing_key',
      'ostiary_mail',
    ])
      assert.throws(() => sql.rows(node.database, `select 1 from ${table}`), table);
    // The step that makes the node's tables, and those that changed them; none of the issuer's.
    const versions = sql
      .rows(node.database, 'select version from ostiary_migration where version >= 0')
      .map(({ version }) => Number(version));
    for (const version of [0, 9, 14]) assert.ok(versions.includes(version), String(version));
    for (const version of [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13])
      assert.ok(!versions.includes(version), String(version));
    sql.rows(node.database, 'select 1 from ostiary_task, ostiary_task_count');
  });

  it('change keys without refusing a good token, and follow a revocation', async () => {
    const key = (...words) =>
      run(['key', ...words, '--data', issuer.dir], {
        env: { BETTER_AUTH_SECRET: SECRET, ...databaseOf(issuer) },
      });
    const [{ kid }] = JSON.parse(key('list', '--json').stdout);
    assert.equal(key('revoke', kid).code, EX.OK);
    await until(
      'the issuer has another key',
      async () => !(await get(issuer, '/api/auth/jwks')).text.includes(kid),
    );
    const {
      json: { token },
    } = await send(issuer.url, {
      path: '/api/auth/token',
      headers: [['Authorization', `Bearer ${ann.session}`]],
    });
    await until('the node has the new key', async () => (await statusOf(node, ann, token)) === 200);
    assert.equal(await statusOf(node, ann), 401, 'the old key is gone with it');
    ann.jwt = token;
  });
});

describe('an issuer that is away', () => {
  it('leaves a node at work with the keys that it knows', async (t) => {
    const issuer = await startIssuer();
    t.after(() => issuer.kill());
    const node = await startNode(keysOf(issuer), { args: ['--jwks-ttl', '1'] });
    t.after(() => node.kill());
    const ann = await newPerson(issuer, 'Ann');
    await isReady(node);
    await issuer.stop();
    await until('a fetch has failed', () =>
      node.logs.some(({ msg }) => msg === 'keys could not be fetched'),
    );
    assert.equal(await statusOf(node, ann), 200);
    assert.equal(await statusOf(node, ann, tampered(ann.jwt)), 401);
    assert.equal((await get(node, '/readyz')).status, 200);
  });

  it('does not keep a node from starting, which answers 503 until it is there', async (t) => {
    const issuer = await startIssuer();
    t.after(() => issuer.kill());
    const ann = await newPerson(issuer, 'Ann');
    const listen = new URL(issuer.url).host;
    await issuer.stop();

    const node = await startNode(keysOf(issuer));
    t.after(() => node.kill());
    const refused = await callTasks(node, 'GET', ann.tasks, { token: ann.jwt });
    assert.equal(refused.status, 503);
    assert.equal(refused.get('retry-after'), '5');
    assert.equal(await statusOf(node, ann, 'x.y.z'), 503, 'nothing is judged');
    assert.equal(
      (await callTasks(node, 'GET', ann.tasks, {})).status,
      401,
      'but a request without a token needs no keys',
    );
    assert.equal((await get(node, '/healthz')).status, 200);
    assert.equal((await get(node, '/readyz')).status, 503);

    issuer.options.listen = listen;
    await issuer.start();
    await until('it recovers by itself', async () => (await statusOf(node, ann)) === 200);
    assert.equal((await get(node, '/readyz')).status, 200);
  });
});

describe('any issuer with a JWKS', () => {
  // As a stock Better Auth signs: EdDSA, issuer and audience its base URL.
  async function foreign(t, { issuerPath = '', discovery = true } = {}) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const keys = { keys: [{ ...(await exportJWK(publicKey)), alg: 'EdDSA', kid: 'theirs' }] };
    const listener = http.createServer((request, response) => {
      const origin = `http://127.0.0.1:${listener.address().port}${issuerPath}`;
      const found = {
        '/api/auth/jwks': keys,
        [`${issuerPath}/.well-known/openid-configuration`]: discovery && {
          issuer: origin,
          jwks_uri: `http://127.0.0.1:${listener.address().port}/api/auth/jwks`,
        },
      }[request.url];
      response
        .writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
        .end(JSON.stringify(found ?? {}));
    });
    await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
    t.after(() => listener.close());
    const origin = `http://127.0.0.1:${listener.address().port}`;
    const token = (claims = {}, issuer = origin + issuerPath) =>
      new SignJWT({ sub: 'u1', ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'theirs' })
        .setIssuedAt()
        .setExpirationTime('5m')
        .setIssuer(issuer)
        .setAudience(claims.aud ?? issuer)
        .sign(privateKey);
    return { origin, token };
  }
  const u1 = { tasks: '/api/users/u1/tasks' };

  it('is good for a node with a configured JWKS, a stock Better Auth with EdDSA included', async (t) => {
    const { origin, token } = await foreign(t);
    const node = await startNode(`${origin}/api/auth/jwks`);
    t.after(() => node.kill());
    await isReady(node);
    assert.equal(await statusOf(node, u1, await token()), 200);
    assert.equal(await statusOf(node, u1, await token({}, 'https://other.example')), 401);
    assert.equal(await statusOf(node, u1, await token({ aud: 'https://other.example' })), 401);
  });

  it('or the issuer', async (t) => {
    const { origin, token } = await foreign(t, { issuerPath: '/tenant' });
    const node = await startServer({ args: ['--role', 'tasks', '--issuer', `${origin}/tenant`] });
    t.after(() => node.kill());
    await isReady(node);
    assert.equal(await statusOf(node, u1, await token()), 200);
    assert.equal(await statusOf(node, u1, await token({}, origin)), 401);
  });

  it('with an issuer and an audience of its own choice', async (t) => {
    const { origin, token } = await foreign(t);
    const node = await startNode(`${origin}/api/auth/jwks`, {
      env: { JWT_ISSUER: 'https://login.example', JWT_AUDIENCE: 'tasks' },
    });
    t.after(() => node.kill());
    await isReady(node);
    assert.equal(
      await statusOf(node, u1, await token({ aud: 'tasks' }, 'https://login.example')),
      200,
    );
    assert.equal(await statusOf(node, u1, await token({}, 'https://login.example')), 401);
    assert.equal(await statusOf(node, u1, await token()), 401);
  });
});

describe('a role', () => {
  const start = (args, dir = path.join(temporaryDirectory(), 'data'), env = {}) =>
    run(['serve', '--data', dir, '--listen', '127.0.0.1:0', ...args], { env });

  it('is refused when it lacks or doubles what it needs', () => {
    for (const [args, code, why] of [
      [['--role', 'tasks'], EX.CONFIG, /needs keys/],
      [
        ['--role', 'tasks', '--jwks-url', 'http://127.0.0.1:1/', '--issuer', 'http://127.0.0.1:1'],
        EX.CONFIG,
        /one is enough/,
      ],
      [['--role', 'tasks', '--jwks-url', 'http://login.example/jwks'], EX.CONFIG, /http/],
      [['--role', 'tasks', '--jwks-url', 'login.example'], EX.USAGE, /must be a URL/],
      [['--role', 'half'], EX.USAGE, /must be one of: all auth tasks/],
    ]) {
      const done = start(args);
      assert.equal(done.code, code, JSON.stringify(done));
      assert.match(done.stderr, why);
      assert.equal(done.stdout, '');
    }
  });

  it("keeps its database: one of a task node is no issuer's", async (t) => {
    const node = await startNode('http://127.0.0.1:1/jwks');
    t.after(() => node.kill());
    await node.stop();
    const done = start(['--role', 'all'], node.dir, databaseOf(node));
    assert.equal(done.code, EX.CANTCREAT, JSON.stringify(done));
    assert.match(done.stderr, /use it with --role tasks only/);
    await node.start();
    assert.equal((await get(node, '/healthz')).status, 200);
  });

  it('may share a database with the issuer, and then tasks go with their user', async (t) => {
    const issuer = await startIssuer();
    t.after(() => issuer.kill());
    const node = await startNode(keysOf(issuer), { dir: issuer.dir, database: issuer.database });
    t.after(() => node.kill());
    const ann = await newPerson(issuer, 'Ann');
    await isReady(node);
    await newTask(node, ann);
    const gone = await postJson(issuer, '/api/auth/delete-user', { password: ann.password }, [
      ['Authorization', `Bearer ${ann.session}`],
    ]);
    assert.equal(gone.status, 200, gone.text);
    assert.equal(sql.rows(issuer.database, 'select * from ostiary_task').length, 0);
  });
});
