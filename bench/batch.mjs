// Tasks per second: one by one, and in batches: batch.mjs BINARY [TASKS]
//
// A real server with an SQLite file that is made and removed, or with DATABASE_URL. One client at a
// time waits for each answer; the same tasks again by 8 clients; then in batches of 10 and of 100.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const [binary, count = '1000'] = process.argv.slice(2);
const TASKS = Number(count);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ostiary-batch-'));
const child = spawn(
  binary,
  ['serve', '--data', path.join(folder, 'data'), '--listen', '127.0.0.1:0', '--no-web'],
  {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      LOG_LEVEL: 'error',
      BETTER_AUTH_SECRET: 'a-secret-for-the-bench-0123456789abcdef',
      OSTIARY_RATE_LIMIT: 'off',
      ...(process.env.DATABASE_URL ? { DATABASE_URL: process.env.DATABASE_URL } : {}),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
process.on('exit', () => {
  child.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
});

async function readyUrl() {
  for await (const line of child.stdout) return JSON.parse(line).url;
  throw new Error('the server did not start');
}

const url = await readyUrl();

async function post(target, body, headers = {}) {
  const answer = await fetch(url + target, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: url, ...headers },
    body: JSON.stringify(body),
  });
  assert.ok(answer.status < 300, `${target}: ${answer.status} ${await answer.clone().text()}`);
  return [answer, await answer.json()];
}

let people = 0;
async function person() {
  const email = `bench-${process.pid}-${++people}@example.com`;
  const [answer, { user }] = await post('/api/auth/sign-up/email', {
    name: 'Bench',
    email,
    password: 'a long password',
  });
  return {
    tasks: `/api/users/${user.id}/tasks`,
    headers: { Authorization: `Bearer ${answer.headers.get('set-auth-jwt')}` },
  };
}

const task = (i) => ({
  title: `Task ${i}`,
  tags: ['bench'],
  priority: 'low',
  due_date: '2030-01-31',
});

async function singly(clients) {
  const who = await person();
  let next = 0;
  const client = async () => {
    while (next < TASKS) await post(who.tasks, task(next++), who.headers);
  };
  await Promise.all(Array.from({ length: clients }, client));
}

async function inBatches(size) {
  const who = await person();
  for (let i = 0; i < TASKS; i += size) {
    const operations = Array.from({ length: Math.min(size, TASKS - i) }, (_, n) => ({
      op: 'create',
      task: task(i + n),
    }));
    await post(`${who.tasks}/batch`, { operations }, who.headers);
  }
}

for (const [name, run] of [
  ['one by one', () => singly(1)],
  ['one by one, 8 clients', () => singly(8)],
  ['batches of 10', () => inBatches(10)],
  ['batches of 100', () => inBatches(100)],
]) {
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${name.padEnd(24)} ${Math.round(TASKS / seconds)
      .toString()
      .padStart(7)} tasks/s`,
  );
}
process.exit(0);
