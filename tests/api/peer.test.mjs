// The same odd requests to this server and to a real Better Auth 1.7.7: the answers must be the
// same but for what is random, and for the deliberate differences below.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';

import { jsonHeaders, send } from './lib/http.mjs';
import { postJson, SECRET } from './lib/people.mjs';
import { hideFurtherExposed } from './lib/recorded.mjs';
import { nodeWithSqlite, startServer } from './lib/server.mjs';

const needsNode = nodeWithSqlite() ? false : 'needs Node 22.13 or newer, see package.json';
const COOKIE = 'better-auth.session_token';
const env = {
  BETTER_AUTH_SECRET: SECRET,
  OSTIARY_TWO_FACTOR: 'off', // a plugin there, which this peer does without
  BETTER_AUTH_TRUSTED_ORIGINS:
    'https://app.example.org,https://*.example.com,http://localhost:*,*.foo.test,myapp://',
};
// A pattern without a scheme vouches for https alone here, for every scheme there.
const TRUSTED = 'BETTER_AUTH_TRUSTED_ORIGINS';
const peerEnv = { ...env, [TRUSTED]: env[TRUSTED].replace(',*.', ',https://*.') };
const ann = { name: 'Ann', email: 'ann@example.com', password: 'correct horse battery' };

let ours;
let theirs;

const sign = (value) => `${value}.${createHmac('sha256', SECRET).update(value).digest('base64')}`;
const encode = encodeURIComponent;

// Our published keys say what they are for, see docs/build/compatibility.md.
const withoutUse = (text, server) => (server.isPeer ? text : text.replace('"use":"sig",', ''));

// What is random or of the moment becomes a word.
function plain(text, server) {
  return (
    withoutUse(text, server)
      .replaceAll(server.url, 'BASE')
      .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'JWT')
      .replace(/\b[A-Za-z0-9]{32}\b(\.[A-Za-z0-9+/%]{43,60}(=|%3D))?/g, 'ID')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'DATE')
      .replace(/"n":"[^"]+"/g, '"n":"N"')
      // A session's address is that of the connection here, see transcripts.test.mjs.
      .replace(/"ipAddress":"[^"]*"/, '"ipAddress":""')
  );
}

function seen(answer, server) {
  if (!server.isPeer) hideFurtherExposed(answer);
  return {
    status: answer.status,
    type: answer.get('content-type'),
    cookies: answer.all('set-cookie').map((line) => plain(line, server)),
    exposed: answer.get('access-control-expose-headers'),
    token: answer.get('set-auth-token') !== undefined,
    jwt: answer.get('set-auth-jwt') !== undefined,
    body: plain(answer.text, server),
  };
}

// `make(server)` gives the request for each of the two.
async function assertSame(name, make) {
  const [here, there] = await Promise.all(
    [ours, theirs].map(async (server) => seen(await send(server.url, make(server)), server)),
  );
  assert.deepEqual(here, there, name);
}

