// The panel of a task, as the tests use it.

import { arrive, expect, tasksOf } from './test.mjs';

export const panel = (page) => page.getByRole('complementary', { name: 'Task' });
export const title = (page) => panel(page).getByRole('textbox', { name: 'Title' });
export const notes = (page) => panel(page).getByRole('textbox', { name: 'Notes' });
export const status = (page) => panel(page).locator('.panel-foot [role=status]');

// The button of a property: its name is the property's and then the value.
export const property = (page, name) =>
  panel(page).getByRole('button', { name: new RegExp(`^${name} `) });

export const picker = (page, name) => page.getByRole('dialog', { name, exact: true });

export async function pick(page, name) {
  await property(page, name).click();
  await expect(picker(page, name)).toBeVisible();
  return picker(page, name);
}

// "2026-12-02" in so many days, where the tests' browser is.
export const inDays = (days) =>
  new Date(Date.now() + days * 86_400_000).toLocaleDateString('sv-SE', {
    timeZone: 'Europe/Berlin',
  });

// The first page that a browser opens takes its time.
export const opened = (page, name) =>
  expect(page.locator('.panel-title textarea')).toHaveValue(name, { timeout: 30_000 });

// A person with these tasks, and the panel of the first one.
export async function openTask(page, context, server, tasks, { view = '/all' } = {}) {
  const person = await arrive(context, server);
  const api = await tasksOf(context, server, person);
  const made = await api.add(...tasks);

  await recordChanges(page);
  await page.goto(`${view}?task=${made[0].id}`);
  await opened(page, made[0].title);
  return { person, api, made, task: made[0] };
}

// What the server has of the task.
export async function stored(api, id) {
  return (await api.list()).find((task) => task.id === id);
}

export const eventually = (api, id, members) =>
  expect.poll(() => stored(api, id), { timeout: 15_000 }).toMatchObject(members);

// The browser does not tell the tests what a request that outlives its page has sent.
const recordChanges = (page) =>
  page.addInitScript(() => {
    const { fetch } = window;

    window.__sent = [];
    // The request goes out at once: a page that is being left has no time to read its body first.
    window.fetch = async (request, options) => {
      const copy = request.method === 'PATCH' ? request.clone() : null;
      const [answer] = await Promise.all([
        fetch(request, options),
        copy?.json().then((change) => window.__sent.push(change)),
      ]);

      return answer;
    };
  });

// The bodies of the changes that the page has sent since it was opened.
export const sentChanges = (page) => page.evaluate(() => window.__sent);
