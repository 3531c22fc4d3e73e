// The recorded exchanges with a real Better Auth are the expectation: each recorded command is sent
// again, and the answer must be the recorded one but for what is random or of the moment.
//
// OSTIARY_PEER     "better-auth": replay against a real Better Auth 1.7.7, to test this test

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { send } from './lib/http.mjs';
import { Likeness } from './lib/likeness.mjs';
import { Mails } from './lib/mails.mjs';
import {
  EXTRA_HEADERS,
  hideFurtherExposed,
  LIKE_BETTER_AUTH,
  recordingFile,
  SECRET,
  SECTIONS,
} from './lib/recorded.mjs';
import { chunkedIfAsked, readRecording } from './lib/recording.mjs';
import { onPostgres } from './lib/postgres.mjs';
import { peer, startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

// The settings of a real Better Auth, where they differ from the server's.
const PEER_SECTIONS = {
  keys_issuer: { ...SECTIONS.keys_issuer, JWT_AUDIENCE: 'a1,a2' },
  nobase_prod: { ...SECTIONS.nobase_prod, OSTIARY_SECURE_COOKIES: undefined },
};

// What an exchange that was left out or is refused here did to the database, for those after it.
const now = `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`;
const EFFECTS = {
  'basic 151': `update user set name = '5.0', updatedAt = ${now} where email = 'alice@example.com'`,
};

const JSON_REFUSED = { message: 'Invalid JSON in request body', code: 'BAD_REQUEST' };
const refusedWith =
  (body, status = 400) =>
  (exchange) => {
    exchange.status = status;
    exchange.headers = [['content-type', 'application/json']];
    exchange.body = JSON.stringify(body);
  };
const refusedJson = refusedWith(JSON_REFUSED);
const refusedName = (type) =>
  refusedWith({
    message: `[body.name] Invalid input: expected string, received ${type}`,
    code: 'VALIDATION_ERROR',
  });

function changeClaims(token, change) {
  const [head, payload, signature] = token.split('.');
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url')), ...change };
  return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}

// A session that was ended, for which only the cookie cache vouches: as exchange 10 answers.
const isEnded = {
  reason: 'the tokens of other sessions are not for an ended one',
  expect: (exchange) => {
    const gone = (name) => [
      'set-cookie',
      `better-auth.${name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax`,
    ];
    Object.assign(exchange, {
      status: 401,
      headers: [
        ['content-type', 'application/json'],
        ...['session_token', 'session_data', 'session_data', 'dont_remember'].map(gone),
      ],
      body: '{"message":"Unauthorized","code":"UNAUTHORIZED"}',
    });
  },
};

const ALL_LINKS = 'a new password invalidates all reset links';

// Where the server deliberately answers otherwise than Better Auth, each with its reason.
const DEVIATIONS = {
  'basic 122': {
    reason: 'of several session cookies, the one whose session is alive counts',
    expect: (exchange, { steps }) => {
      const { headers, body } = steps.find(({ number }) => number === 121);
      Object.assign(exchange, { headers, body });
    },
  },
  'basic 151': { reason: 'a name that is no text is refused', expect: refusedName('number') },
  'basic 156': { reason: 'a name that is no text is refused', expect: refusedName('null') },
  'cache_compact 9': isEnded,
  'cache_jwt 9': isEnded,
  'cache_jwe 9': isEnded,
  'edge 7': {
    reason: 'a link whose token names no valid address is refused',
    expect: refusedWith({ message: 'Invalid token', code: 'INVALID_TOKEN' }, 401),
  },
  'edge 20': {
    reason: 'a stored hash that cannot be verified is a wrong password',
    expect: refusedWith(
      { message: 'Invalid email or password', code: 'INVALID_EMAIL_OR_PASSWORD' },
      401,
    ),
  },
  'full 12': {
    reason: ALL_LINKS,
    expect: refusedWith({ message: 'Invalid token', code: 'INVALID_TOKEN' }),
  },
  'keys_issuer 2': {
    reason: 'JWT_AUDIENCE is one audience',
    expect: (exchange) => {
      const { token } = JSON.parse(exchange.body);
      exchange.body = JSON.stringify({ token: changeClaims(token, { aud: 'a1' }) });
    },
  },
  ...(onPostgres
    ? {
        'precedence 28': {
          reason: 'PostgreSQL holds no U+0000',
          expect: refusedWith({
            message: 'The database cannot store one of the values',
            code: 'BAD_REQUEST',
          }),
        },
        'precedence 29': {
          reason: 'who could not sign up in 28 cannot sign in',
          expect: refusedWith(
            { message: 'Invalid email or password', code: 'INVALID_EMAIL_OR_PASSWORD' },
            401,
          ),
        },
      }
    : {}),
  'precedence 38': {
    reason: 'a JSON body with duplicate names is refused: two readers could see two bodies',
    expect: refusedJson,
  },
};

// Forwarding headers count only when a declared proxy sends them, so that a session's address is
// that of the connection, where Better Auth believes X-Forwarded-For or knows none.
// Our published keys say what they are for.
const withUse = (text) =>
  text.startsWith('{"keys":[') ? text.replaceAll('"kid":', '"use":"sig","kid":') : text;
const ownAddress = (text) => text.replace(/"ipAddress":"[^"]*"/g, '"ipAddress":"127.0.0.1"');
const OWN_ADDRESS_SQL = /ipAddress/;

// Left out against this server only.
const DEVIATING_LEFT_OUT = {
  'ratelimit 130': 'the error page is the same in production',
  'basic 11': 'outside the base path there is more than the issuer here',
  'edge 30': 'a server refuses to start on a key that its secret does not open (start.test.mjs)',
  'edge 31': 'as exchange 30',
};
const DEVIATING_SQL = [
  [/^select id,identifier,value,expiresAt,createdAt,updatedAt from verification$/, ALL_LINKS],
  [/^update jwks set privateKey/, 'as exchange 30'],
];
// Rows of the database that deliberately differ, by section.
const DEVIATING_ROWS = {
  keys_plain: {
    reason: 'a private key is always sealed',
    expect: (row) => Object.assign(row, { 2: `"${'0'.repeat(59)}...`, 3: '3312' }),
  },
  keys_rotation: {
    reason: 'the end of a key is written when the next one is published',
    expect: (row) => Object.assign(row, { 5: '' }),
  },
};

const extraHeaders = new Set(peer ? [] : EXTRA_HEADERS);

// How the peer differs from the recording: 1.7.7, the newest release that installs cleanly, from
// 1.7.24, and node:sqlite from the recording's driver.
const OLDER_PEER = {
  'basic 105': 'since 1.7.18 a sign-in expires a stale dont_remember cookie',
  'basic 216': 'since 1.7.22 revoking the own session expires its cookies',
  'basic 218': 'as 216',
  'basic 232': 'since 1.7.22 an expired session gets no set-auth-jwt',
  'cache_compact 7': 'since 1.7.22 revoking all sessions expires the cookies',
  'cache_jwt 7': 'as cache_compact 7',
  'cache_jwe 7': 'as cache_compact 7',
  'origins 23': 'since then a host pattern of digits, dots and wildcards matches IPv4 only',
  'origins 49': 'as 23',
  'edge 6': 'since 1.7.16 the token of a mail names the user',
  'full 28': 'since 1.7.16 a link for an e-mail change signs nobody in',
  'full 29': 'since 1.7.16 such a link does nothing the second time',
  'precedence 28': 'node:sqlite cuts a text at NUL',
  'precedence 29': 'as 28',
};

// The error page is our own; it must show the code, and nothing else of a link's maker.
function pageAsRecorded(exchange, answer) {
  const page = /^\[HTML error page, .*CODE shown: (\w+); paragraph: (.*)\]$/.exec(exchange.body);
  if (!page) return exchange;
  const [, code, paragraph] = page;
  assert.match(
    answer.text,
    peer ? new RegExp(`\\b${code}\\b`) : new RegExp(`<code>${code}</code>`),
  );
  if (/error_description/.test(exchange.request.path))
    assert.equal(answer.text.includes(paragraph), Boolean(peer));
  return {
    ...exchange,
    body: answer.text,
    headers: exchange.headers.map(([n, v]) =>
      /^content-type$/i.test(n) ? [n, answer.get(n)] : [n, v],
    ),
  };
}

function routeOf(exchange) {
  const m = /^\/api\/auth\/([^?]*)/.exec(exchange.request.path);
  return m ? m[1] : '';
}

// Sign-up and sign-in carry the JWT as well; its claims are compared with the user of the answer.
async function takeJwtOfSignIn(exchange, answer, likeness) {
  if (!peer) hideFurtherExposed(answer);
  const isSignIn = /^sign-(in|up)\/email$/.test(routeOf(exchange));
  if (peer || !isSignIn || !answer.get('set-auth-token')) return exchange;
  const jwt = answer.get('set-auth-jwt');
  assert.ok(jwt, 'sign-up and sign-in carry set-auth-jwt');
  const claims = JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));
  const { iat, exp, iss, aud, sub, auth_time, amr, acr, ...user } = claims;
  assert.deepEqual(user, answer.json.user, 'the claims are the user');
  assert.equal(sub, user.id);
  answer.headers = answer.headers.filter(([n]) => n.toLowerCase() !== 'set-auth-jwt');
  likeness.pendingTokens.push(['set-auth-jwt', jwt]);
  const headers = exchange.headers.map(([n, v]) =>
    n === 'access-control-expose-headers' ? [n, `set-auth-jwt, ${v}`] : [n, v],
  );
  return { ...exchange, headers };
}

