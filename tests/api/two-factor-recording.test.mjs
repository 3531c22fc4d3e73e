// The exchanges that were recorded with the plugin twoFactor of a real Better Auth, done again: the
// recorded requests with codes of our own, and the statements between them. What differs on purpose
// is a row of DIFFERENT or DIFFERENT_ROWS with its reason.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { stepsOf } from './lib/exchange-text.mjs';
import { FactorClient } from './lib/factor-client.mjs';
import { LIKE_BETTER_AUTH } from './lib/recorded.mjs';
import { onPostgres } from './lib/postgres.mjs';
import { root, startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { early, totp } from './lib/totp.mjs';

const SETTINGS = {
  ...LIKE_BETTER_AUTH,
  OSTIARY_TWO_FACTOR: 'optional',
  OSTIARY_TWO_FACTOR_ISSUER: 'Better Auth',
};

// --- what is compared --------------------------------------------------------------------------

const MASKS = [
  [/"(ipAddress|userAgent)":"[^"]*"/g, '"$1":"<CLIENT>"'],
  [/"[a-zA-Z0-9]{32}"/g, '"<ID32>"'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<ISO>'],
  [/secret=[A-Z2-7]{52}(?=&)/g, 'secret=<B32>'],
  [/"[a-zA-Z0-9]{5}-[a-zA-Z0-9]{5}"/g, '"<BACKUP>"'],
];
const ROW_MASKS = [
  [/(?<=2fa-)[A-Za-z0-9_-]{20}(?=\||$)/g, '<R20>'],
  [/(?<=trust-device-)[A-Za-z0-9_-]{32}/g, '<R32>'],
  [/(?<=^|\|)[A-Za-z0-9]{32}(?=\||$)/g, '<ID32>'],
  [/(?<=\|)[0-9a-f]{100,}(?=\|)/g, '<HEX>'],
  [/(?<=\|)\d{6}:/g, '<OTP>:'],
];
const masked = (text, masks = MASKS) => masks.reduce((t, [from, to]) => t.replace(from, to), text);

// Name, whether there is a value, and attributes; a cookie that is expired twice is one.
const cookieShapes = (lines) => [
  ...new Set(
    lines.map((line) => {
      const [, name, value, rest] = /^([^=]+)=([^;]*)(.*)$/.exec(line);
      return `${name}=${value ? '<VALUE>' : ''}${rest}`;
    }),
  ),
];

const USED = {
  reason: 'the code of a time step counts once',
  answer: {
    status: 401,
    body: '{"message":"Invalid code","code":"INVALID_CODE"}',
    cookies: [],
  },
};

// By the number of the exchange: what our answer has in the place of the recorded one.
const DIFFERENT = {
  38: USED,
  52: USED,
};

const REDIRECT = /twoFactorRedirect/;
// The answer that asks for a second factor expires only what the request has sent.
const isIdle = (line, sent) =>
  /session_(token|data)=; Max-Age=0/.test(line) && !sent.includes(line.slice(0, line.indexOf('=')));

function expectedOf({ number, request, answer }) {
  const { answer: own } = DIFFERENT[number] ?? {};
  const asks = REDIRECT.test(answer.body);
  const cookies = answer.cookies.filter((line) => !asks || !isIdle(line, request.cookies));
  return {
    status: answer.status,
    type: answer.type,
    location: answer.location,
    body: masked(answer.body),
    ...own,
    cookies: cookieShapes(own?.cookies ?? cookies).sort(),
  };
}

const shapeOf = (answer) => ({
  status: answer.status,
  type: answer.get('content-type') ?? null,
  location: answer.get('location') ?? null,
  body: masked(answer.text),
  cookies: cookieShapes(answer.all('set-cookie')).sort(),
});

// By statement, and where it is not everywhere by the exchange before it: what our rows are, null
// for something that cannot be asked for.
const DIFFERENT_ROWS = [
  {
    statement: /sqlite_master/,
    reason: 'the tables are made by a statement of our own',
    rows: () => null,
  },
  {
    statement: /twoFactorEnabled from user/,
    after: 32,
    reason: 'the column comes with the first user who has a second factor',
    rows: () => null,
  },
  {
    statement: /from verification/,
    after: 64,
    reason: 'the count of the tries is gone with the sign-in that they were for',
    rows: (rows) => rows.filter((row) => !row.startsWith('2fa-attempts-')),
  },
  {
    statement: /from verification/,
    after: 66,
    reason: 'as after 64',
    rows: (rows) => rows.filter((row) => !row.startsWith('2fa-attempts-')),
  },
];

function expectedRows({ statement, rows, after }) {
  const row = DIFFERENT_ROWS.find(
    (r) => r.statement.test(statement) && (r.after === undefined || r.after === after),
  );
  return row ? row.rows(rows) : rows;
}

// --- the codes of each exchange ----------------------------------------------------------------

const wrong = (client) => String((Number(totp(client.uri)) + 500_000) % 1_000_000).padStart(6, '0');
const now = (client) => totp(client.uri);
const mailed = (client) => client.mailCode();

const CODES = {
  14: () => '123456',
  16: () => '123456',
  18: () => '123456',
  35: wrong,
  36: now,
  38: now,
  46: now,
  47: wrong,
  48: (client) => totp(client.uri, -1),
  52: (client) => totp(client.uri, -1),
  55: (client) => totp(client.uri, -2),
  ...Object.fromEntries([56, 57, 58, 59, 60, 79].map((number) => [number, wrong])),
  64: mailed,
  75: mailed,
  76: mailed,
  77: now,
  80: now,
  82: now,
  96: mailed,
};

// Where the recording shows a code again, whose step has counted here.
const FRESH_STEPS = new Set([48, 77, 80, 82]);

describe('the recorded exchanges of the plugin twoFactor', () => {
  const steps = stepsOf(
    fs.readFileSync(path.join(root, 'tests/data/better-auth/two-factor.txt'), 'utf8'),
  );
  const recordedCodes = [];
  let server;
  let client;

  before(async () => {
    server = await startServer({ env: SETTINGS });
    client = new FactorClient(server);
  });
  after(() => server?.stop());

  // A code that was shown in the recording stands for the one in its place in the last answer.
  function liveBody({ number, request }) {
    if (request.body === undefined) return undefined;
    const body = JSON.parse(request.body);
    if (body.code === '<OTP>') body.code = CODES[number](client);
    const at = recordedCodes.indexOf(body.code);
    if (at >= 0) body.code = client.codes[at];
    return body;
  }

  async function ask(exchange) {
    const { number, request } = exchange;
    if (FRESH_STEPS.has(number)) client.freshSteps();
    if (CODES[number]) await early();
    const jar = client.jar;
    client.jar = new Map([...jar].filter(([name]) => request.cookies.includes(name)));
    if (number === 46) client.jar.set('better-auth.two_factor', '2fa-x.bad');
    assert.equal(client.jar.size, request.cookies.length, 'the same cookies as recorded');
    const answer = await client.call(request.method, request.where, liveBody(exchange));
    const own = client.jar;
    client.jar = jar;
    for (const name of request.cookies) if (!own.has(name)) jar.delete(name);
    if (number !== 46) for (const [name, value] of own) jar.set(name, value);
    return answer;
  }

  function learn(exchange, answer) {
    const { totpURI, backupCodes } = (answer.text && answer.json) || {};
    if (totpURI) client.uri = totpURI;
    if (!backupCodes) return;
    client.codes = backupCodes;
    recordedCodes.splice(0, Infinity, ...JSON.parse(exchange.answer.body).backupCodes);
  }

  function look(step) {
    const live = step.statement
      .replace('<ISO>', '2020-01-01T00:00:00.000Z')
      .replace(
        /\b(user|twoFactor\w*|failedVerificationCount|lockedUntil|expiresAt|createdAt)\b/g,
        '"$1"',
      );
    if (/^update/.test(live)) return sql.execute(server.database, live);
    const rows = expectedRows(step);
    if (onPostgres || !rows) return; // the recording is SQLite's
    const got = sql.lines(server.database, live).split('\n').filter(Boolean);
    const shape = (lines) => lines.map((line) => masked(line, ROW_MASKS)).sort();
    assert.deepEqual(shape(got), shape(rows));
  }

  // After the code that counts here once and there twice, the recording has a session.
  async function goOn(number) {
    if (number !== 52) return;
    client.freshSteps();
    assert.equal((await client.totp()).status, 200);
  }

  for (const step of steps)
    it(step.statement ? `sql: ${step.statement}` : `[${step.number}] ${step.title}`, async () => {
      if (step.statement) return look(step);
      const answer = await ask(step);
      learn(step, answer);
      assert.deepEqual(shapeOf(answer), expectedOf(step));
      await goOn(step.number);
    });

  it('are all of them', () => {
    assert.equal(steps.filter(({ number }) => number).length, 99);
  });
});
