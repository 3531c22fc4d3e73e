// Signing keys over their life: what is published and how, what `ostiary key` does to a running
// server, and what is refused at the start.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { createRemoteJWKSet, jwtVerify } from 'jose';

import { bearer, send } from './lib/http.mjs';
import {
  callTasks,
  headerOf,
  newPerson,
  newToken,
  postJson,
  SECRET,
  signIn,
} from './lib/people.mjs';
import { run, Server, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const JWKS = '/api/auth/jwks';
const WELL_KNOWN = '/.well-known/jwks.json';
const CONFIGURATION = '/.well-known/openid-configuration';
const EX = { OK: 0, USAGE: 64, DATAERR: 65, CONFIG: 78, IOERR: 74, NOINPUT: 66 };
const LOOK_MS = 2000; // how often a server looks for what others did to the keys

const get = (server, target, headers = [], method = 'GET') =>
  send(server.url, { method, path: target, headers });
const kidsOf = async (server) => (await get(server, JWKS)).json.keys.map(({ kid }) => kid);

const signUp = (server, name) =>
  postJson(server, '/api/auth/sign-up/email', {
    name,
    email: `${name}@example.com`,
    password: `${name}:correct horse`,
  });

// `ostiary key WORDS` on the server's data.
function key(server, words, env = {}) {
  const database = server.database.includes('://') ? { DATABASE_URL: server.database } : {};
  return run(['key', ...words, '--data', server.dir], {
    env: { ...server.options.env, ...database, ...env },
  });
}

function good(done) {
  assert.equal(done.code, EX.OK, JSON.stringify(done));
  return done.stdout;
}

const keysOf = (server, env) => JSON.parse(good(key(server, ['list', '--json'], env)));

describe('the published documents', () => {
  let server;
  before(async () => (server = await startServer()));
  after(() => server?.stop());

  it('are the same bytes at both addresses, with the same headers', async () => {
    const [one, other] = [await get(server, JWKS), await get(server, WELL_KNOWN)];
    assert.equal(one.status, 200);
    assert.deepEqual(other.bytes, one.bytes);
    for (const name of [
      'content-type',
      'cache-control',
      'etag',
      'access-control-allow-origin',
      'cross-origin-resource-policy',
    ])
      assert.equal(other.get(name), one.get(name), name);
    assert.equal(
      one.get('cache-control'),
      'public, max-age=60, stale-while-revalidate=60, stale-if-error=86400',
    );
    assert.equal(one.get('access-control-allow-origin'), '*');
  });

  it('answer 304 to a client that has them, with the length of the omitted body, and 200 to others', async () => {
    const { bytes, ...whole } = await get(server, JWKS);
    const etag = (await get(server, JWKS)).get('etag');
    assert.ok(bytes.length > 0 && whole);
    for (const target of [JWKS, WELL_KNOWN])
      for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*', `  ${etag}  `]) {
        const got = await get(server, target, [['If-None-Match', known]]);
        assert.equal(got.status, 304, known);
        assert.equal(got.bytes.length, 0);
        assert.equal(got.get('content-length'), String(bytes.length));
        assert.equal(got.get('etag'), etag);
      }
    for (const other of ['"x"', etag.slice(1, -1), `${etag.slice(0, -2)}"`, '', 'W/"x"'])
      assert.equal((await get(server, JWKS, [['If-None-Match', other]])).status, 200, other);
  });

  it('answer HEAD where it is an address of ours, with the same length', async () => {
    const [head, whole] = [
      await get(server, WELL_KNOWN, [], 'HEAD'),
      await get(server, WELL_KNOWN),
    ];
    assert.equal(head.status, 200);
    assert.equal(head.get('content-length'), String(whole.bytes.length));
    assert.equal(head.get('etag'), whole.get('etag'));
    assert.equal((await get(server, JWKS, [], 'HEAD')).status, 404, 'as Better Auth does');
    assert.equal((await get(server, WELL_KNOWN, [], 'POST')).status, 405);
  });

  it('name the issuer and the address of its keys, by which a verifier needs nothing else', async () => {
    const person = await newPerson(server, 'Ann');
    for (const target of [CONFIGURATION, `/api/auth${CONFIGURATION}`]) {
      const { json } = await get(server, target);
      assert.deepEqual(json, {
        issuer: server.ready.url,
        jwks_uri: `${server.ready.url}${JWKS}`,
        id_token_signing_alg_values_supported: ['RS256'],
        response_types_supported: [],
        subject_types_supported: ['public'],
      });
      const { payload } = await jwtVerify(person.jwt, createRemoteJWKSet(new URL(json.jwks_uri)), {
        issuer: json.issuer,
        algorithms: json.id_token_signing_alg_values_supported,
      });
      assert.equal(payload.sub, person.id);
    }
  });

  it('survive a restart with the same ETag', async () => {
    const etag = (await get(server, JWKS)).get('etag');
    await server.restart();
    assert.equal((await get(server, JWKS)).get('etag'), etag);
  });
});

