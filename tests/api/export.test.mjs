// Long exports: everything once however long it is, while the server holds little of it, for
// readers who take their time as well.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';

import { bearer, parseAnswer, requestBytes, send } from './lib/http.mjs';
import { callTasks, newPerson, newTask } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';
import { until } from './lib/until.mjs';

const TASKS = 10_000;
const NOTES = 1400;
const PER_USER = 4; // exports at a time
const SOCKETS = 16 << 20; // what the kernel may hold for one reader, and more

let server;
let ann;

const title = (i) => `Task ${String(i).padStart(5, '0')}`;

// As many tasks as an account has room for, of which each tenth has a part.
async function fill(person) {
  const notes = 'ä"\\ '.repeat(NOTES / 4);
  const task = (i) => ({
    title: title(i),
    description: notes,
    source: `mine:${i}`,
    ...(i % 10 === 1 && { parent: `mine:${i - 1}` }),
  });
  for (let from = 0; from < TASKS; from += 2500) {
    const tasks = Array.from({ length: 2500 }, (_, i) => task(from + i));
    const file = JSON.stringify({ format: 'ostiary', version: 1, lists: [], tasks });
    const answer = await send(server.url, {
      method: 'POST',
      path: `${person.home}/import?format=json`,
      headers: [bearer(person.jwt), ['Content-Type', 'application/json']],
      body: file,
      patience_ms: 300_000,
    });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.made, 2500);
  }
}

before(async () => {
  server = await startServer();
  ann = await newPerson(server, 'Ann');
  await fill(ann);
  await server.restart(); // without what the imports have taken
});
after(() => server?.stop());

// A reader that takes what comes when it wants to, and looks at the whole in the end.
class Reader {
  pieces = [];
  ended = false;

  constructor(person, format) {
    const { hostname, port, host } = new URL(server.url);
    const headers = [bearer(person.jwt), ['Connection', 'close']];
    this.socket = net.connect({ host: hostname, port: Number(port) });
    this.socket.write(
      requestBytes(host, { path: `${person.home}/export?format=${format}`, headers }),
    );
    this.socket.on('error', () => {});
    this.head = new Promise((resolve) => {
      this.socket.once('data', (piece) => {
        this.socket.pause();
        resolve(piece.toString('latin1'));
      });
      this.socket.once('close', () => resolve(''));
    });
    this.socket.on('data', (piece) => this.pieces.push(piece));
    this.closed = once(this.socket, 'close');
  }

  get bytes() {
    return this.pieces.reduce((sum, { length }) => sum + length, 0);
  }

  // Undefined: it is not whole.
  async rest() {
    await this.head;
    this.socket.resume();
    await this.closed;
    return parseAnswer(Buffer.concat(this.pieces), 'GET', true)?.[0];
  }

  leave() {
    this.socket.destroy();
  }
}

const whole = (format, person = ann) => new Reader(person, format).rest();

// A reader that has read the head and then does not go on. The places of those who have left are
// free a little later.
const stalled = (format = 'json') =>
  until('a place for an export', async () => {
    const reader = new Reader(ann, format);
    const head = await reader.head;
    if (head.startsWith('HTTP/1.1 200 OK\r\n')) return reader;
    assert.match(head, /^HTTP\/1\.1 503 /);
    return null;
  });

const memory = () =>
  1024 * Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]);

describe('an export of ten thousand tasks with long notes', () => {
  for (const [format, titles] of [
    ['json', (answer) => answer.json.tasks.map((task) => task.title)],
    ['csv', (answer) => answer.text.match(/Task \d{5}/g)],
    ['ics', (answer) => answer.text.match(/(?<=^SUMMARY:)Task \d{5}/gm)],
  ])
    it(`has each once, and tasks before their parts: ${format}`, async () => {
      const answer = await whole(format);
      assert.equal(answer.status, 200);
      assert.ok(answer.bytes.length > 12 << 20, `${answer.bytes.length} bytes`);
      assert.equal(answer.get('transfer-encoding'), 'chunked');
      const isPart = (i) => i % 10 === 1;
      const all = Array.from({ length: TASKS }, (_, i) => i);
      assert.deepEqual(
        titles(answer),
        [...all.filter((i) => !isPart(i)), ...all.filter(isPart)].map(title),
      );
    });

  it('is not held for readers who do not read, whom others do not wait for', async () => {
    const bob = await newPerson(server, 'Bob');
    await newTask(server, bob);
    const before = memory();
    const readers = [];
    for (let i = 0; i < PER_USER; i++) readers.push(await stalled());
    const refused = await whole('json');
    assert.equal(refused.status, 503);
    assert.ok(refused.get('retry-after'));
    assert.equal(refused.json.detail, 'There are too many exports at this time');
    assert.equal((await whole('json', bob)).json.tasks.length, 1);
    const task = await newTask(server, ann, { title: 'meanwhile' }).catch((error) => error);
    assert.match(String(task), /409/); // the account is full, and was not locked
    const [first] = (await callTasks(server, 'GET', `${ann.tasks}?limit=1`, { token: ann.jwt }))
      .json;
    const changed = await callTasks(server, 'PATCH', `${ann.tasks}/${first.id}`, {
      token: ann.jwt,
      body: { priority: 'high' },
    });
    assert.equal(changed.status, 200);
    assert.ok(memory() - before < 8 << 20, `${memory() - before} bytes for ${PER_USER} exports`);
    for (const answer of await Promise.all(readers.map((reader) => reader.rest())))
      assert.equal(answer.json.tasks.length, TASKS);
  });

  it('that nobody reads any more gives its place back', async () => {
    for (let round = 0; round < 2; round++) {
      const readers = [];
      for (let i = 0; i < PER_USER; i++) readers.push(await stalled());
      for (const reader of readers) reader.leave();
    }
  });

  it('has what there was when it began, once, whatever is changed meanwhile', async () => {
    const { json: tasks } = await callTasks(server, 'GET', `${ann.tasks}?limit=200`, {
      token: ann.jwt,
    });
    const reader = await stalled();
    const call = (method, at, body) => callTasks(server, method, at, { token: ann.jwt, body });
    const [moved, deleted, renamed] = tasks;
    const done = [
      await call('PATCH', `${ann.tasks}/${moved.id}`, { position: '00000000000001' }),
      await call('DELETE', `${ann.tasks}/${deleted.id}?purge=true`),
      await call('PATCH', `${ann.tasks}/${renamed.id}`, { title: 'Renamed' }),
      await call('POST', ann.tasks, { title: 'New' }),
    ];
    for (const { status, text } of done) assert.ok(status < 300, text);
    const titles = (await reader.rest()).json.tasks.map((task) => task.title);
    const count = (wanted) => titles.filter((one) => one === wanted).length;
    assert.equal(new Set(titles).size, titles.length);
    assert.equal(count(moved.title), 1);
    assert.equal(count('New'), 0);
    assert.equal(count('Renamed') + count(renamed.title), 1);
    assert.equal(titles.length + (count(deleted.title) ? 0 : 1), TASKS);
  });

  it('does not look whole when the server ends before it', async () => {
    const reader = await stalled();
    await server.stop();
    const answer = await reader.rest();
    assert.ok(reader.bytes > 0 && reader.bytes < SOCKETS);
    assert.ok(!answer);
    const listen = new URL(server.url).host;
    server.options = { ...server.options, listen };
    await server.start();
    assert.equal((await whole('json')).json.tasks.length, TASKS);
  });
});
