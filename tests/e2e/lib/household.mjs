// A person with a few lists and tasks, on a day that is always the same: Wednesday, 2 December
// 2026.

import { arrive, expect, newPerson, tasksOf } from './test.mjs';

export const NOW = new Date('2026-12-02T10:00:00+01:00');

export async function callsOf(context, server, person) {
  const { token } = await (await context.request.get(`${server.url}/api/auth/token`)).json();

  return async (method, path, data) => {
    const response = await context.request.fetch(`${server.url}/api/users/${person.id}${path}`, {
      method,
      data,
      headers: { authorization: `Bearer ${token}` },
    });

    expect(response.ok(), `${method} ${path}: ${response.status()}`).toBe(true);
    return response.status() === 204 ? null : response.json();
  };
}

// Signed in, with the page's clock at NOW and the tasks that the function names.
export async function begin({ page, context, server }, make = () => [], name = 'Ada Lovelace') {
  const ada = await arrive(context, server, newPerson(name));
  const call = await callsOf(context, server, ada);
  const list = (name, color) => call('POST', '/lists', { name, color });
  const add = async (...tasks) => {
    const made = [];

    for (const one of tasks)
      made.push(await call('POST', '/tasks', typeof one === 'string' ? { title: one } : one));
    return made;
  };

  await page.clock.setFixedTime(NOW);
  await make({ add, list, call });
  return { ada, call, add, list, api: await tasksOf(context, server, ada) };
}

export async function household({ add, list }) {
  const home = await list('Home', '#b55f40');
  const work = await list('Work', '#3080bc');
  const reading = await list('Reading', '#2d8a8a');
  const [, , , , slides] = await add(
    {
      title: 'Renew passport',
      priority: 'high',
      due_date: '2026-11-30',
      tags: ['travel'],
      description: 'With a photograph',
      list_id: home.id,
    },
    { title: 'Reply to Jonas about the lease', due_date: '2026-12-01' },
    {
      title: 'Review Lin’s pull request',
      priority: 'high',
      due_date: '2026-12-02',
      due_time: '11:30',
      tags: ['review'],
      list_id: work.id,
    },
    {
      title: 'Book the dentist for both children',
      priority: 'medium',
      due_date: '2026-12-02',
      list_id: home.id,
    },
    {
      title: 'Draft slides for Friday’s review',
      priority: 'medium',
      due_date: '2026-12-02',
      due_time: '14:00',
      list_id: work.id,
    },
    {
      title: 'Water the plants',
      priority: 'low',
      due_date: '2026-12-02',
      recurrence: 'FREQ=DAILY',
      list_id: home.id,
    },
    { title: 'Parents’ evening, room 12', due_date: '2026-12-03', due_time: '18:00' },
    { title: 'Order a birthday cake', due_date: '2026-12-04', tags: ['birthday'] },
    { title: 'Read the article on tide pools', list_id: reading.id },
  );

  for (const title of ['Outline', 'Numbers', 'Pictures'])
    await add({ title, parent_id: slides.id, completed: title === 'Outline', list_id: work.id });
  return { home, work, reading };
}

export const day = (days) => {
  const date = new Date('2026-12-02T12:00:00Z');

  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};
