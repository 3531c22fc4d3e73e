// The fault drill: each row breaks one thing under a running server, says what the server then
// answers, and repairs it. Whatever broke, the process lives, /healthz answers, everything works
// again afterwards, and after a kill -9 and a restart what was answered as done is there and what
// was answered as refused is not.
//
// DRILL=long (make drill) runs every row, the short form those that are marked.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';

import { Cluster } from './lib/cluster.mjs';
import { send } from './lib/http.mjs';
import { callTasks, newPerson, newToken, postJson, signIn } from './lib/people.mjs';
import { root, startServer, temporaryDirectory } from './lib/server.mjs';
import { until } from './lib/until.mjs';

const LONG = process.env.DRILL === 'long';
const PATIENCE_MS = 20_000;
const YEAR_S = 366 * 86_400;
const ERRNO = { EIO: 5, ENOSPC: 28, EROFS: 30, EDQUOT: 122 };

const library = path.join(temporaryDirectory(), 'faulty.so');

// What the rows expect. "cut" is a connection without an answer.
const DONE = { create: [201], change: [200], remove: [204], signIn: [200], list: [200] };
const ALL_FINE = { ...DONE, ready: [200] };
const NO_WRITES = { create: [503], change: [503], remove: [503], signIn: [503] };
const READS_ONLY = { ...NO_WRITES, list: [200], ready: [503] };
const NOTHING = { ...NO_WRITES, list: [503], ready: [503] };

const fault = (line) => ({
  begin: (server) => fs.writeFileSync(controlOf(server), `${line}\n`),
  end: (server) => fs.rmSync(controlOf(server), { force: true }),
});
const file = (server, suffix = '') => `${server.database}${suffix}`;
const signal = (name, wanted) => ({
  begin: (server) => process.kill(server.pid, name),
  end: (server) => until(name, () => server.logs.find(({ msg }) => wanted.test(msg))),
});

