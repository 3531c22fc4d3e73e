// Starts, watches and stops one server process on a fresh data directory. Whatever happens to the
// test, no process and no directory is left behind.
//
// OSTIARY_BIN    the server to test (default: build/ostiary in the tree)
// OSTIARY_API_DATABASE   "postgres": on PostgreSQL, see postgres.mjs
// OSTIARY_PEER   "better-auth": start the real Better Auth instead, to test the tests themselves

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { unwatch, watch } from './openapi.mjs';
import { isPostgres, onPostgres, urlFor } from './postgres.mjs';

export const here = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const root = path.resolve(here, '../..');
export const binary = path.resolve(process.env.OSTIARY_BIN ?? path.join(root, 'build/ostiary'));
export const peer = process.env.OSTIARY_PEER === 'better-auth';

// A test process that is itself killed cannot sweep: then the kernel ends the server with it.
const SETPRIV = '/usr/bin/setpriv';
const leash = fs.existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', '--'] : [];

const READY_MS = 30_000;
const STOP_MS = 20_000;

const children = new Set();
const directories = new Set();

function sweep() {
  for (const child of children) child.kill('SIGKILL');
  for (const dir of directories) fs.rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}

process.on('exit', sweep);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    sweep();
    process.exit(1);
  });
}

export function temporaryDirectory() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ostiary-test-'));
  directories.add(dir);
  return dir;
}

// Only what the test says and what the machine needs: a developer's own settings must not leak in.
export function cleanEnvironment(dir, env = {}) {
  const kept = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (/^(PATH|TMPDIR|LANG|LC_.*|[AUL]SAN_OPTIONS|[AU]BSAN_OPTIONS)$/.test(name))
      kept[name] = value;
  }
  return { ...kept, HOME: dir, LOG_FORMAT: 'json', ...env };
}

// A Node that has node:sqlite, for the real Better Auth; null when there is none.
export function nodeWithSqlite() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return process.execPath;
  const packaged = path.join(here, 'node_modules', `node-linux-${process.arch}`, 'bin/node');
  return fs.existsSync(packaged) ? packaged : null;
}

export class Server {
  constructor(options) {
    this.options = options;
    this.dir = options.dir ?? path.join(temporaryDirectory(), 'data');
    this.database =
      options.database ?? (onPostgres ? urlFor(this.dir) : path.join(this.dir, 'ostiary.db'));
    this.output = { stdout: '', stderr: '' };
    this.child = null;
    this.ending = false; // a test asked it to end
    this.died = null; // how it ended although no test had asked
  }

  // Where it listens, which need not be how the outside world reaches it.
  get url() {
    return this.ready.listening ? `http://${this.ready.listening}` : this.ready.url;
  }

  get port() {
    return Number(new URL(this.url).port);
  }

  get pid() {
    return this.child.pid;
  }

  // Whether this is a real Better Auth; `peer` in the options may name one of the releases in
  // versions/.
  get isPeer() {
    return Boolean(this.options.peer ?? peer);
  }

  get release() {
    return typeof this.options.peer === 'string' ? this.options.peer : undefined;
  }

  get peerMails() {
    return path.join(this.dir, 'peer-mails');
  }

  // Log lines so far, parsed; a line that is not JSON is a fault of the server.
  get logs() {
    const lines = this.output.stderr.split('\n').filter(Boolean);
    return (peer ? lines.filter((line) => line.startsWith('{')) : lines).map((line) =>
      JSON.parse(line),
    );
  }

