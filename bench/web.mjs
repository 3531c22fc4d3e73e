// How the pages load and answer in a slow browser: paints, shifts, blocked time, bytes, requests.
// bench/web.mjs PROGRAM [TASKS]; Chromium with slow 4G (1.6 Mbit/s, 150 ms) and the CPU slowed four
// times; each page three times with an empty cache, the median is printed.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '../tests/e2e/node_modules/@playwright/test/index.mjs';

const [program, wanted = '300'] = process.argv.slice(2);
const TASKS = Number(wanted);
const RUNS = 3;
const CPU = 4;
const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};
const QUIET_MS = 2000;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ostiary-web-'));
const server = spawn(
  program,
  ['serve', '--data', path.join(folder, 'data'), '--listen', '127.0.0.1:0'],
  {
    stdio: ['ignore', 'pipe', fs.openSync(path.join(folder, 'log'), 'w')],
    env: { ...process.env, OSTIARY_RATE_LIMIT: 'off' },
  },
);
process.on('exit', () => {
  server.kill();
  fs.rmSync(folder, { recursive: true, force: true });
});
const { url } = await new Promise((resolve) =>
  server.stdout.once('data', (text) => resolve(JSON.parse(text))),
);

async function post(at, body, headers = {}) {
  const answer = await fetch(url + at, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, ...headers },
    body: JSON.stringify(body),
  });

  if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
  return answer;
}

const person = { name: 'Bench', email: 'bench@example.com', password: 'plough vesper kiln' };

async function fill() {
  const answer = await post('/api/auth/sign-up/email', person);
  const { user } = await answer.json();
  const authorization = `Bearer ${answer.headers.get('set-auth-jwt')}`;
  const today = new Date().toISOString().slice(0, 10);

  for (let from = 0; from < TASKS; from += 100)
    await post(
      `/api/users/${user.id}/tasks/batch`,
      {
        operations: Array.from({ length: Math.min(100, TASKS - from) }, (_, i) => ({
          op: 'create',
          task: {
            title: `Task number ${from + i}`,
            priority: ['none', 'low', 'medium', 'high'][i % 4],
            ...(i % 3 ? { due_date: today } : {}),
          },
        })),
      },
      { authorization },
    );
}

// What the browser tells about itself, from the first moment of the page.
function watch() {
  const seen = { lcp: 0, cls: 0, long: [], inp: 0 };
  const observe = (type, each, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({
      type,
      buffered: true,
      ...more,
    });

  window.__seen = seen;
  observe('largest-contentful-paint', (entry) => (seen.lcp = entry.startTime));
  observe('layout-shift', (entry) => (seen.cls += entry.hadRecentInput ? 0 : entry.value));
  observe('longtask', (entry) => seen.long.push([entry.startTime, entry.duration]));
  observe(
    'event',
    (entry) => {
      if (entry.interactionId) seen.inp = Math.max(seen.inp, entry.duration);
    },
    { durationThreshold: 16 },
  );
}

function result() {
  const fcp = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
  const { lcp, cls, long, inp } = window.__seen;
  const tbt = long
    .filter(([start]) => start >= fcp)
    .reduce((sum, [, duration]) => sum + duration - 50, 0);

  return { fcp, lcp, cls, tbt, inp };
}

async function signIn(context) {
  await context.request.post(`${url}/api/auth/sign-in/email`, {
    data: { email: person.email, password: person.password },
    headers: { origin: url },
  });
}

// What a person does first: adds a task, ticks one off, goes to another view.
async function use(page) {
  await page.keyboard.press('n');
  await page.getByLabel('New task').waitFor();
  await page.keyboard.type('Call tomorrow');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.getByRole('checkbox').nth(2).click();
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await page.waitForURL('**/upcoming');
  await page.waitForTimeout(QUIET_MS);
}

async function once(browser, at, { signedIn, act }) {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 390, height: 844 },
  });
  if (signedIn) await signIn(context);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const load = { bytes: 0, requests: 0 };

  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    load.bytes += encodedDataLength;
    load.requests++;
  });
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', NETWORK);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU });
  await page.addInitScript(watch);
  await page.goto(url + at, { waitUntil: 'load' });
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.waitForTimeout(QUIET_MS);
  const first = { ...(await page.evaluate(result)), ...load };

  if (act) await use(page);
  const { inp } = await page.evaluate(result);

  await context.close();
  return { ...first, inp };
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

const PAGES = [
  ['/', {}],
  ['/sign-in', {}],
  ['/sign-up', {}],
  ['/today', { signedIn: true, act: true }],
  ['/calendar', { signedIn: true }],
  ['/account', { signedIn: true }],
];

await fill();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
});

console.log('page         FCP ms  LCP ms    CLS  TBT ms  INP ms      kB  requests');
for (const [at, options] of PAGES) {
  const runs = [];

  for (let i = 0; i < RUNS; i++) runs.push(await once(browser, at, options));
  const of = (name) => median(runs.map((run) => run[name]));
  const cells = [
    of('fcp').toFixed(0).padStart(6),
    of('lcp').toFixed(0).padStart(6),
    of('cls').toFixed(3),
    of('tbt').toFixed(0).padStart(6),
    (options.act ? of('inp').toFixed(0) : '-').padStart(6),
    (of('bytes') / 1000).toFixed(0).padStart(6),
    String(of('requests')).padStart(8),
  ];

  console.log(`${at.padEnd(12)} ${cells.join('  ')}`);
}
await browser.close();
process.exit(0);
