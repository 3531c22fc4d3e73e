// `ostiary user export` and `delete`, beside a running server.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { callTasks, newPerson, newTask, SECRET, signIn } from './lib/people.mjs';
import { run, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const EX = { OK: 0, USAGE: 64, NOUSER: 67, UNAVAILABLE: 69, CANTCREAT: 73 };

let server;
before(async () => {
  server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET, OSTIARY_REVOCATIONS: 'on' } });
});
after(() => server?.stop());

const user = (...words) =>
  run(['user', ...words, '--data', server.dir], { env: server.databaseUrl });

function good(...words) {
  const done = user(...words);
  assert.equal(done.code, EX.OK, done.stderr);
  assert.equal(done.stderr, '');
  return done.stdout;
}

function refuses(code, pattern, ...words) {
  const done = user(...words);
  assert.equal(done.code, code, done.stderr);
  assert.match(done.stderr, pattern);
  assert.equal(done.stdout, '');
}

async function personWithTasks(name, n) {
  const person = await newPerson(server, name);
  const lists = person.tasks.replace(/tasks$/, 'lists');
  const options = { token: person.jwt, body: { name: `list of ${name}` } };
  const list = await callTasks(server, 'POST', lists, options);
  assert.equal(list.status, 201, list.text);
  for (let i = 0; i < n; i++)
    await newTask(server, person, { title: `${name} ${i}`, list_id: list.json.id });
  return person;
}

const rowsOf = (id) =>
  ['"session" where "userId"', '"account" where "userId"', 'ostiary_task where user_id']
    .concat(['ostiary_list where user_id', '"user" where "id"'])
    .map((where) => sql.rows(server.database, `select 1 as one from ${where} = '${id}'`).length);

