// One server process on a database of its own. Nothing is left behind, however the test ends.

import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const binary = path.resolve(process.env.OSTIARY_BIN ?? path.join(root, 'build/ostiary'));
const READY_MS = 30_000;

const children = new Set();

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

export class Server {
  #child = null;
  #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ostiary-e2e-'));
  #log = '';

  constructor(args = []) {
    this.args = args;
    this.listen = '127.0.0.1:0';
  }

  get log() {
    return this.#log;
  }

  async start() {
    const child = spawn(
      binary,
      ['serve', '--data', path.join(this.#folder, 'data'), '--listen', this.listen, ...this.args],
      {
        cwd: this.#folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          HOME: this.#folder,
          ...pick(/^(TMPDIR|LANG|[AUL]SAN_OPTIONS|UBSAN_OPTIONS)$/),
        },
      },
    );

    this.#child = child;
    children.add(child);
    this.ended = new Promise((resolve) =>
      child.on('close', (code, signal) => {
        children.delete(child);
        resolve({ code, signal });
      }),
    );
    child.stderr.setEncoding('utf8').on('data', (text) => (this.#log += text));
    const ready = await this.#firstLine(child);

    this.url = ready.url;
    this.listen = ready.listening; // the same address when it comes back
    return this;
  }

  #firstLine(child) {
    return new Promise((resolve, reject) => {
      let text = '';
      const timer = setTimeout(
        () => reject(new Error(`the server is not ready\n${this.#log}`)),
        READY_MS,
      );

      child.stdout.setEncoding('utf8').on('data', (more) => {
        text += more;
        if (!text.includes('\n')) return;
        clearTimeout(timer);
        resolve(JSON.parse(text.slice(0, text.indexOf('\n'))));
      });
      void this.ended.then((end) => {
        clearTimeout(timer);
        reject(new Error(`the server ended: ${JSON.stringify(end)}\n${this.#log}`));
      });
    });
  }

  // A command on the server's database, beside it.
  run(...args) {
    execFileSync(binary, [...args, '--data', path.join(this.#folder, 'data')], {
      cwd: this.#folder,
      stdio: 'pipe',
      env: { PATH: process.env.PATH, HOME: this.#folder },
    });
  }

  async stop() {
    if (!children.has(this.#child)) return;
    this.#child.kill('SIGTERM');
    const end = await this.ended;

    if (end.code !== 0)
      throw new Error(`the server ended badly: ${JSON.stringify(end)}\n${this.#log.slice(-4000)}`);
  }

  async sweep() {
    try {
      await this.stop();
    } finally {
      fs.rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

function pick(pattern) {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => pattern.test(name)));
}
