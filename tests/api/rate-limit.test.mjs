// How many requests one client may make, counted in the process or in Better Auth's own table.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { bearer, jsonHeaders, send } from './lib/http.mjs';
import { newPerson, postJson, SECRET } from './lib/people.mjs';
import { nodeWithSqlite, Server, serverFor } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { logged } from './lib/until.mjs';

const needsNode = nodeWithSqlite() ? false : 'needs Node 22.13 or newer, see package.json';
const SETTINGS = {
  BETTER_AUTH_SECRET: SECRET,
  OSTIARY_RATE_LIMIT: 'on',
  OSTIARY_TRUSTED_PROXIES: '127.0.0.1',
};
const FRONT = 'https://front.example';
const STORED = {
  ...SETTINGS,
  OSTIARY_RATE_LIMIT_STORAGE: 'database',
  OSTIARY_RATE_LIMIT_WINDOW: '1h',
};

const started = (t, env, options) => serverFor(t, { ...options, env: { ...SETTINGS, ...env } });

const from = (address) => [['X-Forwarded-For', address]];
const get = (server, path, headers) => send(server.url, { path: `/api/auth${path}`, headers });
const wrongPassword = (server, address) =>
  postJson(
    server,
    '/api/auth/sign-in/email',
    { email: 'nobody@example.com', password: 'not the password' },
    from(address),
  );
const counts = (server) =>
  sql
    .rows(server.database, 'select key, count from rateLimit order by key')
    .map(({ key, count }) => `${key} ${count}`);
const tableIsThere = (server) => {
  try {
    sql.lines(server.database, 'select count(*) from rateLimit');
    return true;
  } catch {
    return false;
  }
};

async function statuses(n, ask) {
  const all = [];
  for (let i = 0; i < n; i++) all.push((await ask(i)).status);
  return all;
}

function assertTooMany(answer, within) {
  assert.equal(answer.status, 429);
  assert.equal(answer.text, '{"message":"Too many requests. Please try again later."}');
  assert.equal(answer.get('x-retry-after'), answer.get('retry-after'));
  const seconds = Number(answer.get('x-retry-after'));
  assert.ok(seconds > 0 && seconds <= within, `${seconds} seconds`);
}

describe('counts', () => {
  it('are of a route, whatever stands in its parameters, and one of all that is no route', async (t) => {
    const server = await started(t, {
      OSTIARY_RATE_LIMIT_MAX: '4',
      OSTIARY_RATE_LIMIT_WINDOW: '1h',
    });
    const links = await statuses(5, (i) =>
      get(server, `/reset-password/token-${i}?callbackURL=/r`, from('203.0.113.1')),
    );
    assert.deepEqual(links, [302, 302, 302, 302, 429]);
    const nowhere = await statuses(5, (i) => get(server, `/made/up/${i}`, from('203.0.113.1')));
    assert.deepEqual(nowhere, [404, 404, 404, 404, 429]);
    assertTooMany(await get(server, '//ok', from('203.0.113.1')), 3600);
    assertTooMany(
      await get(server, '/reset-password/another?callbackURL=/r', from('203.0.113.1')),
      3600,
    );
    assert.equal((await get(server, '/ok', from('203.0.113.1'))).status, 200);
    assert.equal((await get(server, '/made/up', from('203.0.113.2'))).status, 404);
    assert.equal(tableIsThere(server), false);
  });

  it('tell the log who was refused where', async (t) => {
    const server = await started(t, { LOG_LEVEL: 'notice' });
    for (let i = 0; i < 4; i++) await wrongPassword(server, '203.0.113.9');
    const line = await logged(server, ({ status }) => status === 429);
    assert.equal(line.level, 'notice');
    assert.equal(line.reason, 'rate-limit');
    assert.equal(line.route, '/sign-in/email');
    assert.equal(line.address, '203.0.113.9');
  });
});

