// Pages of trusted origins may call both APIs from their own origin; other pages may not. And wrong
// passwords make an account wait, alike for accounts that are not there.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { send } from './lib/http.mjs';
import { startServer } from './lib/server.mjs';

const APP = 'https://app.example.org';
const JSON_TYPE = ['content-type', 'application/json'];

const preflight = (url, path, origin) =>
  send(url, {
    method: 'OPTIONS',
    path,
    headers: [
      ['origin', origin],
      ['access-control-request-method', 'POST'],
    ],
  });

test('cross-origin requests', async (t) => {
  const server = await startServer({
    env: { BETTER_AUTH_TRUSTED_ORIGINS: `${APP},https://*.example.com` },
  });
  t.after(() => server.stop());

  await t.test('a preflight of a trusted origin is answered on both sides', async () => {
    for (const path of ['/api/auth/sign-in/email', '/api/users/u/tasks']) {
      for (const origin of [APP, 'https://a.example.com']) {
        const answer = await preflight(server.url, path, origin);
        assert.equal(answer.status, 204);
        assert.equal(answer.get('access-control-allow-origin'), origin);
        assert.equal(answer.get('access-control-allow-credentials'), 'true');
        assert.match(answer.get('access-control-allow-headers'), /authorization/);
        assert.equal(answer.get('vary'), 'origin, access-control-request-headers');
      }
    }
  });

  await t.test('a preflight may ask for any header that has a name', async () => {
    const ask = async (names) => {
      const answer = await send(server.url, {
        method: 'OPTIONS',
        path: '/api/auth/sign-in/email',
        headers: [
          ['origin', APP],
          ['access-control-request-method', 'POST'],
          ['access-control-request-headers', names],
        ],
      });
      assert.equal(answer.status, 204);
      assert.equal(answer.get('vary'), 'origin, access-control-request-headers');
      return answer.get('access-control-allow-headers');
    };
    const asked = 'baggage,content-type, sentry-trace';
    assert.equal(await ask(asked), asked);
    assert.equal(await ask('baggage,\tcontent-type'), 'baggage, content-type');
    for (const bad of ['content\ttype', 'content type', 'a;b', 'a,,b', '"x"'])
      assert.equal(await ask(bad), 'authorization, content-type', bad);
  });

  await t.test('when to try again can be read by a trusted origin, and by no other', async () => {
    const names = ['retry-after', 'x-retry-after', 'x-request-id'];
    const body = JSON.stringify({ email: 'nobody@example.com', password: 'wrong' });
    const ask = (origin) =>
      send(server.url, {
        method: 'POST',
        path: '/api/auth/sign-in/email',
        headers: [JSON_TYPE, ['origin', origin]],
        body,
      });
    let answer;
    for (let i = 0; i < 12 && answer?.status !== 429; i++) answer = await ask(APP);
    assert.equal(answer.status, 429);
    assert.equal(answer.get('access-control-expose-headers'), names.join(', '));
    assert.ok(names.every((name) => answer.get(name)));
    const other = await ask('https://evil.example');
    assert.equal(other.get('access-control-expose-headers'), undefined);
  });

  await t.test('a refusal for size can be read by a trusted origin as well', async () => {
    for (const path of ['/api/auth/sign-in/email', '/api/users/u/tasks']) {
      const ask = (origin) =>
        send(server.url, {
          method: 'POST',
          path,
          headers: [JSON_TYPE, ['origin', origin]],
          body: ' '.repeat(70_000),
        });
      const answer = await ask(APP);
      assert.equal(answer.status, 413);
      assert.equal(answer.get('access-control-allow-origin'), APP);
      const other = await ask('https://evil.example');
      assert.equal(other.status, 413);
      assert.equal(other.get('access-control-allow-origin'), undefined);
    }
  });

  await t.test('that of another is not', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      `${APP}.evil.example`,
      'https://example.com',
      '*',
      'https://a\t.example.com',
    ]) {
      const answer = await preflight(server.url, '/api/auth/sign-in/email', origin);
      assert.equal(answer.status, 404, origin);
      assert.equal(answer.get('access-control-allow-origin'), undefined, origin);
    }
  });

  await t.test('an answer can be read by a trusted origin, a refusal too', async () => {
    const read = (origin) =>
      send(server.url, { path: '/api/auth/token', headers: [['origin', origin]] });
    const trusted = await read(APP);
    assert.equal(trusted.status, 401);
    assert.equal(trusted.get('access-control-allow-origin'), APP);
    assert.equal(
      (await read('https://evil.example')).get('access-control-allow-origin'),
      undefined,
    );
  });

  await t.test('a shared cache learns where the answer depends on who asks', async () => {
    const read = (path, origin, more = []) =>
      send(server.url, { path, headers: [...(origin ? [['origin', origin]] : []), ...more] });
    const { etag } = Object.fromEntries(
      (await read('/api/auth/jwks')).headers.map(([name, value]) => [name.toLowerCase(), value]),
    );
    for (const path of ['/api/auth/jwks', '/api/auth/.well-known/openid-configuration']) {
      for (const [origin, allowed] of [
        [APP, APP],
        ['https://evil.example', '*'],
        [null, '*'],
      ]) {
        const answer = await read(path, origin);
        assert.equal(answer.status, 200);
        assert.deepEqual(answer.all('access-control-allow-origin'), [allowed], `${path} ${origin}`);
        assert.deepEqual(answer.all('vary'), ['origin'], `${path} ${origin}`);
      }
    }
    const same = await read('/api/auth/jwks', 'https://evil.example', [['if-none-match', etag]]);
    assert.equal(same.status, 304);
    assert.deepEqual(same.all('vary'), ['origin']);
    for (const path of ['/.well-known/jwks.json', '/.well-known/openid-configuration']) {
      for (const origin of [APP, 'https://evil.example', null]) {
        const answer = await read(path, origin);
        assert.deepEqual(answer.all('access-control-allow-origin'), ['*'], `${path} ${origin}`);
        assert.deepEqual(answer.all('vary'), [], 'the answer is the same for every client');
      }
    }
  });
});

test('wrong passwords make an account wait', async (t) => {
  const server = await startServer({});
  t.after(() => server.stop());
  const post = (path, body) =>
    send(server.url, {
      method: 'POST',
      path: `/api/auth${path}`,
      headers: [JSON_TYPE],
      body: JSON.stringify(body),
    });
  const password = 'correct horse';
  await post('/sign-up/email', { name: 'A', email: 'a@example.com', password });

  for (const email of ['a@example.com', 'nobody@example.com']) {
    for (let i = 0; i < 10; i++)
      assert.equal((await post('/sign-in/email', { email, password: `wrong${i}` })).status, 401);
    const answer = await post('/sign-in/email', { email: email.toUpperCase(), password });
    assert.equal(answer.status, 429);
    assert.equal(answer.get('retry-after'), '1');
    assert.deepEqual(answer.json, { message: 'Too many requests. Please try again later.' });
  }
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.equal((await post('/sign-in/email', { email: 'a@example.com', password })).status, 200);
});
