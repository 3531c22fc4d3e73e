// What people and programs watch a server by, besides its metrics (metrics.test.mjs): the names of
// requests that a proxy gives, the access log, the journal, failed starts, and `ostiary health`.

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { describe, it } from 'node:test';

import { send } from './lib/http.mjs';
import { binary, cleanEnvironment, run, serverFor, temporaryDirectory } from './lib/server.mjs';
import { logged, until } from './lib/until.mjs';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`;
const NAMES = [
  ['x-request-id', 'abc-123'],
  ['traceparent', PARENT],
];
const BEHIND_PROXY = { OSTIARY_TRUSTED_PROXIES: '127.0.0.1' };
const EX_USAGE = 64;
const EX_CONFIG = 78;
const UNHEALTHY = 1;

const ok = (server, headers = []) => send(server.url, { path: '/healthz', headers });
const lineOf = (server, id) => logged(server, ({ request_id }) => request_id === id);

describe('the names of a request', () => {
  it('are those that a trusted proxy gives', async (t) => {
    const server = await serverFor(t, { env: BEHIND_PROXY });
    const answer = await ok(server, NAMES);
    assert.equal(answer.get('x-request-id'), 'abc-123');
    const [version, trace, span, flags] = answer.get('traceparent').split('-');
    assert.deepEqual([version, trace, flags], ['00', TRACE, '01']);
    assert.match(span, /^[0-9a-f]{16}$/);
    assert.notEqual(span, '00f067aa0ba902b7', 'a span of its own');
    const line = await lineOf(server, 'abc-123');
    assert.equal(line.trace_id, TRACE);
    assert.equal(line.span_id, span);
  });

  it('are made anew for a proxy that gives none, or none that is sound', async (t) => {
    const server = await serverFor(t, { env: BEHIND_PROXY });
    const unsound = [
      [],
      [
        ['x-request-id', 'a b'],
        ['traceparent', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
      ],
      [
        ['x-request-id', 'x'.repeat(129)],
        ['traceparent', PARENT],
        ['traceparent', PARENT],
      ],
    ];
    const traces = new Set();
    for (const headers of unsound) {
      const answer = await ok(server, headers);
      assert.match(answer.get('x-request-id'), /^[0-9a-f]{16}$/);
      const [, trace, span] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-00$/.exec(
        answer.get('traceparent'),
      );
      assert.equal(span, answer.get('x-request-id'));
      traces.add(trace);
    }
    assert.equal(traces.size, unsound.length);
    assert.ok(!traces.has(TRACE));
  });

  it('are not believed of anybody else', async (t) => {
    const server = await serverFor(t);
    const answer = await ok(server, NAMES);
    const id = answer.get('x-request-id');
    assert.match(id, /^[0-9a-f]{16}$/);
    assert.equal(answer.get('traceparent'), undefined);
    assert.equal((await lineOf(server, id)).trace_id, undefined);
  });
});

describe('the access log', () => {
  it('has the bytes of an answer and the class of the agent', async (t) => {
    const server = await serverFor(t);
    const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
    const answer = await ok(server, [['user-agent', agent]]);
    const line = await lineOf(server, answer.get('x-request-id'));
    assert.equal(line.bytes, Buffer.byteLength(answer.text));
    assert.equal(line.agent, 'browser');
    assert.ok(!server.output.stderr.includes('Firefox'));
    const other = await ok(server, [['user-agent', 'curl/7.88.1']]);
    assert.equal((await lineOf(server, other.get('x-request-id'))).agent, 'program');
  });

  it('ends with how long the stop took', async (t) => {
    const server = await serverFor(t);
    await ok(server);
    await server.stop();
    const last = server.logs.at(-1);
    assert.equal(last.msg, 'all requests are answered');
    assert.ok(last.ms >= 0);
  });
});

// The command with its standard error in a file that JOURNAL_STREAM names, as systemd does with its
// socket; the lines of it.
function inJournal(args, env = {}) {
  const dir = temporaryDirectory();
  const file = path.join(dir, 'journal');
  const fd = fs.openSync(file, 'w');
  const { dev, ino } = fs.fstatSync(fd);
  const done = spawnSync(binary, args, {
    env: cleanEnvironment(dir, { LOG_FORMAT: '', JOURNAL_STREAM: `${dev}:${ino}`, ...env }),
    stdio: ['ignore', 'pipe', fd],
    timeout: 15_000,
  });
  fs.closeSync(fd);
  return { code: done.status, lines: fs.readFileSync(file, 'utf8').trim().split('\n') };
}

const serving = (...args) => ['serve', '--data', temporaryDirectory(), ...args];
const WRONG = serving('--listen', '127.0.0.1:0', '--key-grace', '1h');

describe('a start that fails', () => {
  it('is told in a line for people', () => {
    const done = run(WRONG, { env: { LOG_FORMAT: '' } });
    assert.equal(done.code, EX_CONFIG);
    assert.match(done.stderr, /^ostiary: [^\n]+\n$/);
  });

  for (const [how, args, env] of [
    ['the variable', [], { LOG_FORMAT: 'json' }],
    ['the flag', ['--log-format', 'json'], { LOG_FORMAT: '' }],
  ])
    it(`is told in JSON when ${how} asks for that`, () => {
      const done = run([...WRONG, ...args], { env });
      assert.equal(done.code, EX_CONFIG);
      const line = JSON.parse(done.stderr);
      assert.deepEqual([line.level, line.msg, line.exit], ['error', 'the start failed', EX_CONFIG]);
      assert.match(line.error, /OSTIARY_KEY_GRACE/);
      assert.match(line.ts, /^\d{4}-/);
    });

  it('is told in JSON also before its settings are known to be sound', () => {
    const done = run(serving('--listen', 'nowhere'), { env: { LOG_FORMAT: 'json' } });
    assert.equal(done.code, EX_USAGE);
    assert.equal(JSON.parse(done.stderr).exit, EX_USAGE);
  });

  it('has its priority in the journal', () => {
    const { code, lines } = inJournal(WRONG);
    assert.equal(code, EX_CONFIG);
    assert.match(lines.at(-1), /^<3>ts=\S+ level=error msg="the start failed" error=.* exit=78$/);
  });
});

describe('the journal', () => {
  it('gets the priority of each line, and of JSON as well', () => {
    // It ends at once, since nobody can listen there; the first lines are of a database made anew.
    for (const format of ['logfmt', 'json']) {
      const { lines } = inJournal(serving('--listen', '127.0.0.1:0', '--database', '/proc/none'), {
        LOG_FORMAT: format,
      });
      assert.match(lines.at(-1), format === 'json' ? /^<3>\{"ts":/ : /^<3>ts=/);
    }
  });

  it('is another program than the one that reads a pipe', async (t) => {
    const server = await serverFor(t, { env: { JOURNAL_STREAM: '1:2' } });
    await ok(server);
    assert.ok(server.logs.length > 0, 'each line is JSON, without a priority');
  });
});

describe('ostiary health', () => {
  const health = (...args) => run(['health', ...args], { env: { LOG_FORMAT: '' } });

  it('says 0 of a server that is ready, by its settings and by a URL', async (t) => {
    const server = await serverFor(t);
    await until(
      'the first key',
      async () => (await send(server.url, { path: '/readyz' })).status === 200,
    );
    for (const args of [
      ['--port', String(server.port)],
      ['--listen', `127.0.0.1:${server.port}`],
      ['--listen', `0.0.0.0:${server.port}`],
      [`${server.url}/readyz`],
      [`${server.url}/healthz`],
    ]) {
      const done = health(...args);
      assert.equal(done.code, 0, JSON.stringify(done));
      assert.match(done.stdout, /^\{"status":"(ready|ok)"\}\n$/);
      assert.equal(done.stderr, '');
    }
  });

  it('says 1 of one that is not, or does not answer', async (t) => {
    const server = await serverFor(t);
    const missing = health(`${server.url}/nowhere`);
    assert.equal(missing.code, UNHEALTHY);
    assert.match(missing.stderr, /status 404/);
    const port = server.port;
    await server.stop();
    const gone = health('--port', String(port));
    assert.equal(gone.code, UNHEALTHY);
    assert.match(gone.stderr, /127\.0\.0\.1/);
  });

  it('shows no control characters, and follows no redirect', async (t) => {
    const asked = [];
    const other = http.createServer((request, response) => {
      asked.push(request.url);
      if (request.url === '/away') response.writeHead(302, { location: '/good' }).end();
      else response.writeHead(503).end('\u001b[31mred\u0007');
    });
    await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve));
    t.after(() => other.close());
    const at = `http://127.0.0.1:${other.address().port}`;
    const env = cleanEnvironment(temporaryDirectory());
    const child = (url) =>
      new Promise((resolve) => {
        execFile(binary, ['health', at + url], { env }, (error, stdout, stderr) =>
          resolve({ code: error?.code ?? 0, stdout, stderr }),
        );
      });
    const bad = await child('/');
    assert.equal(bad.code, UNHEALTHY);
    assert.match(bad.stderr, /status 503: \?\[31mred\?\n$/);
    const away = await child('/away');
    assert.equal(away.code, UNHEALTHY);
    assert.deepEqual(asked, ['/', '/away']);
  });

  it('takes nothing but HTTP', () => {
    assert.equal(health('file:///etc/passwd').code, UNHEALTHY);
    assert.equal(health('--listen', 'x').code, EX_USAGE);
  });
});