describe('clients', () => {
  const addressOf = async (server, headers) => {
    const person = await newPerson(server, 'ada');
    const answer = await postJson(
      server,
      '/api/auth/sign-in/email',
      { email: person.email, password: person.password },
      headers,
    );
    const { session } = (await get(server, '/get-session', [bearer(answer.json.token)])).json;
    return session.ipAddress;
  };

  it('are told apart by the configured number of bits of an IPv6 address', async (t) => {
    for (const [prefix, stored, neighbour, stranger] of [
      ['', '2001:0db8:0001:0002:0000:0000:0000:0000', '2001:db8:1:2::9', '2001:db8:1:3::1'],
      ['48', '2001:0db8:0001:0000:0000:0000:0000:0000', '2001:db8:1:3::1', '2001:db8:2::1'],
      ['128', '2001:0db8:0001:0002:0000:0000:0000:0001', '2001:db8:1:2:0::1', '2001:db8:1:2::2'],
    ]) {
      const server = await started(t, {
        OSTIARY_IPV6_PREFIX: prefix,
        OSTIARY_RATE_LIMIT_WINDOW: '1h',
        OSTIARY_RATE_LIMIT_MAX: '2',
      });
      assert.equal(await addressOf(server, from('2001:db8:1:2::1')), stored);
      assert.deepEqual(
        await statuses(2, () => get(server, '/ok', from('2001:db8:1:2::1'))),
        [200, 200],
      );
      assert.equal((await get(server, '/ok', from(neighbour))).status, 429, neighbour);
      assert.equal((await get(server, '/ok', from(stranger))).status, 200, stranger);
    }
  });

  it('are named by the first of several headers that names one', async (t) => {
    const server = await started(t, { OSTIARY_IP_HEADER: 'cf-connecting-ip, x-forwarded-for' });
    const both = [...from('203.0.113.1'), ['CF-Connecting-IP', '203.0.113.2']];
    assert.equal(await addressOf(server, both), '203.0.113.2');
    assert.equal(await addressOf(server, from('203.0.113.1')), '203.0.113.1');
    assert.equal(
      await addressOf(server, [...from('203.0.113.1'), ['CF-Connecting-IP', 'nobody']]),
      '203.0.113.1',
    );
  });

  it('keep their counts when the proxy writes ports, and in the words of RFC 7239', async (t) => {
    const forms = {
      'x-forwarded-for': [(i) => `203.0.113.${i}:5000${i}`, (i) => `203.0.113.77:4000${i}`],
      forwarded: [
        (i) => `for="[2001:db8:${i}::1]:443";proto=https`,
        (i) => `for="[2001:db8::1]:4000${i}";proto=https`,
      ],
    };
    for (const [header, [many, one]] of Object.entries(forms)) {
      const server = await started(t, { OSTIARY_IP_HEADER: header });
      const ask = (form) => (i) =>
        postJson(
          server,
          '/api/auth/sign-in/email',
          { email: `nobody${i}@example.com`, password: 'not the password' },
          [[header, form(i + 1)]],
        );
      assert.deepEqual(await statuses(5, ask(many)), [401, 401, 401, 401, 401], header);
      assert.deepEqual(await statuses(4, ask(one)), [401, 401, 401, 429], header);
    }
  });
});

// Who a client is, in the words of the table that both keep.
describe('clients of a real Better Auth', { skip: needsNode }, () => {
  const CASES = [
    [['X-Forwarded-For', '203.0.113.1']],
    [['X-Forwarded-For', '1.2.3.4, 203.0.113.1, 10.1.2.3']],
    [
      ['X-Real-IP', '203.0.113.2'],
      ['X-Forwarded-For', '203.0.113.1'],
    ],
    [
      ['X-Real-IP', 'nobody'],
      ['X-Forwarded-For', '203.0.113.3'],
    ],
    [
      ['X-Real-IP', '10.1.2.3'],
      ['X-Forwarded-For', '203.0.113.4'],
    ],
    [['X-Forwarded-For', '::ffff:203.0.113.5']],
    [['X-Forwarded-For', '2001:DB8:1:2345::1']],
    [['X-Forwarded-For', '2001:db8:1:2fff:ffff::1']],
    [['X-Forwarded-For', '::1']],
  ];

  for (const prefix of ['', '52', '128']) {
    it(`are the same here, with ${prefix || 'the default'} bits of IPv6`, async (t) => {
      const env = {
        ...STORED,
        OSTIARY_TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8',
        OSTIARY_IP_HEADER: 'x-real-ip,x-forwarded-for',
        OSTIARY_IPV6_PREFIX: prefix,
      };
      const theirs = new Server({ peer: true, env });
      t.after(() => theirs.kill());
      const [ours] = await Promise.all([started(t, env), theirs.start()]);
      for (const server of [ours, theirs]) {
        for (const headers of CASES) assert.equal((await get(server, '/ok', headers)).status, 200);
      }
      assert.deepEqual(counts(ours), counts(theirs));
      assert.ok(counts(ours).length >= 7);
    });
  }
});

