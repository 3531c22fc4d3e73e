// Open streams of events: their memory and threads, and how long a write takes to reach them.
// bench/streams.mjs PROGRAM [STREAMS]; with DATABASE_URL on PostgreSQL, else on SQLite.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';

const [program, wanted = '2000'] = process.argv.slice(2);
const STREAMS = Number(wanted);
const EACH = 10; // streams of a user
const PER_ADDRESS = 500; // a server takes a thousand connections of one address
const WRITES = 200;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ostiary-streams-'));
const server = spawn(
  program,
  ['serve', '--data', path.join(folder, 'data'), '--listen', '127.0.0.1:0', '--no-web'],
  {
    stdio: ['ignore', 'pipe', fs.openSync(path.join(folder, 'log'), 'w')],
    env: { ...process.env, OSTIARY_RATE_LIMIT: 'off' },
  },
);
process.on('exit', () => server.kill());
const ready = await new Promise((resolve) =>
  server.stdout.once('data', (text) => resolve(JSON.parse(text))),
);
const { url } = ready;

function proc(file, pattern) {
  return Number(pattern.exec(fs.readFileSync(`/proc/${server.pid}/${file}`, 'utf8'))[1]);
}
const resident = () => proc('status', /VmRSS:\s+(\d+)/);
const threads = () => proc('status', /Threads:\s+(\d+)/);
const cpu = () => {
  const fields = fs.readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
};
async function signUp(i) {
  const answer = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({
      name: 'Bench',
      email: `bench${i}@example.com`,
      password: 'correct horse',
    }),
  });
  if (answer.status !== 200) throw new Error(`sign-up: ${answer.status} ${await answer.text()}`);
  const { user } = await answer.json();
  return { id: user.id, token: answer.headers.get('set-auth-jwt') };
}

let heard = () => {};
function listen({ id, token }, i) {
  return new Promise((resolve, reject) => {
    const request = http.get(`${url}/api/users/${id}/events`, {
      headers: { authorization: `Bearer ${token}` },
      localAddress: `127.0.0.${1 + Math.floor(i / PER_ADDRESS)}`,
      agent: false,
    });
    request.on('error', reject);
    request.on('response', (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`a stream: ${answer.statusCode}`));
      answer.setEncoding('utf8').on('data', (text) => {
        if (text.includes('event: ready')) resolve(request);
        if (text.includes('event: changed')) heard(i);
      });
    });
  });
}

const people = [];
for (let i = 0; i < STREAMS / EACH; i++) people.push(await signUp(i));
// The first stream pays for what all share.
const first = await listen(people[0], 0);
await new Promise((resolve) => setTimeout(resolve, 6000)); // idle threads have ended
const before = { kib: resident(), threads: threads() };
const streams = [first];
for (let i = 1; i < STREAMS; i++) streams.push(await listen(people[Math.floor(i / EACH)], i));
await new Promise((resolve) => setTimeout(resolve, 6000));
const kib = resident() - before.kib;
const print = (name, value, unit) => console.log(`${name.padEnd(48)} ${value.padStart(9)} ${unit}`);
print(`${STREAMS} streams: memory of the server`, (kib / 1024).toFixed(1), 'MB');
print('memory for each', (kib / (STREAMS - 1)).toFixed(2), 'KB');
print('threads', `+${threads() - before.threads}`, `of ${threads()}`);
const began = cpu();
await new Promise((resolve) => setTimeout(resolve, 10_000));
print('CPU while nothing happens', ((cpu() - began) / 100).toFixed(1), '% of a core');

const took = [];
for (let n = 0; n < WRITES; n++) {
  const k = n % people.length;
  let left = EACH;
  const all = new Promise((resolve) => {
    heard = (i) => {
      if (Math.floor(i / EACH) === k && --left === 0) resolve();
    };
  });
  const start = performance.now();
  const written = fetch(`${url}/api/users/${people[k].id}/tasks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${people[k].token}`, 'content-type': 'application/json' },
    body: '{"title":"Written"}',
  });
  await all;
  took.push(performance.now() - start);
  await written;
}
took.sort((a, b) => a - b);
print(`a write until ${EACH} streams have it: p50`, took[WRITES / 2].toFixed(1), 'ms');
print('p99', took[Math.floor(WRITES * 0.99)].toFixed(1), 'ms');
server.kill();
const stopping = performance.now();
await new Promise((resolve) => server.once('exit', resolve));
print('a stop with all of them open', (performance.now() - stopping).toFixed(0), 'ms');
fs.rmSync(folder, { recursive: true });
process.exit(0);