const MAKES_MAIL =
  /^(request-password-reset|send-verification-email|sign-(in|up)\/email|change-email|delete-user)$/;

class Replay {
  constructor(section, server) {
    this.section = section;
    this.server = server;
    this.likeness = new Likeness({
      recordedBase: section.base,
      liveBase: server.url,
      secret: SECRET,
      fetchKeys: async () => (await send(server.url, { path: '/api/auth/jwks' })).json.keys,
    });
    this.mails = new Mails({ server, secret: SECRET, likeness: this.likeness });
  }

  async exchange(exchange) {
    const request = chunkedIfAsked(exchange.request);
    const live = (text) => this.likeness.toLive(this.mails.toLive(text, exchange.time));
    const answer = await send(this.server.url, {
      ...request,
      path: live(request.path),
      headers: request.headers.map(([n, v]) => [n, live(v)]),
      body: request.body === undefined ? undefined : live(request.body),
    });
    // A mail that still waits would give way to the next one of its kind.
    if (!peer && MAKES_MAIL.test(routeOf(exchange))) this.mails.live();
    const name = `${this.section.name} ${exchange.number}`;
    let expected = { ...exchange };
    if (!peer && DEVIATIONS[name]) DEVIATIONS[name].expect(expected, this.section);
    if (!peer) expected.body = withUse(ownAddress(expected.body));
    expected = pageAsRecorded(expected, answer);
    expected = await takeJwtOfSignIn(expected, answer, this.likeness);
    const differences = await this.likeness.compare(expected, answer, extraHeaders);
    if (peer && OLDER_PEER[name])
      assert.notDeepEqual(differences, [], `${OLDER_PEER[name]}: take this line out`);
    else assert.deepEqual(differences, []);
  }

