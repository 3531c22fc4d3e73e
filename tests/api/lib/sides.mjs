// Two servers that get the same requests: the one under test and a real Better Auth. Their answers
// are compared byte for byte once what is random is named (plain.mjs).

import assert from 'node:assert/strict';
import fs from 'node:fs';

import { send } from './http.mjs';
import { unwatch } from './openapi.mjs';
import { claimsOf } from './people.mjs';
import { Plain } from './plain.mjs';
import { EXTRA_HEADERS, hideFurtherExposed, LIKE_BETTER_AUTH } from './recorded.mjs';
import { Server } from './server.mjs';
import * as sql from './sql.mjs';
import { until } from './until.mjs';

const TOKEN_MOST = 2560; // bytes of a JWT in a header

// A mail that still waits would give way to the next one of its kind. In development it waits for
// a few milliseconds; with another base URL it waits for ever, without a mail server.
const WAITING = "select 1 from ostiary_mail where state in ('pending', 'sending')";
function waitForSender(server) {
  for (let i = 0; i < 20 && sql.rows(server.database, WAITING).length; i++)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
}

// Of a real Better Auth and of the server alike: {kind, recipient, url}, the oldest first.
export function mailsOf(server) {
  if (!server.isPeer) {
    waitForSender(server);
    return sql.rows(
      server.database,
      'select kind, recipient, url from ostiary_mail order by created_ms, rowid',
    );
  }
  if (!fs.existsSync(server.peerMails)) return [];
  return fs
    .readFileSync(server.peerMails, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

// Our published keys say what they are for, which Better Auth's do not.
const withoutUse = (text) => text.replace(/(\\?")use\1:\1sig\1,/g, '');

class Side {
  constructor(server, { secret, basePath }) {
    this.server = server;
    this.basePath = basePath;
    this.mailsSeen = 0;
    this.plain = new Plain({
      server,
      secret,
      fetchKeys: async () => (await send(server.url, { path: `${basePath}/jwks` })).json.keys,
    });
  }

  // A value as text that can be compared.
  async outcome(value) {
    const written = JSON.stringify(value);
    const text = this.server.isPeer ? written : withoutUse(written);
    await this.plain.learnKeys(text);
    return anyAddress(this.plain.text(text));
  }

  newMails() {
    const mails = mailsOf(this.server).slice(this.mailsSeen);
    this.mailsSeen += mails.length;
    return mails.map((mail) => this.plain.text(JSON.stringify(mail)));
  }
}

// Sign-up and sign-in carry the JWT as well, with the claims of the answer's user; the rest is
// compared.
function withoutJwtOfSignIn(path, answer) {
  if (!/\/sign-(in|up)\/email(\?|$)/.test(path) || !answer.get('set-auth-token'))
    return answer.headers;
  if (!answer.get('set-auth-jwt')) {
    assert.ok(answer.json.user.image?.length > TOKEN_MOST / 3, 'the JWT would fit a header');
    return answer.headers;
  }
  const { iat, exp, iss, aud, sub, auth_time, amr, acr, ...user } = claimsOf(
    answer.get('set-auth-jwt'),
  );
  assert.deepEqual(user, answer.json.user, 'the claims are the user');
  assert.equal(sub, user.id);
  return answer.headers
    .filter(([n]) => n.toLowerCase() !== 'set-auth-jwt')
    .map(([n, v]) => [
      n,
      n.toLowerCase() === 'access-control-expose-headers' ? v.replace('set-auth-jwt, ', '') : v,
    ]);
}

// A JWT that is too long for the header of an answer is left out here.
function withoutLongJwt({ headers }) {
  const jwt = headers.find(([n]) => n.toLowerCase() === 'set-auth-jwt');
  if (!(jwt?.[1].length > TOKEN_MOST)) return headers;
  return headers
    .filter((header) => header !== jwt)
    .map(([n, v]) => [
      n,
      n.toLowerCase() === 'access-control-expose-headers'
        ? v.replace(/(, )?set-auth-jwt(, )?/, '')
        : v,
    ])
    .filter(([n, v]) => v || n.toLowerCase() !== 'access-control-expose-headers');
}

// A cookie that is set for a domain expires its twin without one in the header before it. Better
// Auth knows of no twins.
function withoutTwins(headers) {
  return headers.filter(([n, v], i) => {
    const isTwin = n.toLowerCase() === 'set-cookie' && !/; Domain=/.test(v);
    const [next, set = ''] = headers[i + 1] ?? [];
    const [name] = v.split('=');
    const isBefore = next?.toLowerCase() === 'set-cookie' && set.startsWith(`${name}=`);
    return !(isTwin && v.startsWith(`${name}=; Max-Age=0; `) && isBefore && /; Domain=/.test(set));
  });
}

function comparable(path, answer) {
  const rest = { headers: withoutTwins(withoutJwtOfSignIn(path, answer)) };
  hideFurtherExposed(rest);
  return rest.headers;
}

// The error page is our own, and says how it is coded; it must show the same code.
function pageOf(path, text) {
  const given = new URL(path, 'http://x').searchParams.get('error') ?? '';
  const code = /^['A-Za-z0-9_-]+$/.test(given) ? given : 'UNKNOWN';
  return text.includes(code)
    ? `<a page that shows ${code}>`
    : `<a page that does not show ${code}>`;
}

const asThere = (headers) =>
  headers.map(([n, v]) => [n, v === 'text/html; charset=utf-8' ? 'text/html' : v]);

// A session's address is that of the connection, which Better Auth never looks at.
const anyAddress = (text) => text.replace(/"ipAddress":"[^"]*"/g, '"ipAddress":"<address>"');
// A second may pass between two answers.
const anySecond = (text) =>
  text.replace(/^(x-retry-after): (\d+)$/m, (_, n, s) => `${n}: about ${s - (s % 2 ? -1 : 0)}`);

// Sealed keys are random, and a few characters shorter when a number in them begins with zeros; the
// first is made at start here; a life in days may be a millisecond short.
function rowsWithoutChance(statement, rows) {
  const text = rows
    .replace(
      /"(\$ba\$\d+\$)?[0-9a-f]{33,59}\.{3}\|(33\d\d|\d+)\b/g,
      (_, version, n) => `<sealed ${version ?? ''}${n.replace(/^33../, 'RSA')}>`,
    )
    .replace(/\b\d+\.\d+$/gm, (number) => Number(number).toFixed(5));
  const noAddress = /ipAddress/.test(statement) ? text.replace(/\|[\d.]*\|/g, '||') : text;
  return /\bjwks\b/.test(statement)
    ? noAddress.replace(/<(date|during) [^>]*>/g, '<date>')
    : noAddress;
}

export class Sides {
  // `release` names the real Better Auth: undefined for that of package.json.
  constructor({ secret, env, release, basePath = '/api/auth' }) {
    const servers = [undefined, release ?? true].map(
      (peer) =>
        new Server({
          env: {
            BETTER_AUTH_SECRET: secret,
            ...LIKE_BETTER_AUTH,
            ...env,
            ...(peer ? { PEER_SYNC: 'off' } : {}),
          },
          peer: peer ?? false,
        }),
    );
    this.release = release;
    this.env = env;
    this.sides = servers.map((server) => new Side(server, { secret, basePath }));
    this.mailed = 0; // bytes of Better Auth's mails that ours has sent too
    [this.ours, this.theirs] = this.sides;
  }

  async start(t) {
    t.after(() => Promise.all(this.sides.map(({ server }) => server.kill())));
    await Promise.all(this.sides.map(({ server }) => server.start()));
    // The description in api/ has the cookies' usual names, and paths that exist.
    if (
      this.env.OSTIARY_COOKIE_PREFIX ||
      this.env.OSTIARY_CROSS_SUBDOMAIN_COOKIES ||
      this.env.OSTIARY_DISABLED_PATHS
    )
      unwatch(this.ours.server.url);
    return this;
  }

  get dead() {
    return this.sides.some(({ server }) => server.died);
  }

  // `make(side)` gives the request for each; answers {answers, texts}: ours first.
  async exchange(make) {
    await this.#sendMails();
    const requests = this.sides.map((side) => {
      side.plain.next();
      return make(side);
    });
    const answers = await Promise.all(
      this.sides.map((side, i) => send(side.server.url, requests[i])),
    );
    const theirNames = new Set(answers[1].headers.map(([n]) => n.toLowerCase()));
    const ignored = [new Set(EXTRA_HEADERS.filter((n) => !theirNames.has(n))), new Set()];
    const texts = await Promise.all(
      this.sides.map(async (side, i) => {
        const { status, text } = answers[i];
        const isPage = /^text\/html/.test(answers[i].get('content-type') ?? '');
        const plain = await side.plain.answer(
          {
            status,
            headers: asThere(
              side === this.ours
                ? comparable(requests[i].path, answers[i])
                : withoutLongJwt(answers[i]),
            ),
            text: isPage
              ? pageOf(requests[i].path, text)
              : side === this.ours
                ? withoutUse(text)
                : text,
          },
          ignored[i],
        );
        return anySecond(anyAddress(plain));
      }),
    );
    return { answers, texts };
  }

  // `make(side)` gives the statement for each; answers the rows of a query, ours first.
  async statement(make) {
    const results = [];
    for (const side of this.sides) {
      const statement = make(side);
      if (/^select/.test(statement)) {
        results.push(
          rowsWithoutChance(statement, side.plain.text(sql.lines(side.server.database, statement))),
        );
      } else {
        sql.execute(side.server.database, statement);
        // Keys are read when a server starts.
        if (/\bjwks\b/.test(statement)) await side.server.restart();
      }
    }
    return results.length ? results : null;
  }

  // What was mailed there has left here as well, before the next request can replace it. With
  // another base URL nothing leaves.
  async #sendMails() {
    const theirs =
      fs.statSync(this.sides[1].server.peerMails, { throwIfNoEntry: false })?.size ?? 0;
    if (theirs === this.mailed || this.env.BETTER_AUTH_URL) return;
    this.mailed = theirs;
    const { database } = this.ours.server;
    await until(
      'the mails of this server',
      async () => (await sql.rowsLater(database, WAITING)).length === 0,
    );
  }

  compareMails() {
    const [ours, theirs] = this.sides.map((side) => side.newMails());
    // Since 1.7.16 the tokens of mails name the user.
    const timely = (text) => (this.release ? text : text.replace(/"userId":"<id [\d.]+>",?/, ''));
    assert.deepEqual(ours.map(timely), theirs.map(timely));
  }
}