  async start() {
    const whole = this.isPeer ? this.#peerCommand() : this.#command();
    const [command, ...args] = [...leash, ...whole];
    const home = path.dirname(this.dir);
    const child = spawn(command, args, {
      env: cleanEnvironment(home, {
        ...this.databaseUrl,
        ...this.options.env,
        PEER_VERSION: this.release,
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: home,
    });
    this.child = child;
    this.ending = false;
    this.killed = false;
    this.died = null;
    children.add(child);
    this.exited = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        children.delete(child);
        if (!this.ending) this.died = { code, signal };
        resolve({ code, signal });
      });
      child.on('error', (error) => {
        children.delete(child);
        resolve({ code: null, signal: null, error });
      });
    });
    this.output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => (this.output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (this.output.stderr += text));
    this.ready = await this.#readyLine();
    if (this.isPeer) unwatch(this.url);
    else watch(this.url, this.ready.auth ?? `${this.ready.url}/api/auth`);
    return this;
  }

  // The setting that a PostgreSQL database needs; a file is found in the folder.
  get databaseUrl() {
    return isPostgres(this.database) ? { DATABASE_URL: this.database } : {};
  }

  #command() {
    const listen = this.options.listen ?? '127.0.0.1:0';
    return [binary, 'serve', '--data', this.dir, '--listen', listen, ...(this.options.args ?? [])];
  }

  #peerCommand() {
    const node = nodeWithSqlite();
    if (!node)
      throw new Error('the real Better Auth needs Node 22.13 or newer: npm ci in tests/api');
    const listen = this.options.listen ?? '127.0.0.1:0';
    fs.mkdirSync(this.dir, { recursive: true });
    const folders = this.release ? [`versions/${this.release}`, 'versions'] : ['peer'];
    const program = folders
      .map((folder) => path.join(here, folder, 'better-auth.mjs'))
      .find((file) => fs.existsSync(file));
    return [node, '--no-warnings', program, this.database, listen, this.peerMails];
  }

  async #readyLine() {
    const late = new Promise((resolve) => {
      setTimeout(() => resolve('late'), READY_MS).unref();
    });
    const line = new Promise((resolve) => {
      const look = () => {
        const eol = this.output.stdout.indexOf('\n');
        if (eol >= 0) resolve(this.output.stdout.slice(0, eol));
      };
      this.child.stdout.on('data', look);
    });
    const first = await Promise.race([line, this.exited, late]);
    if (typeof first === 'string' && first !== 'late') return JSON.parse(first);
    const why = first === 'late' ? 'is not ready in time' : `ended early: ${JSON.stringify(first)}`;
    this.died = null;
    await this.kill();
    throw new Error(`the server ${why}\n${this.output.stdout}${this.output.stderr}`);
  }

  get #running() {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  // A crash fails the test that sees it, with what the server said; so does an end that is not 0,
  // which is how a sanitizer tells of a leak.
  #judge(end, good) {
    if (this.died === null && good(end)) return end;
    const said = this.output.stderr.split('\n').slice(-60).join('\n');
    const how = JSON.stringify(this.died ?? end);
    this.died = null;
    throw new Error(`the server ended by itself or badly: ${how}\n${said}`);
  }

  // Asks the process to end and returns how it did: {code: 0, signal: null}.
  async stop(signal = 'SIGTERM') {
    if (this.#running) {
      this.ending = true;
      this.child.kill(signal);
    }
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(() => resolve('late'), STOP_MS);
    });
    const end = await Promise.race([this.exited, late]);
    clearTimeout(timer);
    if (end === 'late') {
      await this.kill();
      throw new Error(`the server did not stop within ${STOP_MS} ms of ${signal}`);
    }
    return this.#judge(end, ({ code }) => code === 0 || this.killed);
  }

  async kill() {
    if (this.#running) {
      this.ending = true;
      this.killed = true;
      this.child.kill('SIGKILL');
    }
    return this.#judge(await this.exited, () => true);
  }

  // Stops and starts again on the same directory and the same address, so that the issuer's name
  // stays the same.
  async restart(env) {
    const listen = new URL(this.url).host;
    await this.stop();
    this.options = { ...this.options, listen, env: { ...this.options.env, ...env } };
    return this.start();
  }
}

// The usual way: a started server that is stopped after the tests of the calling file or suite.
export async function startServer(options = {}) {
  return new Server(options).start();
}

// The same, stopped after the test t.
export async function serverFor(t, options = {}) {
  const server = await startServer(options);
  t.after(() => server.stop());
  return server;
}

// One run of a command to its end: {code, signal, stdout, stderr}.
export function run(args, { env, input, cwd, timeout_ms = 15_000 } = {}) {
  const dir = cwd ?? temporaryDirectory();
  const done = spawnSync(binary, args, {
    env: cleanEnvironment(dir, env),
    cwd: dir,
    input: input ?? '',
    encoding: 'utf8',
    timeout: timeout_ms,
    killSignal: 'SIGKILL',
  });
  return { code: done.status, signal: done.signal, stdout: done.stdout, stderr: done.stderr };
}
