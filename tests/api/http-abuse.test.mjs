// Bytes that no honest client sends. After each of them the server still answers others, and what
// was smuggled behind a malformed request was never treated as a request.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { requestBytes, send, Wire } from './lib/http.mjs';
import { newPerson, SECRET } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const HEAD_S = 1;
const BODY_S = 1;
const PER_ADDRESS = 20;

let server;
let ann;
let host;

before(async () => {
  server = await startServer({
    env: {
      BETTER_AUTH_SECRET: SECRET,
      OSTIARY_HEAD_TIMEOUT: String(HEAD_S),
      OSTIARY_BODY_TIMEOUT: String(BODY_S),
      OSTIARY_CONNECTIONS_PER_ADDRESS: String(PER_ADDRESS),
    },
  });
  ann = await newPerson(server, 'Ann');
  host = `127.0.0.1:${server.port}`;
});
after(() => server?.stop());

// A request whose own route shows in the log when it is served.
const SMUGGLED = () => `GET /api/auth/jwks HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const served = (route) => server.logs.filter((line) => line.route === route).length;

async function wire(bytes) {
  const w = new Wire(server.url);
  await w.write(bytes);
  return w;
}

async function alive() {
  const answer = await send(server.url, { path: '/api/auth/ok' });
  assert.equal(answer.status, 200);
  assert.equal(answer.text, '{"ok":true}');
}

// Sends a malformed request with another behind it. The server refuses with a 4xx or 501 and
// closes, or closes without a word; the second request is never served.
async function assertRefused(bytes, statuses = [400]) {
  const before = served('/jwks');
  const w = await wire(Buffer.concat([Buffer.from(bytes, 'latin1'), Buffer.from(SMUGGLED())]));
  const closed = await w.untilClosed(10_000);
  const answers = w.answers();
  w.close();
  assert.ok(closed, 'the connection is closed');
  assert.ok(answers.length <= 1, `${answers.length} answers: ${w.got}`);
  if (answers.length)
    assert.ok(statuses.includes(answers[0].status), `${answers[0].status} ${answers[0].text}`);
  await alive();
  assert.equal(served('/jwks'), before, 'what came behind was not served');
}

// Accepted twins: the same shape without the fault is served, and so is the request behind it,
// unless the server said that it would close (which it does after chunks).
async function assertAccepted(bytes, status = 200) {
  const before = served('/jwks');
  const w = await wire(Buffer.concat([Buffer.from(bytes, 'latin1'), Buffer.from(SMUGGLED())]));
  await w.untilAnswers(2);
  const answers = w.answers();
  w.close();
  assert.equal(answers[0]?.status, status);
  if (answers[0].get('connection') === 'close') return;
  assert.equal(answers[1]?.status, 200);
  // The log line may come after the answer, and must not be counted for the next test.
  for (let i = 0; served('/jwks') === before && i < 100; i++) await pause(10);
  assert.equal(served('/jwks'), before + 1);
}

const post = (headers, body = '') =>
  `POST /api/auth/sign-out HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${headers}\r\n${body}`;
const get = (headers) => `GET /api/auth/ok HTTP/1.1\r\n${headers}\r\n`;

describe('two lengths', () => {
  it('the honest twins are served', async () => {
    await assertAccepted(post('Content-Length: 2\r\n', '{}'));
    await assertAccepted(post('Transfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'));
    await assertAccepted(
      post('Transfer-Encoding: Chunked\r\n', '1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n'),
    );
    await assertAccepted(post('Content-Length: 0\r\n'));
  });

  const CASES = {
    'Content-Length and Transfer-Encoding': [
      'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n',
      '0\r\n\r\n',
    ],
    'Transfer-Encoding and Content-Length': [
      'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n',
      '0\r\n\r\n',
    ],
    'two different Content-Lengths': ['Content-Length: 2\r\nContent-Length: 3\r\n', '{}'],
    'two equal Content-Lengths': ['Content-Length: 2\r\nContent-Length: 2\r\n', '{}'],
    'a list of Content-Lengths': ['Content-Length: 2, 2\r\n', '{}'],
    'a negative Content-Length': ['Content-Length: -2\r\n', '{}'],
    'a signed Content-Length': ['Content-Length: +2\r\n', '{}'],
    'a hexadecimal Content-Length': ['Content-Length: 0x2\r\n', '{}'],
    'a Content-Length with a blank inside': ['Content-Length: 2 2\r\n', '{}'],
    'a Content-Length with letters': ['Content-Length: 2a\r\n', '{}'],
    'an empty Content-Length': ['Content-Length: \r\n', '{}'],
    'a Content-Length that wraps 64 bits': ['Content-Length: 18446744073709551618\r\n', '{}'],
    'a Content-Length of 100 digits': [`Content-Length: ${'9'.repeat(100)}\r\n`, '{}'],
  };
  for (const [name, [headers, body]] of Object.entries(CASES))
    it(`${name} is refused`, () => assertRefused(post(headers, body), [400, 413]));

  it('a Content-Length as long as the request itself is refused when it is negative', async () => {
    for (let n = 90; n < 140; n += 7)
      await assertRefused(post(`Content-Length: -${n}\r\n`), [400, 413]);
  });
});

describe('odd transfer codings', () => {
  const CASES = {
    'a coding that is not chunked': 'Transfer-Encoding: gzip\r\n',
    identity: 'Transfer-Encoding: identity\r\n',
    'chunked that is not last': 'Transfer-Encoding: chunked, gzip\r\n',
    'chunked twice': 'Transfer-Encoding: chunked, chunked\r\n',
    'chunked on two lines': 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n',
    'a word that begins like chunked': 'Transfer-Encoding: chunkedx\r\n',
    'a vertical tab before chunked': 'Transfer-Encoding: \x0bchunked\r\n',
    'quoted chunked': 'Transfer-Encoding: "chunked"\r\n',
    'a blank before the colon': 'Transfer-Encoding : chunked\r\n',
    nothing: 'Transfer-Encoding: \r\n',
  };
  for (const [name, headers] of Object.entries(CASES))
    it(`${name} is refused`, () => assertRefused(post(headers, '0\r\n\r\n'), [400, 501]));
});

describe('chunks', () => {
  const chunked = (body) => post('Transfer-Encoding: chunked\r\n', body);
  const CASES = {
    'data that is longer than it says': '1\r\n{}\r\n0\r\n\r\n',
    'data without a line end': '2\r\n{}0\r\n\r\n',
    'a wrong byte after the data': '2\r\n{}xx0\r\n\r\n',
    'a size that is no number': 'x\r\n{}\r\n0\r\n\r\n',
    'a negative size': '-2\r\n{}\r\n0\r\n\r\n',
    'a size with 0x': '0x2\r\n{}\r\n0\r\n\r\n',
    'a size that wraps 64 bits': '10000000000000002\r\n{}\r\n0\r\n\r\n',
    'a size of 100 digits': `${'f'.repeat(100)}\r\n{}\r\n0\r\n\r\n`,
    'an empty size': '\r\n{}\r\n0\r\n\r\n',
  };
  for (const [name, body] of Object.entries(CASES))
    it(`${name}: refused`, () => assertRefused(chunked(body), [400, 413]));
});

describe('the head', () => {
  it('the honest twins are served', async () => {
    await assertAccepted(get(`Host: ${host}\r\nX-Odd: a\tb ~!*\r\nX-Empty:\r\n`));
    await assertAccepted(get(`HOST:${host}   \r\n`));
  });

  const CASES = {
    'a NUL in a value': `Host: ${'h'}\r\nX: a\0b\r\n`,
    'a NUL in a name': 'Host: h\r\nX\0Y: a\r\n',
    'an empty name': 'Host: h\r\n: a\r\n',
    'a blank before the colon': 'Host: h\r\nX : a\r\n',
    'a blank in a name': 'Host: h\r\nX Y: a\r\n',
    'a line without a colon': 'Host: h\r\nnonsense\r\n',
    'a folded line': 'Host: h\r\nX: a\r\n b\r\n',
    'a first line that begins with a blank': ' X: a\r\nHost: h\r\n',
    'no Host': 'X: a\r\n',
    'two Hosts': `Host: h\r\nHost: g\r\n`,
    'two equal Hosts': 'Host: h\r\nHost: h\r\n',
    'a bare CR in a value': 'Host: h\r\nX: a\rY: b\r\n',
  };
  for (const [name, headers] of Object.entries(CASES))
    it(`${name} is refused`, () => assertRefused(get(headers)));

  const FIRST_LINES = {
    'a version of HTTP that is none': 'GET /api/auth/ok HTTP/9.9',
    'HTTP/2': 'GET /api/auth/ok HTTP/2.0',
    'no version': 'GET /api/auth/ok',
    'two blanks': 'GET  /api/auth/ok HTTP/1.1',
    'a tab': 'GET\t/api/auth/ok HTTP/1.1',
    'a blank in the path': 'GET /api/auth/ok x HTTP/1.1',
    'a NUL in the path': 'GET /api/auth/ok\0 HTTP/1.1',
    'no path': 'GET HTTP/1.1',
    'a path that begins with no slash': 'GET api/auth/ok HTTP/1.1',
    'a method with a NUL': 'G\0ET /api/auth/ok HTTP/1.1',
    CONNECT: 'CONNECT 127.0.0.1:80 HTTP/1.1',
  };
  for (const [name, line] of Object.entries(FIRST_LINES)) {
    it(`a first line with ${name} is refused`, () =>
      assertRefused(
        `${line}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
        [400, 404, 405, 501, 505],
      ));
  }

  it('lines that end in a bare LF smuggle nothing', async () => {
    const before = served('/jwks');
    const w = await wire(
      `GET /api/auth/ok HTTP/1.1\nHost: ${host}\nConnection: close\n\n${SMUGGLED()}`,
    );
    assert.ok(await w.untilClosed(10_000));
    assert.ok(w.answers().length <= 1);
    await alive();
    assert.equal(served('/jwks'), before);
  });

  it('a header that hides another behind a bare LF does not make it one', async () => {
    const w = await wire(
      `GET /api/users/${ann.id}/tasks HTTP/1.1\r\nHost: ${host}\r\nX: a\nAuthorization: Bearer ${ann.jwt}\r\nConnection: close\r\n\r\n`,
    );
    assert.ok(await w.untilClosed(10_000));
    const [answer] = w.answers();
    assert.ok(!answer || answer.status === 400 || answer.status === 401, answer?.status);
    await alive();
  });

  it('a head that is too large is refused: one header, many headers, a long path', async () => {
    const large = 'x'.repeat(64 << 10);
    const heads = [
      `GET /api/auth/ok HTTP/1.1\r\nHost: ${host}\r\nX: ${large}\r\n\r\n`,
      `GET /api/auth/ok HTTP/1.1\r\nHost: ${host}\r\n${'X: y\r\n'.repeat(5000)}\r\n`,
      `GET /${large} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    ];
    for (const head of heads) await assertRefused(head, [400, 414, 431]);
    await assertAccepted(get(`Host: ${host}\r\nX: ${'x'.repeat(4000)}\r\n`));
  });

  it('a head without an end is refused before it fills the memory', async () => {
    const w = await wire(`GET /api/auth/ok HTTP/1.1\r\nHost: ${host}\r\n`);
    for (let i = 0; i < 400 && !w.socket.destroyed; i++)
      await w.write(`X-${i}: ${'y'.repeat(1000)}\r\n`);
    assert.ok(await w.untilClosed(10_000));
    await alive();
  });
});

describe('a body that is too large', () => {
  const sizes = { 'the issuer': '/api/auth/sign-in/email', 'the task API': () => ann.tasks };
  const head = (path, more) =>
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${ann.jwt}\r\n` +
    `Content-Type: application/json\r\n${more}\r\n`;

  for (const [whose, where] of Object.entries(sizes)) {
    const path = () => (typeof where === 'string' ? where : where());

    it(`is 413 at ${whose} by its announced length`, async () => {
      const w = await wire(head(path(), 'Content-Length: 70000\r\n'));
      await w.write(' '.repeat(70000));
      await w.untilAnswers(1, 10_000);
      assert.equal(w.answers()[0]?.status, 413);
      w.close();
      await alive();
    });

    it(`is 413 at ${whose} before it is sent`, async () => {
      for (const more of [
        'Content-Length: 70000\r\nExpect: 100-continue\r\n',
        'Content-Length: 65537\r\n',
        'Content-Length: 3000000\r\n',
        'Transfer-Encoding: chunked\r\n\r\n10001\r\n',
      ]) {
        const w = await wire(head(path(), more));
        await w.untilClosed(10_000);
        assert.deepEqual(
          w.answers().map((a) => a.status),
          [413],
        );
        assert.doesNotMatch(w.got.toString(), /^HTTP\/1\.1 100/);
        await alive();
      }
    });

    const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;

    it(`is 413 at ${whose} by its chunks`, async () => {
      const w = await wire(head(path(), 'Transfer-Encoding: chunked\r\n'));
      await w.write(`${chunk.repeat(5)}0\r\n\r\n`);
      await w.untilAnswers(1, 10_000);
      assert.equal(w.answers()[0]?.status, 413);
      w.close();
      await alive();
    });

    it(`is cut off at ${whose} when its chunks do not end`, async () => {
      const w = await wire(head(path(), 'Transfer-Encoding: chunked\r\n'));
      let sent = 0;
      for (; sent < 2048 && !w.socket.destroyed; sent++) await w.write(chunk);
      assert.ok(await w.untilClosed(10_000), 'the connection is closed');
      assert.ok(w.answers().every((a) => a.status === 413));
      assert.ok(sent < 2048, `${sent} chunks were taken`);
      await alive();
    });

    it(`is never taken in whole at ${whose}`, async () => {
      const before = served('/jwks');
      const w = await wire(head(path(), `Content-Length: ${1 << 30}\r\n`));
      for (let i = 0; i < 64 && !w.socket.destroyed; i++) await w.write(SMUGGLED().repeat(1000));
      assert.ok(await w.untilClosed(10_000), 'the connection is closed');
      assert.ok(w.answers().length <= 1);
      await alive();
      assert.equal(served('/jwks'), before);
    });
  }

  it('Expect: 100-continue is answered before a body that is welcome', async () => {
    const w = await wire(head(ann.tasks, 'Expect: 100-continue\r\nContent-Length: 13\r\n'));
    assert.ok(
      await w.until(() => /^HTTP\/1\.1 100 /.test(w.got.toString()), 5_000),
      w.got.toString(),
    );
    await w.write('{"title":"x"}');
    await w.untilAnswers(1, 5_000);
    assert.equal(w.answers()[0].status, 201);
    w.close();
  });
});

describe('slow requests are cut off', () => {
  const slack_ms = 4_000;

  async function dribble(text, first = '') {
    const w = await wire(first);
    const began = Date.now();
    for (const byte of text) {
      await w.write(byte);
      await Promise.race([w.untilClosed(150), pause(150)]);
      if (w.closed) break;
    }
    const took = Date.now() - began;
    w.close();
    return { closed: w.closed && took < Math.max(HEAD_S, BODY_S) * 1000 + slack_ms, took, w };
  }

  const long = 'a'.repeat(60);

  it('in the request line', async () => {
    assert.ok((await dribble(`GET /${long} HTTP/1.1`)).closed);
    await alive();
  });

  it('in the headers, however regularly they come', async () => {
    const head = `GET /api/auth/ok HTTP/1.1\r\nHost: ${host}\r\n`;
    assert.ok((await dribble(`X: ${long}\r\n`, head)).closed);
    await alive();
  });

  it('in the body', async () => {
    const head = `POST /api/auth/sign-in/email HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n`;
    const { closed, w } = await dribble(long, head);
    assert.ok(closed);
    assert.ok(w.answers().every((a) => a.status === 408 || a.status === 400));
    await alive();
  });

  it('in the chunks of a body', async () => {
    const head = `POST /api/auth/sign-in/email HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3c\r\n`;
    assert.ok((await dribble(long, head)).closed);
    await alive();
  });

  it('before the first byte, and between two requests', async () => {
    const silent = await wire('');
    assert.ok(await silent.untilClosed(HEAD_S * 1000 + slack_ms));
    const idle = await wire(requestBytes(host, { path: '/api/auth/ok' }));
    await idle.untilAnswers(1);
    assert.ok(await idle.untilClosed(HEAD_S * 1000 + slack_ms));
  });

  it('and a client that is merely slow is served', async () => {
    const w = await wire(`GET /api/auth/ok HTTP/1.1\r\n`);
    await pause(300);
    await w.write(`Host: ${host}\r\n`);
    await pause(300);
    await w.write('Connection: close\r\n\r\n');
    await w.untilClosed(5_000);
    assert.equal(w.answers()[0]?.status, 200);
  });
});

describe('connections', () => {
  it('of one address have a bound, and places become free again', async () => {
    const request = requestBytes(host, { path: '/api/auth/ok' });
    const wires = [];
    for (let i = 0; i < PER_ADDRESS + 10; i++) wires.push(await wire(request));
    await Promise.all(wires.map((w) => w.until(() => w.closed || w.answers().length > 0, 5_000)));
    const answered = wires.filter((w) => w.answers()[0]?.status === 200).length;
    assert.ok(answered <= PER_ADDRESS, `${answered} served at once`);
    assert.ok(answered >= PER_ADDRESS - 2, `only ${answered} served`);
    assert.ok(
      wires.filter((w) => !w.answers().length).every((w) => w.closed),
      'the rest is closed',
    );
    wires.forEach((w) => w.close());
    for (let i = 0; ; i++) {
      try {
        await alive();
        break;
      } catch (e) {
        assert.ok(i < 50, String(e));
        await pause(100);
      }
    }
  });

  it('are kept open, and pipelined requests are answered in order', async () => {
    const paths = [
      '/api/auth/ok',
      '/api/auth/nothing',
      ann.tasks,
      '/api/auth/get-session',
      '/api/auth/ok',
    ];
    const w = await wire(paths.map((path) => requestBytes(host, { path }).toString()).join(''));
    await w.untilAnswers(paths.length, 10_000);
    assert.deepEqual(
      w.answers().map((a) => a.status),
      [200, 404, 401, 200, 200],
    );
    w.close();
  });

  it('a pipelined sign-in is answered before what follows it', async () => {
    const body = JSON.stringify({ email: ann.email, password: ann.password });
    const signIn = requestBytes(host, {
      method: 'POST',
      path: '/api/auth/sign-in/email',
      headers: [['Content-Type', 'application/json']],
      body,
    });
    const w = await wire(Buffer.concat([signIn, requestBytes(host, { path: '/api/auth/ok' })]));
    await w.untilAnswers(2, 10_000);
    const [first, second] = w.answers();
    assert.equal(first.json.user.id, ann.id);
    assert.deepEqual(second.json, { ok: true });
    w.close();
  });

  it('an unread body of a refused request does not become the next request', async () => {
    const before = served('/jwks');
    const inner = SMUGGLED();
    const w = await wire(
      `POST /api/auth/nothing HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${inner.length}\r\n\r\n${inner}` +
        `GET /api/auth/ok HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    );
    await w.untilClosed(5_000);
    const statuses = w.answers().map((a) => a.status);
    assert.ok([[404, 200].join(), '404', '400'].includes(statuses.join()), statuses.join());
    await alive();
    assert.equal(served('/jwks'), before);
  });

  it('a body on GET is not the next request either', async () => {
    const before = served('/jwks');
    const inner = SMUGGLED();
    const w = await wire(
      `GET /api/auth/ok HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${inner.length}\r\nConnection: close\r\n\r\n${inner}`,
    );
    await w.untilClosed(5_000);
    assert.ok(w.answers().length <= 1);
    await alive();
    assert.equal(served('/jwks'), before);
  });

  it('a client that disconnects at any point does not affect other clients', async () => {
    const body = JSON.stringify({ email: ann.email, password: ann.password });
    const whole = requestBytes(host, {
      method: 'POST',
      path: '/api/auth/sign-in/email',
      headers: [['Content-Type', 'application/json']],
      body,
    });
    for (const part of [1, 20, whole.length - 5, whole.length]) {
      const wires = [];
      for (let i = 0; i < 4; i++) wires.push(await wire(whole.subarray(0, part)));
      wires.forEach((w) => (part % 2 ? w.socket.resetAndDestroy() : w.close()));
      await pause(50);
    }
    await alive();
  });

  it('noise of any kind is survived', async () => {
    let seed = 42;
    const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff);
    for (let i = 0; i < 30; i++) {
      const noise = Buffer.from(
        Array.from({ length: 1 + (random() % 600) }, () => (random() >> 8) & 255),
      );
      const w = await wire(
        i % 2 ? noise : Buffer.concat([Buffer.from('GET /api/auth/ok HTTP/1.1\r\n'), noise]),
      );
      w.end();
      await w.untilClosed(3_000);
      w.close();
    }
    await alive();
  });
});

it('a redirect keeps its Location, however many cookies the request has', async () => {
  const cookies = (n) =>
    Array(n)
      .fill(`x=${'b'.repeat(53)}`)
      .join(';');
  for (const n of [2, 142, 180]) {
    const path = `/api/auth/verify-email?token=SECRET-TOKEN&callbackURL=/${'a'.repeat(3990)}`;
    const w = await wire(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookies(n)}\r\n\r\n`);
    await w.untilAnswers(1);
    const [answer] = w.answers();
    w.close();
    assert.equal(answer.status, 302);
    assert.match(answer.get('location'), /^\/a{3990}\?error=INVALID_TOKEN$/);
  }
  await alive();
});

it('not one log line tells a secret, and each is JSON', () => {
  for (const line of server.logs) {
    assert.equal(typeof line.msg, 'string');
    assert.equal(JSON.stringify(line).includes(ann.jwt), false);
  }
});
