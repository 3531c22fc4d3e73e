// Forward authentication: what a proxy hears about a request of its own, as nginx, Traefik, Caddy
// and Envoy ask.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { send } from './lib/http.mjs';
import {
  expired,
  foreign,
  newPerson,
  postJson,
  resigned,
  SECRET,
  tampered,
} from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const SIGN_IN = 'https://login.example/sign-in';
const ask = (server, headers = [], { method = 'GET', path = '/forward-auth' } = {}) =>
  send(server.url, { method, path, headers });
const bearer = (token) => [['Authorization', `Bearer ${token}`]];

// The cookie of a new person, as a browser keeps it.
async function signUp(server, { name, email }) {
  const answer = await postJson(server, '/api/auth/sign-up/email', {
    name,
    email,
    password: 'a good password',
  });
  assert.equal(answer.status, 200, answer.text);
  const line = answer.headers.find(
    ([key, value]) => key.toLowerCase() === 'set-cookie' && value.includes('session_token'),
  );
  return {
    id: answer.json.user.id,
    session: answer.json.token,
    cookie: ['Cookie', line[1].split(';')[0]],
  };
}

let server;
let plain; // no proxy is declared
let ann;
before(async () => {
  const env = {
    BETTER_AUTH_SECRET: SECRET,
    OSTIARY_SIGN_IN_URL: SIGN_IN,
    BETTER_AUTH_TRUSTED_ORIGINS: 'https://app.example',
  };
  server = await startServer({ env: { ...env, OSTIARY_TRUSTED_PROXIES: '127.0.0.1' } });
  plain = await startServer({ env });
  ann = await newPerson(server, 'Ann');
});
after(async () => {
  await server?.stop();
  await plain?.stop();
});

function assertAnn(got) {
  assert.equal(got.status, 200);
  for (const [name, value] of [
    ['remote-user', ann.id],
    ['x-auth-request-user', ann.id],
    ['remote-email', ann.email],
    ['x-auth-request-email', ann.email],
    ['remote-name', 'Ann'],
    ['x-auth-request-preferred-username', 'Ann'],
    ['remote-email-verified', 'false'],
    ['x-auth-request-email-verified', 'false'],
  ])
    assert.equal(got.get(name), value, name);
  assert.equal(got.bytes.length, 0);
  assert.equal(got.get('cache-control'), 'no-store');
}

describe('a request with an access token', () => {
  it('passes, with who it is', async () => assertAnn(await ask(server, bearer(ann.jwt))));

  it('passes by any method and behind any path, as Envoy asks', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
      for (const path of [
        '/forward-auth',
        '/forward-auth/',
        '/forward-auth/a/b?c=d',
        '/forward-auth//x',
      ])
        assertAnn(await ask(server, bearer(ann.jwt), { method, path }));
    assert.equal(
      (await ask(server, bearer(ann.jwt), { path: '/forward-authx' })).status === 200,
      false,
    );
  });

  it('is refused when the token is not good, or not alone', async () => {
    for (const token of [
      tampered(ann.jwt),
      await expired(server, ann.jwt),
      await foreign(ann.jwt),
      ann.session,
      'x.y.z',
    ]) {
      const got = await ask(server, bearer(token));
      assert.equal(got.status, 401);
      assert.equal(got.get('www-authenticate'), 'Bearer');
      assert.equal(got.get('remote-user'), undefined);
      assert.equal(got.bytes.length, 0);
    }
    assert.equal((await ask(server, [...bearer(ann.jwt), ...bearer(ann.jwt)])).status, 401);
    assert.equal((await ask(server, [['Authorization', 'Basic eDp5']])).status, 401);
  });

  it('hears nothing of what the client says about itself', async () => {
    const got = await ask(server, [
      ...bearer(ann.jwt),
      ['Remote-User', 'root'],
      ['X-Auth-Request-User', 'root'],
    ]);
    assertAnn(got);
    assert.equal((await ask(server, [['Remote-User', 'root']])).status, 401);
  });

  it('is judged whatever its method', async () => {
    const methods = ['PROPFIND', 'REPORT', 'MKCOL', 'LOCK', 'SEARCH', 'OPTIONS', 'TRACE', 'brew'];
    for (const method of methods) {
      assertAnn(await ask(server, bearer(ann.jwt), { method, path: '/forward-auth/dav/' }));
      const got = await ask(server, [], { method, path: '/forward-auth/dav/' });
      assert.equal(got.status, 401, method);
    }
    assert.equal((await ask(server, bearer(ann.jwt), { method: 'HEAD' })).status, 200);
  });

  it('passes only when its identifiers are those of one user', async () => {
    const judged = async (change) => {
      const got = await ask(server, bearer(await resigned(server, ann.jwt, change)));
      assert.equal(got.get('remote-user') === undefined, got.status === 401);
      return got;
    };
    for (const sub of ['admin', 'ad min', 'auth0|5', 'Zoë', 'a'.repeat(2048)]) {
      const got = await judged({ sub });
      assert.equal(got.status, 200, JSON.stringify(sub));
      assert.equal(got.get('remote-user'), sub);
    }
    for (const odd of ['admin ', ' admin', '\0admin', 'admin\n', 'ad\tmin', 'ad\x7fmin'].concat([
      'admin\u0085',
      '\u00a0admin',
      ...[...'\u1680\u2000\u2003\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'].map(
        (c) => `admin${c}`,
      ),
      'a'.repeat(2049),
    ])) {
      assert.equal((await judged({ sub: odd })).status, 401, JSON.stringify(odd));
      assert.equal((await judged({ email: odd })).status, 401, JSON.stringify(odd));
    }
  });
});

