// Reminders by Web Push through a push service that decrypts them: once by two servers, late ones
// marked, over outages, refusals and restarts, and none for what is done or not wanted.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { mailSettings, MailServer, makeCertificates } from './lib/mail.mjs';
import { callTasks, newPerson, SECRET } from './lib/people.mjs';
import { PushService, readVapid } from './lib/push.mjs';
import { startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const MINUTE = 60_000;
const iso = (ms) => new Date(ms).toISOString();
const env = {
  BETTER_AUTH_SECRET: SECRET,
  OSTIARY_PUSH: 'on',
  OSTIARY_PUSH_TARGETS: 'any',
  OSTIARY_PUSH_CONTACT: 'mailto:push@example.com',
};

async function must(status, answer) {
  const got = await answer;
  assert.equal(got.status, status, got.text);
  return got.json;
}

const call = (server, person, method, path, body) =>
  callTasks(server, method, `/api/users/${person.id}${path}`, {
    token: person.jwt,
    ...(body && { body }),
  });

// A person who wants reminders in these ways, and a browser of theirs.
async function newReader(server, service, ways = ['push']) {
  const person = await newPerson(server, 'Ann');
  person.browser = service.browser();
  person.device = await must(
    201,
    call(server, person, 'POST', '/push/subscriptions', person.browser.subscription),
  );
  await must(200, call(server, person, 'PATCH', '/preferences', { reminders_by: ways }));
  return person;
}

const devicesOf = (server, person) => must(200, call(server, person, 'GET', '/push/subscriptions'));

const newTask = (server, person, fields) =>
  must(201, call(server, person, 'POST', '/tasks', { title: 'any', ...fields }));

// A task whose reminder is due now, as if no server had looked since ms ago.
async function due(server, person, title, ms = 0, fields = {}) {
  const reminders = [iso(Date.now() + 60 * MINUTE)];
  const task = await newTask(server, person, { title, reminders, ...fields });
  letBeDue(server, [task], ms);
  return task;
}

function letBeDue(server, tasks, ms = 0) {
  const at = Date.now() - ms;
  const ids = tasks.map(({ id }) => id).join(', ');
  sql.execute(
    server.database,
    `update ostiary_reminder set at_ms = ${at}, next_ms = ${at} where task_id in (${ids})`,
  );
}

const count = (server, query) => Number(sql.rows(server.database, query)[0].n);
const waiting = (server) =>
  count(server, "select count(*) as n from ostiary_push_message where state <> 'done'");
const isSettled = (server) => until('nothing waits', () => waiting(server) === 0);

// Lets what waits for its next attempt be due now.
const hurry = (server) =>
  sql.execute(
    server.database,
    "update ostiary_push_message set due_ms = 0 where state = 'pending'",
  );

describe('a push', () => {
  let service;
  let server;
  let ann;
  const again = (options = {}) =>
    startServer({
      dir: server.dir,
      database: server.database,
      env: { ...env, BETTER_AUTH_URL: server.ready.url, ...options },
    });

  before(async () => {
    service = await PushService.start();
    server = await startServer({ env });
    ann = await newReader(server, service);
  });
  after(async () => {
    await server?.stop();
    await service?.stop();
  });

  it('has the title, the time and the task, for this browser alone', async () => {
    const fields = { due_date: '2029-12-01', due_time: '09:00', time_zone: 'Europe/Berlin' };
    const title = 'Täglich <b>gießen</b> "\\';
    const task = await due(server, ann, title, 0, fields);
    const message = await ann.browser.message(title);
    const { remind_at, ...rest } = message;
    assert.deepEqual(rest, { type: 'reminder', task_id: task.id, title, ...fields, late: false });
    assert.ok(Math.abs(Date.parse(remind_at) - Date.now()) < MINUTE);
    const [request] = ann.browser.requests;
    assert.equal(request.method, 'POST');
    assert.equal(request.headers['content-encoding'], 'aes128gcm');
    assert.equal(request.headers.urgency, 'high');
    assert.match(request.headers.topic, /^[\w-]{32}$/);
    const ttl = Number(request.headers.ttl);
    assert.ok(ttl > 23 * 3600 && ttl <= 24 * 3600, request.headers.ttl);
    assert.equal(ann.browser.open(request.body).filled % 512, 0, 'its length tells little');
    assert.ok(!server.output.stderr.includes('gie'), 'no title is in the log');
    assert.ok(!server.output.stderr.includes(ann.browser.path), 'nor an endpoint');
    await until('it is noted', async () => (await devicesOf(server, ann))[0].last_sent_at);
  });

  it('says who sends it, for this service alone', async () => {
    const { public_key } = await must(200, call(server, ann, 'GET', '/push/key'));
    await due(server, ann, 'who sends');
    await ann.browser.message('who sends');
    const { headers, at } = ann.browser.requests.at(-1);
    const { header, claims, key } = readVapid(headers.authorization);
    assert.deepEqual(header, { typ: 'JWT', alg: 'ES256' });
    assert.equal(key, public_key);
    assert.equal(claims.aud, service.origin);
    assert.equal(claims.sub, 'mailto:push@example.com');
    const life = claims.exp - at / 1000;
    assert.ok(life > 0 && life <= 24 * 3600, String(life));
  });

  it('comes to each device, and a longest title too', async () => {
    const bob = await newReader(server, service);
    const second = service.browser();
    await must(201, call(server, bob, 'POST', '/push/subscriptions', second.subscription));
    const title = '"'.repeat(250) + '\u{1F332}'.repeat(250);
    await due(server, bob, title);
    await bob.browser.message(title);
    await second.message(title);
    assert.equal(bob.browser.requests.length + second.requests.length, 2);
    const [one, other] = [bob.browser.requests[0], second.requests[0]];
    assert.notEqual(one.headers.topic, other.headers.topic, 'the service cannot tell the user');
    assert.throws(() => second.open(one.body), 'another browser cannot open it');
  });

  it('comes once from two servers, and after a stop late and marked', async (t) => {
    const second = await again();
    t.after(() => second.stop());
    const tasks = [];
    for (let i = 0; i < 12; i++) {
      const reminders = [iso(Date.now() + 60 * MINUTE)];
      tasks.push(await newTask(second, ann, { title: `twofold ${i}.`, reminders }));
    }
    letBeDue(server, tasks.slice(0, 6));
    letBeDue(server, tasks.slice(6), 25 * 60 * MINUTE);
    for (const [i] of tasks.entries()) {
      const { late } = await ann.browser.message(`twofold ${i}.`);
      assert.equal(late, i >= 6);
    }
    await isSettled(server);
    await pause(300);
    for (const [i] of tasks.entries()) {
      const those = ann.browser.messages.filter(({ title }) => title === `twofold ${i}.`);
      assert.equal(those.length, 1, `twofold ${i}.`);
    }
    const late = ann.browser.requests.filter(({ body }) => ann.browser.read(body).late);
    assert.deepEqual([...new Set(late.map(({ headers }) => headers.urgency))], ['normal']);
  });

  it('survives the death of its server, in the table and in the queue', async () => {
    service.answer = () => ({ status: 503 });
    await due(server, ann, 'in the queue');
    await until('it was tried', () => service.requests.at(-1).status === 503);
    await until('it waits', () =>
      count(server, "select count(*) as n from ostiary_push_message where state = 'pending'"),
    );
    const reminders = [iso(Date.now() + 60 * MINUTE)];
    const task = await newTask(server, ann, { title: 'in the table', reminders });
    await server.kill('SIGKILL');
    letBeDue(server, [task], 24 * 60 * MINUTE);
    hurry(server);
    service.answer = () => undefined;
    server = await again();
    assert.equal((await ann.browser.message('in the queue')).late, false);
    assert.equal((await ann.browser.message('in the table')).late, true);
  });

  it('waits for a service that is away', async () => {
    await service.stop();
    const { port, requests } = service;
    await due(server, ann, 'after an outage');
    await until('it was tried', () =>
      server.logs.some(({ msg, error }) => msg === 'push not sent yet' && error),
    );
    service = await PushService.start({ port });
    service.requests.push(...requests);
    ann.browser.service = service;
    await until('it waits', () =>
      count(server, "select count(*) as n from ostiary_push_message where state = 'pending'"),
    );
    hurry(server);
    await ann.browser.message('after an outage');
  });

  for (const [status, header, least] of [
    [429, { 'retry-after': '3600' }, 3_590_000],
    [503, { 'retry-after': new Date(Date.now() + 2 * 3600_000).toUTCString() }, 2 * 3_500_000],
    [500, {}, 2_000],
  ])
    it(`waits as a service asks that answers ${status} ${Object.values(header)}`, async () => {
      const title = `after ${status}`;
      service.answer = () => ({ status, headers: header });
      const began = Date.now();
      await due(server, ann, title);
      await until('it was tried', () => service.requests.at(-1).status === status);
      const query = "select due_ms as n from ostiary_push_message where state = 'pending'";
      await until('it waits', () => sql.rows(server.database, query).length === 1);
      const wait = count(server, query) - began;
      assert.ok(wait >= least && wait < 24 * 3600_000, `${wait}`);
      service.answer = () => undefined;
      hurry(server);
      await ann.browser.message(title);
      await isSettled(server);
    });

  for (const status of [404, 410])
    it(`ends the subscription of which the service says ${status}`, async () => {
      const bob = await newReader(server, service);
      const second = service.browser();
      await must(201, call(server, bob, 'POST', '/push/subscriptions', second.subscription));
      service.answer = ({ path }) => (path === second.path ? undefined : { status });
      await due(server, bob, 'the last one');
      await second.message('the last one');
      await until('it is gone', async () => (await devicesOf(server, bob)).length === 1);
      service.answer = () => undefined;
      await due(server, bob, 'after that');
      await second.message('after that');
      await isSettled(server);
      assert.equal(bob.browser.requests.length, 1);
    });

  for (const [name, said] of [
    ['a redirect, which is not followed', { status: 307, headers: { location: '/elsewhere' } }],
    ['400', { status: 400 }],
    ['403', { status: 403, body: 'x'.repeat(100_000) }],
    ['413', { status: 413 }],
  ])
    it(`is given up after ${name}`, async () => {
      service.answer = () => said;
      const title = `given up after ${name}`;
      const before = service.requests.length;
      await due(server, ann, title);
      await until('it was tried', () => service.requests.length > before);
      await isSettled(server);
      service.answer = () => undefined;
      await due(server, ann, `${title}: the next`);
      await ann.browser.message(`${title}: the next`);
      assert.equal(service.requests.length, before + 2);
      assert.ok(!service.requests.some(({ path }) => path === '/elsewhere'));
      assert.equal((await devicesOf(server, ann)).length, 1);
    });

  it('is not kept from others by a service that does not answer', async () => {
    const bob = await newReader(server, service);
    service.answer = ({ path }) => (path === bob.browser.path ? { hang: true } : undefined);
    await due(server, bob, 'never answered');
    await until('it hangs', () => bob.browser.requests.length === 1);
    await due(server, ann, 'beside it');
    await ann.browser.message('beside it');
    const began = Date.now();
    const { code } = await server.stop();
    assert.equal(code, 0);
    assert.ok(Date.now() - began < 15_000, 'the stop does not wait for it');
    assert.equal(waiting(server), 1, 'and leaves it to the next start');
    service.answer = () => undefined;
    server = await again();
    await bob.browser.message('never answered');
  });

  it('does not come for what is done, deleted, removed or not wanted', async () => {
    const bob = await newReader(server, service, []);
    const eve = await newReader(server, service);
    const path = `/push/subscriptions/${eve.device.id}`;
    assert.equal((await call(server, eve, 'DELETE', path)).status, 204);
    const reminders = [iso(Date.now() + 60 * MINUTE)];
    const [done, gone, open] = [
      await newTask(server, ann, { title: 'is done', reminders }),
      await newTask(server, ann, { title: 'is gone', reminders }),
      await newTask(server, ann, { title: 'is open', reminders }),
    ];
    const others = [
      await newTask(server, bob, { title: 'not wanted', reminders }),
      await newTask(server, eve, { title: 'no device', reminders }),
    ];
    await must(200, call(server, ann, 'PATCH', `/tasks/${done.id}`, { completed: true }));
    await call(server, ann, 'DELETE', `/tasks/${gone.id}`);
    letBeDue(server, [done, gone, open, ...others]);
    await ann.browser.message('is open');
    await until('no row', () => count(server, 'select count(*) as n from ostiary_reminder') === 0);
    await isSettled(server);
    for (const title of ['is done', 'is gone'])
      assert.ok(!ann.browser.messages.some((message) => message.title === title), title);
    assert.equal(bob.browser.requests.length + eve.browser.requests.length, 0);
  });

  it('that waits does not come when its task is done meanwhile', async () => {
    service.answer = () => ({ status: 503 });
    const tasks = [
      await due(server, ann, 'done while it waits'),
      await due(server, ann, 'open while it waits'),
    ];
    const query = "select count(*) as n from ostiary_push_message where state = 'pending'";
    await until('both wait', () => count(server, query) === 2);
    await must(200, call(server, ann, 'PATCH', `/tasks/${tasks[0].id}`, { completed: true }));
    service.answer = () => undefined;
    hurry(server);
    await ann.browser.message('open while it waits');
    await isSettled(server);
    const titles = ann.browser.messages.map(({ title }) => title);
    assert.ok(!titles.includes('done while it waits'));
  });

  it('of which a user has had too many within the hour waits', async () => {
    const bob = await newReader(server, service);
    const now = Date.now();
    const values = Array.from(
      { length: 60 },
      (_, i) =>
        `('${bob.id}-${i}', '${bob.id}', 1, ${i}, 0, 'done', 1, ${now}, 0, 0, ${now + MINUTE * 60})`,
    );
    sql.execute(
      server.database,
      `insert into ostiary_push_message (id, user_id, subscription_id, task_id, at_ms, state,
       attempts, created_ms, due_ms, turn_ms, expires_ms) values ${values.join(', ')}`,
    );
    const task = await due(server, bob, 'one too many');
    const query = `select next_ms as n from ostiary_reminder where task_id = ${task.id}`;
    await until('it waits', () => count(server, query) > Date.now() + MINUTE);
    sql.execute(server.database, `delete from ostiary_push_message where user_id = '${bob.id}'`);
    letBeDue(server, [task]);
    await bob.browser.message('one too many');
  });
});

it('a service with https is reached with the right certificate alone', async (t) => {
  const { ca, cert, key } = makeCertificates();
  const tls = { cert: fs.readFileSync(cert), key: fs.readFileSync(key) };
  const service = await PushService.start({ tls });
  t.after(() => service.stop());
  const server = await startServer({ env });
  const ann = await newReader(server, service);
  await due(server, ann, 'over https');
  await until('it was tried', () =>
    server.logs.some(({ msg, error }) => msg === 'push not sent yet' && /certificate/i.test(error)),
  );
  assert.equal(service.requests.length, 0);
  await server.stop();
  hurry(server);
  const trusting = await startServer({
    dir: server.dir,
    database: server.database,
    env: { ...env, OSTIARY_PUSH_CA_FILE: ca },
  });
  t.after(() => trusting.stop());
  await ann.browser.message('over https');
});

it('what was subscribed is not connected to once the setting forbids its address', async (t) => {
  const service = await PushService.start();
  t.after(() => service.stop());
  const server = await startServer({ env });
  const ann = await newReader(server, service);
  await server.stop();
  const careful = await startServer({
    dir: server.dir,
    database: server.database,
    env: { ...env, OSTIARY_PUSH_TARGETS: 'public', BETTER_AUTH_URL: server.ready.url },
  });
  t.after(() => careful.stop());
  await due(careful, ann, 'kept inside');
  await until('it is given up', () =>
    careful.logs.some(
      ({ msg, error }) => msg === 'push given up' && error === 'endpoint must begin with https://',
    ),
  );
  assert.equal(service.requests.length, 0);
});

describe('a user who wants', () => {
  let mails;
  let service;
  let server;
  before(async () => {
    mails = await MailServer.start();
    service = await PushService.start();
    server = await startServer({ env: mailSettings(mails, env) });
  });
  after(async () => {
    await server?.stop();
    await service?.stop();
    await mails?.stop();
  });

  for (const ways of [['mail'], ['push'], ['mail', 'push'], []])
    it(`${ways.join(' and ') || 'nothing'} gets that`, async () => {
      const ann = await newReader(server, service, ways);
      const eve = await newReader(server, service, ['mail', 'push']);
      for (const { email } of [ann, eve])
        sql.execute(
          server.database,
          `update "user" set "emailVerified" = true where email = '${email}'`,
        );
      const title = `by ${ways.join(' and ') || 'nothing'}`;
      await due(server, ann, title);
      await due(server, eve, `after ${title}`);
      await eve.browser.message(`after ${title}`);
      const about = (event) =>
        event.event === 'mail' && event.mail.headers.subject[0].includes(title);
      await mails.find((event) => about(event) && event.to === eve.email);
      if (ways.includes('push')) await ann.browser.message(title);
      if (ways.includes('mail'))
        await mails.find((event) => about(event) && event.to === ann.email);
      await pause(300);
      assert.equal(ann.browser.requests.length, ways.includes('push') ? 1 : 0);
      const those = mails
        .of(ann.email)
        .filter(({ mail }) => mail.headers.subject[0].includes(title));
      assert.equal(those.length, ways.includes('mail') ? 1 : 0);
    });
});

it('without a mail server pushes leave, and mails wait for one', async (t) => {
  const mails = await MailServer.start();
  const service = await PushService.start();
  t.after(() => mails.stop());
  t.after(() => service.stop());
  const outside = { ...env, BETTER_AUTH_URL: 'https://tasks.example' };
  const server = await startServer({ env: outside });
  const [ann, bob] = [
    await newReader(server, service, ['mail', 'push']),
    await newReader(server, service, ['mail']),
  ];
  sql.execute(server.database, 'update "user" set "emailVerified" = true');
  const kept = await due(server, bob, 'waits for a mail server');
  await due(server, ann, 'leaves at once');
  await ann.browser.message('leaves at once');
  const query = `select count(*) as n from ostiary_reminder where task_id = ${kept.id}`;
  await server.stop();
  assert.equal(count(server, query), 1);
  const second = await startServer({
    dir: server.dir,
    database: server.database,
    env: mailSettings(mails, outside),
  });
  t.after(() => second.stop());
  await mails.find(
    (event) =>
      event.event === 'mail' && event.mail.headers.subject[0].includes('waits for a mail server'),
  );
  assert.equal(mails.of(ann.email).length, 0, 'one that was pushed is not sent again');
});
