// The tests' vocabulary, and what every test checks implicitly: no error in the
// console, nothing that the content security policy had to stop, no request to any host but the
// server, no sideways scrolling.

import { test as base, expect } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import fs from 'node:fs';
import path from 'node:path';
import { root, Server } from './server.mjs';

export { expect };

const SCREENSHOTS = process.env.E2E_SCREENSHOTS ?? path.join(root, 'build/screenshots');

export const WIDE = { width: 1100, height: 800 };
export const NARROW = { width: 320, height: 640 };

// Chromium writes every answer of 400 and above into the console; a test that provokes some names
// them.
const ANSWERED = /Failed to load resource: the server responded with a status of (\d+)/;
const NO_ANSWER =
  /Failed to load resource: net::ERR_(?:CONNECTION_REFUSED|INTERNET_DISCONNECTED|FAILED|CONNECTION_RESET|EMPTY_RESPONSE)/;

// Only offline.spec.mjs lets the browser have a service worker.
const BLOCKED_WORKER = /Service Worker registration blocked by Playwright/;

class Watch {
  faults = [];
  statuses = new Set();
  unreachable = false;
  blockedForm = false;

  constructor(origin) {
    this.origin = origin;
  }

  // This test provokes answers with these statuses.
  expectStatus(...statuses) {
    statuses.forEach((status) => this.statuses.add(String(status)));
  }

  // This test takes the server or the network away.
  expectUnreachable() {
    this.unreachable = true;
  }

  // This test sends a form the way the policy forbids.
  expectBlockedForm() {
    this.blockedForm = true;
  }

  async over(context) {
    await context.exposeBinding('__violation', (_, text) => {
      if (!(this.blockedForm && text.startsWith('form-action ')))
        this.faults.push(`policy: ${text}`);
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        void window.__violation(
          `${event.violatedDirective} stopped ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`,
        );
      });
    });
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());

      if (origin !== this.origin && protocol !== 'data:' && protocol !== 'blob:')
        this.faults.push(`request to ${request.url()}`);
    });
    context.on('page', (page) => this.#page(page));
  }

  #page(page) {
    page.on('pageerror', (error) => this.faults.push(`exception: ${error.stack ?? error}`));
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      const text = message.text();
      const status = ANSWERED.exec(text)?.[1];

      if (BLOCKED_WORKER.test(text)) return;
      if (this.blockedForm && text.includes("form-action 'none'")) return;
      if (status ? this.statuses.has(status) : this.unreachable && NO_ANSWER.test(text)) return;
      this.faults.push(`console: ${text} (${message.location().url})`);
    });
  }
}