describe('counts in the database', () => {
  it("are Better Auth's rows, outlive the process, and make a table only when they are wanted", async (t) => {
    const server = await started(t);
    assert.equal(tableIsThere(server), false);
    await server.restart(STORED);
    assert.deepEqual(await statuses(2, () => wrongPassword(server, '203.0.113.1')), [401, 401]);
    await get(server, '/ok', from('203.0.113.1'));
    await get(server, '/reset-password/t?callbackURL=/r', from('203.0.113.1'));
    await get(server, '/made/up', from('203.0.113.1'));
    await get(server, '/sign-in/made-up', from('203.0.113.1'));
    assert.deepEqual(
      counts(server),
      [
        '203.0.113.1|*',
        '203.0.113.1|/ok',
        '203.0.113.1|/reset-password/{token}',
        '203.0.113.1|/sign-in',
        '203.0.113.1|/sign-in/email',
      ].map((key) => `${key} ${key.endsWith('email') ? 2 : 1}`),
    );
    await server.restart();
    assert.equal((await wrongPassword(server, '203.0.113.1')).status, 401);
    assertTooMany(await wrongPassword(server, '203.0.113.1'), 10);
    assert.equal((await wrongPassword(server, '203.0.113.2')).status, 401);
    assert.ok(counts(server).includes('203.0.113.1|/sign-in/email 3'), 'a refusal is not counted');
  });

  it('are shared by two processes, also when many ask at once', async (t) => {
    const one = await started(t, { ...STORED, OSTIARY_RATE_LIMIT_MAX: '20' });
    const two = await started(
      t,
      { ...STORED, OSTIARY_RATE_LIMIT_MAX: '20' },
      { dir: one.dir, database: one.database },
    );
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => get(i % 2 ? one : two, '/ok', from('203.0.113.1'))),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 20);
    assert.equal(answers.filter(({ status }) => status === 429).length, 40);
    assert.deepEqual(counts(one), ['203.0.113.1|/ok 20']);
    assertTooMany(await get(two, '/ok', from('203.0.113.1')), 3600);
    assert.equal((await get(two, '/ok', from('203.0.113.2'))).status, 200);
  });

  it('begin anew after a window, and old rows leave', async (t) => {
    const server = await started(t, {
      ...STORED,
      OSTIARY_RATE_LIMIT_WINDOW: '1m',
      OSTIARY_RATE_LIMIT_MAX: '1',
    });
    assert.equal((await get(server, '/ok', from('203.0.113.1'))).status, 200);
    assertTooMany(await get(server, '/ok', from('203.0.113.1')), 60);
    sql.execute(server.database, `update rateLimit set lastRequest = ${Date.now() - 61_000}`);
    await server.restart();
    assert.equal((await get(server, '/ok', from('203.0.113.2'))).status, 200);
    assert.deepEqual(counts(server), ['203.0.113.2|/ok 1']);
    assert.equal((await get(server, '/ok', from('203.0.113.1'))).status, 200);
    assertTooMany(await get(server, '/ok', from('203.0.113.1')), 60);
  });

  it('are those of a real Better Auth at the same table', { skip: needsNode }, async (t) => {
    const theirs = new Server({ peer: true, env: STORED });
    t.after(() => theirs.kill());
    await theirs.start();
    const ours = await started(t, STORED, { dir: theirs.dir, database: theirs.database });
    assert.equal((await wrongPassword(theirs, '203.0.113.1')).status, 401);
    assert.equal((await wrongPassword(ours, '203.0.113.1')).status, 401);
    assert.equal((await wrongPassword(theirs, '203.0.113.1')).status, 401);
    assert.deepEqual(counts(ours), ['203.0.113.1|/sign-in/email 3']);
    assertTooMany(await wrongPassword(ours, '203.0.113.1'), 10);
    const refused = await wrongPassword(theirs, '203.0.113.1');
    assert.equal(refused.status, 429);
    assert.equal((await wrongPassword(ours, '2001:db8:1:2::1')).status, 401);
    assert.equal((await wrongPassword(theirs, '2001:db8:1:2::9')).status, 401);
    assert.ok(counts(ours).includes('2001:0db8:0001:0002:0000:0000:0000:0000|/sign-in/email 2'));
    sql.execute(
      ours.database,
      `update rateLimit set lastRequest = ${Date.now() - 10_001} where key like '203%'`,
    );
    assert.equal((await wrongPassword(theirs, '203.0.113.1')).status, 401);
    assert.equal((await wrongPassword(ours, '203.0.113.1')).status, 401);
    assert.ok(counts(ours).includes('203.0.113.1|/sign-in/email 2'));
  });

  it('go on in memory while the table cannot be written, which the log says', async (t) => {
    const server = await started(t, { ...STORED, OSTIARY_RATE_LIMIT_MAX: '2' });
    assert.equal((await get(server, '/ok', from('203.0.113.1'))).status, 200);
    sql.execute(server.database, 'drop table rateLimit');
    assert.deepEqual(
      await statuses(3, () => get(server, '/ok', from('203.0.113.1'))),
      [200, 200, 429],
    );
    assert.equal((await get(server, '/jwks', from('203.0.113.1'))).status, 200);
    await logged(server, ({ msg }) => /counted in memory/.test(msg));
    assert.equal(server.logs.filter(({ msg }) => /counted in memory/.test(msg)).length, 1);
    await server.restart();
    assert.deepEqual(counts(server), []);
    assert.equal((await get(server, '/ok', from('203.0.113.1'))).status, 200);
    assert.deepEqual(counts(server), ['203.0.113.1|/ok 1']);
  });

  it('do not hold up who is not counted', async (t) => {
    const server = await started(t, { ...STORED, BETTER_AUTH_TRUSTED_ORIGINS: FRONT });
    for (const path of ['/healthz', '/.well-known/jwks.json', '/readyz'])
      assert.equal((await send(server.url, { path })).status, 200);
    const preflight = await send(server.url, {
      method: 'OPTIONS',
      path: '/api/auth/ok',
      headers: [
        ['Origin', FRONT],
        ['Access-Control-Request-Method', 'GET'],
      ],
    });
    assert.ok(preflight.status < 300, `${preflight.status}`);
    assert.deepEqual(counts(server), []);
    assert.equal(
      (
        await send(server.url, {
          method: 'POST',
          path: '/api/auth/ok',
          headers: jsonHeaders,
          body: '{}',
        })
      ).status,
      404,
    );
    assert.deepEqual(counts(server), ['127.0.0.1|/ok 1']);
  });
});