describe('ostiary key, beside a running server', () => {
  let server;
  let ann;
  before(async () => {
    server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
    ann = await newPerson(server, 'Ann');
  });
  after(() => server?.stop());
  const tasks = async (jwt) => (await callTasks(server, 'GET', ann.tasks, { token: jwt })).status;

  it('lists the first key, which is active at once', () => {
    const keys = keysOf(server);
    assert.equal(keys.length, 1);
    assert.equal(keys[0].state, 'active');
    assert.equal(keys[0].kid, headerOf(ann.jwt).kid);
    assert.equal(keys[0].signsUntil, null);
    assert.match(
      good(key(server, ['list'])),
      new RegExp(`^KID .*\n${keys[0].kid} RS256  active    .* no end yet\n$`),
    );
  });

  it('exports what is published, and nothing private', async () => {
    assert.equal(good(key(server, ['export', '--public'])), `${(await get(server, JWKS)).text}\n`);
    assert.equal(key(server, ['export']).code, EX.USAGE);
  });

  it('rotates: the next key is published within seconds and does not sign yet', async () => {
    const first = headerOf(ann.jwt).kid;
    const next = good(key(server, ['rotate'])).split(' ')[0];
    await until('the next key is published', async () => (await kidsOf(server)).includes(next));
    assert.equal(headerOf(await newToken(server, ann.session)).kid, first);
    assert.equal(await tasks(ann.jwt), 200);
    const states = Object.fromEntries(keysOf(server).map(({ kid, state }) => [kid, state]));
    assert.deepEqual(states, { [first]: 'active', [next]: 'pending' });
    assert.match(good(key(server, ['rotate'])), new RegExp(`^${next} is on its way already`));
    assert.equal(keysOf(server).length, 2);
  });

  it('revokes: the pending key signs, and the old tokens are refused within seconds', async () => {
    const [pending, active] = keysOf(server);
    const said = good(key(server, ['revoke', active.kid]));
    assert.match(
      said,
      new RegExp(`^${active.kid} is revoked; it was active. ${pending.kid} signs in its place`),
    );
    assert.match(said, /within 2 seconds[\s\S]*after 60 seconds,\nor 120 if a cache lies between/);
    await until('the old token is refused', async () => (await tasks(ann.jwt)) === 401);
    assert.deepEqual(await kidsOf(server), [pending.kid]);
    const jwt = await newToken(server, ann.session);
    assert.equal(headerOf(jwt).kid, pending.kid);
    assert.equal(await tasks(jwt), 200, 'and the session gives a new one');
    const again = key(server, ['revoke', active.kid]);
    assert.equal(again.code, EX.DATAERR);
    assert.match(again.stderr, /could be revoked/);
    assert.equal(key(server, ['revoke', 'no-such-key']).code, EX.DATAERR);
  });

  it('revokes the only key, and another is made', async () => {
    const [{ kid }] = keysOf(server);
    const successor = good(key(server, ['revoke', kid])).match(/\. (\S+) signs in its place/)[1];
    await until(
      'the successor is published',
      async () => (await kidsOf(server)).join() === successor,
    );
    assert.equal(headerOf(await newToken(server, ann.session)).kid, successor);
  });

  it('refuses to work with a wrong secret, and changes nothing', () => {
    const wrong = { BETTER_AUTH_SECRET: 'another-secret-for-tests-0123456789abcdefgh' };
    const rows = () => sql.rows(server.database, 'select * from jwks order by id');
    const was = rows();
    for (const words of [['rotate'], ['export', '--public']]) {
      const done = key(server, words, wrong);
      assert.equal(done.code, EX.CONFIG, words.join());
      assert.match(done.stderr, /does not open with this secret/);
      assert.equal(done.stdout, '');
    }
    assert.deepEqual(rows(), was);
    assert.equal(keysOf(server, wrong).length, keysOf(server).length, 'a list needs no secret');
  });

  for (const [name, env] of [
    ['a wrong secret', { BETTER_AUTH_SECRET: 'another-secret-for-tests-0123456789abcdefgh' }],
    ['no secret', { BETTER_AUTH_SECRET: '' }],
  ])
    it(`revokes with ${name}, and the server makes the successor`, async () => {
      const [{ kid }] = keysOf(server).filter(({ state }) => state === 'active');
      const token = await newToken(server, ann.session);
      const said = good(key(server, ['revoke', kid], env));
      assert.match(
        said,
        new RegExp(`^${kid} is revoked; it was active. No key signs in its place`),
      );
      await until('the old token is refused', async () => (await tasks(token)) === 401);
      const jwt = await newToken(server, ann.session);
      assert.notEqual(headerOf(jwt).kid, kid);
      assert.equal(await tasks(jwt), 200);
    });

  it('names a successor that it cannot open as what is next, and not as what signs', async () => {
    good(key(server, ['rotate']));
    const [active, next] = ['active', 'pending'].map((word) =>
      keysOf(server).find(({ state }) => state === word),
    );
    const said = good(key(server, ['revoke', active.kid], { BETTER_AUTH_SECRET: '' }));
    assert.match(said, new RegExp(`it was active. ${next.kid} is next by its times`));
    const signsWith = async (kid) => headerOf(await newToken(server, ann.session)).kid === kid;
    await until('the next key signs', () => signsWith(next.kid));
  });

  it('names keys as the server does', async (t) => {
    const own = await startServer({ env: { BETTER_AUTH_SECRET: SECRET, OSTIARY_ID: 'uuid' } });
    t.after(() => own.kill());
    await get(own, JWKS);
    good(key(own, ['rotate']));
    for (const { kid } of keysOf(own))
      assert.match(kid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('says what it takes', () => {
    for (const words of [[], ['nonsense'], ['revoke'], ['list', '--nonsense'], ['rewrap']])
      assert.equal(key(server, words).code, EX.USAGE, words.join());
    assert.match(good(run(['key', '--help'])), /rewrap/);
  });
});

describe('another secret', () => {
  const OTHER = 'a-new-secret-for-tests-0123456789abcdefghijklm';

  it('is refused, then the keys are sealed anew and it is taken, and tokens stay good', async (t) => {
    const server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    const listen = new URL(server.url).host;
    await server.stop();

    const old = path.join(temporaryDirectory(), 'old-secret');
    fs.writeFileSync(old, `${SECRET}\n`, { mode: 0o600 });
    const renewed = new Server({
      ...server.options,
      dir: server.dir,
      listen,
      database: server.database,
      env: { BETTER_AUTH_SECRET: OTHER },
    });
    t.after(() => renewed.child && renewed.kill());
    await assert.rejects(renewed.start(), /does not open the stored signing keys/);
    const wrong = key(renewed, ['rewrap', '--old-secret-file', '/dev/null']);
    assert.equal(wrong.code, EX.NOINPUT);
    assert.match(
      good(key(renewed, ['rewrap', '--old-secret-file', old])),
      /^1 keys are sealed with the new secret; 0 were/,
    );
    assert.match(
      good(key(renewed, ['rewrap', '--old-secret-file', old])),
      /^0 keys .* 1 were already/,
    );
    await renewed.start();
    assert.equal((await callTasks(renewed, 'GET', ann.tasks, { token: ann.jwt })).status, 200);
    assert.deepEqual(await kidsOf(renewed), [headerOf(ann.jwt).kid]);
  });
});

describe('settings of keys', () => {
  const start = (env) =>
    run(['serve', '--data', path.join(temporaryDirectory(), 'data'), '--listen', '127.0.0.1:0'], {
      env,
    });

  for (const [name, env, why] of [
    [
      'a grace that is shorter than tokens live',
      { OSTIARY_KEY_GRACE: '24h', JWT_EXPIRES_IN: '24h' },
      /good tokens would be refused/,
    ],
    ['more keys than verifiers take', { OSTIARY_KEY_ROTATION: '6h' }, /more than 64 keys/],
    [
      'a rotation faster than its announcement',
      { OSTIARY_KEY_ROTATION: '1h', OSTIARY_KEY_PENDING: '40m', OSTIARY_KEY_GRACE: '25h' },
      /at least twice as long/,
    ],
    ['a wait that is shorter than caches keep the keys', { OSTIARY_KEY_PENDING: '239s' }, /240 to/],
    ['a word that is no time', { OSTIARY_KEY_ROTATION: 'never' }, /must be a time/],
  ])
    it(`refuses ${name}`, () => {
      const done = start(env);
      assert.equal(done.code, EX.CONFIG, JSON.stringify(done));
      assert.match(done.stderr, why);
    });

  it('takes the edge of each, and a rotation that is off', async (t) => {
    for (const env of [
      { OSTIARY_KEY_GRACE: '86460s', JWT_EXPIRES_IN: '24h' },
      { OSTIARY_KEY_ROTATION: 'off' },
      { JWT_EXPIRES_IN: '90d' },
      { OSTIARY_KEY_ROTATION: '20m', OSTIARY_KEY_GRACE: '961s', JWT_EXPIRES_IN: '15m' },
    ]) {
      const server = await startServer({ env });
      t.after(() => server.kill());
      assert.equal((await get(server, JWKS)).json.keys.length, 1);
      await server.stop();
    }
  });

  it('change the algorithm by rotation: the old key signs until the new one is known', async (t) => {
    const server = await startServer();
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    await server.restart({ JWKS_ALG: 'ES256' });
    await until('the next key is there', async () => (await kidsOf(server)).length === 2);
    assert.deepEqual(
      keysOf(server).map(({ alg, state }) => [alg, state]),
      [
        ['ES256', 'pending'],
        ['RS256', 'active'],
      ],
    );
    assert.equal(headerOf(await newToken(server, ann.session)).alg, 'RS256');
    assert.equal((await callTasks(server, 'GET', ann.tasks, { token: ann.jwt })).status, 200);
    assert.deepEqual(
      (await get(server, CONFIGURATION)).json.id_token_signing_alg_values_supported,
      ['RS256', 'ES256'],
    );
  });
});

describe('keys that are managed elsewhere', () => {
  const pem = (folder, kid, { privateKey, publicKey }, half = 'private', mode = 0o600) => {
    const file = path.join(folder, `${kid}.pem`);
    fs.writeFileSync(
      `${file}.new`,
      half === 'private'
        ? privateKey.export({ type: 'pkcs8', format: 'pem' })
        : publicKey.export({ type: 'spki', format: 'pem' }),
      { mode },
    );
    fs.renameSync(`${file}.new`, file);
  };
  const folderOf = () => {
    const folder = path.join(temporaryDirectory(), 'keys');
    fs.mkdirSync(folder);
    return folder;
  };
  const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it('are used from the folder, and none is made', async (t) => {
    const folder = folderOf();
    pem(folder, 'ed', generateKeyPairSync('ed25519'));
    pem(folder, 'rsa', generateKeyPairSync('rsa', { modulusLength: 2048 }));
    pem(folder, 'p521', generateKeyPairSync('ec', { namedCurve: 'P-521' }), 'public', 0o644);
    fs.writeFileSync(path.join(folder, 'README'), 'not a key');
    const server = await startServer({
      env: { OSTIARY_SIGNING_KEYS_DIR: folder, JWKS_ALG: 'EdDSA' },
    });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    assert.deepEqual(headerOf(ann.jwt), { alg: 'EdDSA', kid: 'ed' });
    assert.deepEqual(
      (await get(server, JWKS)).json.keys.map(({ kid, alg }) => [kid, alg]),
      [
        ['ed', 'EdDSA'],
        ['p521', 'ES512'],
        ['rsa', 'RS256'],
      ],
    );
    assert.equal((await callTasks(server, 'GET', ann.tasks, { token: ann.jwt })).status, 200);
    await jwtVerify(ann.jwt, createRemoteJWKSet(new URL(`${server.url}${JWKS}`)));
    assert.equal(sql.rows(server.database, 'select id from jwks').length, 0);
    for (const words of [['rotate'], ['revoke', 'ed']]) {
      const done = key(server, words, { BETTER_AUTH_SECRET: SECRET });
      assert.equal(done.code, EX.CONFIG, JSON.stringify(done));
      assert.match(done.stderr, /managed elsewhere/);
    }
    const states = keysOf(server, { BETTER_AUTH_SECRET: SECRET });
    assert.deepEqual(
      states.map(({ kid, state }) => [kid, state]),
      [
        ['rsa', 'active'],
        ['p521', 'retiring'],
        ['ed', 'active'],
      ],
    );
  });

  it('change under a running server, and a bad change changes nothing', async (t) => {
    const folder = folderOf();
    const [old, next] = [p256(), p256()];
    pem(folder, 'old', old);
    const server = await startServer({
      env: { OSTIARY_SIGNING_KEYS_DIR: folder, JWKS_ALG: 'ES256' },
    });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    pem(folder, 'next', next, 'public');
    await until('the next is published', async () => (await kidsOf(server)).join() === 'next,old');
    assert.equal(headerOf(await newToken(server, ann.session)).kid, 'old');
    pem(folder, 'next', next); // two private keys: the signing key would be ambiguous
    await pause(LOOK_MS + 500);
    assert.equal(headerOf(await newToken(server, ann.session)).kid, 'old');
    assert.ok(
      server.logs.some(
        ({ msg, error }) => /left out/.test(msg) && /two private keys/.test(error ?? ''),
      ),
      server.output.stderr,
    );
    pem(folder, 'old', old, 'public');
    await until(
      'the next signs',
      async () => headerOf(await newToken(server, ann.session)).kid === 'next',
    );
    assert.equal(
      (await callTasks(server, 'GET', ann.tasks, { token: ann.jwt })).status,
      200,
      'old tokens are good',
    );
    fs.unlinkSync(path.join(folder, 'old.pem'));
    await until(
      'the old is gone',
      async () => (await callTasks(server, 'GET', ann.tasks, { token: ann.jwt })).status === 401,
    );
  });

  // A server with the key `old`, in the place of whose folder there is another with the key `next`.
  const replaced = async (t, landlock) => {
    const folder = folderOf();
    pem(folder, 'old', p256());
    const server = await startServer({
      env: { OSTIARY_SIGNING_KEYS_DIR: folder, JWKS_ALG: 'ES256', OSTIARY_LANDLOCK: landlock },
    });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    fs.renameSync(folder, `${folder}.away`);
    fs.mkdirSync(folder, { mode: 0o700 });
    pem(folder, 'next', p256());
    await until(
      'the old is gone',
      async () => (await callTasks(server, 'GET', ann.tasks, { token: ann.jwt })).status !== 200,
    );
    await pause(LOOK_MS + 500);
    return { folder, server };
  };

  it('are those of another folder that takes the place of theirs', async (t) => {
    const { server } = await replaced(t, 'off');
    assert.deepEqual(await kidsOf(server), ['next']);
    assert.equal((await get(server, '/readyz')).status, 200);
  });

  it('are gone when a confined server may not read that other folder', async (t) => {
    const { folder, server } = await replaced(t, 'on');
    const ready = async () => (await get(server, '/readyz')).status === 200;
    if (await ready()) {
      assert.deepEqual(await kidsOf(server), ['next']); // this kernel or build confines nothing
      return;
    }
    assert.equal((await get(server, JWKS)).status, 503);
    const said = server.logs.filter(
      ({ msg, error }) => /left out/.test(msg) && /started again/.test(error ?? ''),
    );
    assert.equal(said.length, 1, server.output.stderr);
    fs.rmSync(folder, { recursive: true });
    fs.renameSync(`${folder}.away`, folder);
    await until('a key is back', ready);
    assert.deepEqual(await kidsOf(server), ['old']);
  });

  const broken = [
    ['text that is no key', (file) => fs.writeFileSync(file, 'notes')],
    ['an empty file', (file) => fs.writeFileSync(file, '')],
    ['a file that is too long', (file) => fs.writeFileSync(file, 'x'.repeat(20000))],
    ['a folder', (file) => fs.mkdirSync(file)],
    ['a link that leads nowhere', (file) => fs.symlinkSync('nowhere', file)],
    [
      'a key that every user may read',
      (file) =>
        fs.writeFileSync(file, p256().privateKey.export({ type: 'pkcs8', format: 'pem' }), {
          mode: 0o644,
        }),
    ],
  ];

  for (const [name, put] of broken)
    it(`are withdrawn beside ${name}, and the good ones go on`, async (t) => {
      const folder = folderOf();
      pem(folder, 'old', p256());
      const server = await startServer({
        env: { OSTIARY_SIGNING_KEYS_DIR: folder, JWKS_ALG: 'ES256' },
      });
      t.after(() => server.kill());
      const ann = await newPerson(server, 'Ann');
      put(path.join(folder, 'bad.pem'));
      pem(folder, 'next', p256(), 'public');
      await until('the next is there', async () => (await kidsOf(server)).join() === 'next,old');
      assert.equal((await callTasks(server, 'GET', ann.tasks, { token: ann.jwt })).status, 200);
      assert.equal(headerOf(await newToken(server, ann.session)).kid, 'old');
      fs.unlinkSync(path.join(folder, 'old.pem'));
      await until(
        'the old is gone',
        async () => (await callTasks(server, 'GET', ann.tasks, { token: ann.jwt })).status !== 200,
      );
      assert.deepEqual(await kidsOf(server), ['next'], 'only its public half is known');
      const token = await get(server, '/api/auth/token', [bearer(ann.session)]);
      assert.equal(token.status, 503, 'and no key is left to sign with');
      assert.equal((await get(server, '/readyz')).status, 503);
      assert.deepEqual((await get(server, '/healthz')).json, {
        status: 'ok',
        keys: 'none can sign',
      });
      await pause(LOOK_MS + 500);
      const said = server.logs.filter(
        ({ msg, error }) => /left out/.test(msg) && /bad\.pem/.test(error ?? ''),
      );
      assert.equal(said.length, 1, server.output.stderr);
    });

  it('give no session with a sign-up or sign-in whose token cannot be signed', async (t) => {
    const folder = folderOf();
    pem(folder, 'old', p256());
    const server = await startServer({
      env: { OSTIARY_SIGNING_KEYS_DIR: folder, JWKS_ALG: 'ES256' },
    });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    const ready = async () => (await get(server, '/readyz')).status === 200;
    const given = (answer) => [
      answer.status,
      ...['set-cookie', 'set-auth-token', 'set-auth-jwt'].map(
        (name) => answer.all(name).length > 0,
      ),
    ];
    const both = async (who) => [
      given(await signUp(server, who)),
      given(await signIn(server, ann)),
    ];
    assert.deepEqual(await both('before'), Array(2).fill([200, true, true, true]));
    fs.renameSync(path.join(folder, 'old.pem'), `${folder}.away`);
    pem(folder, 'next', p256(), 'public');
    await until('no key can sign', async () => !(await ready()));
    assert.deepEqual(await both('during'), Array(2).fill([503, false, false, false]));
    fs.renameSync(`${folder}.away`, path.join(folder, 'old.pem'));
    await until('a key signs again', ready);
    assert.deepEqual(await both('after'), Array(2).fill([200, true, true, true]));
  });

  for (const [name, prepare, why] of [
    [
      'a private key that every user of the system may read',
      (folder) => pem(folder, 'k', p256(), 'private', 0o604),
      /all users have access to it/,
    ],
    [
      'two private keys of one algorithm',
      (folder) => {
        pem(folder, 'a', p256());
        pem(folder, 'b', p256());
      },
      /two private keys for ES256/,
    ],
    [
      'a weak key',
      (folder) => pem(folder, 'k', generateKeyPairSync('rsa', { modulusLength: 1024 })),
      /neither RSA of 2048/,
    ],
    [
      'a curve that is not ours',
      (folder) => pem(folder, 'k', generateKeyPairSync('ec', { namedCurve: 'secp256k1' })),
      /neither RSA/,
    ],
    [
      'what is no key',
      (folder) => fs.writeFileSync(path.join(folder, 'k.pem'), 'hello', { mode: 0o600 }),
      /no PEM block of a private or public key/,
    ],
    [
      'a key with a passphrase',
      (folder) =>
        fs.writeFileSync(
          path.join(folder, 'k.pem'),
          p256().privateKey.export({
            type: 'pkcs8',
            format: 'pem',
            cipher: 'aes-256-cbc',
            passphrase: 'x',
          }),
          { mode: 0o600 },
        ),
      /without a passphrase/,
    ],
    ['a folder that is not there', (folder) => fs.rmdirSync(folder), /No such file/],
  ])
    it(`refuses ${name}`, () => {
      const folder = folderOf();
      prepare(folder);
      const done = run(
        ['serve', '--data', path.join(temporaryDirectory(), 'data'), '--listen', '127.0.0.1:0'],
        { env: { OSTIARY_SIGNING_KEYS_DIR: folder, JWKS_ALG: 'ES256' } },
      );
      assert.equal(done.code, EX.CONFIG, JSON.stringify(done));
      assert.match(done.stderr, why);
    });
});
