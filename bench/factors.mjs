// What second factors and passkeys cost, beside a real Better Auth in the same run: factors.mjs
//
// Both servers get the same requests, one after the other, with scrypt passwords, no rate limit and
// no throttling. Printed is the CPU time of the server for each sign-in, with its keeper of the
// keys, and its memory: idle after the start, and after the sign-ins. OSTIARY_BIN names the server;
// PEOPLE is the number of users, each of whom signs in twice with the password, twice with password
// and authenticator, and forty times with a passkey.
//
// The code of a time step counts once at Ostiary, so that a user shows those of two steps: the one
// before, and the present one.

import fs from 'node:fs';
import os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

import { Authenticator } from '../tests/api/lib/authenticator.mjs';
import { FactorClient } from '../tests/api/lib/factor-client.mjs';
import { startServer } from '../tests/api/lib/server.mjs';

const PEOPLE = Number(process.env.PEOPLE ?? 20);
const STEPS = [-1, 0];
const ORIGIN = 'http://localhost:3000';
const ENV = {
  BETTER_AUTH_URL: ORIGIN,
  BETTER_AUTH_SECRET: '9fKc2vQx7LmZ4tRw8bNs1yHd6gJp3eUa5oXi0kVq',
  OSTIARY_PASSWORD_HASH: 'scrypt',
  OSTIARY_ACCOUNT_THROTTLE: 'off',
  OSTIARY_RATE_LIMIT: 'off',
  OSTIARY_PASSWORD_BLOCKLIST: 'off',
  OSTIARY_WEB: 'off',
  PEER_PASSKEY: 'on',
  PEER_TWO_FACTOR: 'on',
};

// --- what the kernel knows of a server ---------------------------------------------------------

const TICK_US = 10_000; // of /proc, on every Linux

function statOf(pid) {
  const text = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(fields[1]), us: (Number(fields[11]) + Number(fields[12])) * TICK_US };
}

// The server and its children.
function processesOf(pid) {
  const children = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return statOf(name).parent === pid;
      } catch {
        return false; // it has ended
      }
    });
  return [pid, ...children.map(Number)];
}

const cpuOf = (pids) => pids.reduce((sum, pid) => sum + statOf(pid).us, 0);

// What is resident, of each process; and together, with each process's part of shared pages.
function memoryOf(pids) {
  const of = (name) =>
    pids.map((pid) => {
      const text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      return Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(text)[1]) / 1024;
    });
  const together = of('Pss').reduce((sum, mb) => sum + mb, 0);
  const each = of('Rss').map((mb) => mb.toFixed(1));
  return `${each.join(' + ')} MB resident, ${together.toFixed(1)} MB with shared pages in parts`;
}

// --- the sign-ins ------------------------------------------------------------------------------

async function person(server, number) {
  const client = new FactorClient(server, `user${number}@example.com`, ORIGIN);
  client.device = new Authenticator();
  await client.signUp();
  await client.addPasskey(client.device);
  return client;
}

const good = (answer) => {
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
};

const WAYS = {
  password: async (client) => good(await client.signIn()),
  'a passkey': async (client) => good(await client.enterByPasskey(client.device, 'up uv')),
  'password and authenticator': async (client, step) => {
    good(await client.signIn());
    good(await client.totp({}, step));
  },
};

// CPU time of one sign-in, in microseconds.
async function measure(pids, people, enter, rounds = 1) {
  const before = cpuOf(pids);
  for (const step of Array(rounds).fill(STEPS).flat())
    for (const client of people) {
      client.jar.clear();
      await enter(client, step);
    }
  return (cpuOf(pids) - before) / (people.length * STEPS.length * rounds);
}

async function compare(name, peer) {
  const server = await startServer({ peer, env: ENV });
  const report = (what, value) => console.log(`${name.padEnd(12)} ${what.padEnd(36)} ${value}`);
  try {
    const pids = processesOf(server.pid);
    await pause(3000); // the first key is made
    report('idle after the start', memoryOf(pids));
    const people = [];
    for (let i = 0; i < PEOPLE; i++) people.push(await person(server, i));
    for (const [way, rounds] of [
      ['password', 1],
      ['a passkey', 20],
    ]) {
      const us = await measure(pids, people, WAYS[way], rounds);
      report(`sign-in with ${way}`, `${us.toFixed(0).padStart(7)} us CPU`);
    }
    for (const client of people) await client.enrol();
    const us = await measure(pids, people, WAYS['password and authenticator']);
    report('sign-in with password and TOTP', `${us.toFixed(0).padStart(7)} us CPU`);
    report('afterwards', memoryOf(pids));
  } finally {
    await server.stop();
  }
}

console.log(
  `${os.cpus().length} cores, load ${os.loadavg()[0].toFixed(1)}, Node ${process.version}`,
);
await compare('Ostiary', undefined);
await compare('Better Auth', true);