const ROWS = [
  {
    name: 'a full disk',
    short: true,
    ...fault(`full ${ERRNO.ENOSPC} ostiary.db`),
    answers: { ...DONE, create: [201, 507], ready: [200] },
    ready: /nearly full/,
    fills: true,
  },
  {
    name: 'a full quota',
    ...fault(`pwrite ${ERRNO.EDQUOT} ostiary.db`),
    answers: {
      create: [507],
      change: [507],
      remove: [507],
      signIn: [507],
      list: [200],
      ready: [503],
    },
    ready: /Disk full/,
  },
  {
    name: 'a disk that fails to write',
    short: true,
    ...fault(`pwrite ${ERRNO.EIO} ostiary.db`),
    answers: READS_ONLY,
  },
  {
    name: 'a disk that does not confirm what it was given',
    short: true,
    ...fault(`sync ${ERRNO.EIO} ostiary.db`),
    answers: READS_ONLY,
  },
  {
    name: 'a log that is not confirmed',
    ...fault(`sync ${ERRNO.EIO} -wal`),
    answers: READS_ONLY,
  },
  {
    name: 'a disk that became read-only',
    short: true,
    begin: (server) =>
      fs.writeFileSync(
        controlOf(server),
        ['pwrite', 'truncate', 'allocate'].map((c) => `${c} ${ERRNO.EROFS} ostiary.db\n`).join(''),
      ),
    end: (server) => fs.rmSync(controlOf(server)),
    answers: READS_ONLY,
  },
  {
    name: 'a disk that fails to read',
    ...fault(`pread ${ERRNO.EIO} ostiary.db`),
    // What is in memory goes on.
    answers: {
      create: [201, 503],
      change: [200, 503],
      remove: [204, 503],
      signIn: [200, 503],
      list: [200, 503],
      ready: [200, 503],
    },
  },
  {
    name: 'a database file that was moved away',
    short: true,
    begin: (server) => fs.renameSync(file(server), file(server, '.moved')),
    end: (server) => fs.renameSync(file(server, '.moved'), file(server)),
    answers: { ...READS_ONLY, list: [200, 503] },
  },
  {
    name: 'a database file that was replaced',
    begin: (server) => {
      fs.renameSync(file(server), file(server, '.moved'));
      fs.copyFileSync(file(server, '.moved'), file(server));
    },
    end: (server) => fs.renameSync(file(server, '.moved'), file(server)),
    answers: { ...READS_ONLY, list: [200, 503] },
  },
  {
    name: 'a reader of the log that stalls',
    short: true,
    begin: async (server) => {
      server.child.stderr.pause();
      for (let i = 0; i < (LONG ? 12_000 : 1_500); i++)
        assert.equal((await send(server.url, { path: '/healthz' })).status, 200);
    },
    end: async (server) => {
      server.child.stderr.resume();
      if (LONG)
        await until('the count of dropped lines', () =>
          server.logs.find(({ msg, lines }) => /dropped/.test(msg) && lines > 0),
        );
    },
    answers: ALL_FINE,
  },
  {
    name: 'SIGHUP',
    short: true,
    ...signal('SIGHUP', /nothing to reload/),
    answers: ALL_FINE,
  },
  { name: 'SIGUSR1', short: true, ...signal('SIGUSR1', /ignored/), answers: ALL_FINE },
  { name: 'SIGUSR2', ...signal('SIGUSR2', /ignored/), answers: ALL_FINE },
  { name: 'SIGALRM', ...signal('SIGALRM', /ignored/), answers: ALL_FINE },
  { name: 'SIGVTALRM', ...signal('SIGVTALRM', /ignored/), answers: ALL_FINE },
  { name: 'SIGPROF', ...signal('SIGPROF', /ignored/), answers: ALL_FINE },
  { name: 'SIGIO', ...signal('SIGIO', /ignored/), answers: ALL_FINE },
  { name: 'SIGPWR', short: true, ...signal('SIGPWR', /ignored/), answers: ALL_FINE },
  { name: 'SIGXCPU', ...signal('SIGXCPU', /ignored/), answers: ALL_FINE },
  { name: 'SIGSTKFLT', ...signal('SIGSTKFLT', /ignored/), answers: ALL_FINE },
  { name: 'SIGTRAP', ...signal('SIGTRAP', /ignored/), answers: ALL_FINE },
  { name: 'SIGSYS', ...signal('SIGSYS', /ignored/), answers: ALL_FINE },
  // The first and the last of those that Node has no names for.
  { name: 'SIGRTMIN', short: true, ...signal(34, /ignored/), answers: ALL_FINE },
  { name: 'SIGRTMAX', ...signal(64, /ignored/), answers: ALL_FINE },
  {
    name: 'a process without descriptors',
    short: true,
    begin: (server) => limitFiles(server, fs.readdirSync(`/proc/${server.pid}/fd`).length + 1),
    end: (server) => limitFiles(server, 1024),
    answers: Object.fromEntries(
      Object.entries(ALL_FINE).map(([what, statuses]) => [what, [...statuses, 503, 'cut']]),
    ),
    health: [200, 'cut'],
  },
  {
    name: 'a clock that is a year ahead, and back again',
    short: true,
    ...fault(`clock ${YEAR_S} -`),
    answers: ALL_FINE,
    tokens: 'of that time',
  },
  {
    name: 'a clock beyond the year 2094, and back again',
    ...fault(`clock ${80 * YEAR_S} -`),
    answers: ALL_FINE,
    tokens: 'of that time',
  },
  {
    name: 'a database server that is away',
    database: 'postgres',
    begin: (server) => server.options.cluster.do('halt'),
    end: (server) => server.options.cluster.do('again'),
    answers: NOTHING,
  },
];

function controlOf(server) {
  return path.join(server.dir, 'faults');
}

function limitFiles(server, n) {
  execFileSync('prlimit', ['--pid', String(server.pid), `--nofile=${n}:`]);
}

// One user, and the book of what was answered.
class Client {
  constructor(server, person) {
    this.server = server;
    this.person = person;
    this.there = new Map(); // id -> whether it is completed
    this.gone = new Set();
    this.refused = new Set(); // titles
    this.open = new Set(); // ids and titles whose outcome is not known
    this.count = 0;
  }

