// A rotation of signing keys, watched from outside: rotation.mjs BINARY [SERVERS]
//
// Real servers share one database (DATABASE_URL for PostgreSQL; else a SQLite file that is made and
// removed). One key follows another, after the shortest wait that is allowed: four minutes. All the
// time each server is asked for a token, and afterwards every server for its key set. A token whose
// key is missing in a set that was asked for later was signed with a key that had not been
// published everywhere. Ends with the longest time that lasted; fails unless it is 0.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const [binary, count = '3'] = process.argv.slice(2);
const PENDING_S = 240;
const AFTERWARDS_S = 20;
const EVERY_MS = 50;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ostiary-rotation-'));
const env = {
  PATH: process.env.PATH,
  HOME: folder,
  LOG_LEVEL: 'error',
  BETTER_AUTH_SECRET: 'a-secret-for-the-bench-0123456789abcdef',
  JWT_ISSUER: 'bench',
  JWT_AUDIENCE: 'bench',
  OSTIARY_KEY_PENDING: `${PENDING_S}s`,
  OSTIARY_RATE_LIMIT: 'off',
  ...(process.env.DATABASE_URL ? { DATABASE_URL: process.env.DATABASE_URL } : {}),
};
const data = path.join(folder, 'data');
const children = [];
process.on('exit', () => {
  children.forEach((child) => child.kill('SIGKILL'));
  fs.rmSync(folder, { recursive: true, force: true });
});

async function start() {
  const child = spawn(binary, ['serve', '--data', data, '--listen', '127.0.0.1:0', '--no-web'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  for await (const line of child.stdout)
    return { url: JSON.parse(line).url, published: new Map(), signed: new Map() };
  throw new Error('a server did not start');
}

const kidOf = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[0], 'base64url')).kid;
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;

async function get(url, headers = {}) {
  const answer = await fetch(url, { headers });
  assert.equal(answer.status, 200, `${url}: ${answer.status}`);
  return answer.json();
}

const servers = [];
for (let i = 0; i < Number(count); i++) servers.push(await start());
const joined = await fetch(`${servers[0].url}/api/auth/sign-up/email`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', origin: servers[0].url },
  body: JSON.stringify({
    name: 'Bench',
    email: `bench-${process.pid}@example.com`,
    password: 'correct horse battery',
  }),
});
const cookie = joined.headers.getSetCookie()[0].split(';')[0];

// When each key was seen to sign first, and when each server was seen to publish it.
const began = performance.now();
let samples = 0;
let unpublishedSince = null;
let longest = 0;

// Every token before any set: what is in a token was signed before any of these sets was asked for.
async function sample() {
  const kids = await Promise.all(
    servers.map(async (server) =>
      kidOf((await get(`${server.url}/api/auth/token`, { cookie })).token),
    ),
  );
  const signed = performance.now();
  const sets = await Promise.all(
    servers.map(async (server) =>
      (await get(`${server.url}/api/auth/jwks`)).keys.map(({ kid }) => kid),
    ),
  );
  const published = performance.now();
  servers.forEach((server, i) => {
    server.signs = kids[i];
    if (!server.signed.has(kids[i])) server.signed.set(kids[i], signed);
    for (const kid of sets[i].filter((one) => !server.published.has(one)))
      server.published.set(kid, published);
  });
  samples++;
  if (kids.every((kid) => sets.every((set) => set.includes(kid)))) {
    unpublishedSince = null;
    return;
  }
  unpublishedSince ??= signed;
  longest = Math.max(longest, published - unpublishedSince);
}

async function watch(ready, limit_s) {
  for (
    const end = performance.now() + limit_s * 1000;
    performance.now() < end && !ready();
    await pause(EVERY_MS)
  )
    await sample();
}

await sample();
await watch(() => servers.every(({ signs }) => signs === servers[0].signs), 30);
const old = servers[0].signs;
const said = execFileSync(binary, ['key', 'rotate', '--data', data], { env, encoding: 'utf8' });
const next = said.split(' ')[0];
const rotated = performance.now();
console.log(
  `${servers.length} servers on one database; ${old} signs, ${next} follows after ${PENDING_S} s`,
);
await watch(() => servers.every(({ published }) => published.has(next)), 30);
for (const { published } of servers)
  console.log(`  published ${seconds(published.get(next) - rotated)} after the command`);
await watch(() => servers.every(({ signs }) => signs === next), PENDING_S + 60);
for (const { signed } of servers)
  console.log(`  signs ${seconds(signed.get(next) - rotated)} after the command`);
await watch(() => false, AFTERWARDS_S);

assert.ok(servers.every(({ signs, published }) => signs === next && published.has(old)));
const known = Math.max(...servers.map(({ published }) => published.get(next)));
const used = Math.min(...servers.map(({ signed }) => signed.get(next)));
console.log(
  `${samples} samples in ${seconds(performance.now() - began)}; published everywhere ${seconds(used - known)} before anybody signed with it`,
);
console.log(
  `the longest time in which a server signed with a key that another had not published: ${longest.toFixed(0)} ms`,
);
process.exit(longest === 0 ? 0 : 1);
