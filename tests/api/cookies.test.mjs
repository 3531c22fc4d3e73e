// Two cookies of one name: a browser keeps a host's cookie, a domain's, and those of other paths
// apart and sends all of them, and a neighbouring host can plant one.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { send } from './lib/http.mjs';
import { Jar } from './lib/jar.mjs';
import { newPerson, postJson, SECRET, signIn } from './lib/people.mjs';
import { Server, startServer, temporaryDirectory } from './lib/server.mjs';

const NAME = 'better-auth.session_token';
const HOST = 'app.example.test';
const PASSWORD = 'correct horse battery';

// Of sessions: a device stays known after its user has signed out.
const sessionsIn = (jar) => [...jar.keys()].filter((name) => !name.endsWith('.device')).length;

const tokens = (answer) =>
  answer
    .all('set-cookie')
    .filter((line) => line.startsWith(`${NAME}=`) && !line.includes('Max-Age=0'))
    .map((line) => line.split(';')[0]);

const session = async (server, ...cookies) => {
  const headers = cookies.length ? [['Cookie', cookies.join('; ')]] : [];
  const answer = await send(server.url, { path: '/api/auth/get-session', headers });
  assert.equal(answer.status, 200);
  return { answer, user: JSON.parse(answer.text)?.user.email ?? null };
};

const signedIn = async (server, person) => {
  const answer = await signIn(server, person);
  assert.equal(answer.status, 200);
  return tokens(answer)[0];
};

const signOut = (server, cookies) =>
  postJson(server, '/api/auth/sign-out', {}, [
    ['Cookie', cookies.join('; ')],
    ['Origin', server.url],
  ]);

describe('several session cookies of one name', () => {
  it('finds the one that is alive, wherever it stands', async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const ann = await newPerson(server, 'Ann');
    const alive = await signedIn(server, ann);
    const ended = await signedIn(server, ann);
    assert.equal((await signOut(server, [ended])).status, 200);
    const forged = `${NAME}=abcdefghijklmnopqrstuvwxyz012345.${'A'.repeat(43)}%3D`;
    for (const other of [ended, forged, `${NAME}=`, `${NAME}="x"`, alive]) {
      assert.equal((await session(server, other, alive)).user, ann.email, `${other} first`);
      assert.equal((await session(server, alive, other)).user, ann.email, `${other} last`);
    }
    assert.equal((await session(server, ended)).user, null);
    assert.equal((await session(server, ended, forged)).user, null);
  });

  it('finds it behind as many as a neighbouring host can plant', async (t) => {
    const server = await startServer({ env: { OSTIARY_RATE_LIMIT: 'off' } });
    t.after(() => server.stop());
    const [ann, eve] = [await newPerson(server, 'Ann'), await newPerson(server, 'Eve')];
    const alive = await signedIn(server, ann);
    const ended = [];
    for (let i = 0; i < 16; i++) ended.push(await signedIn(server, eve));
    for (const one of ended) assert.equal((await signOut(server, [one])).status, 200);
    assert.equal((await session(server, ...ended, alive)).user, ann.email);
    assert.equal((await session(server, ...ended)).user, null);
  });

  it('believes neither of two that are alive, and a sign-in ends both', async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const [ann, eve] = [await newPerson(server, 'Ann'), await newPerson(server, 'Eve')];
    const [hers, planted] = [await signedIn(server, ann), await signedIn(server, eve)];
    for (const cookies of [
      [hers, planted],
      [planted, hers],
    ]) {
      const { answer, user } = await session(server, ...cookies);
      assert.equal(user, null);
      assert.deepEqual(answer.all('set-cookie'), [], 'neither is expired');
      const headers = [['Cookie', cookies.join('; ')]];
      const token = await send(server.url, { path: '/api/auth/token', headers });
      assert.equal(token.status, 401);
      const judged = await send(server.url, { path: '/forward-auth', headers });
      assert.equal(judged.status, 401);
    }
    assert.equal((await session(server, hers)).user, ann.email, 'alone it is good');
    const again = await postJson(
      server,
      '/api/auth/sign-in/email',
      { email: ann.email, password: ann.password },
      [
        ['Cookie', `${planted}; ${hers}`],
        ['Origin', server.url],
      ],
    );
    assert.equal(again.status, 200);
    assert.equal((await session(server, planted, tokens(again)[0])).user, ann.email);
    assert.equal((await session(server, hers)).user, null);
    assert.equal((await session(server, planted)).user, null);
  });

  it('signs out of all of them', async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const ann = await newPerson(server, 'Ann');
    const both = [await signedIn(server, ann), await signedIn(server, ann)];
    const kept = await signedIn(server, ann);
    assert.equal((await signOut(server, both)).status, 200);
    for (const cookie of both) assert.equal((await session(server, cookie)).user, null);
    assert.equal((await session(server, kept)).user, ann.email);
  });
});