  // `time` is the recorded clock at the statement, known from the exchange that follows it.
  async statement({ statement, result }, time) {
    const moved = this.likeness.datesToNow(this.likeness.toLive(statement), time);
    if (!/^select/.test(moved)) {
      sql.execute(this.server.database, moved);
      // The keyring reads the table when it starts.
      if (/\bjwks\b/.test(moved)) await this.server.restart();
      return;
    }
    const live = sql
      .lines(this.server.database, moved)
      .split('\n')
      .map((line) => line.split('|'));
    const recorded = result.split('\n').map((line) => line.split('|'));
    assert.equal(live.length, recorded.length, 'number of rows');
    this.likeness.differences = [];
    this.likeness.recordedNow = time;
    this.likeness.now = Date.now();
    if (!peer && OWN_ADDRESS_SQL.test(statement)) recorded.forEach((row) => (row[4] = '127.0.0.1'));
    if (!peer && DEVIATING_ROWS[this.section.name])
      recorded.forEach(DEVIATING_ROWS[this.section.name].expect);
    recorded.forEach((row, r) =>
      row.forEach((field, f) => this.field(statement, f, field, live[r][f])),
    );
    assert.deepEqual(this.likeness.differences, []);
  }

  field(statement, column, recorded, live) {
    if (/^\{.*\.\.\.$/.test(recorded))
      assert.equal(live.slice(0, 18), recorded.slice(0, 18), 'a private key in the clear');
    else if (recorded.startsWith('{'))
      this.likeness.value(`sql.${column}`, JSON.parse(recorded), JSON.parse(live));
    else if (likeNumbers(recorded, live)) return;
    else this.likeness.text(`${statement} column ${column}`, recorded, live);
  }
}

// A life in days may be a millisecond short; a sealed RSA key is a few characters shorter when one
// of its numbers begins with zeros.
function likeNumbers(recorded, live) {
  const [was, is] = [Number(recorded), Number(live)];
  const tolerance = was > 1000 ? was / 100 : /\.\d/.test(recorded) ? 0.001 : 0;
  return recorded !== '' && live !== '' && Math.abs(was - is) <= tolerance;
}

function nextTime(steps, at) {
  return (
    steps.slice(at).find((s) => s.kind === 'exchange')?.time ??
    steps.findLast((s) => s.kind === 'exchange').time
  );
}

async function replaySection(t, section, env) {
  const server = await startServer({
    env: { BETTER_AUTH_SECRET: SECRET, ...LIKE_BETTER_AUTH, ...env },
  });
  t.after(() => server.stop());
  const replay = new Replay(section, server);
  const skippedSql = peer ? [] : DEVIATING_SQL;
  let last;
  for (const [at, step] of section.steps.entries()) {
    const name = `${section.name} ${step.number}`;
    if (server.died) return; // stopping it fails the section, with what it said
    if (step.kind === 'outbox') {
      await t.test('mails', () => {
        assert.deepEqual(replay.mails.compare(step, nextTime(section.steps, at)), []);
      });
      continue;
    }
    if (step.kind === 'sql') {
      if (!skippedSql.some(([pattern]) => pattern.test(step.statement)))
        await t.test(`sql: ${step.statement}`, () =>
          replay.statement(step, nextTime(section.steps, at)),
        );
      continue;
    }
    // The recording leaves out repetitions of one request.
    for (let n = last ? last.number + 1 : step.number; n < step.number; n++)
      await replay.exchange(last);
    last = step;
    const leftOut = !peer && DEVIATING_LEFT_OUT[name];
    if (!leftOut) await t.test(`[${step.number}] ${step.title}`, () => replay.exchange(step));
    if (EFFECTS[name]) sql.execute(server.database, EFFECTS[name]);
  }
}

const sections = readRecording(recordingFile);

test('every section of the recording is replayed', () => {
  assert.deepEqual([...sections.keys()].sort(), Object.keys(SECTIONS).sort());
});

for (const [name, own] of Object.entries(SECTIONS)) {
  const env = (peer && PEER_SECTIONS[name]) || own;
  const section = sections.get(name);
  test(`${name}: ${section.note}`, (t) => replaySection(t, section, env));
}
