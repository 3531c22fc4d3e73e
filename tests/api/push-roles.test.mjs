// Reminders of tasks that are written through a server of the role `tasks`, sent by one of the role
// `auth` on the same database: by mail and by Web Push.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { send } from './lib/http.mjs';
import { MailServer, mailSettings } from './lib/mail.mjs';
import { callTasks, newPerson, SECRET } from './lib/people.mjs';
import { PushService } from './lib/push.mjs';
import { startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const MINUTE = 60_000;
const push = { OSTIARY_PUSH: 'on', OSTIARY_PUSH_TARGETS: 'any' };

describe('the issuer and a node of tasks on one database', () => {
  let mails;
  let service;
  let issuer;
  let node;
  let ann;
  const call = (method, path, body) =>
    callTasks(node, method, `/api/users/${ann.id}${path}`, {
      token: ann.jwt,
      ...(body && { body }),
    });
  const must = async (status, answer) => {
    const got = await answer;
    assert.equal(got.status, status, got.text);
    return got.json;
  };
  const startIssuer = (env) =>
    startServer({
      args: ['--role', 'auth'],
      ...(issuer && { dir: issuer.dir, database: issuer.database }),
      env: {
        ...mailSettings(mails, { BETTER_AUTH_SECRET: SECRET }),
        ...(issuer && { BETTER_AUTH_URL: issuer.ready.url }),
        ...env,
      },
    });
  async function due(title) {
    const reminders = [new Date(Date.now() + 60 * MINUTE).toISOString()];
    const task = await must(201, call('POST', '/tasks', { title, reminders }));
    const at = Date.now();
    sql.execute(
      issuer.database,
      `update ostiary_reminder set at_ms = ${at}, next_ms = ${at} where task_id = ${task.id}`,
    );
    return task;
  }
  const mailAbout = (title) =>
    mails.find((event) => event.event === 'mail' && event.mail.headers.subject[0].includes(title));

  before(async () => {
    mails = await MailServer.start();
    service = await PushService.start();
    issuer = await startIssuer();
    node = await startServer({
      args: ['--role', 'tasks', '--jwks-url', `${issuer.url}/api/auth/jwks`],
      env: { DATABASE_URL: issuer.database, ...push },
    });
    ann = await newPerson(issuer, 'Ann');
    sql.execute(issuer.database, 'update "user" set "emailVerified" = true');
    await until(
      'the node has keys',
      async () => (await send(node.url, { path: '/readyz' })).status === 200,
    );
  });
  after(async () => {
    await node?.stop();
    await issuer?.stop();
    await service?.stop();
    await mails?.stop();
  });

  it('send a reminder by mail', async () => {
    await due('written at the node');
    const { mail, to } = await mailAbout('written at the node');
    assert.equal(to, ann.email);
    assert.ok(mail.parts['text/plain'].includes(issuer.ready.url));
  });

  it('have no key for subscriptions until a server that sends has started', async () => {
    const none = await call('GET', '/push/key');
    assert.equal(none.status, 503, none.text);
    assert.match(none.json.type, /not-ready$/);
    assert.ok(Number(none.get('retry-after')) > 0);
    assert.equal((await fetch(`${issuer.url}/api/users/${ann.id}/push/key`)).status, 404);
    const { port } = issuer;
    await issuer.stop();
    issuer = await startIssuer({ ...push, PORT: String(port) });
    assert.match((await must(200, call('GET', '/push/key'))).public_key, /^[\w-]{87}$/);
  });

  it('take a subscription at the one and push from the other', async () => {
    const browser = service.browser();
    const device = await must(201, call('POST', '/push/subscriptions', browser.subscription));
    await must(200, call('PATCH', '/preferences', { reminders_by: ['mail', 'push'] }));
    const task = await due('pushed by the issuer');
    const message = await browser.message('pushed by the issuer');
    assert.equal(message.task_id, task.id);
    await mailAbout('pushed by the issuer');
    const [told] = await must(200, call('GET', '/push/subscriptions'));
    assert.equal(told.id, device.id);
    await until('it is noted', async () => {
      const [now] = await must(200, call('GET', '/push/subscriptions'));
      return now.last_sent_at;
    });
    assert.equal((await call('DELETE', `/push/subscriptions/${device.id}`)).status, 204);
    await due('after its removal');
    await mailAbout('after its removal');
    await pause(300);
    assert.equal(browser.requests.length, 1);
  });
});
