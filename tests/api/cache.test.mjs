// The cookie cache: what it spares, what it must not do, and that a real Better Auth reads it and
// is read.
//
// OSTIARY_API_DATABASE   "postgres": on PostgreSQL, see lib/postgres.mjs

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import path from 'node:path';
import { describe, it } from 'node:test';

import { getCookieCache } from 'better-auth/cookies';
import { signJWT, symmetricEncodeJWT } from 'better-auth/crypto';

import { bearer, send } from './lib/http.mjs';
import { Jar } from './lib/jar.mjs';
import { claimsOf, postJson, SECRET } from './lib/people.mjs';
import { onPostgres, urlFor } from './lib/postgres.mjs';
import { nodeWithSqlite, peer, Server, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const FORMS = ['compact', 'jwt', 'jwe'];
// The releases of which each has its cookies read here, and reads ours.
const RELEASES = ['1.4.18', '1.7.24'];
const PASSWORD = 'correct horse';
const SALT = 'better-auth-session';
const ROOM = 7680;
const needsNode = nodeWithSqlite() ? false : 'needs Node 22.13 or newer, see package.json';

class Browser {
  constructor(jar = []) {
    this.jar = new Jar(jar);
  }

  take(answer) {
    return this.jar.take(answer);
  }

  get headers() {
    return this.jar.headers;
  }

  get data() {
    return [...this.jar].filter(([name]) => /session_data/.test(name)).map(([, value]) => value);
  }

  copy(change) {
    return new Browser(
      [...new Map([...this.jar, ...Object.entries(change)])].filter(([, value]) => value !== null),
    );
  }

  get(server, where) {
    return send(server.url, { path: where, headers: this.headers });
  }

  post(server, where, body) {
    return postJson(server, where, body, [...this.headers, ['Origin', server.url]]);
  }
}

let people = 0;

async function newBrowser(server, fields = {}) {
  const email = `ann-${++people}@example.com`;
  const browser = new Browser();
  const answer = await postJson(server, '/api/auth/sign-up/email', {
    name: 'Ann',
    email,
    password: PASSWORD,
    ...fields,
  });
  assert.equal(answer.status, 200, answer.text);
  browser.take(answer);
  return Object.assign(browser, { email, id: answer.json.user.id, session: answer.json.token });
}

const session = '/api/auth/get-session';
const stored = `${session}?disableCookieCache=1`;

async function start(t, form, env = {}) {
  const server = await startServer({
    env: { BETTER_AUTH_SECRET: SECRET, OSTIARY_COOKIE_CACHE: form, ...env },
  });
  t.after(() => server.stop());
  return server;
}

// What the cache says, as the server itself would show it from the database.
async function payloadOf(server, browser) {
  const { session: s, user } = (await browser.get(server, stored)).json;
  return { session: s, user, updatedAt: Date.now(), version: '1' };
}

// A cache of Better Auth's own making.
function sealed(form, payload, life_s, secret = SECRET) {
  if (form === 'jwt') return signJWT(payload, secret, life_s);
  if (form === 'jwe') return symmetricEncodeJWT(payload, secret, SALT, life_s);
  const expiresAt = Date.now() + life_s * 1000;
  const signature = createHmac('sha256', secret)
    .update(JSON.stringify({ ...payload, expiresAt }))
    .digest('base64url');
  return Buffer.from(JSON.stringify({ session: payload, expiresAt, signature })).toString(
    'base64url',
  );
}

const DATA = 'better-auth.session_data';
const expiresData = (answer) =>
  answer.all('set-cookie')[0]?.startsWith(`${DATA}=; Max-Age=0`) ?? false;

for (const form of FORMS) {
  describe(`the cookie cache, ${form}`, { skip: peer }, () => {
    it('spares the database', async (t) => {
      const server = await start(t, form);
      const ann = await newBrowser(server);
      const before = (await ann.get(server, stored)).json;
      sql.execute(server.database, 'alter table "session" rename to "session_away"');
      for (const where of [session, '/api/auth/token']) {
        const answer = await ann.get(server, where);
        assert.equal(answer.status, 200, where);
        assert.deepEqual(answer.all('set-cookie'), [], 'nothing is written anew');
      }
      const answer = await ann.get(server, session);
      assert.deepEqual(answer.json, before);
      assert.equal(claimsOf(answer.get('set-auth-jwt')).sub, ann.id);
      assert.equal((await ann.get(server, stored)).status, 500, 'there is no such table');
      assert.equal((await ann.copy({ [DATA]: null }).get(server, session)).status, 500);
      sql.execute(server.database, 'alter table "session_away" rename to "session"');
      assert.deepEqual((await ann.get(server, stored)).json, before);
    });

    it('outlives the end of a session elsewhere, but only where nothing delicate is done', async (t) => {
      const server = await start(t, form);
      const ann = await newBrowser(server);
      sql.execute(server.database, 'delete from "session"');
      assert.equal((await ann.get(server, session)).json.user.id, ann.id);
      for (const [where, body] of [
        ['/update-user', { name: 'Eve' }],
        ['/verify-password', { password: PASSWORD }],
        ['/revoke-other-sessions', {}],
        ['/revoke-sessions', {}],
        ['/revoke-session', { token: ann.session }],
        ['/delete-user', {}],
        ['/change-password', { currentPassword: PASSWORD, newPassword: 'battery staple' }],
      ]) {
        const answer = await ann.post(server, `/api/auth${where}`, body);
        assert.equal(answer.status, 401, where);
        assert.ok(
          answer.all('set-cookie').some((line) => line.startsWith(`${DATA}=; Max-Age=0`)),
          where,
        );
      }
      assert.equal((await ann.get(server, '/api/auth/list-sessions')).status, 401);
      assert.equal((await ann.get(server, '/forward-auth')).status, 401);
      const [user] = sql.rows(server.database, 'select name from "user"');
      assert.equal(user.name, 'Ann');
      const answer = ann.take(await ann.get(server, stored));
      assert.equal(answer.text, 'null');
      assert.deepEqual(
        [...ann.jar.keys()],
        ['better-auth.device'],
        'the browser forgets all of the session; a device stays known',
      );
    });

    it('lets a living session do all that', async (t) => {
      const server = await start(t, form);
      const ann = await newBrowser(server);
      for (const [where, body] of [
        ['/verify-password', { password: PASSWORD }],
        ['/revoke-other-sessions', {}],
        ['/update-user', { name: 'Anne' }],
      ]) {
        const answer = ann.take(await ann.post(server, `/api/auth${where}`, body));
        assert.equal(answer.status, 200, where);
      }
      assert.equal((await ann.get(server, '/api/auth/list-sessions')).json.length, 1);
      assert.equal((await ann.get(server, '/forward-auth')).get('remote-user'), ann.id);
      assert.equal(
        (await ann.get(server, session)).json.user.name,
        'Anne',
        'the cache was written anew',
      );
    });

    it('does not help an ended session to a longer life', async (t) => {
      const server = await start(t, form);
      const ann = await newBrowser(server);
      const before = ann.data;
      sql.execute(server.database, 'delete from "session"');
      for (const where of [session, '/api/auth/token', '/api/auth/list-accounts'])
        ann.take(await ann.get(server, where));
      assert.deepEqual(ann.data, before);
    });

    it('is believed for the session, the version and the time that it names', async (t) => {
      const server = await start(t, form);
      const ann = await newBrowser(server);
      const bob = await newBrowser(server);
      const payload = await payloadOf(server, ann);
      const other = await payloadOf(server, bob);
      sql.execute(server.database, 'update "user" set name = \'stored\'');
      const shown = async (value) => {
        const answer = await ann.copy({ [DATA]: value }).get(server, session);
        assert.equal(answer.status, 200);
        assert.equal(
          expiresData(answer),
          answer.json.user.name === 'stored',
          'what is not believed is expired',
        );
        return answer.json.user.name;
      };
      assert.equal(await shown(await sealed(form, payload, 300)), 'Ann');
      assert.equal(await shown(await sealed(form, { ...payload, version: undefined }, 300)), 'Ann');
      assert.equal(
        await shown(await sealed(form, { ...payload, more: { a: [1.5, null] } }, 300)),
        'Ann',
      );
      const refused = {
        'of another session': sealed(form, other, 300),
        'of another version': sealed(form, { ...payload, version: '2' }, 300),
        expired: sealed(form, payload, -1),
        'of an expired session': sealed(
          form,
          {
            ...payload,
            session: { ...payload.session, expiresAt: new Date(Date.now() - 1000).toISOString() },
          },
          300,
        ),
        'with another secret': sealed(form, payload, 300, `${SECRET}x`),
        'in another form': sealed(FORMS[(FORMS.indexOf(form) + 1) % 3], payload, 300),
        'without a user': sealed(form, { ...payload, user: undefined }, 300),
        "of a user who is not the session's": sealed(form, { ...payload, user: other.user }, 300),
      };
      for (const [what, value] of Object.entries(refused))
        assert.equal(await shown(await value), 'stored', what);
    });

    it('is read by the helper that Better Auth gives to front ends', async (t) => {
      const server = await start(t, form, { OSTIARY_COOKIE_CACHE_VERSION: '3' });
      const ann = await newBrowser(server);
      const read = (version) =>
        getCookieCache(new Request(server.url, { headers: ann.headers }), {
          secret: SECRET,
          strategy: form,
          isSecure: false,
          version,
        });
      assert.equal((await read('3')).user.id, ann.id);
      assert.equal((await read('3')).session.token, ann.session);
      assert.equal(await read('1'), null);
    });
  });

  // Both on one database and one address; the row is taken away, so that only the cache can tell.
  describe(`the cookie cache, ${form}, and a real Better Auth`, { skip: peer || needsNode }, () => {
    for (const release of [undefined, ...RELEASES]) {
      it(`of ${release ?? 'the usual release'} read each other's`, async (t) => {
        const dir = path.join(temporaryDirectory(), 'data');
        const database = onPostgres ? urlFor(dir) : path.join(dir, 'ostiary.db');
        let listen = '127.0.0.1:0';
        const open = async (isPeer) => {
          const server = await new Server({
            dir,
            database,
            listen,
            peer: isPeer && (release ?? true),
            env: {
              BETTER_AUTH_SECRET: SECRET,
              OSTIARY_COOKIE_CACHE: form,
              OSTIARY_PASSWORD_HASH: 'scrypt',
            },
          }).start();
          t.after(() => server.kill());
          listen = `127.0.0.1:${server.port}`;
          return server;
        };
        const theirs = await open(true);
        const ann = await newBrowser(theirs);
        const long = await newBrowser(theirs, { image: `https://example.com/${'€'.repeat(1000)}` });
        assert.equal(long.data.length, 2, 'two pieces');
        await theirs.stop();

        const ours = await open(false);
        const bob = await newBrowser(ours);
        const longer = await newBrowser(ours, { image: `https://example.com/${'€'.repeat(1000)}` });
        assert.equal(longer.data.length, 2, 'two pieces');
        sql.execute(database, 'delete from "session"');
        for (const who of [ann, long, bob, longer])
          assert.equal((await who.get(ours, session)).json.user.id, who.id, 'here');
        await ours.stop();

        const again = await open(true);
        for (const who of [ann, long, bob, longer])
          assert.equal((await who.get(again, session)).json.user.id, who.id, 'there');
        await again.stop();
      });
    }
  });
}

describe('the cookie cache in pieces', { skip: peer }, () => {
  it('is put together by their numbers', async (t) => {
    const server = await start(t, 'jwe');
    const ann = await newBrowser(server, { image: `https://example.com/${'€'.repeat(1000)}` });
    const pieces = [...ann.jar].filter(([name]) => name.startsWith(`${DATA}.`));
    assert.deepEqual(
      pieces.map(([name]) => name),
      [`${DATA}.0`, `${DATA}.1`],
    );
    sql.execute(server.database, 'delete from "session"');
    const whole = pieces.map(([, value]) => value).join('');
    const shown = async (change) =>
      (await ann.copy({ [`${DATA}.0`]: null, [`${DATA}.1`]: null, ...change }).get(server, session))
        .json;
    const good = {
      backwards: { [`${DATA}.1`]: pieces[1][1], [`${DATA}.0`]: pieces[0][1] },
      'as a whole': { [DATA]: whole },
      'in four': Object.fromEntries(
        [0, 1, 2, 3].map((i) => [
          `${DATA}.${i}`,
          whole.slice(i * 2000, i < 3 ? (i + 1) * 2000 : undefined),
        ]),
      ),
      'beside a name that is no piece': {
        ...Object.fromEntries(pieces),
        [`${DATA}.02`]: 'x',
        [`${DATA}.`]: 'x',
        [`${DATA}x`]: 'x',
      },
    };
    for (const [what, change] of Object.entries(good))
      assert.equal((await shown(change))?.user.id, ann.id, what);
    const bad = {
      'the first alone': { [`${DATA}.0`]: pieces[0][1] },
      'the second alone': { [`${DATA}.1`]: pieces[1][1] },
      exchanged: { [`${DATA}.0`]: pieces[1][1], [`${DATA}.1`]: pieces[0][1] },
      'one too many': { ...Object.fromEntries(pieces), [`${DATA}.2`]: 'x' },
      'very many': Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${DATA}.${i}`, 'x'])),
    };
    for (const [what, change] of Object.entries(bad)) assert.equal(await shown(change), null, what);
  });

  it('is left out where a request could not bring it back', async (t) => {
    const server = await start(t, 'compact');
    const ann = await newBrowser(server);
    for (const [others, kept] of [
      [ROOM - 2000, true],
      [ROOM, false],
      [11_000, false],
    ]) {
      const answer = await ann.copy({ other: 'x'.repeat(others) }).get(server, stored);
      assert.equal(answer.status, 200, `${others} bytes`);
      assert.equal(answer.json.user.id, ann.id);
      assert.equal(
        answer.all('set-cookie').some((line) => !/Max-Age=0/.test(line)),
        kept,
        `${others} bytes`,
      );
      assert.equal(expiresData(answer), !kept);
    }
  });

  it('is set again and again with everything that a request may carry', async (t) => {
    const server = await start(t, 'jwe');
    const ann = await newBrowser(server, { image: `https://example.com/${'€'.repeat(1000)}` });
    const others = ROOM - 400 - ann.data.join('').length;
    for (let i = 0; i < 20; i++) {
      const answer = ann.take(await ann.copy({ other: 'x'.repeat(others) }).get(server, stored));
      assert.equal(answer.status, 200);
      assert.equal(ann.data.length, 2);
    }
  });
});

describe('the cookie cache and the rest', { skip: peer }, () => {
  it('opens what it encrypted under an earlier secret', async (t) => {
    const [current, older, plain] = ['current', 'older', 'plain'].map(
      (word) => `${word}-secret-for-tests-0123456789abcdefghijkl`,
    );
    const server = await start(t, 'jwe', {
      BETTER_AUTH_SECRET: plain,
      BETTER_AUTH_SECRETS: `2:${current},1:${older}`,
    });
    const ann = await newBrowser(server);
    const payload = await payloadOf(server, ann);
    sql.execute(server.database, 'delete from "session"');
    const shown = async (secret) =>
      (
        await ann
          .copy({ [DATA]: await symmetricEncodeJWT(payload, secret, SALT, 300) })
          .get(server, session)
      ).json;
    for (const secret of [current, older, plain])
      assert.equal((await shown(secret))?.user.id, ann.id);
    assert.equal(await shown(`${plain}x`), null);
  });

  it('gives no tokens to an ended session where revocation is on', async (t) => {
    const server = await start(t, 'jwt', { OSTIARY_REVOCATIONS: 'on' });
    const ann = await newBrowser(server);
    assert.equal(claimsOf((await ann.get(server, session)).get('set-auth-jwt')).sub, ann.id);
    assert.equal((await ann.get(server, '/api/auth/token')).status, 200);
    sql.execute(server.database, 'delete from "session"');
    const answer = await ann.get(server, session);
    assert.equal(answer.json.user.id, ann.id, 'the cache tells');
    assert.equal(answer.get('set-auth-jwt'), undefined);
    assert.equal((await ann.get(server, '/api/auth/token')).status, 401);
  });

  it('serves programs with bearer tokens as well', async (t) => {
    const server = await start(t, 'jwt');
    const ann = await newBrowser(server);
    sql.execute(server.database, 'delete from "session"');
    const ask = (headers) => send(server.url, { path: session, headers });
    assert.equal(
      (await ask([bearer(ann.session), ['Cookie', `${DATA}=${ann.data[0]}`]])).json.user.id,
      ann.id,
    );
    assert.equal((await ask([bearer(ann.session)])).text, 'null');
    assert.equal((await ask([['Cookie', `${DATA}=${ann.data[0]}`]])).text, 'null');
  });

  it('is off unless it is asked for', async (t) => {
    const server = await start(t, '');
    const ann = await newBrowser(server);
    assert.deepEqual(ann.data, []);
    const value = await sealed('compact', await payloadOf(server, ann), 300);
    sql.execute(server.database, 'update "user" set name = \'stored\'');
    const answer = await ann.copy({ [DATA]: value }).get(server, session);
    assert.equal(answer.json.user.name, 'stored');
    assert.ok(expiresData(answer));
  });
});
