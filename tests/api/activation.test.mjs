// A socket that systemd opens and keeps: a restart refuses nobody. A small program in Python does
// what systemd does.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { send } from './lib/http.mjs';
import { binary, cleanEnvironment, here, temporaryDirectory } from './lib/server.mjs';
import { until } from './lib/until.mjs';

const PYTHON = '/usr/bin/python3';
const LEASH = ['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--'];

// Starts the program with sockets of its own, and the server behind them.
function activate(t, sockets) {
  const dir = temporaryDirectory();
  const [command, ...args] = LEASH;
  const child = spawn(
    command,
    [
      ...args,
      PYTHON,
      path.join(here, 'lib/activate.py'),
      String(sockets),
      binary,
      'serve',
      '--data',
      path.join(dir, 'data'),
      '--port',
      '1',
    ],
    { env: cleanEnvironment(dir), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (piece) => (output[name] += piece));
  const ended = new Promise((resolve) => child.on('close', resolve));
  t.after(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const readies = () =>
    output.stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
  return { child, output, ended, readies };
}

// What systemd keeps, the process that has it in its turn, and those it makes.
const socketsOf = (pid) =>
  fs
    .readdirSync(`/proc/${pid}/fd`)
    .map((fd) => fs.readlinkSync(`/proc/${pid}/fd/${fd}`))
    .filter((target) => target.startsWith('socket:'));
const childrenOf = (pid) =>
  fs
    .readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number);

it('a socket that is handed over is the one that clients reach', async (t) => {
  const { output, readies, child } = activate(t, 1);
  const [ready] = await until('the server', () => (readies().length ? readies() : null));
  const port = Number(output.stdout.split('\n')[0]);
  assert.equal(ready.listening, `127.0.0.1:${port}`, 'and not --port');
  assert.equal((await send(`http://127.0.0.1:${port}`, { path: '/healthz' })).status, 200);
  const [server] = childrenOf(child.pid);
  const [keeper] = childrenOf(server);
  const inode = socketsOf(child.pid).find((name) => socketsOf(server).includes(name));
  assert.ok(inode, 'the server has it');
  assert.ok(!socketsOf(keeper).includes(inode), 'the keeper of the keys does not');
});

it('a restart refuses nobody', async (t) => {
  const { child, output, readies } = activate(t, 1);
  await until('the server', () => readies().length === 1);
  const url = `http://127.0.0.1:${output.stdout.split('\n')[0]}`;
  let on = true;
  let answered = 0;
  const clients = Array.from({ length: 8 }, async () => {
    while (on) {
      assert.equal((await send(url, { path: '/healthz' })).status, 200);
      answered += 1;
    }
  });
  for (const turns of [2, 3, 4]) {
    await pause(200);
    const before = answered;
    child.kill('SIGHUP');
    await until('the next process', () => readies().length === turns);
    await until('answers of it', () => answered > before + 8);
  }
  on = false;
  await Promise.all(clients);
  assert.deepEqual(new Set(readies().map(({ listening }) => listening)).size, 1);
});

it('more than one socket is refused with the remedy', async (t) => {
  const { ended, output } = activate(t, 2);
  assert.equal(await ended, 78);
  assert.match(output.stderr, /more than one socket: leave one ListenStream=/);
});

// Its own address is one that this machine does not have, so that the server ends in each case.
const handedOver = (environment) => {
  const line = `BETTER_AUTH_URL=https://example.com ${environment} exec "$0" serve --data data --listen 192.0.2.1:1 3</dev/null`;
  const dir = temporaryDirectory();
  return spawnSync('/bin/sh', ['-c', line, binary], {
    cwd: dir,
    env: cleanEnvironment(dir),
    encoding: 'utf8',
  });
};

it('what is no socket is refused', () => {
  const done = handedOver('LISTEN_FDS=1 LISTEN_PID=$$');
  assert.equal(done.status, 71);
  assert.match(done.stderr, /descriptor 3 is no socket that listens for TCP connections/);
});

for (const environment of [
  '',
  'LISTEN_FDS=1',
  'LISTEN_FDS=1 LISTEN_PID=1',
  'LISTEN_FDS=0 LISTEN_PID=$$',
])
  it(`nothing is taken that is not for the server: ${environment || 'no variable'}`, () => {
    const done = handedOver(environment);
    assert.equal(done.status, 69);
    assert.match(done.stderr, /192\.0\.2\.1 port 1: /);
  });
