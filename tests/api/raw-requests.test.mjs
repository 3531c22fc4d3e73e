// Malformed requests as bytes, in kinds, each beside one that is served. A refused request gets one
// status line and ends its connection; nothing behind it is treated as a request. No rest is waited
// for.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Wire } from './lib/http.mjs';
import { newPerson, SECRET } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const AT_ONCE = 12; // connections at one time
const NEXT = 'GET /healthz?next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
const LARGE = 64 << 10;

let server;
let ann;
before(async () => {
  server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
  ann = await newPerson(server, 'Ann');
});
after(() => server?.stop());

const served = (name, bytes, status = 200) => ({ name, bytes, status, good: true });
const refused = (name, bytes, status = 400) => ({ name, bytes, status, good: false });

async function judge({ name, bytes, status, good }) {
  const w = new Wire(server.url);
  await w.write(Buffer.from(bytes + NEXT, 'latin1'));
  await w.untilClosed(8_000);
  const text = w.got.toString('latin1');
  const answers = w.answers();
  const closed = w.closed;
  w.close();
  const said = `${name}: ${JSON.stringify(text.slice(0, 300))}`;
  const lines = text.match(/HTTP\/1\.1 \d{3} /g) ?? [];
  assert.ok(closed, said);
  assert.equal(lines.length, good ? 2 : 1, said);
  assert.equal(answers[0]?.status, status, said);
  if (good) assert.equal(answers[1]?.status, 200, said);
  else assert.equal(answers[0].get('connection'), 'close', said);
}

async function judgeAll(rows) {
  const waiting = [...rows];
  const work = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) await judge(row);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

// Each control character but those that are listed.
const controls = (but = []) =>
  [...Array(32).keys(), 127].filter((c) => !but.includes(c)).map((c) => String.fromCharCode(c));
const named = (c) => `0x${c.charCodeAt(0).toString(16).padStart(2, '0')}`;

const get = (headers = '') => `GET /healthz HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
const line = (text) => `${text}\r\nHost: x\r\n\r\n`;
const post = (headers, body = '') =>
  `POST /api/auth/sign-out HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n${body}`;
const chunked = (body) => post('Transfer-Encoding: chunked\r\n', body);

describe('the first line', () => {
  it('has a method, a target and a version, divided by one blank', () =>
    judgeAll([
      served('good', line('GET /healthz HTTP/1.1')),
      served('HTTP/1.0 that stays', line('GET /healthz HTTP/1.0\r\nConnection: keep-alive')),
      served('absolute', line('GET http://x/healthz HTTP/1.1')),
      ...[
        'GET  /healthz HTTP/1.1',
        'GET /healthz  HTTP/1.1',
        'GET /healthz HTTP/1.1 ',
        ' GET /healthz HTTP/1.1',
        'GET\t/healthz HTTP/1.1',
        'GET /healthz\tHTTP/1.1',
        'GET /health z HTTP/1.1',
        'GET /healthz',
        'GET HTTP/1.1',
        'GET healthz HTTP/1.1',
        'GET /healthz#a HTTP/1.1',
        'GET http://y/healthz HTTP/1.1',
        'GET ftp://x/healthz HTTP/1.1',
        'CONNECT x:80 HTTP/1.1',
        'GET /healthz HTTP/1.2',
        'GET /healthz HTTP/1.11',
        'GET /healthz HTTP/11',
        'GET /healthz HTTP/1.',
        'GET /healthz http/1.1',
        'GET /healthz HTTP/1.1,',
        'GET /healthz XTTP/1.1',
      ].map((text) => refused(text, line(text))),
      ...['0.9', '2.0', '3.0', '9.9'].map((v) => refused(v, line(`GET /healthz HTTP/${v}`), 505)),
    ]));

  it('has a method that is a token', () =>
    judgeAll([
      served('unknown', line('BREW /healthz HTTP/1.1'), 405),
      ...[...'()<>@,;:\\"/[]?={}'].map((c) => refused(c, line(`G${c}T /healthz HTTP/1.1`))),
      ...controls([10, 13]).map((c) => refused(named(c), line(`G${c}T /healthz HTTP/1.1`))),
      refused('above ASCII', line('G\xc3\xa9T /healthz HTTP/1.1')),
    ]));

  it('has no control character in its target', () =>
    judgeAll([
      served('any other', line('GET /healthz?\x80\xff!"$%&\'()*+,-./:;<=>?@[\\]^_`{|}~ HTTP/1.1')),
      ...controls().map((c) => refused(named(c), line(`GET /healthz?a${c}b HTTP/1.1`))),
    ]));

  it('comes behind four empty lines at most', () =>
    judgeAll([
      ...[1, 2, 4].map((n) => served(`${n}`, '\r\n'.repeat(n) + get())),
      ...[5, 100, 10_000].map((n) => refused(`${n}`, '\r\n'.repeat(n) + get())),
      refused('a bare LF', `\n${get()}`),
      refused('a bare CR', `\r${get()}`),
      refused('empty lines without an end', '\r\n'.repeat(10_000)),
    ]));

  it('is not longer than a head', () =>
    judgeAll([
      served('a long query', line(`GET /healthz?${'a'.repeat(15_000)} HTTP/1.1`)),
      refused('a longer one', line(`GET /healthz?${'a'.repeat(17_000)} HTTP/1.1`), 414),
      refused('a huge one', line(`GET /healthz?${'a'.repeat(LARGE)} HTTP/1.1`), 414),
      refused('one without an end', `GET /healthz?${'a'.repeat(LARGE)}`, 414),
      refused('a huge method', `${'A'.repeat(LARGE)} /healthz HTTP/1.1\r\n`, 414),
    ]));

  it('is not that of another protocol', () =>
    judgeAll([
      refused('TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'),
      refused('HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505),
      refused('a proxy protocol of version 2', '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c'),
      refused('noise', '\x00\x01\x02'),
    ]));
});

