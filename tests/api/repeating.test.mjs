// Tasks that repeat: completing one moves it to its next date and leaves a completed copy behind.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { callTasks, newPerson } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const RULE = 'FREQ=WEEKLY;BYDAY=MO,FR';
const today = () => new Date().toISOString().slice(0, 10);
const dayAfter = (date, days) =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

describe('a task that repeats', () => {
  let server;
  let ann;
  const call = (method, path, body) =>
    callTasks(server, method, path, { token: ann.jwt, ...(body && { body }) });
  const made = async (body) => {
    const answer = await call('POST', ann.tasks, { title: 'pay rent', ...body });
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  };
  const change = async (task, body) => {
    const answer = await call('PATCH', `${ann.tasks}/${task.id}`, body);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const all = async () => (await call('GET', ann.tasks)).json;

  before(async () => {
    server = await startServer();
    ann = await newPerson(server, 'Ann');
  });
  after(() => server?.stop());

  it('has a rule and says from where it counts, in every way of writing', async () => {
    const plain = await made({});
    assert.equal(plain.recurrence, null);
    assert.equal(plain.recurrence_from, null);
    const task = await made({ due_date: '2026-12-04', recurrence: RULE });
    assert.equal(task.recurrence, RULE);
    assert.equal(task.recurrence_from, 'due');
    const read = await call('GET', `${ann.tasks}/${task.id}`);
    assert.deepEqual(read.json, task);
    const changed = await change(task, { recurrence_from: 'completion' });
    assert.equal(changed.recurrence_from, 'completion');
    const put = await call('PUT', `${ann.tasks}/${task.id}`, {
      title: 'pay rent',
      completed: false,
      due_date: '2026-12-04',
      recurrence: 'freq=daily',
    });
    assert.equal(put.json.recurrence, 'freq=daily');
    assert.equal(put.json.recurrence_from, 'due');
    const without = await change(task, { due_date: null });
    assert.equal(without.recurrence, null, 'the rule goes with the due date');
    assert.equal(without.recurrence_from, null);
  });

  for (const [name, body, detail] of [
    ['no due date', { recurrence: RULE }, 'recurrence needs a due_date'],
    [
      'a part twice',
      { due_date: '2026-12-04', recurrence: 'FREQ=DAILY;FREQ=DAILY' },
      'Recurrence must not have FREQ twice',
    ],
    [
      'no date at all',
      { due_date: '2026-12-04', recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' },
      'Recurrence names no further date within 40 years',
    ],
    [
      'another origin',
      { due_date: '2026-12-04', recurrence: RULE, recurrence_from: 'start' },
      'recurrence_from must be one of: due, completion',
    ],
    [
      'an origin alone',
      { due_date: '2026-12-04', recurrence_from: 'due' },
      'recurrence_from needs a recurrence',
    ],
    ['a number', { due_date: '2026-12-04', recurrence: 7 }, 'Recurrence must be a string or null'],
  ])
    it(`is refused with ${name}`, async () => {
      const answer = await call('POST', ann.tasks, { title: 'never', ...body });
      assert.equal(answer.status, 400, answer.text);
      assert.equal(answer.json.detail, detail);
    });

  it('moves to its next date and leaves a completed copy, both in one revision', async () => {
    const task = await made({
      description: 'notes',
      tags: ['home'],
      due_date: '2026-12-04',
      due_time: '09:00',
      time_zone: 'Europe/Berlin',
      start_date: '2026-12-02',
      recurrence: RULE,
      reminders: ['PT30M'],
    });
    const before = await all();
    const moved = await change(task, { completed: true });
    assert.equal(moved.id, task.id);
    assert.equal(moved.completed, false);
    assert.equal(moved.completed_at, null);
    assert.equal(moved.due_date, '2026-12-07');
    assert.equal(moved.start_date, '2026-12-05');
    assert.equal(moved.recurrence, RULE);
    assert.deepEqual(moved.reminders, ['PT30M']);
    const known = new Set(before.map(({ id }) => id));
    const fresh = (await all()).filter(({ id }) => !known.has(id));
    assert.equal(fresh.length, 1);
    const [copy] = fresh;
    assert.equal(copy.completed, true);
    assert.ok(copy.completed_at);
    assert.equal(copy.due_date, '2026-12-04');
    assert.equal(copy.recurrence, null);
    assert.deepEqual(copy.reminders, []);
    assert.equal(copy.revision, moved.revision);
    assert.ok(moved.revision > task.revision);
    for (const member of ['title', 'description', 'tags', 'priority', 'due_time', 'time_zone'])
      assert.deepEqual(copy[member], task[member], member);
    const again = await change(copy, { completed: false });
    assert.equal(again.completed, false, 'a copy is an ordinary task');
    const same = await change(copy, { completed: true });
    assert.equal(same.completed, true);
  });

  it('counts down, and the last one is just completed', async () => {
    const task = await made({ due_date: '2026-12-31', recurrence: 'FREQ=MONTHLY;COUNT=3' });
    const second = await change(task, { completed: true });
    assert.equal(second.due_date, '2027-01-31');
    assert.equal(second.recurrence, 'FREQ=MONTHLY;COUNT=2');
    const third = await change(task, { completed: true });
    assert.equal(third.due_date, '2027-03-31', 'February has no 31st');
    assert.equal(third.recurrence, 'FREQ=MONTHLY;COUNT=1');
    const last = await change(task, { completed: true });
    assert.equal(last.completed, true);
    assert.equal(last.due_date, '2027-03-31');
  });

  it('ends with UNTIL, to the second of its time zone', async () => {
    const daily = { due_date: '2026-12-04', due_time: '09:00', time_zone: 'Europe/Berlin' };
    for (const [until, moves] of [
      ['20261205', true],
      ['20261204', false],
      ['20261205T080000Z', true],
      ['20261205T075959Z', false],
    ]) {
      const task = await made({ ...daily, recurrence: `FREQ=DAILY;UNTIL=${until}` });
      assert.equal((await change(task, { completed: true })).completed, !moves, until);
    }
  });

  it('counts from the day of completion when it is told so', async () => {
    const three = { recurrence: 'FREQ=DAILY;INTERVAL=3', recurrence_from: 'completion' };
    const late = await made({ due_date: '2020-01-01', ...three });
    const begun = today();
    const moved = await change(late, { completed: true });
    assert.ok([begun, today()].map((day) => dayAfter(day, 3)).includes(moved.due_date));
    const due = await made({ due_date: '2020-01-01', recurrence: 'FREQ=DAILY;INTERVAL=3' });
    assert.equal((await change(due, { completed: true })).due_date, '2020-01-04');
  });

  it('is completed by a replacement too, and by one change once', async () => {
    const task = await made({ due_date: '2026-12-04', recurrence: 'FREQ=DAILY' });
    const put = await call('PUT', `${ann.tasks}/${task.id}`, {
      title: 'pay rent',
      completed: true,
      due_date: '2026-12-04',
      recurrence: 'FREQ=DAILY',
    });
    assert.equal(put.status, 200, put.text);
    assert.equal(put.json.due_date, '2026-12-05');
    const count = (await all()).length;
    await Promise.all([1, 2].map(() => change(task, { completed: true })));
    assert.equal((await call('GET', `${ann.tasks}/${task.id}`)).json.due_date, '2026-12-07');
    assert.equal((await all()).length, count + 2);
  });
});