const get = (path, headers = []) => ({ path: `/api/auth${path}`, headers });
const post = (path, body, headers = jsonHeaders) => ({
  method: 'POST',
  path: `/api/auth${path}`,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

before(async () => {
  if (needsNode) return;
  [ours, theirs] = await Promise.all([
    startServer({ env, peer: false }),
    startServer({ env: peerEnv, peer: true }),
  ]);
  for (const server of [ours, theirs]) {
    const answer = await postJson(server, '/api/auth/sign-up/email', ann);
    server.session = answer.json.token;
    // The first key, so that both are in the same state.
    await send(server.url, { path: '/api/auth/jwks' });
  }
});
after(async () => {
  await theirs?.stop();
  await ours?.stop();
});

describe('as Better Auth', { skip: needsNode }, () => {
  const dead = 'A'.repeat(32);
  const COOKIES = {
    encoded: (s) => `${COOKIE}=${encode(sign(s))}`,
    plain: (s) => `${COOKIE}=${sign(s)}`,
    quoted: (s) => `${COOKIE}="${encode(sign(s))}"`,
    'quoted and plain': (s) => `${COOKIE}="${sign(s)}"`,
    'in single quotes': (s) => `${COOKIE}='${encode(sign(s))}'`,
    'with blanks': (s) => ` ${COOKIE} = ${encode(sign(s))} `,
    'behind another': (s) => `a=b; ${COOKIE}=${encode(sign(s))}`,
    'behind another, no blank': (s) => `a=b;${COOKIE}=${encode(sign(s))}`,
    'behind a comma': (s) => `a=b,${COOKIE}=${encode(sign(s))}`,
    'before a semicolon': (s) => `${COOKIE}=${encode(sign(s))};`,
    'behind semicolons': (s) => `;;${COOKIE}=${encode(sign(s))}`,
    'second of its name': (s) => `${COOKIE}=x; ${COOKIE}=${encode(sign(s))}`,
    'first of its name': (s) => `${COOKIE}=${encode(sign(s))}; ${COOKIE}=x`,
    'behind an empty one': (s) => `${COOKIE}=; ${COOKIE}=${encode(sign(s))}`,
    'in capitals': (s) => `${COOKIE.toUpperCase()}=${encode(sign(s))}`,
    'with a letter more': (s) => `${COOKIE}=${encode(sign(s))}x`,
    'with an encoded dot': (s) => `${COOKIE}=${encode(sign(s)).replace('.', '%2E')}`,
    'encoded twice': (s) => `${COOKIE}=${encode(encode(sign(s)))}`,
    'with a broken escape': (s) => `${COOKIE}=${encode(sign(s))}%zz`,
    'without padding': (s) => `${COOKIE}=${sign(s).replace(/=$/, '')}`,
    unsigned: (s) => `${COOKIE}=${s}`,
    'only a signature': (s) => `${COOKIE}=.${encode(sign(s).split('.')[1])}`,
    'an empty value, signed': () => `${COOKIE}=${encode(sign(''))}`,
    'a name only': () => COOKIE,
    'a value only': () => `=${COOKIE}`,
    empty: () => '',
    'with stray session data': (s) =>
      `${COOKIE}=${encode(sign(s))}; better-auth.session_data=x; better-auth.session_datax=q`,
    'bad, with stray session data': () => `${COOKIE}=x; better-auth.session_data=x`,
    'not to be remembered': (s) =>
      `${COOKIE}=${encode(sign(s))}; better-auth.dont_remember=${encode(sign('true'))}`,
    'not to be remembered, unsigned': (s) =>
      `${COOKIE}=${encode(sign(s))}; better-auth.dont_remember=true`,
    'of a dead session': () => `${COOKIE}=${encode(sign(dead))}`,
    'of a dead session, with session data': () =>
      `${COOKIE}=${encode(sign(dead))}; better-auth.session_data.3=z; better-auth.session_data=x`,
    'signed words': () => `${COOKIE}=${encode(sign("x' or '1'='1"))}`,
    'signed dots': () => `${COOKIE}=${encode(sign('a.b.c'))}`,
  };
  // Better Auth expires stray session data on every route that looks for a session, we on
  // /get-session.
  const onlyOnGetSession = ['with stray session data', 'bad, with stray session data'];
  // Of several session cookies, the one whose session is alive counts here, as if it were alone.
  const aliveAmongOthers = ['second of its name', 'behind an empty one'];

  it('cookies open a session, or do not', async () => {
    for (const [name, cookie] of Object.entries(COOKIES)) {
      for (const path of ['/get-session', '/token']) {
        if (path === '/get-session' || !onlyOnGetSession.includes(name))
          await assertSame(`${name}: ${path}`, ({ session, isPeer }) => {
            const alone = isPeer && aliveAmongOthers.includes(name);
            return get(path, [['Cookie', (alone ? COOKIES.encoded : cookie)(session)]]);
          });
      }
    }
  });

  const BEARERS = {
    raw: (s) => `Bearer ${s}`,
    'in small letters': (s) => `bearer ${s}`,
    'in capitals': (s) => `BEARER ${s}`,
    'after two blanks': (s) => `Bearer  ${s}`,
    'after a tab': (s) => `Bearer\t${s}`,
    signed: (s) => `Bearer ${sign(s)}`,
    'signed and encoded': (s) => `Bearer ${encode(sign(s))}`,
    'encoded twice': (s) => `Bearer ${encode(encode(sign(s)))}`,
    'with a dot behind': (s) => `Bearer ${s}.`,
    'with a dot before': (s) => `Bearer .${s}`,
    'with a second signature': (s) => `Bearer x.${sign(s)}`,
    missing: () => 'Bearer',
    empty: () => 'Bearer ',
    'a word': () => 'Bearer x',
    'in quotes': (s) => `Bearer "${s}"`,
    twice: (s) => `Bearer ${s},${s}`,
    'with a word behind': (s) => `Bearer ${s} x`,
    'of another scheme': (s) => `Token ${s}`,
    'without a scheme': (s) => s,
    'with a colon': (s) => `Bearer: ${s}`,
    'a broken escape': () => 'Bearer %zz.a',
    dead: () => `Bearer ${dead}`,
    'dead and signed': () => `Bearer ${sign(dead)}`,
    long: () => `Bearer ${'A'.repeat(3000)}`,
    'with an encoded letter': (s) => `Bearer ${s.slice(0, 31)}%${s.charCodeAt(31).toString(16)}`,
  };

  it('bearer tokens open a session, or do not, alone and beside a cookie', async () => {
    for (const [name, value] of Object.entries(BEARERS)) {
      for (const path of ['/get-session', '/token']) {
        await assertSame(`${name}: ${path}`, ({ session }) =>
          get(path, [['Authorization', value(session)]]),
        );
        await assertSame(`${name}: ${path} and a cookie`, ({ session }) =>
          get(path, [
            ['Authorization', value(session)],
            ['Cookie', `${COOKIE}=${encode(sign(session))}`],
          ]),
        );
      }
    }
  });

  it('queries mean what they mean there', async () => {
    for (const path of ['/get-session', '/token', '/ok', '/jwks']) {
      for (const query of [
        '?disableRefresh=true',
        '?disableRefresh',
        '?disableRefresh=',
        '?disableCookieCache=1',
        '?x=y',
        '?',
        '?%zz',
        '?disableRefresh=a&disableRefresh=b',
        '?disableCookieCache=&disableRefresh=x',
        '?disableRefresh[]=x',
      ])
        await assertSame(path + query, ({ session }) =>
          get(path + query, [['Cookie', `${COOKIE}=${encode(sign(session))}`]]),
        );
    }
  });

  it('methods and paths are found, or not', async () => {
    const paths = [
      '/ok',
      '/jwks',
      '/token',
      '/get-session',
      '/sign-out',
      '/sign-in/email',
      '/sign-up/email',
      '/nope',
      '',
      '/',
      '/ok/',
      '//ok',
      '/ok//',
      '/OK',
      '/%6fk',
      '/ok%20',
      '/ok?x',
      '/sign-in',
      '/sign-in/email/',
      '/sign-in//email',
      '/sign-in/email/x',
      '/ok;x',
      '/ok%00',
      '/ok%2f',
    ];
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']) {
      for (const path of paths) {
        const withBody = /^P/.test(method);
        await assertSame(`${method} ${path}`, () => ({
          method,
          path: `/api/auth${path}`,
          headers: withBody ? jsonHeaders : [],
          body: withBody ? '{}' : undefined,
        }));
      }
    }
  });

  it('members of a body are judged with the same words', async () => {
    const odd = [
      undefined,
      null,
      1,
      1.5,
      true,
      false,
      ' ',
      'x',
      {},
      ['a'],
      { a: 1 },
      'é',
      'x@',
      'a@b.co ',
    ];
    const wrong = {
      '/sign-up/email': { name: 1 },
      '/sign-in/email': { rememberMe: 'x' },
      '/sign-out': {},
    };
    const members = {
      '/sign-up/email': ['name', 'email', 'password', 'image', 'callbackURL', 'rememberMe'],
      '/sign-in/email': ['email', 'password', 'callbackURL', 'rememberMe'],
      '/sign-out': ['callbackURL', 'disableRedirect', 'state'],
    };
    for (const [path, names] of Object.entries(members)) {
      for (const name of names) {
        for (const value of odd) {
          // Another member is wrong as well, so that no user is signed up and nothing is hashed.
          const body = {
            name: 'N',
            email: 'n@example.com',
            password: 'x',
            ...wrong[path],
            [name]: value,
          };
          await assertSame(`${path} ${name}: ${JSON.stringify(value)}`, () => post(path, body));
        }
      }
    }
  });

  it('media types and malformed bodies are refused with the same words', async () => {
    const types = [
      'application/json',
      'APPLICATION/JSON',
      'application/json;charset=utf-8',
      'application/json ; charset=x',
      'application/vnd.api+json',
      'application/problem+json',
      'text/json',
      'text/plain',
      'application/octet-stream',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json, text/plain',
      'text/plain;application/json',
      'json',
      '*/*',
      'application/JSON5',
      ';',
      'image/png',
    ];
    for (const path of ['/sign-in/email', '/sign-out']) {
      for (const type of types) {
        for (const body of ['{"email":"x"}', ''])
          await assertSame(`${path} ${type} ${body}`, () =>
            post(path, body, [['Content-Type', type]]),
          );
      }
      for (const body of [
        '',
        'null',
        '[]',
        '1',
        '"x"',
        '{',
        'true',
        ' {} ',
        '{"a":1}x',
        '[1,',
        'nul',
        "{'a':1}",
      ])
        await assertSame(`${path} ${body}`, () => post(path, body));
    }
  });

  it('addresses are addresses, or not', async () => {
    const emails = [
      'a@b.co',
      'a.b@c.d.ef',
      'a..b@c.de',
      '.a@b.co',
      'a.@b.co',
      "a'b@c.de",
      "'@c.de",
      "a'@c.de",
      '+@c.de',
      '-@c.de',
      '_@c.de',
      'a@-b.co',
      'a@b-.co',
      'a@b..co',
      'a@b.c',
      'a@b.c1',
      'a@b.co.',
      '@b.co',
      'a@b',
      'a b@c.de',
      '"a"@c.de',
      'a@[1.2.3.4]',
      'a@1.2.3.4',
      'a@b_c.de',
      'é@b.co',
      'a@é.co',
      'a%b@c.de',
      'a@b@c.de',
      'a@b.co\n',
      'a@b.co\u0000',
      "a.'b@c.de",
      "a.b'@c.de",
    ];
    // A password that is too long is refused after the address and before anything is hashed.
    for (const email of emails)
      await assertSame(email, () => post('/sign-in/email', { email, password: 'x'.repeat(129) }));
  });

  it('origins and return addresses are trusted, or not', async () => {
    const origins = [
      'null',
      'https://app.example.org',
      'https://app.example.org/',
      'https://APP.EXAMPLE.ORG',
      'https://app.example.org.',
      'https://app.example.org:443',
      'https://app.example.org:8443',
      'http://app.example.org',
      'https://a.example.com',
      'https://a.b.example.com',
      'https://.example.com',
      'https://example.com',
      'https://a.example.com:8443',
      'https://a.example.com@evil.com',
      'https://evil.com#.example.com',
      'https://evil.com?.example.com',
      'https://evil.com/.example.com',
      'https://evil.com\\.example.com',
      'http://localhost',
      'http://localhost:3000',
      'http://localhost:',
      'https://localhost:3000',
      'http://LOCALHOST:80',
      'http://x.foo.test',
      'https://foo.test',
      'ftp://x.foo.test',
      'x.foo.test',
      'myapp://',
      'myapp://x',
      'MYAPP://x',
      'myapp:x',
      'myappx://',
      'javascript:alert(1)',
      'data:text/html,x',
      '//evil.com',
      'file:///x',
      'https://',
      'https:',
      'https://[::1]',
      'https://user@app.example.org',
      'BASE',
      'BASE/x?y#z',
      '/',
      '/x?u=https://evil',
      '///evil',
      '/\\evil',
      '/x\\y',
      '/%2fevil',
      '/x?y=%2f',
      '/%5cx',
      '/x y',
      '/x\ty',
      '/x\u007f',
      '/x/../..//evil',
      '/a//b',
      '/@evil',
      './x',
      '?x',
      ' /x',
    ];
    const tooLong = { email: 'n@example.com', password: 'x'.repeat(129) };
    for (const origin of origins) {
      const of = (server) => origin.replace('BASE', server.url);
      if (!/[\t\u007f]|^ /.test(origin)) {
        for (const name of ['Origin', 'Referer']) {
          await assertSame(`${name} ${origin}, cookie`, (s) =>
            post('/sign-in/email', tooLong, [...jsonHeaders, [name, of(s)], ['Cookie', 'x=y']]),
          );
          await assertSame(`${name} ${origin}`, (s) =>
            post('/sign-in/email', tooLong, [...jsonHeaders, [name, of(s)]]),
          );
        }
        await assertSame(`cross-site from ${origin}`, (s) =>
          post('/sign-in/email', tooLong, [
            ...jsonHeaders,
            ['Origin', of(s)],
            ['Sec-Fetch-Site', 'cross-site'],
            ['Sec-Fetch-Mode', 'cors'],
          ]),
        );
      }
      for (const member of [
        'callbackURL',
        'redirectTo',
        'errorCallbackURL',
        'newUserCallbackURL',
      ]) {
        await assertSame(`${member} ${origin}`, (s) =>
          post('/sign-in/email', { ...tooLong, [member]: of(s) }),
        );
      }
    }
  });
});
