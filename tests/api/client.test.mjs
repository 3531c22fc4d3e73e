// The official better-auth client and jose, as a browser and a resource server would use them.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { createAuthClient } from 'better-auth/client';
import { jwtClient } from 'better-auth/client/plugins';
import { createRemoteJWKSet, jwtVerify } from 'jose';

import { Browser } from './lib/browser.mjs';
import { Jar } from './lib/jar.mjs';
import { callTasks } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const DEVICE = 'better-auth.device';

describe('the official client', () => {
  let server;
  let browser;
  let client;
  const mira = {
    name: 'Mira Žáková',
    email: 'Mira@Example.com',
    password: 'correct horse battery',
  };

  before(async () => {
    server = await startServer();
    browser = new Browser(server.url);
    client = createAuthClient({
      baseURL: server.url,
      plugins: [jwtClient()],
      fetchOptions: { customFetchImpl: browser.fetch },
    });
  });
  after(() => server?.stop());

  it('has no session before sign-in', async () => {
    const { data, error } = await client.getSession();
    assert.equal(error, null);
    assert.equal(data, null);
    assert.equal((await client.token()).error.status, 401);
  });

  it('signs up, gets the cookie, and the JWT in a header', async () => {
    const { data, error } = await client.signUp.email(mira);
    assert.equal(error, null);
    assert.match(data.token, /^[A-Za-z0-9]{32}$/);
    assert.equal(data.user.email, 'mira@example.com');
    assert.equal(data.user.name, mira.name);
    assert.equal(data.user.emailVerified, false);
    assert.ok(data.user.createdAt instanceof Date);
    assert.ok(browser.jar.has('better-auth.session_token'));
    const { payload } = await verified(browser.last.get('set-auth-jwt'));
    assert.equal(payload.sub, data.user.id);
    assert.equal(browser.last.get('access-control-expose-headers'), 'set-auth-jwt, set-auth-token');
  });

  it('refuses the same address again, with a clear error and no second account', async () => {
    const { data, error } = await client.signUp.email({ ...mira, email: 'mira@EXAMPLE.com' });
    assert.equal(data, null);
    assert.equal(error.status, 422);
    assert.equal(error.code, 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL');
    assert.equal(error.message, 'User already exists. Use another email.');
  });

  it('reads the session', async () => {
    const { data, error } = await client.getSession();
    assert.equal(error, null);
    assert.equal(data.user.email, 'mira@example.com');
    assert.equal(data.session.userId, data.user.id);
    assert.ok(data.session.expiresAt - Date.now() > 6.9 * 86_400_000);
    assert.match(data.session.userAgent, /Firefox/);
  });

  it('gets a token that jose verifies from the published keys', async () => {
    const { data, error } = await client.token();
    assert.equal(error, null);
    const { payload, protectedHeader } = await verified(data.token);
    const session = await client.getSession();
    assert.equal(payload.sub, session.data.user.id);
    assert.equal(payload.iss, server.url);
    assert.equal(payload.aud, server.url);
    assert.equal(payload.exp - payload.iat, 24 * 3600);
    assert.ok(Math.abs(payload.iat - Date.now() / 1000) < 5);
    assert.deepEqual(Object.keys(protectedHeader), ['alg', 'kid']);
    assert.equal(protectedHeader.alg, 'RS256');
  });

  it('jose refuses the same token with one character changed', async () => {
    const { data } = await client.token();
    const at = data.token.lastIndexOf('.') + 20;
    const other = data.token[at] === 'A' ? 'B' : 'A';
    const bad = data.token.slice(0, at) + other + data.token.slice(at + 1);
    await assert.rejects(verified(bad), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  });

  it('reads the published keys through the client', async () => {
    const { data, error } = await client.jwks();
    assert.equal(error, null);
    assert.equal(data.keys.length, 1);
    assert.deepEqual(Object.keys(data.keys[0]), ['alg', 'kty', 'n', 'e', 'use', 'kid']);
  });

  it('the task API accepts the token and nothing else of the session', async () => {
    const { data } = await client.token();
    const {
      data: { user },
    } = await client.getSession();
    const path = `/api/users/${user.id}/tasks`;
    const made = await callTasks(server, 'POST', path, {
      token: data.token,
      body: { title: 'Wash' },
    });
    assert.equal(made.status, 201, made.text);
    const list = await callTasks(server, 'GET', path, { token: data.token });
    assert.equal(list.status, 200);
    assert.deepEqual(list.json, [made.json]);
    const cookies = browser.jar.text;
    const byCookie = await callTasks(server, 'GET', path, { headers: [['Cookie', cookies]] });
    assert.equal(byCookie.status, 401);
  });

  it('signs out, and the old cookie is dead', async () => {
    const before = new Jar(browser.jar);
    const { data, error } = await client.signOut();
    assert.equal(error, null);
    assert.deepEqual(data, { success: true });
    assert.deepEqual([...browser.jar.keys()], [DEVICE], 'a device stays known');
    browser.jar = before;
    assert.equal((await client.getSession()).data, null);
    assert.equal((await client.token()).error.status, 401);
    browser.jar.clear();
  });

  it('gives one answer for a wrong password and for an unknown address', async () => {
    const wrong = await client.signIn.email({ email: mira.email, password: 'not the password' });
    const wrongBody = browser.last.text;
    const unknown = await client.signIn.email({
      email: 'nobody@example.com',
      password: mira.password,
    });
    assert.equal(wrong.error.status, 401);
    assert.equal(wrong.error.code, 'INVALID_EMAIL_OR_PASSWORD');
    assert.equal(unknown.error.status, 401);
    assert.equal(browser.last.text, wrongBody);
  });

  it('refuses a bad address and a short password at sign-up', async () => {
    const address = await client.signUp.email({ ...mira, email: 'not an address' });
    assert.equal(address.error.status, 400);
    assert.equal(address.error.message, '[body.email] Invalid email address');
    const password = await client.signUp.email({
      ...mira,
      email: 'new@example.com',
      password: 'seven77',
    });
    assert.equal(password.error.code, 'PASSWORD_TOO_SHORT');
  });

  it('signs in again with a new session and a JWT in a header', async () => {
    const { data, error } = await client.signIn.email(mira);
    assert.equal(error, null);
    assert.equal(data.redirect, false);
    const { payload } = await verified(browser.last.get('set-auth-jwt'));
    assert.equal(payload.sub, data.user.id);
    assert.equal(payload.email, 'mira@example.com');
  });

  it('a session cookie alone survives without "remember me" until the browser closes', async () => {
    const { error } = await client.signIn.email({ ...mira, rememberMe: false });
    assert.equal(error, null);
    const lasting = browser.last.all('set-cookie').filter((line) => /Max-Age|Expires/i.test(line));
    assert.deepEqual(
      lasting.map((line) => line.split('=')[0]),
      [DEVICE],
      'the device is known for longer than the session',
    );
    assert.ok(browser.jar.has('better-auth.dont_remember'));
    assert.equal((await client.getSession()).data.user.email, 'mira@example.com');
  });

  it('is refused from a page of another origin', async () => {
    const evil = new Browser('https://evil.example');
    const page = createAuthClient({
      baseURL: server.url,
      plugins: [jwtClient()],
      fetchOptions: { customFetchImpl: evil.fetch },
    });
    const { error } = await page.signIn.email(mira);
    assert.equal(error.status, 403);
    assert.equal(error.code, 'INVALID_ORIGIN');
  });

  function verified(token) {
    const keys = createRemoteJWKSet(new URL(`${server.url}/api/auth/jwks`));
    return jwtVerify(token, keys, {
      issuer: server.url,
      audience: server.url,
      algorithms: ['RS256'],
    });
  }
});