// The domain of the cookies changes between two starts on one database.
const settings = { env: { BETTER_AUTH_SECRET: SECRET, BETTER_AUTH_URL: `http://${HOST}` } };
const crossing = { OSTIARY_CROSS_SUBDOMAIN_COOKIES: 'on', OSTIARY_COOKIE_DOMAIN: 'example.test' };

class Place {
  dir = temporaryDirectory();

  async start(t, env = {}) {
    await this.server?.stop();
    this.server = new Server({ dir: this.dir, env: { ...settings.env, ...env } });
    await this.server.start();
    t.after(() => this.server.stop());
    return this.server;
  }

  post(jar, path, body) {
    return postJson(this.server, `/api/auth${path}`, body, [
      ...jar.headers,
      ['Host', HOST],
      ['Origin', `http://${HOST}`],
    ]);
  }

  async who(jar) {
    const answer = jar.take(
      await send(this.server.url, {
        path: '/api/auth/get-session',
        headers: [...jar.headers, ['Host', HOST]],
      }),
    );
    return JSON.parse(answer.text)?.user.email ?? null;
  }
}

for (const [name, first, second] of [
  ['a domain is added', {}, crossing],
  ['the domain is taken away', crossing, {}],
]) {
  describe(`the cookies of a browser when ${name}`, () => {
    for (const [how, between] of [
      ['after a sign-out', true],
      ['over the old session', false],
    ])
      it(`sign in ${how}, stay signed in and sign out`, async (t) => {
        const place = new Place();
        const jar = new Jar();
        const ann = { name: 'Ann', email: 'ann@example.com', password: PASSWORD };
        await place.start(t, first);
        jar.take(await place.post(jar, '/sign-up/email', ann));
        assert.equal(await place.who(jar), ann.email);
        await place.start(t, second);
        assert.equal(await place.who(jar), ann.email);
        const old = [...jar];
        if (between) {
          const out = await place.post(jar, '/sign-out', {});
          assert.equal(out.status, 200);
          jar.clear();
          for (const [key, value] of old) jar.set(key, value); // of a browser that kept them
        }
        const answer = jar.take(await place.post(jar, '/sign-in/email', ann));
        assert.equal(answer.status, 200);
        assert.equal(await place.who(jar), ann.email);
        assert.equal(await place.who(jar), ann.email);
        assert.equal(sessionsIn(jar), 1, 'the twin is expired');
        jar.take(await place.post(jar, '/sign-out', {}));
        assert.equal(await place.who(jar), null);
        assert.equal(sessionsIn(jar), 0);
      });
  });
}

describe('several cookies of the cookie cache', () => {
  for (const form of ['compact', 'jwe'])
    it(`finds the one of this session, in the form ${form}`, async (t) => {
      const server = await startServer({ env: { OSTIARY_COOKIE_CACHE: form } });
      t.after(() => server.stop());
      const [ann, eve] = [await newPerson(server, 'Ann'), await newPerson(server, 'Eve')];
      const cookies = async (person) =>
        (await signIn(server, person)).all('set-cookie').map((line) => line.split(';')[0]);
      const [hers, others] = [await cookies(ann), await cookies(eve)];
      const data = others.find((pair) => pair.includes('session_data'));
      for (const list of [
        [data, ...hers],
        [...hers, data],
      ]) {
        const { answer, user } = await session(server, ...list);
        assert.equal(user, ann.email);
        assert.deepEqual(answer.all('set-cookie'), [], 'answered from the cache');
      }
    });
});

