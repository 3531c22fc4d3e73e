// How and when a person has signed in: what tokens say of it, who demands it, and the answer to
// those whose sign-in is not enough (RFC 9470). On both engines, and over two processes.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { FactorClient } from './lib/factor-client.mjs';
import { bearer, send } from './lib/http.mjs';
import { callTasks, claimsOf, newPerson, resigned, SECRET, tampered } from './lib/people.mjs';
import { run, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const env = { BETTER_AUTH_SECRET: SECRET };
const now = () => Math.floor(Date.now() / 1000);
const ask = (server, headers = [], query = '') =>
  send(server.url, { path: `/forward-auth${query}`, headers });
const listOf = (server, person, token) => callTasks(server, 'GET', person.tasks, { token });
const authentication = ({ amr, acr }) => ({ amr, acr });

// The parameters of a challenge, by their names.
function challenge(answer) {
  const value = answer.get('www-authenticate');
  assert.match(value, /^Bearer error="insufficient_user_authentication", /, value);
  return Object.fromEntries([...value.matchAll(/(\w+)="([^"]*)"/g)].map(([, k, v]) => [k, v]));
}

describe('the tokens of a session', () => {
  let server;
  let client;
  before(async () => {
    server = await startServer({ env: { ...env, OSTIARY_COOKIE_CACHE: 'compact' } });
    client = new FactorClient(server);
    await client.signUp();
  });
  after(() => server?.stop());

  const tokenOf = async (who = client) => {
    const answer = await who.call('GET', '/token');
    assert.equal(answer.status, 200, answer.text);
    return claimsOf(answer.json.token);
  };

  it('say how and when its person signed in', async () => {
    const claims = await tokenOf();
    assert.deepEqual(authentication(claims), { amr: ['pwd'], acr: '1fa' });
    assert.ok(Math.abs(claims.auth_time - now()) < 60, `${claims.auth_time}`);
    assert.deepEqual(Object.keys(claims).slice(-6), [
      'exp',
      'iss',
      'aud',
      'auth_time',
      'amr',
      'acr',
    ]);
  });

  it('say so in the header of an answer as well', async () => {
    const other = new FactorClient(server);
    const answer = await other.signIn();
    const claims = claimsOf(answer.get('set-auth-jwt'));
    assert.deepEqual(authentication(claims), { amr: ['pwd'], acr: '1fa' });
    const session = await other.call('GET', '/get-session');
    assert.deepEqual(authentication(claimsOf(session.get('set-auth-jwt'))), {
      amr: ['pwd'],
      acr: '1fa',
    });
  });

  it('gain what is shown in it, in the cookie cache too, and keep its time', async () => {
    const before_ = await tokenOf();
    await client.enrol();
    const both = { amr: ['pwd', 'otp', 'mfa'], acr: '2fa' };
    const enrolled = await tokenOf();
    assert.deepEqual(authentication(enrolled), both);
    assert.ok(enrolled.auth_time >= before_.auth_time);

    const trusting = new FactorClient(server);
    Object.assign(trusting, { uri: client.uri, codes: client.codes });
    await trusting.signIn();
    assert.equal((await trusting.totp({ trustDevice: true })).status, 200);
    assert.deepEqual(authentication(await tokenOf(trusting)), both);
    await trusting.post('/sign-out');
    assert.ok((await trusting.signIn()).json.user, 'the browser is trusted');
    const trusted = await tokenOf(trusting);
    assert.deepEqual(authentication(trusted), { amr: ['pwd'], acr: '1fa' });
    client.freshSteps();
    assert.equal((await trusting.totp()).status, 200);
    const cached = await tokenOf(trusting);
    assert.deepEqual(authentication(cached), both);
    assert.equal(cached.auth_time, trusted.auth_time);
    await trusting.post('/sign-out');
    assert.ok((await trusting.signIn()).json.user);
    const code = client.codes[0];
    assert.equal((await trusting.post('/two-factor/verify-backup-code', { code })).status, 200);
    assert.deepEqual(authentication(await tokenOf(trusting)), both);
  });

  it('say nothing about a session of an earlier version', async () => {
    const old = await newPerson(server, 'Old');
    assert.equal(claimsOf(old.jwt).acr, '1fa');
    sql.execute(server.database, 'delete from ostiary_session_proof');
    const answer = await send(server.url, {
      path: '/api/auth/token',
      headers: [bearer(old.session)],
    });
    const claims = claimsOf(answer.json.token);
    for (const name of ['amr', 'acr', 'auth_time']) assert.equal(name in claims, false, name);
  });

  it('are gone with it', async () => {
    const ann = await newPerson(server, 'Ann');
    const proofs = () => sql.rows(server.database, 'select * from ostiary_session_proof').length;
    const held = proofs();
    await send(server.url, {
      method: 'POST',
      path: '/api/auth/sign-out',
      headers: [bearer(ann.session)],
    });
    assert.equal(proofs(), held - 1);
  });
});

// The claims of a token, and the reason for which it is refused where mfa, one of two classes and
// an age of ten minutes are demanded. null: it is accepted.
const strong = () => ({ amr: ['pwd', 'otp', 'mfa'], acr: '2fa', auth_time: now() });
const STRONGER = 'A stronger sign-in is required';
const RECENT = 'A more recent sign-in is required';
const ROWS = [
  ['all of it', {}, null],
  ['a passkey', { amr: ['pop', 'user', 'mfa'], acr: 'phr' }, null],
  ['nine minutes ago', { auth_time: now() - 540 }, null],
  ['no amr', { amr: undefined }, STRONGER],
  ['a password', { amr: ['pwd'], acr: '1fa' }, STRONGER],
  ['amr as a text', { amr: 'mfa' }, STRONGER],
  ['amr with a number', { amr: ['mfa', 1] }, STRONGER],
  ['amr as an object', { amr: { mfa: true } }, STRONGER],
  ['no acr', { acr: undefined }, STRONGER],
  ['another acr', { acr: '1fa' }, STRONGER],
  ['acr as a list', { acr: ['2fa'] }, STRONGER],
  ['no auth_time', { auth_time: undefined }, RECENT],
  ['eleven minutes ago', { auth_time: now() - 660 }, RECENT],
  ['auth_time as a text', { auth_time: String(now()) }, RECENT],
  ['auth_time to come', { auth_time: now() + 3600 }, RECENT],
  ['a negative auth_time', { auth_time: -now() }, RECENT],
  ['auth_time in milliseconds', { auth_time: Date.now() }, RECENT],
];

describe('a server with demands', () => {
  const args = [
    ...['--require-methods', 'mfa', '--require-acr', '2fa, phr'],
    ...['--require-auth-age', '10m'],
  ];
  let whole;
  let issuer;
  let node;
  let people;
  before(async () => {
    whole = await startServer({ env, args });
    issuer = await startServer({ env, args: ['--role', 'auth'] });
    node = await startServer({
      args: ['--role', 'tasks', '--jwks-url', `${issuer.url}/api/auth/jwks`, ...args],
    });
    people = [await newPerson(whole, 'Ann'), await newPerson(issuer, 'Bob')];
    await until('the node has keys', async () => {
      return (await send(node.url, { path: '/readyz' })).status === 200;
    });
  });
  after(() => Promise.all([whole, issuer, node].map((server) => server?.stop())));

  // The server that is asked, the issuer of its tokens, and their person.
  const places = () => [
    ['in one process', whole, whole, people[0]],
    ['a task node', node, issuer, people[1]],
  ];

  for (const [name, change, refused] of ROWS)
    it(`${refused ? 'refuses' : 'accepts'} ${name}`, async () => {
      for (const [where, server, signer, person] of places()) {
        const token = await resigned(signer, person.jwt, { ...strong(), ...change });
        for (let again = 0; again < 2; again++) {
          const got = await listOf(server, person, token);
          const passed = await ask(server, [bearer(token)]);
          assert.equal(got.status, refused ? 401 : 200, where);
          assert.equal(passed.status, got.status, where);
          if (!refused) continue;
          const expected = {
            error: 'insufficient_user_authentication',
            error_description: refused,
            acr_values: '2fa phr',
            amr_values: 'mfa',
            max_age: '600',
          };
          assert.deepEqual(challenge(got), expected, where);
          assert.deepEqual(challenge(passed), expected, where);
          assert.equal(got.json.detail, 'Sign in again');
          assert.equal(got.json.type, '/api/docs#problem-stronger-sign-in');
          assert.equal(passed.get('remote-user'), undefined);
        }
      }
    });

  it('says nothing of its demands to whoever has no token', async () => {
    for (const [where, server, , person] of places())
      for (const token of [undefined, tampered(person.jwt), 'a.b.c']) {
        const got = await listOf(server, person, token);
        assert.equal(got.status, 401, where);
        assert.equal(got.get('www-authenticate'), 'Bearer', where);
        assert.equal(got.json.detail, 'Not authenticated');
      }
  });

  it('refuses another person of a strong sign-in, as ever', async () => {
    const token = await resigned(whole, people[0].jwt, { ...strong(), sub: 'someone' });
    assert.equal((await listOf(whole, people[0], token)).status, 403);
  });

  it('lets pages of other origins read what it demands', async () => {
    const trusting = await startServer({
      env: { ...env, BETTER_AUTH_TRUSTED_ORIGINS: 'https://app.example' },
      args,
    });
    try {
      const cat = await newPerson(trusting, 'Cat');
      const got = await callTasks(trusting, 'GET', cat.tasks, {
        token: cat.jwt,
        headers: [['Origin', 'https://app.example']],
      });
      assert.equal(got.status, 401);
      assert.match(got.get('access-control-expose-headers'), /\bwww-authenticate\b/);
    } finally {
      await trusting.stop();
    }
  });

  it('does not start with demands that nobody can read', () => {
    for (const [flag, value] of [
      ['--require-methods', 'mfa,,otp'],
      ['--require-methods', 'mf"a'],
      ['--require-acr', 'a b'],
      ['--require-acr', '1,2,3,4,5,6,7,8,9'],
      ['--require-auth-age', '0'],
    ]) {
      const done = run(
        ['serve', '--data', temporaryDirectory(), '--listen', '127.0.0.1:0'].concat([flag, value]),
        { env },
      );
      assert.ok([64, 78].includes(done.code), `${flag} ${value}: ${JSON.stringify(done)}`);
    }
  });
});

describe('the location of a proxy', () => {
  const SIGN_IN = 'https://login.example/sign-in';
  let server;
  let client;
  let ann;
  let cookie;
  before(async () => {
    server = await startServer({
      env: {
        ...env,
        OSTIARY_SIGN_IN_URL: SIGN_IN,
        OSTIARY_TRUSTED_PROXIES: '127.0.0.1',
        BETTER_AUTH_TRUSTED_ORIGINS: 'https://app.example',
      },
    });
    client = new FactorClient(server);
    await client.signUp();
    ann = await newPerson(server, 'Ann');
    cookie = ['Cookie', ann.cookie];
  });
  after(() => server?.stop());

  const withCookies = (who) => [
    'Cookie',
    [...who.jar].map(([name, value]) => `${name}=${value}`).join('; '),
  ];

  it('hears how the person signed in, and nothing of what the client says', async () => {
    for (const headers of [[bearer(ann.jwt)], [cookie]]) {
      const got = await ask(server, [
        ...headers,
        ['Remote-Amr', 'mfa'],
        ['X-Auth-Request-Amr', 'mfa'],
      ]);
      assert.equal(got.status, 200);
      assert.equal(got.get('remote-amr'), 'pwd');
      assert.equal(got.get('x-auth-request-amr'), 'pwd');
    }
  });

  it('hears the methods of a token whole or not at all', async () => {
    for (const [amr, expected] of [
      [['pwd', 'otp', 'mfa'], 'pwd,otp,mfa'],
      [['a-b_c'], 'a-b_c'],
      [[], undefined],
      [undefined, undefined],
      ['mfa', undefined],
      [['pwd', 'x,mfa'], undefined],
      [['pwd', 'x\r\nRemote-User: root'], undefined],
      [['pwd', ''], undefined],
      [['pwd', ' mfa'], undefined],
      [['pwd', 7], undefined],
    ]) {
      const got = await ask(server, [bearer(await resigned(server, ann.jwt, { amr }))], '');
      assert.equal(got.status, 200, JSON.stringify(amr));
      assert.equal(got.get('remote-amr'), expected, JSON.stringify(amr));
      assert.equal(got.get('remote-user'), ann.id);
    }
  });

  it('can demand more than the server does', async () => {
    await client.enrol();
    for (const [query, one, two] of [
      ['', 200, 200],
      ['?require_methods=pwd', 200, 200],
      ['?require_methods=pwd,otp', 401, 200],
      ['?require_methods=mfa', 401, 200],
      ['?require_methods=pop', 401, 401],
      ['?require_acr=2fa,phr', 401, 200],
      ['?require_acr=phr', 401, 401],
      ['?require_auth_age=3600', 200, 200],
      ['?require_methods=mfa&require_auth_age=3600&x=y', 401, 200],
    ]) {
      assert.equal((await ask(server, [cookie], query)).status, one, query);
      assert.equal((await ask(server, [bearer(ann.jwt)], query)).status, one, query);
      assert.equal((await ask(server, [withCookies(client)], query)).status, two, query);
    }
    const refused = challenge(await ask(server, [cookie], '?require_acr=2fa,phr'));
    assert.equal(refused.acr_values, '2fa phr');
    assert.equal(refused.max_age, undefined);
  });

  it('judges the age of a session', async () => {
    const old = ['Cookie', (await newPerson(server, 'Old')).cookie];
    sql.execute(
      server.database,
      `update ostiary_session_proof set password_ms = password_ms - 3600000
        where session_id in (select id from session where "userId" in
          (select id from "user" where name = 'Old'))`,
    );
    assert.equal((await ask(server, [old], '?require_auth_age=3700')).status, 200);
    const got = await ask(server, [old], '?require_auth_age=600');
    assert.equal(got.status, 401);
    assert.equal(challenge(got).max_age, '600');
    assert.equal(challenge(got).error_description, RECENT);
  });

  it('falls back on the session when the token is too weak', async () => {
    const got = await ask(server, [bearer(ann.jwt), withCookies(client)], '?require_methods=mfa');
    assert.equal(got.status, 200);
    assert.match(got.get('remote-amr'), /mfa/);
  });

  it('must be readable, and is that of the proxy alone', async () => {
    for (const query of [
      '?require_methods=',
      '?require_methods=a%22b',
      '?require_auth_age=0',
      '?require_auth_age=1h',
      '?require_auth_age=-1',
      '?require_method=mfa',
      '?require_acr=2fa&require_acr=phr',
    ])
      assert.equal((await ask(server, [cookie], query)).status, 400, query);
    // Envoy puts the path of the client behind its own.
    assert.equal((await ask(server, [cookie], '/?require_methods=mfa')).status, 200);
    assert.equal((await ask(server, [cookie], '/a?require_methods=')).status, 200);
  });

  it('sends a browser to sign in again', async () => {
    const page = Object.entries({
      Accept: 'text/html',
      'X-Forwarded-Method': 'GET',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'app.example',
      'X-Forwarded-Uri': '/a',
    });
    const next = `next=${encodeURIComponent('https://app.example/a')}`;
    const weak = await ask(server, [...page, cookie], '?require_methods=mfa');
    assert.equal(weak.status, 302);
    assert.equal(weak.get('location'), `${SIGN_IN}?prompt=login&${next}`);
    const nobody = await ask(server, page, '?require_methods=mfa');
    assert.equal(nobody.get('location'), `${SIGN_IN}?${next}`);
  });
});

describe('ostiary token', () => {
  let server;
  let file;
  let token;
  before(async () => {
    server = await startServer({ env });
    const { text } = await send(server.url, { path: '/api/auth/jwks' });
    file = path.join(temporaryDirectory(), 'jwks.json');
    fs.writeFileSync(file, text);
    token = (await newPerson(server, 'Ann')).jwt;
  });
  after(() => server?.stop());

  it('judges what a policy demands of the sign-in', () => {
    const later = String(now() + 700);
    for (const [flags, word, code] of [
      [[], 'ok', 0],
      [['--methods', 'pwd'], 'ok', 0],
      [['--methods', 'pwd,mfa'], 'missing-method', 1],
      [['--acr', '2fa,1fa'], 'ok', 0],
      [['--acr', '2fa'], 'wrong-class', 1],
      [['--auth-age', '600'], 'ok', 0],
      [['--auth-age', '600', '--at', later], 'auth-too-old', 1],
      [['--auth-age', '0'], '', 64],
      [['--auth-age', 'x'], '', 64],
      [['--methods', ''], '', 64],
      [['--methods', 'pwd,'], '', 64],
    ]) {
      const done = run(['token', 'verify', '--jwks', file, ...flags], { input: token });
      assert.equal(done.code, code, `${flags}: ${JSON.stringify(done)}`);
      assert.equal(done.stdout.split('\n')[0], word, `${flags}`);
    }
    const [, claims] = run(['token', 'decode'], { input: token }).stdout.split('\n');
    assert.deepEqual(JSON.parse(claims).amr, ['pwd']);
  });
});
