// Two servers that are told the same: the one under test and a real Better Auth. Their answers are
// compared byte for byte once what is random is named (plain.mjs).

import assert from 'node:assert/strict';
import fs from 'node:fs';

import { send } from './http.mjs';
import { unwatch } from './openapi.mjs';
import { claimsOf } from './people.mjs';
import { Plain } from './plain.mjs';
import { Server } from './server.mjs';
import * as sql from './sql.mjs';

// Headers that come in addition: what a browser needs to treat an answer as data and nothing else, to
// stay with https, to read the answers of another origin and to keep the key set, and the id under which the log has the request.
const EXTRA_HEADERS = ['x-content-type-options', 'content-security-policy', 'referrer-policy',
  'cross-origin-resource-policy', 'x-frame-options', 'cache-control', 'x-request-id', 'strict-transport-security',
  'access-control-allow-origin', 'access-control-allow-credentials', 'vary', 'retry-after', 'etag'];

// Better Auth has one form of password hashes, takes any password, and does not throttle accounts; the others
// are its defaults.
const AS_THERE = {
  OSTIARY_PASSWORD_HASH: 'scrypt', OSTIARY_PASSWORD_BLOCKLIST: 'off', OSTIARY_ACCOUNT_THROTTLE: 'off',
  OSTIARY_STORE_IDENTIFIER: 'plain', OSTIARY_REVOKE_SESSIONS_ON_PASSWORD_RESET: 'off',
};

