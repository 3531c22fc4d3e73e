// The process that answers clients has neither the secret nor a private key in its memory; the
// process that keeps the keys has both. When the keeper ends, so does the server.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import { newPerson, SECRET } from './lib/people.mjs';
import { startServer, temporaryDirectory } from './lib/server.mjs';
import { until } from './lib/until.mjs';

// The children of a process, by the parent that each process names.
function childrenOf(pid) {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = fs.readFileSync(`/proc/${name}/stat`, 'latin1');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
      } catch {
        return false; // it has ended
      }
    })
    .map(Number);
}

// In how many parts of the memory of a process each needle is.
function scan(pid, needles) {
  const found = Object.fromEntries(Object.keys(needles).map((name) => [name, 0]));
  const memory = fs.openSync(`/proc/${pid}/mem`, 'r');
  for (const line of fs.readFileSync(`/proc/${pid}/maps`, 'latin1').trim().split('\n')) {
    const [, from, to, mode] = /^(\w+)-(\w+) (\S+)/.exec(line);
    if (mode[0] !== 'r' || /\[v(var|syscall)/.test(line)) continue;
    const bytes = Buffer.alloc(Number.parseInt(to, 16) - Number.parseInt(from, 16));
    let n = 0;
    try {
      n = fs.readSync(memory, bytes, 0, bytes.length, Number.parseInt(from, 16));
    } catch {
      continue; // a page without content
    }
    for (const [name, needle] of Object.entries(needles))
      if (bytes.subarray(0, n).includes(needle)) found[name]++;
  }
  fs.closeSync(memory);
  return found;
}

// A folder with one RSA key, and its first prime as OpenSSL has it in memory: least byte first.
function folderOfKeys() {
  const folder = temporaryDirectory();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  fs.chmodSync(folder, 0o700);
  fs.writeFileSync(path.join(folder, 'one.pem'), pem, { mode: 0o600 });
  const { p } = createPrivateKey(pem).export({ format: 'jwk' });
  return { folder, prime: Buffer.from(p, 'base64url').reverse() };
}

async function startWith(t, env) {
  const { folder, prime } = folderOfKeys();
  const server = await startServer({
    env: { BETTER_AUTH_SECRET: SECRET, OSTIARY_SIGNING_KEYS_DIR: folder, ...env },
  });
  t.after(() => server.kill());
  await newPerson(server, 'Ann'); // signs a cookie and a token
  return { server, needles: { secret: Buffer.from(SECRET), prime } };
}

// Only root may look into the memory of a process that is not dumpable.
const root = process.getuid() === 0;

describe('the keeper of the keys', () => {
  it('has the secret and the private key, and the server has neither', async (t) => {
    const { server, needles } = await startWith(t);
    const [keeper, ...others] = childrenOf(server.child.pid);
    assert.deepEqual(others, [], 'one child');
    if (!root) {
      assert.throws(() => scan(server.child.pid, needles), /EACCES|EPERM/);
      assert.throws(() => scan(keeper, needles), /EACCES|EPERM/);
      return;
    }
    assert.deepEqual(scan(server.child.pid, needles), { secret: 0, prime: 0 });
    const kept = scan(keeper, needles);
    assert.ok(kept.secret > 0 && kept.prime > 0, JSON.stringify(kept));
  });

  it('is not there with OSTIARY_KEY_PROCESS=off, and then the server has both', async (t) => {
    const { server, needles } = await startWith(t, { OSTIARY_KEY_PROCESS: 'off' });
    assert.deepEqual(childrenOf(server.child.pid), []);
    if (!root) return;
    const kept = scan(server.child.pid, needles);
    assert.ok(kept.secret > 0 && kept.prime > 0, JSON.stringify(kept));
  });

  it('takes the server with it when it ends, with a line in the log', async (t) => {
    const { server } = await startWith(t);
    const [keeper] = childrenOf(server.child.pid);
    server.ending = true; // the test asked for it
    process.kill(keeper, 'SIGKILL');
    await until(
      'the end',
      () => server.child.exitCode !== null || server.child.signalCode !== null,
    );
    assert.equal(server.child.exitCode, 70);
    assert.match(server.output.stderr, /the process that keeps the keys has ended/);
  });

  it('is not harmed by the signals that stop a server', async (t) => {
    const { server } = await startWith(t);
    const [keeper] = childrenOf(server.child.pid);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.kill(keeper, signal);
    await newPerson(server, 'Ben');
    assert.deepEqual(childrenOf(server.child.pid), [keeper]);
  });
});

describe('settings in pipes, which can be read once', () => {
  // Waits for a reader, as a process substitution of a shell does.
  function pipeWith(text) {
    const pipe = path.join(temporaryDirectory(), 'pipe');
    execFileSync('mkfifo', ['-m', '600', pipe]);
    const writer = spawn('sh', ['-c', 'printf %s "$1" >"$2"', 'sh', text, pipe]);
    return { pipe, written: new Promise((resolve) => writer.on('close', resolve)) };
  }

  for (const keeper of ['on', 'off'])
    it(`OSTIARY_KEY_PROCESS=${keeper}`, async () => {
      const secret = pipeWith(SECRET);
      const issuer = pipeWith('https://issuer.example');
      const server = await startServer({
        env: {
          OSTIARY_KEY_PROCESS: keeper,
          BETTER_AUTH_SECRET_FILE: secret.pipe,
          JWT_ISSUER_FILE: issuer.pipe,
        },
      });
      assert.deepEqual(await Promise.all([secret.written, issuer.written]), [0, 0]);
      const document = `${server.ready.auth}/.well-known/openid-configuration`;
      assert.equal((await (await fetch(document)).json()).issuer, 'https://issuer.example');
      assert.ok(!fs.existsSync(path.join(server.dir, 'secret')));
      await server.stop();
    });
});