describe('a request with a session cookie', () => {
  it('passes, until the session is over, and no cookie is touched', async () => {
    const bob = await signUp(server, { name: 'Bob', email: 'bob@forward.example' });
    const good = await ask(server, [bob.cookie]);
    assert.equal(good.status, 200);
    assert.equal(good.get('remote-user'), bob.id);
    assert.equal(good.get('remote-email'), 'bob@forward.example');
    assert.equal((await ask(server, [bob.cookie], { method: 'POST' })).status, 200);
    const token = bob.cookie[1];
    assert.equal((await ask(server, [['Cookie', `${token}x`]])).status, 401);
    const out = await send(server.url, {
      method: 'POST',
      path: '/api/auth/sign-out',
      headers: [bob.cookie, ['Origin', server.ready.url]],
    });
    assert.equal(out.status, 200, out.text);
    const gone = await ask(server, [bob.cookie]);
    assert.equal(gone.status, 401);
    for (const got of [good, gone]) assert.equal(got.get('set-cookie'), undefined);
  });

  it('passes whatever else stands in Authorization', async () => {
    const cat = await signUp(server, { name: 'Cat', email: 'cat@forward.example' });
    const foreigners = [
      'Basic YTpi',
      'Token abc',
      'Bearer app.own.token',
      'Digest x="y"',
      'Bearer',
    ];
    for (const value of [...foreigners, `Bearer ${await foreign(ann.jwt)}`]) {
      const got = await ask(server, [cat.cookie, ['Authorization', value]]);
      assert.equal(got.status, 200, value);
      assert.equal(got.get('remote-user'), cat.id);
      const without = await ask(server, [['Authorization', value]]);
      assert.equal(without.status, 401, value);
      const broken = [
        ['Cookie', `${cat.cookie[1]}x`],
        ['Authorization', value],
      ];
      assert.equal((await ask(server, broken)).status, 401, value);
    }
    assertAnn(await ask(server, [cat.cookie, ...bearer(ann.jwt)]));
    assert.equal((await ask(server, bearer(cat.session))).status, 401);
  });

  it('carries names that cannot end a header', async () => {
    const eve = await signUp(server, {
      name: 'Eve\r\nRemote-User: root\t\u00fc\u0085',
      email: 'eve@forward.example',
    });
    const got = await ask(server, [eve.cookie]);
    assert.equal(got.status, 200);
    assert.equal(got.get('remote-user'), eve.id);
    assert.equal(got.headers.filter(([name]) => name.toLowerCase() === 'remote-user').length, 1);
    assert.match(got.get('remote-name'), /^Eve {2}Remote-User: root /);
  });
});

describe('a browser that is not signed in', () => {
  const page = (more = {}) =>
    Object.entries({
      Accept: 'text/html,*/*',
      'X-Forwarded-Method': 'GET',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'app.example',
      'X-Forwarded-Uri': '/a?b=c&d',
      ...more,
    }).filter(([, value]) => value !== null);

  it('is sent to sign in, and back to where it was', async () => {
    const got = await ask(server, page());
    assert.equal(got.status, 302);
    assert.equal(
      got.get('location'),
      `${SIGN_IN}?next=${encodeURIComponent('https://app.example/a?b=c&d')}`,
    );
    assert.equal((await ask(server, [...page(), ...bearer(tampered(ann.jwt))])).status, 302);
    assert.equal((await ask(server, [...page(), ...bearer(ann.jwt)])).status, 200);
  });

  it('is sent back to trusted origins only', async () => {
    for (const more of [
      { 'X-Forwarded-Host': 'evil.example' },
      { 'X-Forwarded-Proto': 'javascript' },
      { 'X-Forwarded-Host': 'app.example@evil.example' },
      { 'X-Forwarded-Host': 'app.example.evil.example' },
      { 'X-Forwarded-Uri': 'x' },
      { 'X-Forwarded-Proto': null },
      { 'X-Forwarded-Proto': 'http' },
    ]) {
      const got = await ask(server, page(more));
      assert.equal(got.status, 302);
      assert.equal(got.get('location'), SIGN_IN, JSON.stringify(more));
    }
  });

  it('is not redirected but answered with 401 when it wants no page or names no page', async () => {
    for (const more of [
      { Accept: 'application/json' },
      { 'X-Forwarded-Method': 'POST' },
      { 'X-Forwarded-Uri': null },
    ])
      assert.equal((await ask(server, page(more))).status, 401, JSON.stringify(more));
    assert.equal((await ask(server, page(), { method: 'POST' })).status, 401);
    assert.equal((await ask(server, [['Accept', 'text/html']])).status, 401, 'as nginx needs it');
  });

  it('is answered with 401 where no proxy is declared, whatever the headers say', async () => {
    assert.equal((await ask(plain, page())).status, 401);
  });
});

it('a task node answers for tokens, and knows no sessions', async (t) => {
  const node = await startServer({
    args: ['--role', 'tasks', '--jwks-url', `${server.url}/api/auth/jwks`],
  });
  t.after(() => node.kill());
  const bob = await signUp(server, { name: 'Rob', email: 'rob@forward.example' });
  for (let i = 0; i < 100 && (await ask(node, bearer(ann.jwt))).status === 503; i++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  assertAnn(await ask(node, bearer(ann.jwt)));
  assert.equal((await ask(node, bearer(tampered(ann.jwt)))).status, 401);
  assert.equal((await ask(node, [bob.cookie])).status, 401);
  const alone = await startServer({
    args: ['--role', 'tasks', '--jwks-url', 'http://127.0.0.1:1/jwks'],
  });
  t.after(() => alone.kill());
  assert.equal((await ask(alone, bearer(ann.jwt))).status, 503);
});