describe('headers', () => {
  it('have names that are tokens, right before the colon', () =>
    judgeAll([
      served('all characters of a token', get("!#$%&'*+-.^_`|~09azAZ: x\r\n")),
      ...[...'()<>@,;\\"/[]?={}'].map((c) => refused(c, get(`A${c}B: x\r\n`))),
      ...controls([10, 13]).map((c) => refused(named(c), get(`A${c}B: x\r\n`))),
      ...[' ', '\t', '\x0b', '\xa0'].map((c) => refused(`A${named(c)}:`, get(`A${c}: x\r\n`))),
      refused('none', get(': x\r\n')),
      refused('no colon', get('A\r\n')),
      refused('an empty line of blanks', get(' \r\n')),
    ]));

  it('have values without control characters', () =>
    judgeAll([
      served('tabs and bytes above ASCII', get('A: \t x\ty\xe9\xff \t\r\n')),
      served('empty', get('A:\r\nB: \r\n')),
      ...controls([9, 10]).map((c) => refused(named(c), get(`A: x${c}y\r\n`))),
      ...controls([9, 10, 13]).map((c) => refused(`${named(c)} at the end`, get(`A: x${c}\r\n`))),
    ]));

  it('end with CR LF, each on its own line', () =>
    judgeAll([
      served('good', get('A: b\r\nC: d\r\n')),
      refused('LF', get('A: b\nC: d\r\n')),
      refused('LF before the empty line', get('A: b\n')),
      refused('CR', get('A: b\rC: d\r\n')),
      refused('CR CR LF', get('A: b\r\r\n')),
      refused('LF CR', get('A: b\n\r')),
      refused('LF as the empty line', 'GET /healthz HTTP/1.1\r\nHost: x\r\n\n'),
      refused('LF behind the first line', 'GET /healthz HTTP/1.1\nHost: x\r\n\r\n'),
      refused('LF everywhere', 'GET /healthz HTTP/1.1\nHost: x\n\n'),
      refused('folded with a blank', get('A: b\r\n c\r\n')),
      refused('folded with a tab', get('A: b\r\n\tc\r\n')),
      refused('folded first', 'GET /healthz HTTP/1.1\r\n Host: x\r\n\r\n'),
    ]));

  it('are at most a hundred and 16 KiB', () =>
    judgeAll([
      served('a hundred', get('A: b\r\n'.repeat(99))),
      refused('one more', get('A: b\r\n'.repeat(100)), 431),
      refused('thousands', get('A: b\r\n'.repeat(5000)), 431),
      served('long', get(`A: ${'b'.repeat(16_000)}\r\n`)),
      refused('longer', get(`A: ${'b'.repeat(16_400)}\r\n`), 431),
      refused('without an end', `GET / HTTP/1.1\r\nA: ${'b'.repeat(LARGE)}`, 431),
      served('cookies', get(`Cookie: ${'a=b;'.repeat(3900)}\r\n`)),
      refused('more cookies', get(`Cookie: ${'a=b;'.repeat(4200)}\r\n`), 431),
    ]));

  it('name one host', () =>
    judgeAll([
      ...['x', 'x:80', '[::1]:80', ''].map((h) =>
        served(h, `GET /healthz HTTP/1.1\r\nHost: ${h}\r\n\r\n`),
      ),
      refused('none', 'GET /healthz HTTP/1.1\r\n\r\n'),
      refused('two', get('Host: y\r\n')),
      refused('two alike', get('host: x\r\n')),
      ...['x y', 'x,y', 'x/y', 'u@x', 'x?y', 'x#y', '<x>', 'x\\y'].map((h) =>
        refused(h, `GET /healthz HTTP/1.1\r\nHost: ${h}\r\n\r\n`),
      ),
    ]));
});

