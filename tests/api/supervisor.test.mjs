// What a server tells systemd: a real socket, whose other end is a small program in Python.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, it } from 'node:test';

import { send } from './lib/http.mjs';
import { here, serverFor, temporaryDirectory } from './lib/server.mjs';
import { logged, until } from './lib/until.mjs';

const PYTHON = '/usr/bin/python3';

// Everything that the server has told so far.
async function listener(t, address) {
  const child = spawn(PYTHON, [path.join(here, 'lib/datagrams.py'), address]);
  t.after(() => child.kill());
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece) => (text += piece));
  const heard = () => text.trim().split('\n').slice(1).map(JSON.parse);
  await until('the listener', () => text);
  return { heard, hears: (what) => until(what, () => heard().includes(what)) };
}

const places = {
  'a file': () => path.join(temporaryDirectory(), 'notify'),
  'an abstract name': () => `@ostiary-test-${process.pid}`,
};

describe('a supervisor', () => {
  for (const [place, address] of Object.entries(places))
    it(`at ${place} is told of the start, a reload and the stop`, async (t) => {
      const at = address();
      const told = await listener(t, at);
      const server = await serverFor(t, { env: { NOTIFY_SOCKET: at } });
      await told.hears('READY=1');
      const ready = await send(server.url, { path: '/readyz' });
      assert.equal(ready.status, 200, 'it answers, and has a key');
      process.kill(server.pid, 'SIGHUP');
      await logged(server, ({ signal }) => signal === 'HUP');
      await until('the end of the reload', () => told.heard().length === 3);
      await server.stop();
      await told.hears('STOPPING=1');
      const [first, reload, again, last, ...more] = told.heard();
      assert.equal(first, 'READY=1');
      assert.match(reload, /^RELOADING=1\nMONOTONIC_USEC=\d+$/);
      assert.equal(again, 'READY=1');
      assert.equal(last, 'STOPPING=1');
      assert.deepEqual(more, []);
    });

  it('that has a watchdog hears that the server serves', async (t) => {
    const at = places['an abstract name']();
    const told = await listener(t, at);
    const env = { NOTIFY_SOCKET: at, WATCHDOG_USEC: '200000' };
    const server = await serverFor(t, { env });
    const barks = () => told.heard().filter((what) => what === 'WATCHDOG=1').length;
    await until('some barks', () => barks() >= 3);
    await server.stop();
    assert.ok(told.heard().includes('STOPPING=1'));
  });

  it('that cannot be reached is no hindrance, and one without an address is named', async (t) => {
    const gone = path.join(temporaryDirectory(), 'nobody');
    const server = await serverFor(t, { env: { NOTIFY_SOCKET: gone } });
    assert.equal((await send(server.url, { path: '/healthz' })).status, 200);
    const other = await serverFor(t, { env: { NOTIFY_SOCKET: 'vsock:2:1' } });
    await logged(other, ({ msg, address }) => /NOTIFY_SOCKET/.test(msg) && address === 'vsock:2:1');
    assert.equal((await send(other.url, { path: '/healthz' })).status, 200);
  });
});
