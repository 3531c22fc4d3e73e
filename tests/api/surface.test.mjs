// The official client does everything it can for people with an e-mail address and a password,
// against the server and against a real Better Auth: what it returns must be the same but for what
// is random.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { createAuthClient } from 'better-auth/client';
import { jwtClient } from 'better-auth/client/plugins';
import { createRemoteJWKSet, jwtVerify } from 'jose';

import { Browser } from './lib/browser.mjs';
import { SECRET } from './lib/people.mjs';
import { OF_OURS } from './lib/plain.mjs';
import { nodeWithSqlite } from './lib/server.mjs';
import { mailsOf, Sides } from './lib/sides.mjs';

const needsNode = nodeWithSqlite() ? false : 'needs Node 22.13 or newer, see package.json';
const env = { OSTIARY_CHANGE_EMAIL: 'on' };
const ann = { name: 'Ann Žáková', email: 'Ann@Example.com', password: 'correct horse' };

// A user's browser at one of the two servers, with the client in its page.
class Device {
  constructor({ server }) {
    this.server = server;
    this.browser = new Browser(server.url);
    this.client = createAuthClient({
      baseURL: server.url,
      plugins: [jwtClient()],
      fetchOptions: { customFetchImpl: this.browser.fetch },
    });
  }

  // A link of the newest mail, opened in the browser: where it leads.
  async open(link) {
    const answer = await this.browser.fetch(link);
    return { status: answer.status, location: answer.headers.get('location') };
  }

  get newestLink() {
    return mailsOf(this.server).at(-1).url;
  }

  get newestToken() {
    const { pathname, searchParams } = new URL(this.newestLink);
    return searchParams.get('token') ?? pathname.split('/').pop();
  }
}

// 422 has another name since RFC 9110.
const plainError = (error) =>
  error && {
    status: error.status,
    text: error.statusText.replace('Unprocessable Content', 'Unprocessable Entity'),
    code: error.code,
    message: error.message,
  };

// In this order; each gets the first device, the second, and what was kept.
const STEPS = [
  ['no user is signed in', (a) => a.client.getSession()],
  ['a token without a session', (a) => a.client.token()],
  ['a list without a session', (a) => a.client.listSessions()],
  ['sign-up', (a) => a.client.signUp.email({ ...ann, image: 'https://example.com/a.png' })],
  ['sign-up again', (a) => a.client.signUp.email(ann)],
  ['the session', (a) => a.client.getSession()],
  ['the token', (a) => a.client.token()],
  ['the keys', (a) => a.client.jwks()],
  [
    'the keys judge the token',
    async (a) => {
      const { data } = await a.client.token();
      const keys = createRemoteJWKSet(new URL(`${a.server.url}/api/auth/jwks`));
      const { payload } = await jwtVerify(data.token, keys, {
        issuer: a.server.url,
        audience: a.server.url,
      });
      return Object.keys(payload).filter((name) => !OF_OURS.includes(name));
    },
  ],
  [
    'a wrong password',
    (_, b) => b.client.signIn.email({ email: ann.email, password: 'wrong horse' }),
  ],
  [
    'sign-in elsewhere',
    (_, b) =>
      b.client.signIn.email({ email: ann.email, password: ann.password, rememberMe: false }),
  ],
  [
    'sign-in on the way somewhere',
    (_, b) =>
      b.client.signIn.email({ email: ann.email, password: ann.password, callbackURL: '/x' }),
  ],
  ['sessions', (a) => a.client.listSessions()],
  [
    'revoke one',
    async (a, b) =>
      a.client.revokeSession({ token: (await b.client.getSession()).data.session.token }),
  ],
  ['which is gone', (_, b) => b.client.getSession()],
  [
    'sign-in there again',
    (_, b) => b.client.signIn.email({ email: ann.email, password: ann.password }),
  ],
  ['revoke the others', (a) => a.client.revokeOtherSessions()],
  ['which are gone', (_, b) => b.client.getSession()],
  ['one is left', (a) => a.client.listSessions()],
  ['accounts', (a) => a.client.listAccounts()],
  ['another name', (a) => a.client.updateUser({ name: 'Ann II', image: null })],
  ['nothing to change', (a) => a.client.updateUser({})],
  ['the user is changed', (a) => a.client.getSession()],
  [
    'another password',
    (a) =>
      a.client.changePassword({ currentPassword: ann.password, newPassword: 'battery staple' }),
  ],
  [
    'a wrong one',
    (a) =>
      a.client.changePassword({ currentPassword: ann.password, newPassword: 'battery staple' }),
  ],
  [
    'and the others signed out',
    (a) =>
      a.client.changePassword({
        currentPassword: 'battery staple',
        newPassword: 'correct staple',
        revokeOtherSessions: true,
      }),
  ],
  ['the new session', (a) => a.client.getSession()],
  [
    'a mail to verify',
    (a) => a.client.sendVerificationEmail({ email: 'ann@example.com', callbackURL: '/verified' }),
  ],
  ['its link', (a) => a.open(a.newestLink)],
  ['verified by token', (a) => a.client.verifyEmail({ query: { token: a.newestToken } })],
  ['a bad token', (a) => a.client.verifyEmail({ query: { token: 'x' } })],
  [
    'another address',
    (a) => a.client.changeEmail({ newEmail: 'ann.two@example.com', callbackURL: '/changed' }),
  ],
  ['its link', (a) => a.open(a.newestLink)],
  ['the new address', (a) => a.client.getSession()],
  ['the same address', (a) => a.client.changeEmail({ newEmail: 'Ann.Two@example.com' })],
  [
    'forgotten',
    (_, b) => b.client.requestPasswordReset({ email: 'ann.two@example.com', redirectTo: '/reset' }),
  ],
  ['its link', (_, b) => b.open(b.newestLink)],
  [
    'reset',
    (_, b) => b.client.resetPassword({ newPassword: 'third password', token: b.newestToken }),
  ],
  [
    'reset again',
    (_, b) => b.client.resetPassword({ newPassword: 'third password', token: b.newestToken }),
  ],
  [
    'sign-in with it',
    (_, b) => b.client.signIn.email({ email: 'ann.two@example.com', password: 'third password' }),
  ],
  ['sign-out', (_, b) => b.client.signOut()],
  ['no user is signed in', (_, b) => b.client.getSession()],
  ['all are signed out', (a) => a.client.revokeSessions()],
  ['here too', (a) => a.client.getSession()],
  [
    'sign-in for the end',
    (a) => a.client.signIn.email({ email: 'ann.two@example.com', password: 'third password' }),
  ],
  ['a wrong password', (a) => a.client.deleteUser({ password: 'wrong' })],
  ['the end', (a) => a.client.deleteUser({ password: 'third password' })],
  [
    'no session is left',
    (a) => a.client.signIn.email({ email: 'ann.two@example.com', password: 'third password' }),
  ],
];

describe('the official client returns the same', { skip: needsNode }, () => {
  let sides;
  let devices;
  const cleanup = [];

  before(async () => {
    sides = await new Sides({ secret: SECRET, env }).start({ after: (fn) => cleanup.push(fn) });
    devices = sides.sides.map((side) => [new Device(side), new Device(side)]);
  });
  after(() => Promise.all(cleanup.map((fn) => fn())));

  for (const [name, act] of STEPS) {
    it(name, async () => {
      const results = await Promise.all(
        sides.sides.map(async (side, i) => {
          side.plain.next();
          const { error, ...rest } = (await act(...devices[i])) ?? {};
          return side.outcome({ ...rest, error: plainError(error) });
        }),
      );
      assert.equal(...results);
    });
  }
});
