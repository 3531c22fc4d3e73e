// The exchanges that were recorded with the plugin admin of a real Better Auth, done again: the
// recorded requests with ids of our own, and the statements between them. What differs on purpose
// is a row of DIFFERENT or DIFFERENT_ROWS with its reason.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { stepsOf } from './lib/exchange-text.mjs';
import { FactorClient } from './lib/factor-client.mjs';
import { onPostgres } from './lib/postgres.mjs';
import { LIKE_BETTER_AUTH } from './lib/recorded.mjs';
import { root, startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const SETTINGS = { ...LIKE_BETTER_AUTH, OSTIARY_ADMIN: 'on' };

// --- what is compared --------------------------------------------------------------------------

const MASKS = [
  [/"(ipAddress|userAgent)":"[^"]*"/g, '"$1":"<CLIENT>"'],
  [/"[a-zA-Z0-9]{32}"/g, '"<ID32>"'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<ISO>'],
];
const masked = (text) => MASKS.reduce((t, [from, to]) => t.replace(from, to), text);

// Name, whether there is a value, and attributes. A cookie that is expired and then set is set.
function cookieShapes(lines) {
  const shapes = new Map();
  for (const line of lines) {
    const [, name, value, rest] = /^([^=]+)=([^;]*)(.*)$/.exec(line);
    shapes.set(name, `${name}=${value ? '<VALUE>' : ''}${rest}`);
  }
  return [...shapes.values()].sort();
}

const refusal = (status, message, code) => ({ status, body: JSON.stringify({ message, code }) });

// By the number of the exchange: what our answer has in the place of the recorded one.
const DIFFERENT = {
  69: {
    reason: 'what an admin chooses must be as long as what anybody chooses',
    answer: refusal(400, 'Password too short', 'PASSWORD_TOO_SHORT'),
  },
  81: { reason: 'a new password has ended the sessions', answer: { body: '{"sessions":[]}' } },
  100: {
    reason: 'the admin’s own session is remembered again as it was',
    answer: {
      cookies: [
        'better-auth.admin_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
        'better-auth.dont_remember=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
        'better-auth.session_token=<VALUE>; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax',
      ],
    },
  },
};

// The cookie cache is off: nothing of it is expired that the request has not sent.
const isIdle = (line, sent) =>
  /session_data=; Max-Age=0/.test(line) && !sent.includes(line.slice(0, line.indexOf('=')));

function expectedOf({ number, request, answer }) {
  const { answer: own } = DIFFERENT[number] ?? {};
  return {
    status: answer.status,
    type: answer.type,
    body: masked(answer.body),
    ...own,
    cookies: cookieShapes(
      own?.cookies ?? answer.cookies.filter((line) => !isIdle(line, request.cookies)),
    ),
  };
}

const shapeOf = (answer) => ({
  status: answer.status,
  type: answer.get('content-type') ?? null,
  body: masked(answer.text),
  cookies: cookieShapes(answer.all('set-cookie')),
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
    statement: /from user order by/,
    after: 69,
    reason: 'as for the answer',
    rows: (rows) => rows.filter((row) => !row.startsWith('short@')),
  },
  { statement: /from account/, after: 69, reason: 'as for the answer', rows: () => ['3'] },
  {
    statement: /count.*from session/,
    after: 79,
    reason: 'a new password ends the sessions',
    rows: () => ['0'],
  },
  {
    statement: /banned,banReason,banExpires/,
    after: 87,
    reason: 'a ban that is over stays where it was written',
    rows: () => ['1|spam|2020-01-01T00:00:00.000Z'],
  },
];

function expectedRows({ statement, rows, after }) {
  const row = DIFFERENT_ROWS.find(
    (r) => r.statement.test(statement) && (r.after === undefined || r.after === after),
  );
  return row ? row.rows(rows) : rows;
}

// By number: cookies that the recording has and this browser has not.
const GONE = ['better-auth.dont_remember']; // see 100
const NOT_SENT = { 101: GONE, 102: GONE, 103: GONE, 104: GONE, 105: GONE };

describe('the recorded exchanges of the plugin admin', () => {
  const steps = stepsOf(
    fs.readFileSync(path.join(root, 'tests/data/better-auth/admin.txt'), 'utf8'),
  );
  const ids = {}; // by name: user, admin, two
  let server;
  const clients = {};
  let userSession;

  before(async () => {
    server = await startServer({ env: SETTINGS });
    for (const name of ['nobody', 'user', 'admin']) clients[name] = new FactorClient(server);
  });
  after(() => server?.stop());

  // Who sends the request: a browser without cookies, the user's, or the admin's.
  const senderOf = ({ number, request }) => {
    if (request.cookies.length === 0) return new FactorClient(server);
    return number < 50 ? clients.user : clients.admin;
  };

  // The id that stands for <ID32>.
  const OTHERS = { 77: 'admin', 82: 'admin', 94: 'two', 103: 'admin' };
  const idOf = (number) => ids[OTHERS[number] ?? 'user'];

  function live(number, text) {
    if (number === 91) return text?.replace('<ID32>', userSession);
    return text?.replaceAll('<ID32>', idOf(number));
  }

  async function ask(exchange) {
    const { number, request } = exchange;
    const client = senderOf(exchange);
    const body = live(number, request.body);
    const jar = client.jar;
    client.jar = new Map([...jar].filter(([name]) => request.cookies.includes(name)));
    const missing = request.cookies.filter((name) => !client.jar.has(name));
    assert.deepEqual(missing, NOT_SENT[number] ?? [], 'the same cookies as recorded');
    const answer = await client.call(
      request.method,
      live(number, request.where),
      body === undefined ? undefined : JSON.parse(body),
    );
    const own = client.jar;
    client.jar = jar;
    for (const name of request.cookies) if (!own.has(name)) jar.delete(name);
    for (const [name, value] of own) jar.set(name, value);
    learn(number, client, answer);
    return answer;
  }

  function learn(number, client, answer) {
    if (number === 31) [ids.user, clients.user] = [answer.json.user.id, client];
    if (number === 50) [ids.admin, clients.admin] = [answer.json.user.id, client];
    if (number === 66) ids.two = answer.json.user.id;
    if (number === 90) userSession = answer.json.token;
  }

  function look(step) {
    let n = 0;
    const names = step.after === 96 ? ['admin', 'user'] : ['user'];
    const statement = step.statement
      .replace('<ISO>', '2020-01-01T00:00:00.000Z')
      .replace(/<ID32>/g, () => ids[names[n++]])
      .replace(
        /\b(user|session|account|banReason|banExpires|createdAt|expiresAt|userId|emailVerified)\b(?!')/g,
        '"$1"',
      )
      .replace(/\bimpersonatedBy\b/, '"impersonatedBy"');
    if (/^update/.test(statement)) return sql.execute(server.database, statement);
    const rows = expectedRows(step);
    if (onPostgres || !rows) return; // the recording is SQLite's
    const got = sql.lines(server.database, statement).split('\n').filter(Boolean);
    assert.deepEqual(got.sort(), [...rows].sort());
  }

  for (const step of steps)
    it(step.statement ? `sql: ${step.statement}` : `[${step.number}] ${step.title}`, async () => {
      if (step.statement) return look(step);
      assert.deepEqual(shapeOf(await ask(step)), expectedOf(step));
    });

  it('are all of them', () => {
    assert.equal(steps.filter(({ number }) => number).length, 105);
  });
});
