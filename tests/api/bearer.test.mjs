// Session tokens in the hands of scripts: given and accepted unless the operator turns that off.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { callTasks, postJson } from './lib/people.mjs';
import { serverFor } from './lib/server.mjs';
import { logged } from './lib/until.mjs';

const started = (t, env) => serverFor(t, { env });

const cookiesOf = (answer) =>
  answer
    .all('set-cookie')
    .map((line) => line.split(';')[0])
    .join('; ');

async function signedUp(server) {
  const answer = await postJson(server, '/api/auth/sign-up/email', {
    name: 'Ada',
    email: 'ada@example.com',
    password: 'correct horse battery',
  });
  assert.equal(answer.status, 200);
  return { answer, token: answer.json.token, cookie: cookiesOf(answer) };
}

const session = (server, headers) => send(server.url, { path: '/api/auth/get-session', headers });

describe('the bearer plugin', () => {
  it('on: the token is in a header, and is accepted plain and signed', async (t) => {
    const server = await started(t, {});
    const { answer, token } = await signedUp(server);
    const signed = answer.get('set-auth-token');
    assert.match(answer.get('access-control-expose-headers'), /set-auth-token/);
    for (const given of [token, signed])
      assert.equal((await session(server, [bearer(given)])).json.user.email, 'ada@example.com');
  });

  it('off: no header has it, and neither form opens a session; the cookie does', async (t) => {
    const server = await started(t, { OSTIARY_BEARER: 'off' });
    const { answer, token, cookie } = await signedUp(server);
    const signed = decodeURIComponent(cookie.match(/session_token=([^;]*)/)[1]);
    assert.equal(answer.get('set-auth-token'), undefined);
    assert.doesNotMatch(answer.get('access-control-expose-headers') ?? '', /set-auth-token/);
    for (const given of [token, signed])
      assert.equal((await session(server, [bearer(given)])).json, null);
    // The text of the body without its signature is no cookie either.
    const bare = cookie.replace(/session_token=[^;]*/, `session_token=${token}`);
    assert.equal((await session(server, [['Cookie', bare]])).json, null);
    const held = await session(server, [['Cookie', cookie]]);
    assert.equal(held.json.user.email, 'ada@example.com');
    assert.equal(held.get('set-auth-token'), undefined);
  });

  it('off: a bearer token that is not read does not replace the cookie', async (t) => {
    const server = await started(t, { OSTIARY_BEARER: 'off' });
    const { cookie } = await signedUp(server);
    const both = await session(server, [bearer('x'.repeat(32)), ['Cookie', cookie]]);
    assert.equal(both.json.user.email, 'ada@example.com');
  });

  it('off: access tokens open the task API as before', async (t) => {
    const server = await started(t, { OSTIARY_BEARER: 'off' });
    const { answer } = await signedUp(server);
    const tasks = await callTasks(server, 'GET', `/api/users/${answer.json.user.id}/tasks`, {
      token: answer.get('set-auth-jwt'),
    });
    assert.equal(tasks.status, 200);
  });
});

describe('HSTS', () => {
  for (const [setting, sent] of [
    ['on', 'max-age=63072000; includeSubDomains'],
    ['off', 'max-age=63072000'],
  ])
    it(`covers the subdomains when the setting is ${setting}`, async (t) => {
      const server = await started(t, {
        BETTER_AUTH_URL: 'https://auth.example.com',
        OSTIARY_HSTS_SUBDOMAINS: setting,
      });
      const answer = await send(server.url, { path: '/api/auth/ok' });
      assert.equal(answer.get('strict-transport-security'), sent);
    });
});

describe('a refused origin', () => {
  it('is in the log, with what is trusted and the setting, without its path', async (t) => {
    const server = await started(t, { BETTER_AUTH_TRUSTED_ORIGINS: 'https://b.example' });
    const refused = await postJson(server, '/api/auth/sign-out', {}, [
      ['Referer', 'https://a.example/path?token=hidden'],
      ['Cookie', 'a=b'],
    ]);
    assert.equal(refused.status, 403);
    const line = await logged(server, (one) => one.status === 403);
    assert.equal(line.origin, 'https://a.example');
    assert.equal(line.reason, 'INVALID_ORIGIN');
    assert.match(line.trusted, /^http:\/\/127\.0\.0\.1:\d+ https:\/\/b\.example /);
    assert.match(line.setting, /BETTER_AUTH_URL.*BETTER_AUTH_TRUSTED_ORIGINS/);
    assert.doesNotMatch(JSON.stringify(server.logs), /hidden/);
  });

  it('is not when it is trusted', async (t) => {
    const server = await started(t, { BETTER_AUTH_TRUSTED_ORIGINS: 'https://b.example' });
    const passed = await postJson(server, '/api/auth/sign-out', {}, [
      ['Origin', 'https://b.example'],
      ['Cookie', 'a=b'],
    ]);
    assert.notEqual(passed.status, 403);
    assert.ok(server.logs.every((one) => one.origin === undefined));
  });
});
