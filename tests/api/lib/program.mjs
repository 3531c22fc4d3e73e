// A program that is not ours (a service of the examples, a proxy), started on its own and ended
// with the test.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';

import { cleanEnvironment, temporaryDirectory } from './server.mjs';
import { until } from './until.mjs';

const SETPRIV = '/usr/bin/setpriv';
const leash = fs.existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', '--'] : [];
const GRACE_MS = 30_000;

// A free port that no outgoing connection takes, as those begin at 32,768.
export async function freePort() {
  for (;;) {
    const server = net.createServer();
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await new Promise((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

export function isOpen(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

export class Program {
  constructor(command, { env = {}, cwd = temporaryDirectory() } = {}) {
    const [file, ...args] = [...leash, ...command];
    this.said = '';
    this.child = spawn(file, args, {
      cwd,
      env: cleanEnvironment(cwd, env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (this.said += text));
    this.ended = new Promise((resolve) =>
      this.child.once('close', () => {
        this.over = true;
        resolve();
      }),
    );
    this.child.once('error', (error) => (this.said += error));
  }

  // Until `ready` is true, or matches what the program has said: then the match.
  async begin(ready) {
    let found;
    await until(`the program\n${this.said}`, async () => {
      if (this.over) throw new Error(`the program ended early:\n${this.said}`);
      found = ready instanceof RegExp ? ready.exec(this.said) : await ready();
      return found;
    });
    return found;
  }

  async stop() {
    if (!this.over) this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), GRACE_MS);
    await this.ended;
    clearTimeout(timer);
  }
}