export const test = base.extend({
  serverArgs: [[], { option: true }],

  server: async ({ serverArgs }, use) => {
    const server = await new Server(serverArgs).start();

    await use(server);
    await server.sweep();
  },

  baseURL: async ({ server }, use) => use(server.url),

  watch: async ({ server }, use) => {
    const watch = new Watch(new URL(server.url).origin);

    await use(watch);
    expect(watch.faults, 'faults that the browser saw').toEqual([]);
  },

  context: async ({ context, watch }, use) => {
    await watch.over(context);
    await use(context);
  },

  // Another browser, for another user or device.
  another: async ({ browser, watch, server }, use, info) => {
    const contexts = [];

    await use(async (options = {}) => {
      const { locale, timezoneId, viewport } = info.project.use;
      const context = await browser.newContext({
        baseURL: server.url,
        locale,
        timezoneId,
        viewport,
        ...options,
      });

      contexts.push(context);
      await watch.over(context);
      return context;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

// The newest link to someone, which a server without a mail server writes into its log.
export async function mailedLink(server, person, count = 1) {
  const urls = () =>
    server.log
      .split('\n')
      .filter((line) => line.includes(person.email) && / url="?http/.test(line))
      .map((line) => / url="?([^"\s]+)/.exec(line)[1]);

  await expect.poll(() => urls().length).toBeGreaterThanOrEqual(count);
  return urls().at(-1);
}

let people = 0;

export function newPerson(name = 'Ada Lovelace') {
  people++;
  return {
    name,
    email: `person-${process.pid}-${people}@example.com`,
    password: 'plough vesper kiln',
  };
}

const json = async (response) => {
  expect(response.ok(), `${response.url()} answered ${response.status()}`).toBe(true);
  return response.status() === 204 ? null : response.json();
};

// Signed up and in, in this browser, without the form.
export async function arrive(context, server, person = newPerson()) {
  const response = await context.request.post(`${server.url}/api/auth/sign-up/email`, {
    data: person,
    headers: { origin: server.url },
  });
  const { user } = await json(response);

  return { ...person, id: user.id };
}

export async function signIn(context, server, { email, password }) {
  await json(
    await context.request.post(`${server.url}/api/auth/sign-in/email`, {
      data: { email, password },
      headers: { origin: server.url },
    }),
  );
}

// The task API as the person's own program would use it.
export async function tasksOf(context, server, person) {
  const { token } = await json(await context.request.get(`${server.url}/api/auth/token`));
  const headers = { authorization: `Bearer ${token}` };
  const list = `${server.url}/api/users/${person.id}/tasks`;

  return {
    list: async () => json(await context.request.get(list, { headers })),
    add: async (...titles) => {
      const made = [];

      for (const task of titles)
        made.push(
          await json(
            await context.request.post(list, {
              headers,
              data: typeof task === 'string' ? { title: task } : task,
            }),
          ),
        );
      return made;
    },
  };
}

export const rows = (page) => page.locator('[role=grid] .row');
export const titles = (page) => rows(page).locator('.row-title');
export const addField = (page) => page.getByRole('textbox', { name: 'New task' });
export const task = (page, title) => page.getByRole('checkbox', { name: `Complete “${title}”` });
export const notice = (page) => page.locator('.banner[role=alert]');
export const toast = (page) =>
  page.locator('.toast:not([data-slot]), [data-slot="toast"]:not([data-exiting])');

// A view of tasks, once its tasks are there.
export async function openView(page, where, heading) {
  await page.goto(where);
  await loaded(page, heading);
}

export async function loaded(page, heading) {
  await expect(page.getByRole('heading', { name: heading, level: 1, exact: true })).toBeVisible();
  await expect(page.locator('[role=grid], .empty').first()).toBeVisible();
}

// The page is alive and shows what it loads. A signed-in person's page is never without requests:
// it listens to events.
export async function settled(page) {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await expect(page.locator('.skel')).toHaveCount(0);
  await expect(page.locator('fieldset:disabled, .auth-foot button:disabled')).toHaveCount(0);
}

export const openTasks = (page) => openView(page, '/all', 'All tasks');

// By the keyboard, as from anywhere.
export async function addTask(page, ...titles) {
  await page.keyboard.press('n');
  for (const title of titles) {
    await addField(page).fill(title);
    await addField(page).press('Enter');
    await expect(addField(page)).toHaveValue('');
  }
  await page.keyboard.press('Escape');
  await expect(addField(page)).toBeHidden();
}

export async function signOutByMenu(page) {
  await page.getByRole('navigation', { name: 'Main' }).locator('.side-me').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

export async function fillSignIn(page, { email, password }) {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function standStill(page) {
  await page.evaluate(async () => {
    // What React Aria reads out loud stays in the page for some seconds; it is no part of what is
    // judged.
    document
      .querySelectorAll('[data-live-announcer]')
      .forEach((announcer) => announcer.replaceChildren());
    const frame = () =>
      new Promise((resolve) => {
        requestAnimationFrame(resolve);
        setTimeout(resolve, 500); // a tab in the background has no frames
      });

    const moving = () =>
      document
        .getAnimations()
        .filter(({ playState }) => playState === 'running')
        .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);

    // A menu that is about to come, or that becomes a sheet in a narrow window, moves only then.
    for (let round = 0; round < 5; round++) {
      await frame(); // in which a change of style becomes a transition
      await frame();
      await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 500 }));
      const all = moving();

      if (round > 0 && !all.length) return;
      await Promise.allSettled(all.map(({ finished }) => finished));
    }
  });
}

export async function audit(page, name) {
  await standStill(page);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  const told = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`,
  );

  expect(told, `accessibility of ${name}`).toEqual([]);
  expect(await sideways(page), `what ${name} has beyond its edge`).toEqual([]);
}

// What reaches beyond the window, or beyond the panel or dialog that it is in, be it scrolled to or
// cut off.
export async function sideways(page) {
  return page.evaluate(() => {
    // The place that is kept for the scroll bar is inside the window, but not inside the page.
    const edge = document.body.getBoundingClientRect().right;
    const room = (element) => {
      const panel = element.parentElement?.closest('.panel, .modal__dialog, .alert-dialog__dialog');

      return panel ? Math.min(edge, panel.getBoundingClientRect().right) : edge;
    };
    const beyond = [...document.querySelectorAll('body *')]
      .filter(
        (element) =>
          element.checkVisibility({ opacityProperty: true }) &&
          !element.closest('svg, .sr-only, .sr, .skip, option, .settings-nav'),
      )
      .filter((element) => {
        const { left, right, width, height } = element.getBoundingClientRect();

        return width > 1 && height > 1 && (right > room(element) + 1 || left < -1);
      })
      .map((element) => `${element.localName}.${element.className}`);

    return document.documentElement.scrollWidth > innerWidth
      ? ['the page scrolls', ...beyond]
      : beyond;
  });
}

// One state of the site as it is in light, in dark, and on a small telephone: judged, and kept as a
// picture.
export async function look(page, name) {
  const size = page.viewportSize();

  fs.mkdirSync(SCREENSHOTS, { recursive: true });
  for (const [kind, viewport, colorScheme] of [
    ['light', WIDE, 'light'],
    ['dark', WIDE, 'dark'],
    ['320', NARROW, 'light'],
  ]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    await audit(page, `${name}, ${kind}`);
    await page.screenshot({
      path: path.join(SCREENSHOTS, `${name}-${kind}.png`),
      animations: 'disabled',
      caret: 'hide',
    });
  }
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: null });
}

// How much of the page has moved by itself since it was opened (the cumulative layout shift).
export async function watchShift(page) {
  await page.addInitScript(() => {
    window.__shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (!entry.hadRecentInput) window.__shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => window.__shift);
}
