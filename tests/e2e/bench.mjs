// How the pages do with 10,000 tasks and a processor four times slower: frames while scrolling, and
// the time from a press to the next picture. Usage: node tests/e2e/bench.mjs [TASKS]

import { chromium } from '@playwright/test';
import { Server } from './lib/server.mjs';

const MANY = Number(process.argv[2] ?? 10_000);
const SLOWER = 4;
const BATCH = 100;

const server = await new Server().start();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--no-first-run', '--disable-background-networking'],
});

try {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 1280, height: 800 },
  });
  const person = { name: 'Ada', email: 'ada@example.com', password: 'plough vesper kiln' };
  const headers = { origin: server.url };
  const { user } = await (
    await context.request.post('/api/auth/sign-up/email', { data: person, headers })
  ).json();
  const { token } = await (await context.request.get('/api/auth/token')).json();

  for (let made = 0; made < MANY; made += BATCH) {
    const operations = Array.from({ length: Math.min(BATCH, MANY - made) }, (_, i) => ({
      op: 'create',
      task: { title: `Task number ${made + i}`, priority: ['none', 'low', 'high'][i % 3] },
    }));
    const response = await context.request.post(`/api/users/${user.id}/tasks/batch`, {
      data: { operations },
      headers: { authorization: `Bearer ${token}` },
    });

    if (!response.ok()) throw new Error(`${response.status()}: ${await response.text()}`);
  }

  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);

  await page.addInitScript(() => {
    window.__events = [];
    new PerformanceObserver((list) => {
      for (const { name, duration, interactionId } of list.getEntries())
        if (interactionId) window.__events.push({ name, duration });
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const began = performance.now();

  await page.goto('/inbox');
  await page.locator('[role=grid] .row').first().waitFor({ timeout: 120_000 });
  const first = Math.round(performance.now() - began);

  const frames = await page.evaluate(
    (seconds) =>
      new Promise((resolve) => {
        const gaps = [];
        let last = performance.now();
        const end = last + seconds * 1000;
        const step = (now) => {
          gaps.push(now - last);
          last = now;
          scrollBy(0, 120);
          if (now < end) requestAnimationFrame(step);
          else resolve(gaps.slice(1));
        };

        requestAnimationFrame(step);
      }),
    5,
  );
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] * 10) / 10;
  const worst = async (name, press) => {
    await page.evaluate(() => (window.__events.length = 0));
    await press();
    await page.waitForTimeout(1500);
    const events = await page.evaluate(() => window.__events);

    return [name, Math.max(0, ...events.map(({ duration }) => duration))];
  };

  await page.evaluate(() => scrollTo(0, 0));
  const presses = Object.fromEntries([
    await worst('next row', () => page.keyboard.press('j')),
    await worst('choose', () => page.keyboard.press('Space')),
    await worst('priority', () => page.keyboard.press('1')),
    await worst('complete', () => page.locator('.row .check').nth(3).click()),
    await worst('open', () => page.locator('.row .row-title').nth(5).click()),
    await worst('another view', () =>
      page.keyboard
        .press('Escape')
        .then(() => page.keyboard.press('g'))
        .then(() => page.keyboard.press('t')),
    ),
  ]);

  console.log(
    JSON.stringify(
      {
        tasks: MANY,
        'processor slower by': SLOWER,
        'first row, ms': first,
        'frames a second': Math.round((frames.length / frames.reduce((a, b) => a + b, 0)) * 1000),
        'frame, ms': { median: at(0.5), '95 %': at(0.95), longest: at(1) },
        'press to picture, ms': presses,
        'heap, MB': Math.round(
          (await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0)) / 1e6,
        ),
      },
      null,
      2,
    ),
  );
} finally {
  await browser.close();
  await server.sweep();
}