describe('the length of a body', () => {
  it('is said once, in digits', () =>
    judgeAll([
      served('good', post('Content-Length: 2\r\n', '{}')),
      served('with blanks', post('Content-Length: \t2 \r\n', '{}')),
      served('zero', post('Content-Length: 0\r\n')),
      served('on a GET', get('Content-Length: 2\r\n') + '{}'),
      ...['-2', '+2', '2a', '0x2', '2 2', '2,2', '2, 2', '2;', '', '02', '2.0', '1e1', '\xb2'].map(
        (n) => refused(`"${n}"`, post(`Content-Length: ${n}\r\n`, '{}')),
      ),
      refused('twice', post('Content-Length: 2\r\nContent-Length: 2\r\n', '{}')),
      refused('two', post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}')),
      refused('with a coding', post('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '{}')),
      refused('behind one', post('Transfer-Encoding: chunked\r\nContent-Length: 2\r\n', '{}')),
    ]));

  it('is 64 KiB at most, whatever number stands there', () =>
    judgeAll(
      [
        1 << 30,
        2 ** 40,
        `${2n ** 63n}`,
        `${2n ** 64n - 1n}`,
        `${2n ** 64n + 2n}`,
        '9'.repeat(99),
      ].map((n) => refused(`${n}`, post(`Content-Length: ${n}\r\n`), 413)),
    ));

  it('is until the last chunk, or said', () =>
    judgeAll([
      ...['chunked', 'Chunked', 'CHUNKED', '\tchunked '].map((c) =>
        served(c, post(`Transfer-Encoding: ${c}\r\n`, '2\r\n{}\r\n0\r\n\r\n')),
      ),
      ...[
        'gzip',
        'identity',
        'chunked, gzip',
        'gzip, chunked',
        'chunked, chunked',
        'chunked,',
        ',chunked',
        'xchunked',
        'chunkedx',
        'chunked;a=b',
        '"chunked"',
        'chun ked',
        '',
      ].map((c) => refused(`"${c}"`, post(`Transfer-Encoding: ${c}\r\n`, '0\r\n\r\n'))),
      refused('twice', post('Transfer-Encoding: chunked\r\n'.repeat(2), '0\r\n\r\n')),
      refused(
        'in HTTP/1.0',
        'POST /api/auth/sign-out HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ),
    ]));
});

describe('chunks', () => {
  it('have a size in hexadecimal digits', () =>
    judgeAll([
      served('good', chunked('2\r\n{}\r\n0\r\n\r\n')),
      served('with zeros', chunked('0002\r\n{}\r\n000\r\n\r\n')),
      served('of both cases', chunked('A\r\n{        }\r\na\r\n          \r\n0\r\n\r\n')),
      served('several', chunked('1\r\n{\r\n1\r\n}\r\n0\r\n\r\n')),
      ...['', 'g', '-2', '+2', '0x2', ' 2', '2 ', '2\t', '2 2', '2,2', '2.0', '"2"', 'x'].map((n) =>
        refused(`"${n}"`, chunked(`${n}\r\n{}\r\n0\r\n\r\n`)),
      ),
      ...controls([10, 13]).map((c) => refused(named(c), chunked(`2${c}\r\n{}\r\n0\r\n\r\n`))),
      refused('zeros without an end', chunked('0'.repeat(LARGE))),
    ]));

  it('of a size that no body has are refused before they come', () =>
    judgeAll(
      [
        '7fffffff',
        'ffffffff',
        '7fffffffffffffff',
        'ffffffffffffffff',
        '10000000000000002',
        'f'.repeat(100),
      ].map((n) => refused(n, chunked(`${n}\r\n{}`), 413)),
    ));

  it('end with CR LF', () =>
    judgeAll(
      [
        ['LF behind the size', '2\n{}\r\n0\r\n\r\n'],
        ['CR behind the size', '2\r{}\r\n0\r\n\r\n'],
        ['CR CR LF behind the size', '2\r\r\n{}\r\n0\r\n\r\n'],
        ['LF behind the data', '2\r\n{}\n0\r\n\r\n'],
        ['CR behind the data', '2\r\n{}\r0\r\n\r\n'],
        ['nothing behind the data', '2\r\n{}0\r\n\r\n'],
        ['more data', '1\r\n{}\r\n0\r\n\r\n'],
        ['LF behind the last size', '2\r\n{}\r\n0\n\r\n'],
        ['LF as the last line', '2\r\n{}\r\n0\r\n\n'],
        ['CR as the last line', '2\r\n{}\r\n0\r\n\rX'],
      ].map(([name, body]) => refused(name, chunked(body))),
    ));

  it('have extensions of text, with a bound', () =>
    judgeAll([
      ...[';x', ';x=y', ';x="y z"', ' ;x', '\t; x = y', ';x;y', ';\xe9'].map((e) =>
        served(e, chunked(`2${e}\r\n{}\r\n0${e}\r\n\r\n`)),
      ),
      ...controls([9, 10]).map((c) => refused(named(c), chunked(`2;a${c}b\r\n{}\r\n0\r\n\r\n`))),
      refused('LF', chunked('2;a\nb\r\n{}\r\n0\r\n\r\n')),
      served('long', chunked(`2;${'x'.repeat(15_000)}\r\n{}\r\n0\r\n\r\n`)),
      refused('64 KiB', chunked(`2;${'x'.repeat(LARGE)}\r\n{}\r\n0\r\n\r\n`)),
      refused('without an end', chunked(`2;${'x'.repeat(LARGE)}`)),
      refused('long together', chunked(`1;${'x'.repeat(9000)}\r\n{\r\n`.repeat(3))),
    ]));

  it('have trailers like headers, with a bound', () =>
    judgeAll([
      served('one', chunked('2\r\n{}\r\n0\r\nX: y\r\n\r\n')),
      served('that say nothing here', chunked('2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n')),
      refused('no name', chunked('2\r\n{}\r\n0\r\n: y\r\n\r\n')),
      refused('no colon', chunked('2\r\n{}\r\n0\r\nX\r\n\r\n')),
      refused('a blank in the name', chunked('2\r\n{}\r\n0\r\nX : y\r\n\r\n')),
      refused('folded', chunked('2\r\n{}\r\n0\r\nX: y\r\n z\r\n\r\n')),
      ...controls([9, 10, 13]).map((c) =>
        refused(named(c), chunked(`2\r\n{}\r\n0\r\nX: a${c}\r\n\r\n`)),
      ),
      refused('LF', chunked('2\r\n{}\r\n0\r\nX: y\n\r\n')),
      refused('64 KiB', chunked(`2\r\n{}\r\n0\r\nX: ${'y'.repeat(LARGE)}\r\n\r\n`)),
    ]));
});

describe('what the head promises', () => {
  it('is a body as it is', () =>
    judgeAll([
      ...['identity', 'Identity', ''].map((c) =>
        served(`"${c}"`, post(`Content-Encoding: ${c}\r\nContent-Length: 2\r\n`, '{}')),
      ),
      served('gzip of nothing', get('Content-Encoding: gzip\r\n')),
      ...['gzip', 'br', 'deflate', 'zstd', 'compress', 'x', 'identity, gzip'].flatMap((c) => [
        refused(c, post(`Content-Encoding: ${c}\r\nContent-Length: 2\r\n`, '{}'), 415),
        refused(
          `${c} in chunks`,
          post(`Content-Encoding: ${c}\r\nTransfer-Encoding: chunked\r\n`, '2\r\n{}\r\n0\r\n\r\n'),
          415,
        ),
      ]),
    ]));

  it('is no expectation but 100-continue', () =>
    judgeAll([
      served('with nothing to wait for', get('Expect: 100-continue\r\n')),
      ...['200-ok', '100-continue, x', 'x'].map((e) =>
        refused(e, post(`Expect: ${e}\r\nContent-Length: 2\r\n`, '{}'), 417),
      ),
    ]));
});

describe('a client that waits with its body', () => {
  const ask = async (head, body) => {
    const w = new Wire(server.url);
    await w.write(`${head}Expect: 100-continue\r\n\r\n`);
    await w.until(() => /^HTTP\/1\.1 \d{3}/.test(w.got.toString()), 5_000);
    const [, first] = /^HTTP\/1\.1 (\d{3})/.exec(w.got.toString()) ?? [];
    if (first === '100') {
      await w.write(body);
      await w.until(() => /^HTTP\/1\.1 [2-5]/m.test(w.got.toString()), 5_000);
    }
    const all = (w.got.toString().match(/^HTTP\/1\.1 \d{3}/gm) ?? []).map((l) => l.slice(-3));
    w.close();
    return all.join(' ');
  };
  const task = (token, length = 13) =>
    `POST ${ann.tasks} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
    `${token ? `Authorization: Bearer ${token}\r\n` : ''}Content-Length: ${length}\r\n`;
  const change = (more) =>
    `POST /api/auth/update-user HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
    `Content-Length: 12\r\n${more}`;

  it('is told to go on when the body decides', async () => {
    assert.equal(await ask(task(ann.jwt), '{"title":"x"}'), '100 201');
    assert.equal(
      await ask(change(`Authorization: Bearer ${ann.session}\r\n`), '{"name":"y"}'),
      '100 200',
    );
  });

  it('hears at once what the head decides', async () => {
    assert.equal(await ask(task(), ''), '401');
    assert.equal(await ask(task('x.y.z'), ''), '401');
    assert.equal(await ask(task(ann.jwt).replace(ann.id, 'another'), ''), '403');
    assert.equal(await ask(task(ann.jwt, 70_000), ''), '413');
    assert.equal(await ask(change(''), ''), '401');
    const evil = `Cookie: ${ann.cookie}\r\nOrigin: https://evil.example\r\n`;
    assert.equal(await ask(change(evil), ''), '403');
    const signIn = (more) =>
      `POST /api/auth/sign-in/email HTTP/1.1\r\nHost: x\r\n${more}Content-Length: 2\r\n`;
    assert.equal(await ask(signIn('Content-Type: text/plain\r\n'), '{}'), '415');
    const json = 'Content-Type: application/json\r\n';
    const twice = signIn(json).replace('/email', '/email?token=a&token=b');
    assert.equal(await ask(twice, '{}'), '400');
    const foreign = 'Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n';
    assert.equal(await ask(signIn(json + foreign), '{}'), '403');
    assert.equal(await ask(signIn(json), '{}'), '100 400');
    const empty = signIn('Content-Type: text/plain\r\n').replace(
      /Content-Length.*\r\n/,
      'Transfer-Encoding: chunked\r\n',
    );
    assert.match(await ask(empty, '0\r\n\r\n'), /^100 400$/, 'an empty body may have any type');
  });

  it('hears at once of a path that has no such method, or that there is none', async () => {
    const at = (method, where, more = '') =>
      ask(`${method} ${where} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n${more}`, '{}');
    const statuses = {};
    for (const where of [
      'POST /api/nothing',
      'PATCH /api/auth/sign-in/email',
      'POST /api/auth/nothing',
      `PUT ${ann.tasks}`,
      'POST /healthz',
      'POST /.well-known/jwks.json',
      'POST /api/auth/get-session',
      'POST /forward-auth/',
      'POST /api/auth/ok',
      'GET /api/auth/ok',
    ])
      statuses[where] = await at(...where.split(' '));
    // With the web UI every other path is one of its pages.
    assert.match(await at('POST', '/nothing'), /^40[45]$/);
    assert.deepEqual(statuses, {
      'POST /api/nothing': '404',
      'PATCH /api/auth/sign-in/email': '404',
      'POST /api/auth/nothing': '404',
      [`PUT ${ann.tasks}`]: '405',
      'POST /healthz': '405',
      'POST /.well-known/jwks.json': '405',
      'POST /api/auth/get-session': '405',
      'POST /forward-auth/': '401',
      'POST /api/auth/ok': '404',
      'GET /api/auth/ok': '200',
    });
    const token = `Authorization: Bearer ${ann.jwt}\r\n`;
    assert.equal(await at('POST', '/forward-auth/', token), '200');
  });
});