describe('very many planted cookies', () => {
  it('keep neither the protection of an answer nor the end of a session out', async (t) => {
    const env = { BETTER_AUTH_URL: 'https://one.two.three.four.five.example.test' };
    const server = await startServer({ env, secret: SECRET });
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    const [session] = (await signIn(server, ann)).all('set-cookie')[0].split(';');
    const data = session.replace('session_token', 'session_data').split('=')[0];
    const planted = Array.from({ length: 32 }, (_, i) => `${data}.${i % 16}=${i}`);
    const cookies = ['Cookie', [session, ...planted].join('; ')];
    const found = await send(server.url, { path: '/api/auth/get-session', headers: [cookies] });
    const out = await postJson(server, '/api/auth/sign-out', {}, [
      cookies,
      ['Origin', env.BETTER_AUTH_URL],
    ]);
    for (const answer of [found, out]) {
      assert.equal(answer.status, 200);
      assert.match(answer.get('content-security-policy'), /^default-src 'none'/);
      assert.equal(answer.get('x-content-type-options'), 'nosniff');
      assert.match(answer.get('strict-transport-security'), /^max-age=/);
      assert.ok(answer.all('set-cookie').some((line) => line.startsWith(`${data}.`)));
    }
    assert.equal(JSON.parse(found.text).user.email, ann.email);
    const ended = `${session.split('=')[0]}=; Max-Age=0;`;
    assert.ok(out.all('set-cookie').some((line) => line.startsWith(ended)));
  });
});

describe('names that begin with __Host-', () => {
  const HTTPS = { BETTER_AUTH_URL: `https://${HOST}` };
  const begin = async (t, how, more = {}) => {
    const env = { ...HTTPS, OSTIARY_COOKIE_HOST_PREFIX: how, ...more };
    const server = await startServer({ env, secret: SECRET });
    t.after(() => server.kill());
    return server;
  };
  const names = (answer) => answer.all('set-cookie').map((line) => line.split('=')[0]);

  it('are the only ones, and another host of the domain cannot set them', async (t) => {
    const server = await begin(t, 'on');
    const ann = await newPerson(server, 'Ann');
    const answer = await signIn(server, ann);
    for (const line of answer.all('set-cookie')) {
      assert.match(line, /^__Host-better-auth\./);
      assert.match(line, /; Path=\/(;|$)/);
      assert.match(line, /; Secure(;|$)/);
      assert.doesNotMatch(line, /Domain=/);
    }
    const [pair] = answer.all('set-cookie')[0].split(';');
    assert.equal((await session(server, pair)).user, ann.email);
    assert.equal((await session(server, pair.replace('__Host-', '__Secure-'))).user, null);
  });

  it('replace the earlier ones, which sign nobody out meanwhile', async (t) => {
    const server = await begin(t, 'off');
    const ann = await newPerson(server, 'Ann');
    const ben = await newPerson(server, 'Ben');
    const earlier = (await signIn(server, ann)).all('set-cookie')[0].split(';')[0];
    assert.match(earlier, /^__Secure-/);
    await server.restart({ OSTIARY_COOKIE_HOST_PREFIX: 'migrate' });
    assert.equal((await session(server, earlier)).user, ann.email);
    const answer = await signIn(server, ben);
    const now = answer.all('set-cookie')[0].split(';')[0];
    assert.match(now, /^__Host-/);
    assert.equal((await session(server, earlier, now)).user, ben.email);
    const out = await postJson(server, '/api/auth/sign-out', {}, [
      ['Cookie', `${earlier}; ${now}`],
      ['Origin', HTTPS.BETTER_AUTH_URL],
    ]);
    assert.equal(out.status, 200);
    assert.ok(names(out).includes('__Secure-better-auth.session_token'));
    assert.ok(names(out).includes('__Host-better-auth.session_token'));
  });
});