  async #ask(method, where, body) {
    const { person, server } = this;
    try {
      return await callTasks(server, method, person.tasks + where, { token: person.jwt, body });
    } catch {
      return { status: 'cut', text: '' };
    }
  }

  #isOpen({ status, text }) {
    return status === 'cut' || /not known/.test(text);
  }

  async create(title = `task ${++this.count}`) {
    const answer = await this.#ask('POST', '', { title });
    if (answer.status === 201) this.there.set(answer.json.id, false);
    else if (this.#isOpen(answer)) this.open.add(title);
    else this.refused.add(title);
    return answer;
  }

  async change() {
    const [id] = [...this.there].find(([, completed]) => !completed);
    const answer = await this.#ask('PATCH', `/${id}`, { completed: true });
    if (answer.status === 200) this.there.set(id, true);
    else if (this.#isOpen(answer)) this.open.add(id);
    return answer;
  }

  async remove() {
    const id = [...this.there.keys()].find((each) => !this.open.has(each));
    const answer = await this.#ask('DELETE', `/${id}`);
    if (answer.status === 204) this.there.delete(id) && this.gone.add(id);
    else if (this.#isOpen(answer)) this.open.add(id);
    return answer;
  }

  list() {
    return this.#ask('GET', '');
  }

  async signIn() {
    try {
      return await signIn(this.server, this.person, PATIENCE_MS);
    } catch {
      return { status: 'cut', text: '' };
    }
  }

  async ready() {
    try {
      return await send(this.server.url, { path: '/readyz', patience_ms: PATIENCE_MS });
    } catch {
      return { status: 'cut', text: '' };
    }
  }

  // Signs in anew, so that the token is of the clock's time.
  async refresh() {
    const answer = await this.signIn();
    assert.equal(answer.status, 200, answer.text);
    this.person.jwt = await newToken(this.server, answer.json.token);
  }

  async check() {
    const stored = new Map((await this.list()).json.map((task) => [task.id, task]));
    for (const [id, completed] of this.there) {
      if (this.open.has(id)) continue;
      assert.ok(stored.has(id), `task ${id} was answered and is there`);
      assert.equal(stored.get(id).completed, completed, `task ${id} is as it was answered`);
    }
    for (const id of this.gone) assert.ok(!stored.has(id), `task ${id} was deleted`);
    for (const { id, title } of stored.values()) {
      assert.ok(!this.refused.has(title), `${title} was refused and is not there`);
      assert.ok(Number.isSafeInteger(id), `${id} is counted exactly`);
    }
    assert.equal(new Set([...stored.keys(), ...this.gone]).size, stored.size + this.gone.size);
  }
}

// Creates until a creation is refused for want of room, so that the reserve is what is left.
async function fill(client) {
  const description = 'x'.repeat(5000);
  for (let i = 0; i < 2000; i++) {
    const { person, server } = client;
    const answer = await callTasks(server, 'POST', person.tasks, {
      token: person.jwt,
      body: { title: 'large', description },
    });
    if (answer.status === 507) return assert.match(answer.text, /disk is full/);
    assert.equal(answer.status, 201, answer.text);
    client.there.set(answer.json.id, false);
  }
  assert.fail('the disk never became full');
}

async function everyAnswer(client, row) {
  const got = {};
  for (const what of ['create', 'change', 'signIn', 'remove', 'list', 'ready'])
    got[what] = await client[what]();
  const statuses = Object.entries(got).map(([what, { status }]) => `${what} ${status}`);
  for (const [what, { status, text }] of Object.entries(got))
    assert.ok(row.answers[what].includes(status), `${what}: ${text} (${statuses.join(', ')})`);
  if (row.ready) assert.match(got.ready.text, row.ready);
}

async function health(server) {
  try {
    return (await send(server.url, { path: '/healthz' })).status;
  } catch {
    return 'cut';
  }
}

async function serverFor(t, row) {
  const env = { OSTIARY_ACCOUNT_THROTTLE: 'off', OSTIARY_RATE_LIMIT: 'off' };
  if (row.database) {
    const cluster = await Cluster.start();
    t.after(() => cluster.stop());
    env.DATABASE_URL = cluster.url;
    return startServer({ env, cluster, database: cluster.url });
  }
  const dir = path.join(temporaryDirectory(), 'data');
  const faults = { LD_PRELOAD: library, FAULTS: path.join(dir, 'faults') };
  return startServer({ dir, database: path.join(dir, 'ostiary.db'), env: { ...env, ...faults } });
}

async function works(client) {
  const ready = async () => (await client.ready()).status === 200;
  const all = async () =>
    (await client.signIn()).status === 200 && (await client.create()).status === 201;
  await until('the server is ready again', ready);
  await until('the server works again', all);
}

async function drill(t, row) {
  const server = await serverFor(t, row);
  t.after(() => server.kill());
  const client = new Client(server, await newPerson(server, 'Ann'));
  for (let i = 0; i < 12; i++) assert.equal((await client.create()).status, 201);
  await row.begin(server);
  if (row.fills) await fill(client);
  if (row.tokens) await client.refresh();
  for (let i = 0; i < 3; i++) await everyAnswer(client, row);
  assert.ok((row.health ?? [200]).includes(await health(server)), '/healthz');
  await row.end(server);
  if (row.tokens) await client.refresh();
  await works(client);
  assert.equal(server.died, null, 'it has not ended');

  server.options.listen = `127.0.0.1:${server.port}`;
  await server.kill();
  await server.start();
  if (row.tokens) await client.refresh();
  await client.check();
  await works(client);
  assert.equal((await postJson(server, '/api/auth/sign-out', {}, [])).status < 500, true);
}

describe('a fault', { concurrency: LONG ? 1 : 3 }, () => {
  before(() => {
    const source = path.join(root, 'tests/support/faulty.c');
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-D_GNU_SOURCE', '-o', library, source, '-ldl']);
  });
  for (const row of ROWS.filter(({ short }) => LONG || short)) it(row.name, (t) => drill(t, row));
});