// Of a real Better Auth and of the server alike: {kind, recipient, url}, the oldest first.
export function mailsOf(server) {
  if (!server.isPeer)
    return sql.rows(server.database, 'select kind, recipient, url from ostiary_outbox order by created_ms, rowid');
  if (!fs.existsSync(server.peerMails))
    return [];
  return fs.readFileSync(server.peerMails, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

class Side {
  constructor(server, { secret, basePath }) {
    this.server = server;
    this.basePath = basePath;
    this.mailsSeen = 0;
    this.plain = new Plain({
      server, secret,
      fetchKeys: async () => (await send(server.url, { path: `${basePath}/jwks` })).json.keys,
    });
  }

  // A value as text that can be compared.
  async outcome(value) {
    const text = JSON.stringify(value);
    await this.plain.learnKeys(text);
    return anyAddress(this.plain.text(text));
  }

  newMails() {
    const mails = mailsOf(this.server).slice(this.mailsSeen);
    this.mailsSeen += mails.length;
    return mails.map((mail) => this.plain.text(JSON.stringify(mail)));
  }
}

// Sign-up and sign-in carry the JWT as well, with the claims of the answer's user; the rest is compared.
function withoutJwtOfSignIn(path, answer) {
  if (!/\/sign-(in|up)\/email(\?|$)/.test(path) || !answer.get('set-auth-token'))
    return answer.headers;
  const { iat, exp, iss, aud, sub, ...user } = claimsOf(answer.get('set-auth-jwt'));
  assert.deepEqual(user, answer.json.user, 'the claims are the user');
  assert.equal(sub, user.id);
  return answer.headers
    .filter(([n]) => n.toLowerCase() !== 'set-auth-jwt')
    .map(([n, v]) => [n, n.toLowerCase() === 'access-control-expose-headers' ? v.replace('set-auth-jwt, ', '') : v]);
}

// The error page is our own, and says how it is coded; it must show the same code.
function pageOf(path, text) {
  const given = new URL(path, 'http://x').searchParams.get('error') ?? '';
  const code = /^['A-Za-z0-9_-]+$/.test(given) ? given : 'UNKNOWN';
  return text.includes(code) ? `<a page that shows ${code}>` : `<a page that does not show ${code}>`;
}

const asThere = (headers) => headers.map(([n, v]) => [n, v === 'text/html; charset=utf-8' ? 'text/html' : v]);

// A session's address is that of the connection, which Better Auth never looks at.
const anyAddress = (text) => text.replace(/"ipAddress":"[^"]*"/g, '"ipAddress":"<address>"');
// A second may pass between two answers.
const anySecond = (text) => text.replace(/^(x-retry-after): (\d+)$/m, (_, n, s) => `${n}: about ${s - (s % 2 ? -1 : 0)}`);

// Sealed keys are random, and a few characters shorter when a number in them begins with zeros; the first is made at start here; a life in days may be a millisecond short.
function rowsWithoutChance(statement, rows) {
  const text = rows
    .replace(/"(\$ba\$\d+\$)?[0-9a-f]{33,59}\.{3}\|(33\d\d|\d+)\b/g, (_, version, n) => `<sealed ${version ?? ''}${n.replace(/^33../, 'RSA')}>`)
    .replace(/\b\d+\.\d+$/gm, (number) => Number(number).toFixed(5));
  const noAddress = /ipAddress/.test(statement) ? text.replace(/\|[\d.]*\|/g, '||') : text;
  return /\bjwks\b/.test(statement) ? noAddress.replace(/<(date|during) [^>]*>/g, '<date>') : noAddress;
}

export class Sides {
  // `release` names the real Better Auth: undefined for that of package.json.
  constructor({ secret, env, release, basePath = '/api/auth' }) {
    const servers = [undefined, release ?? true].map((peer) => new Server({
      env: { BETTER_AUTH_SECRET: secret, ...AS_THERE, ...env }, peer: peer ?? false,
    }));
    this.release = release;
    this.env = env;
    this.sides = servers.map((server) => new Side(server, { secret, basePath }));
    [this.ours, this.theirs] = this.sides;
  }

  async start(t) {
    t.after(() => Promise.all(this.sides.map(({ server }) => server.kill())));
    await Promise.all(this.sides.map(({ server }) => server.start()));
    // The description in api/ has the cookies' usual names.
    if (this.env.OSTIARY_COOKIE_PREFIX || this.env.OSTIARY_CROSS_SUBDOMAIN_COOKIES)
      unwatch(this.ours.server.url);
    return this;
  }

  get dead() {
    return this.sides.some(({ server }) => server.died);
  }

  // `make(side)` gives the request for each; answers {answers, texts}: ours first.
  async exchange(make) {
    const requests = this.sides.map((side) => {
      side.plain.next();
      return make(side);
    });
    const answers = await Promise.all(this.sides.map((side, i) => send(side.server.url, requests[i])));
    const theirNames = new Set(answers[1].headers.map(([n]) => n.toLowerCase()));
    const ignored = [new Set(EXTRA_HEADERS.filter((n) => !theirNames.has(n))), new Set()];
    const texts = await Promise.all(this.sides.map(async (side, i) => {
      const { status, headers, text } = answers[i];
      const isPage = /^text\/html/.test(answers[i].get('content-type') ?? '');
      const plain = await side.plain.answer({
        status,
        headers: asThere(side === this.ours ? withoutJwtOfSignIn(requests[i].path, answers[i]) : headers),
        text: isPage ? pageOf(requests[i].path, text) : text,
      }, ignored[i]);
      return anySecond(anyAddress(plain));
    }));
    return { answers, texts };
  }

  // `make(side)` gives the statement for each; answers the rows of a query, ours first.
  async statement(make) {
    const results = [];
    for (const side of this.sides) {
      const statement = make(side);
      if (/^select/.test(statement)) {
        results.push(rowsWithoutChance(statement, side.plain.text(sql.lines(side.server.database, statement))));
      } else {
        sql.execute(side.server.database, statement);
        // Keys are read when a server starts.
        if (/\bjwks\b/.test(statement))
          await side.server.restart();
      }
    }
    return results.length ? results : null;
  }

  compareMails() {
    const [ours, theirs] = this.sides.map((side) => side.newMails());
    // Since 1.7.16 the tokens of mails name the user.
    const timely = (text) => (this.release ? text : text.replace(/"userId":"<id [\d.]+>",?/, ''));
    assert.deepEqual(ours.map(timely), theirs.map(timely));
  }
}
