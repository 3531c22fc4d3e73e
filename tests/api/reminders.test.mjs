// Reminders of tasks, sent by mail through a real SMTP server: once by two servers, late ones
// marked after a time without a server, and none for what is done.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { send } from './lib/http.mjs';
import { mailSettings, MailServer } from './lib/mail.mjs';
import { callTasks, newPerson, SECRET } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const MINUTE = 60_000;
const iso = (ms) => new Date(ms).toISOString();
const soon = () => iso(Date.now() + 2_000);

function verify(server, person) {
  sql.execute(
    server.database,
    `update "user" set "emailVerified" = true where email = '${person.email}'`,
  );
}

const rows = (server, task) =>
  sql
    .rows(
      server.database,
      `select at_ms from ostiary_reminder where task_id = ${task.id} order by at_ms`,
    )
    .map((row) => Number(row.at_ms));

// Lets the reminders of a task be due now, as if no server had run since ms ago.
function letBeDue(server, task, ms) {
  const at = Date.now() - ms;
  sql.execute(
    server.database,
    `update ostiary_reminder set at_ms = ${at}, next_ms = ${at} where task_id = ${task.id}`,
  );
}

describe('a reminder', () => {
  let mails;
  let env;
  let server;
  let ann;
  const call = (method, path, body, at = server, person = ann) =>
    callTasks(at, method, path, { token: person.jwt, ...(body && { body }) });
  const made = async (body, at, person = ann) => {
    const answer = await call('POST', person.tasks, { title: 'water plants', ...body }, at, person);
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  };
  const change = async (task, body) => {
    const answer = await call('PATCH', `${ann.tasks}/${task.id}`, body);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const mailAbout = (title) =>
    mails.find((event) => event.event === 'mail' && event.mail.headers.subject[0].includes(title));

  before(async () => {
    mails = await MailServer.start();
    env = mailSettings(mails, { BETTER_AUTH_SECRET: SECRET });
    server = await startServer({ env });
    ann = await newPerson(server, 'Ann');
    verify(server, ann);
  });
  after(async () => {
    await server?.stop();
    await mails?.stop();
  });

  it('is read as it was written, in every way of writing', async () => {
    const reminders = ['PT30M', 'P1D', '2030-01-01T08:30:00Z', '2030-01-01T08:30:00.5+01:00'];
    const task = await made({ due_date: '2029-12-01', due_time: '09:00', reminders });
    assert.deepEqual(task.reminders, reminders);
    assert.deepEqual((await call('GET', `${ann.tasks}/${task.id}`)).json, task);
    assert.deepEqual((await change(task, { reminders: ['PT1H'] })).reminders, ['PT1H']);
    const put = { title: 'water plants', completed: false };
    const replaced = await call('PUT', `${ann.tasks}/${task.id}`, put);
    assert.deepEqual(replaced.json.reminders, []);
    assert.deepEqual(rows(server, task), []);
  });

  for (const [name, reminders, detail] of [
    ['eleven', Array.from({ length: 11 }, (_, i) => `PT${i + 1}M`), 'Reminders must be at most 10'],
    ['one twice', ['PT5M', 'PT5M'], 'Reminders must not repeat'],
    ['no list', 'PT5M', 'Reminders must be an array of strings'],
  ])
    it(`is refused with ${name}`, async () => {
      const body = { title: 'never', due_date: '2029-12-01', reminders };
      const answer = await call('POST', ann.tasks, body);
      assert.equal(answer.status, 400, answer.text);
      assert.equal(answer.json.detail, detail);
    });

  for (const [text, accepted] of [
    ['PT30M', true],
    ['PT1H30M', true],
    ['P1DT12H', true],
    ['P2W', true],
    ['PT0S', true],
    ['P', false],
    ['PT', false],
    ['P1DT', false],
    ['30M', false],
    ['-PT30M', false],
    ['PT30', false],
    ['PT1.5H', false],
    ['P1M', false],
    ['P1Y', false],
    ['PT30M1H', false],
    ['PT99999M', false],
    ['2030-01-01T08:30:00Z', true],
    ['2028-02-29T23:59:59-12:00', true],
    ['2027-02-29T08:30:00Z', false],
    ['2030-01-01T08:30:00', false],
    ['2030-01-01 08:30:00Z', false],
    ['2030-01-01T24:00:00Z', false],
    ['2030-01-01T08:30:00+24:00', false],
    ['2030-01-01T08:30:00.Z', false],
    ['2030-01-01', false],
    ['', false],
    [5, false],
  ])
    it(`${accepted ? 'may' : 'must not'} be ${JSON.stringify(text)}`, async () => {
      const body = { title: 'any', due_date: '2029-12-01', reminders: [text] };
      const answer = await call('POST', ann.tasks, body);
      assert.equal(answer.status, accepted ? 201 : 400, answer.text);
      if (!accepted) assert.match(answer.json.detail, /^A reminder must be a time such as /);
    });

  it('needs a due date when it is an offset, and goes with it', async () => {
    const refused = await call('POST', ann.tasks, { title: 'never', reminders: ['PT5M'] });
    assert.equal(refused.status, 400);
    assert.equal(refused.json.detail, 'A reminder before the task is due needs a due_date');
    const time = '2030-01-01T08:30:00Z';
    const task = await made({ due_date: '2029-12-01', reminders: ['PT5M', time] });
    const changed = await change(task, { due_date: null });
    assert.deepEqual(changed.reminders, [time]);
    assert.deepEqual(rows(server, task), [Date.parse(time)]);
  });

  it('follows the due date, the time and the zone, over the change of clocks', async () => {
    const task = await made({
      due_date: '2030-03-31', // 02:00 becomes 03:00 in Berlin
      due_time: '09:00',
      time_zone: 'Europe/Berlin',
      reminders: ['PT30M', 'P1D'],
    });
    const at = (...times) => assert.deepEqual(rows(server, task), times.map(Date.parse));
    at('2030-03-30T07:00:00Z', '2030-03-31T06:30:00Z');
    await change(task, { title: 'another title' });
    at('2030-03-30T07:00:00Z', '2030-03-31T06:30:00Z');
    await change(task, { time_zone: 'America/New_York' });
    at('2030-03-30T13:00:00Z', '2030-03-31T12:30:00Z');
    await change(task, { due_date: '2030-04-01' });
    at('2030-03-31T13:00:00Z', '2030-04-01T12:30:00Z');
    await change(task, { due_time: null });
    at('2030-03-31T00:00:00Z', '2030-03-31T23:30:00Z');
    await change(task, { reminders: [] });
    at();
  });

  it('of a task that repeats follows its next date', async () => {
    const task = await made({
      due_date: '2030-01-31',
      due_time: '09:00',
      recurrence: 'FREQ=MONTHLY',
      reminders: ['PT30M'],
    });
    assert.deepEqual(rows(server, task), [Date.parse('2030-01-31T08:30:00Z')]);
    await change(task, { completed: true });
    assert.deepEqual(rows(server, task), [Date.parse('2030-03-31T08:30:00Z')]);
  });

  it('is in the time zone of the preferences when the task has none', async () => {
    const zone = (time_zone) => call('PATCH', `/api/users/${ann.id}/preferences`, { time_zone });
    assert.equal((await zone('Asia/Kathmandu')).status, 200);
    const due = { due_date: '2030-01-01', due_time: '09:00', reminders: ['PT0S'] };
    const task = await made(due);
    assert.equal(task.time_zone, null);
    assert.deepEqual(rows(server, task), [Date.parse('2030-01-01T03:15:00Z')]);
    assert.equal((await zone('UTC')).status, 200);
    assert.deepEqual(rows(server, await made(due)), [Date.parse('2030-01-01T09:00:00Z')]);
  });

  it('waits in the trash, and is there again with its task', async () => {
    const time = '2030-01-01T08:30:00Z';
    const task = await made({ title: 'back again', reminders: [time] });
    assert.equal((await call('DELETE', `${ann.tasks}/${task.id}`)).status, 204);
    const back = await call('POST', `${ann.tasks}/${task.id}/restore`);
    assert.equal(back.status, 200, back.text);
    assert.deepEqual(back.json.reminders, [time]);
    assert.deepEqual(rows(server, task), [Date.parse(time)]);
    await call('DELETE', `${ann.tasks}/${task.id}?purge=true`);
    assert.deepEqual(rows(server, task), []);
  });

  it('comes by mail, with the title, the time and the service', async () => {
    const title = 'Täglich <b>gießen</b>';
    const at = soon();
    await made({ title, due_date: '2029-12-01', due_time: '09:00', reminders: [at] });
    const { mail, to } = await mails.find(
      (event) => event.event === 'mail' && event.mail.parts['text/plain'].includes(title),
    );
    assert.equal(to, ann.email);
    assert.match(mail.parts['text/plain'], /Due: 2029-12-01 09:00\r\n/);
    assert.ok(mail.parts['text/plain'].includes(server.ready.url));
    assert.ok(!mail.parts['text/plain'].includes('It is late'));
    assert.ok(mail.parts['text/html'].includes('T\u00e4glich &lt;b&gt;gie\u00dfen&lt;/b&gt;'));
    assert.ok(!server.output.stderr.includes('gie'), 'no title is in the log');
  });

  it('comes once from two servers, and after a stop late and marked', async (t) => {
    const second = await startServer({
      dir: server.dir,
      database: server.database,
      env: { ...env, BETTER_AUTH_URL: server.ready.url },
    });
    t.after(() => second.stop());
    const tasks = [];
    for (let i = 0; i < 12; i++)
      tasks.push(
        await made({ title: `twofold ${i}.`, reminders: [iso(Date.now() + 60 * MINUTE)] }, second),
      );
    for (const [i, task] of tasks.entries()) letBeDue(server, task, i < 6 ? 0 : 25 * 60 * MINUTE);
    for (const [i] of tasks.entries()) {
      const { mail } = await mailAbout(`twofold ${i}.`);
      assert.equal(mail.parts['text/plain'].includes('It is late: it was meant for '), i >= 6);
    }
    await until('no row', () => tasks.every((task) => rows(server, task).length === 0));
    await pause(300);
    for (const [i] of tasks.entries()) {
      const those = mails
        .of(ann.email)
        .filter(({ mail }) => mail.headers.subject[0].includes(`twofold ${i}.`));
      assert.equal(those.length, 1);
    }
  });

  it('survives the death of its server', async () => {
    const task = await made({ title: 'survivor', reminders: [iso(Date.now() + 60 * MINUTE)] });
    await server.kill('SIGKILL');
    letBeDue(server, task, 24 * 60 * MINUTE);
    server = await startServer({
      dir: server.dir,
      database: server.database,
      env: { ...env, BETTER_AUTH_URL: server.ready.url },
    });
    const { mail } = await mailAbout('survivor');
    assert.ok(mail.parts['text/plain'].includes('It is late'));
  });

  it('does not come for what is done, deleted or another address than a verified one', async () => {
    const bob = await newPerson(server, 'Bob');
    const later = iso(Date.now() + 60 * MINUTE);
    const done = await made({ title: 'is done', reminders: [later] });
    const gone = await made({ title: 'is gone', reminders: [later] });
    const his = await made({ title: 'not verified', reminders: [later] }, server, bob);
    const open = await made({ title: 'is open', reminders: [later] });
    await change(done, { completed: true });
    await call('DELETE', `${ann.tasks}/${gone.id}`);
    for (const task of [done, gone, his, open]) letBeDue(server, task, 0);
    await mailAbout('is open');
    await until('no row', () => [done, gone, his].every((task) => rows(server, task).length === 0));
    await pause(300);
    for (const title of ['is done', 'is gone', 'not verified'])
      assert.ok(
        !mails.events.some(
          (event) => event.event === 'mail' && event.mail.headers.subject[0].includes(title),
        ),
        title,
      );
  });
});

it('a server with tasks alone refuses reminders and accepts tasks without', async (t) => {
  const issuer = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
  t.after(() => issuer.stop());
  const ann = await newPerson(issuer, 'Ann');
  const keys = `${issuer.url}/api/auth/jwks`;
  const node = await startServer({ args: ['--role', 'tasks', '--jwks-url', keys] });
  t.after(() => node.stop());
  await until(
    'the node has keys',
    async () => (await send(node.url, { path: '/readyz' })).status === 200,
  );
  const post = (reminders) =>
    callTasks(node, 'POST', ann.tasks, {
      token: ann.jwt,
      body: { title: 'task', due_date: '2029-12-01', reminders },
    });
  const refused = await post(['PT5M']);
  assert.equal(refused.status, 400, refused.text);
  assert.match(refused.json.detail, /^Reminders cannot be sent by this server/);
  assert.equal((await post([])).status, 201);
});