describe('ostiary user export', () => {
  let ann;
  let bob;
  before(async () => {
    ann = await personWithTasks('Ann', 40);
    bob = await personWithTasks('Bob', 1);
  });

  it('has the account, the sessions and the tasks of one person', () => {
    const all = JSON.parse(good('export', ann.email));
    assert.deepEqual([all.format, all.version], ['ostiary-person', 1]);
    assert.deepEqual([all.user.id, all.user.email, all.user.name], [ann.id, ann.email, 'Ann']);
    assert.equal(all.password, true);
    assert.equal(all.sessionList.length, 1);
    assert.equal(all.tasks.format, 'ostiary');
    assert.deepEqual(
      all.tasks.lists.map(({ name }) => name),
      ['list of Ann'],
    );
    assert.equal(all.tasks.tasks.length, 40);
    assert.ok(all.tasks.tasks.every(({ title }) => title.startsWith('Ann ')));
  });

  it('has the devices, the mails and what operators did, of that person alone', async () => {
    const cy = await newPerson(server, 'Cy');
    const now = Date.now();
    const at = new Date(now).toISOString();
    for (const [id, person] of [
      [1, cy],
      [2, bob],
    ]) {
      sql.execute(
        server.database,
        `insert into ostiary_push_subscription (user_id, id, endpoint, p256dh, auth, name,
         created_ms, sent_ms) values ('${person.id}', ${id},
         'https://push.example.org/send/s3cret-${id}', 'key', 'auth', 'Browser ${id}', ${now},
         null)`,
      );
      sql.execute(
        server.database,
        `insert into ostiary_mail (id, kind, recipient, name, url, state, note, attempts,
         created_ms, due_ms, turn_ms, expires_ms) values ('m${id}', 'verify-email',
         '${person.email}', '', 'https://tasks.example/l1nk-${id}', 'pending', null, 0, ${now},
         ${now + 9e7}, ${now + 9e7}, ${now + 1e8})`,
      );
      good('role', person.id, 'user');
    }
    const text = good('export', cy.id);
    const { pushDevices, mails, audit } = JSON.parse(text);
    assert.deepEqual(pushDevices, [
      { name: 'Browser 1', service: 'https://push.example.org', createdAt: at, sentAt: null },
    ]);
    const expiresAt = new Date(now + 1e8).toISOString();
    const mail = { kind: 'verify-email', state: 'pending', attempts: 0, note: null };
    assert.deepEqual(mails, [{ ...mail, createdAt: at, expiresAt }]);
    assert.deepEqual(
      audit.map(({ action, detail }) => [action, detail]),
      [['user-role-set', 'user']],
    );
    assert.ok(Date.parse(audit[0].at) >= now);
    assert.match(audit[0].actor, /^uid \d+ \(/);
    for (const secret of ['s3cret', 'l1nk', bob.email]) assert.ok(!text.includes(secret), secret);
    sql.execute(server.database, 'delete from ostiary_push_subscription');
    sql.execute(server.database, "delete from ostiary_mail where id in ('m1', 'm2')");
  });

  it('has no secret', () => {
    const text = good('export', ann.id);
    const secrets = sql.rows(
      server.database,
      `select "token" as secret from "session" where "userId" = '${ann.id}'
       union all select "password" from "account" where "userId" = '${ann.id}'`,
    );
    assert.equal(secrets.length, 2);
    for (const { secret } of secrets) assert.ok(!text.includes(secret));
    assert.ok(!text.includes(bob.email));
  });

  it('writes a file of its own, and replaces none', () => {
    const file = path.join(temporaryDirectory(), 'ann.json');
    assert.equal(good('export', ann.id, file), '');
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    const { exportedAt, ...written } = JSON.parse(fs.readFileSync(file, 'utf8'));
    const { exportedAt: later, ...printed } = JSON.parse(good('export', ann.id, '-'));
    assert.deepEqual(written, printed);
    assert.ok(Date.parse(exportedAt) <= Date.parse(later));
    fs.writeFileSync(file, 'mine');
    refuses(EX.CANTCREAT, /exists/, 'export', ann.id, file);
    assert.equal(fs.readFileSync(file, 'utf8'), 'mine');
  });

  it('gives tasks that another person can import', async () => {
    const { tasks } = JSON.parse(good('export', bob.id));
    const eva = await newPerson(server, 'Eva');
    const where = `${eva.home}/import?format=json`;
    const done = await callTasks(server, 'POST', where, { token: eva.jwt, body: tasks });
    assert.equal(done.status, 200, done.text);
    assert.equal(done.json.made, 1);
  });

  it('refuses a name that is nobody’s, and writes nothing', () => {
    const file = path.join(temporaryDirectory(), 'nobody.json');
    refuses(EX.NOUSER, /there is no user "nobody"/, 'export', 'nobody', file);
    assert.ok(!fs.existsSync(file));
  });
});

describe('ostiary user delete', () => {
  it('names what would go, and deletes nothing without --yes', async () => {
    const ann = await personWithTasks('Ann', 2);
    refuses(
      EX.USAGE,
      /nothing is deleted: ann-\S+ \(\S+; sessions: 1, .* tasks: 2, .* lists: 1\) would go/,
      'delete',
      ann.id,
    );
    assert.deepEqual(rowsOf(ann.id), [1, 1, 2, 1, 1]);
    assert.match(good('delete', ann.id, '--yes'), /tasks: 2, .* lists: 1\) is deleted\.$/m);
    assert.deepEqual(rowsOf(ann.id), [0, 0, 0, 0, 0]);
  });

  it('ends sessions and access tokens of that person alone', async () => {
    const ann = await personWithTasks('Ann', 1);
    const bob = await personWithTasks('Bob', 1);
    const tasks = async ({ tasks: where, jwt }) =>
      (await callTasks(server, 'GET', where, { token: jwt })).status;
    assert.deepEqual([await tasks(ann), await tasks(bob)], [200, 200]);
    const told = JSON.parse(good('delete', ann.email, '--yes', '--json'));
    assert.deepEqual(told, {
      id: ann.id,
      email: ann.email,
      sessions: 1,
      passkeys: 0,
      tasks: 1,
      tasksInTrash: 0,
      lists: 1,
      deleted: true,
    });
    await until('the token is refused', async () => (await tasks(ann)) === 401);
    assert.equal((await signIn(server, ann)).status, 401);
    assert.equal(await tasks(bob), 200);
    assert.deepEqual(rowsOf(bob.id), [1, 1, 1, 1, 1]);
    assert.deepEqual(
      sql
        .rows(server.database, `select action from ostiary_audit where subject = '${ann.id}'`)
        .map(({ action }) => action),
      ['user-deleted'],
    );
    refuses(EX.NOUSER, /there is no user/, 'delete', ann.email, '--yes');
  });

  it('leaves a person to whom a row of another program refers', async () => {
    const ann = await newPerson(server, 'Ann');
    sql.execute(
      server.database,
      'create table other_program (owner text not null references "user" ("id"))',
    );
    sql.execute(server.database, `insert into other_program values ('${ann.id}')`);
    refuses(EX.UNAVAILABLE, /a row of another program refers/, 'delete', ann.id, '--yes');
    assert.deepEqual(rowsOf(ann.id), [1, 1, 0, 0, 1]);
    sql.execute(server.database, 'delete from other_program');
    good('delete', ann.id, '--yes');
    sql.execute(server.database, 'drop table other_program');
  });
});
