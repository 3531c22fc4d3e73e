// A browser of one person, for the tests of second factors: it keeps cookies, and reads the mails
// that the server would send.

import assert from 'node:assert/strict';

import { jsonHeaders, send } from './http.mjs';
import { mailsOf } from './sides.mjs';
import * as sql from './sql.mjs';
import { early, totp } from './totp.mjs';

export const PASSWORD = 'correct horse battery';

export class FactorClient {
  // origin: of the pages, where that is not the server's own address.
  constructor(server, email = 'ada@example.com', origin = null) {
    Object.assign(this, { server, email, origin, jar: new Map(), uri: null, codes: [] });
  }

  async call(method, where, body, { cookies = true, typed = true } = {}) {
    const headers = typed && body !== undefined ? [['Content-Type', 'application/json']] : [];
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent = cookies ? [...this.jar.keys()] : [];
    if (cookies && cookie)
      headers.push(['Cookie', cookie], ['Origin', this.origin ?? this.server.url]);
    const answer = await send(this.server.url, {
      method,
      path: `/api/auth${where}`,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    answer.sent = sent;
    for (const line of answer.all('set-cookie')) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/Max-Age=0/.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return answer;
  }

  post(where, body = {}) {
    return this.call('POST', where, body);
  }

  async good(where, body) {
    const answer = await this.post(where, body);
    assert.equal(answer.status, 200, `${where}: ${answer.text}`);
    return answer.json;
  }

  signUp() {
    return this.good('/sign-up/email', {
      name: 'Test User',
      email: this.email,
      password: PASSWORD,
    });
  }

  signIn(more = {}) {
    return this.post('/sign-in/email', { email: this.email, password: PASSWORD, ...more });
  }

  // Turns an authenticator on; any of its codes counts afterwards.
  async enrol() {
    const started = await this.good('/two-factor/enable', { password: PASSWORD });
    this.uri = started.totpURI;
    this.codes = started.backupCodes;
    await early();
    const done = await this.good('/two-factor/verify-totp', { code: totp(this.uri) });
    this.freshSteps();
    return done;
  }

  // A test need not wait for half a minute between two codes.
  freshSteps() {
    if (!this.server.isPeer)
      sql.execute(this.server.database, 'update ostiary_second_factor set step = 0');
  }

  async totp(more = {}, offset = 0) {
    await early();
    return this.post('/two-factor/verify-totp', { code: totp(this.uri, offset), ...more });
  }

  mailCode() {
    return mailsOf(this.server).findLast(
      ({ kind, recipient }) => kind === 'sign-in-code' && recipient === this.email,
    ).url;
  }

  // Adds a passkey to the session's user.
  async addPasskey(device) {
    const options = (await this.call('GET', '/passkey/generate-register-options')).json;
    await this.good('/passkey/verify-registration', {
      response: device.register(options, this.origin),
    });
  }

  // flags: "up" for a passkey that was only touched, "up uv" for one that verified the person.
  async enterByPasskey(device, flags) {
    const options = (await this.call('GET', '/passkey/generate-authenticate-options')).json;
    return this.post('/passkey/verify-authentication', {
      response: device.signIn(options, this.origin, { flags }),
    });
  }

  async isSignedIn() {
    return (await this.call('GET', '/get-session')).json !== null;
  }
}

export { jsonHeaders };
