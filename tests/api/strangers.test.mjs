// What an attacker may want a user, or the server, to take for granted: headers that contradict
// each other, words in the issuer's name, names and pictures that are none.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { newPerson, postJson, SECRET } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

let server;
let ann;
let bea;
before(async () => {
  server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
  [ann, bea] = [await newPerson(server, 'Ann'), await newPerson(server, 'Bea')];
});
after(() => server?.stop());

const get = (path, headers = []) => send(server.url, { path: `/api/auth${path}`, headers });
const update = (body) => postJson(server, '/api/auth/update-user', body, [bearer(ann.session)]);

describe('a session token', () => {
  it('counts when there is one, and of two neither', async () => {
    assert.equal((await get('/get-session', [bearer(ann.session)])).json.user.id, ann.id);
    for (const second of [ann, bea])
      assert.equal(
        (await get('/get-session', [bearer(ann.session), bearer(second.session)])).text,
        'null',
      );
    assert.equal((await get('/token', [bearer(ann.session)])).status, 200);
    assert.equal(
      (await get('/token', [bearer(ann.session), ['authorization', 'Basic eDp5']])).status,
      401,
    );
  });
});

describe('the error page', () => {
  it('shows codes, and nothing that a link says', async () => {
    const text = 'Your account was hacked, call 555-0100';
    const page = await get(
      `/error?error=INVALID_TOKEN&error_description=${encodeURIComponent(text)}`,
    );
    assert.equal(page.status, 200);
    assert.equal(page.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(page.get('x-frame-options'), 'DENY');
    assert.ok(
      page.text.includes('<code>INVALID_TOKEN</code>') &&
        page.text.includes('This link is not valid'),
    );
    assert.ok(!page.text.includes('hacked'));
    assert.ok(
      (await get(`/error?error=${encodeURIComponent(text)}`)).text.includes('<code>UNKNOWN</code>'),
    );
  });
});

describe('a profile', () => {
  it('has a name and a picture of a length that fits into a token', async () => {
    assert.equal(
      (await update({ name: 'N'.repeat(500), image: `https://example.com/${'i'.repeat(2028)}` }))
        .status,
      200,
    );
    assert.equal((await get('/token', [bearer(ann.session)])).status, 200);
    for (const bad of [
      { name: 'N'.repeat(501) },
      { image: `https://example.com/${'i'.repeat(2029)}` },
    ]) {
      const refused = await update(bad);
      assert.equal(refused.status, 400);
      assert.equal(refused.json.code, 'VALIDATION_ERROR');
    }
  });

  it('has no picture that is a program', async () => {
    assert.equal((await update({ image: 'data:image/png;base64,AA==' })).status, 200);
    const refused = await update({ image: 'java\tscript:alert(1)' });
    assert.equal(refused.status, 400);
    assert.equal(refused.json.message, '[body.image] Invalid URL');
  });

  it('has an address to which mail can be sent', async () => {
    const signUp = (email) =>
      postJson(server, '/api/auth/sign-up/email', {
        name: 'N',
        email,
        password: 'correct horse battery',
      });
    assert.equal((await signUp(`${'e'.repeat(242)}@example.com`)).status, 200);
    const refused = await signUp(`${'e'.repeat(243)}@example.com`);
    assert.equal(refused.status, 400);
    assert.equal(refused.json.message, '[body.email] Invalid email address');
  });
});

describe('a place to go back to', () => {
  it('fits into the answer, or is refused', async () => {
    const signIn = (callbackURL) =>
      postJson(server, '/api/auth/sign-in/email', {
        email: bea.email,
        password: bea.password,
        callbackURL,
      });
    const long = `/${'a'.repeat(4095)}`;
    assert.equal((await signIn(long)).get('location'), long);
    assert.equal((await signIn(`/${'\u00fc'.repeat(2047)}`)).get('location').length, 1 + 6 * 2047);
    assert.equal((await signIn(`${long}a`)).status, 403);
    const link = (url) => get(`/verify-email?token=x&callbackURL=${url}`);
    assert.equal((await link(long)).status, 302);
    assert.equal((await link(`${long}a`)).status, 403);
  });
});
