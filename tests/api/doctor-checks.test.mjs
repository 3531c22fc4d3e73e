// What `ostiary doctor` judges beside the tables, each with what makes it good and what does not;
// and that it says yes where a start says yes, and no where a start says no.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import { MailServer, mailSettings } from './lib/mail.mjs';
import { newPerson, SECRET } from './lib/people.mjs';
import { Server, run, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const EX = { OK: 0, DATAERR: 65, UNAVAILABLE: 69, CONFIG: 78 };
const env = { BETTER_AUTH_SECRET: SECRET };

function place() {
  const dir = path.join(temporaryDirectory(), 'data');
  return { dir, database: path.join(dir, 'ostiary.db') };
}

async function used(t, settings = {}) {
  const where = place();
  const server = await startServer({ ...where, env: { ...env, ...settings } });
  t.after(() => server.kill());
  await newPerson(server, 'Ann');
  return { ...where, server, url: server.url };
}

function doctor({ dir, database }, words = [], settings = {}) {
  const report = run(['doctor', '--json', '--data', dir, '--database', database, ...words], {
    env: { ...env, ...settings },
    timeout_ms: 70_000,
  });
  const { checks } = report.stdout ? JSON.parse(report.stdout) : { checks: [] };
  return { ...report, of: (name) => checks.find((check) => check.name === name) };
}

// Whether a start with these settings succeeds.
async function starts(where, settings) {
  const server = new Server({ dir: where.dir, database: where.database, env: settings });
  try {
    await server.start();
    return true;
  } catch {
    return false;
  } finally {
    await server.kill();
  }
}

describe('what doctor judges', () => {
  it('is the URL: this server, another one, a path that is not passed, and none', async (t) => {
    const [here, there] = [await used(t), await used(t)];
    const good = doctor(here, [], { BETTER_AUTH_URL: here.url });
    assert.equal(good.code, EX.OK, good.stderr);
    assert.equal(good.of('address').verdict, 'ok');
    const other = doctor(here, [], { BETTER_AUTH_URL: there.url });
    assert.equal(other.code, EX.UNAVAILABLE);
    assert.match(other.of('address').says, /leads to another server$/);
    const path = doctor(here, [], { BETTER_AUTH_URL: `${here.url}/below` });
    assert.equal(path.code, EX.UNAVAILABLE);
    assert.match(path.of('address').says, /status 404/);
    await there.server.stop();
    const none = doctor(here, [], { BETTER_AUTH_URL: there.url });
    assert.equal(none.code, EX.OK, 'a server that does not run is no fault of its settings');
    assert.equal(none.of('address').verdict, 'warning');
  });

  it('is whether clients behind a proxy are told apart', async (t) => {
    const where = await used(t);
    const https = { BETTER_AUTH_URL: 'https://tasks.invalid' };
    assert.equal(doctor(where, [], https).of('proxies').verdict, 'warning');
    const told = { ...https, OSTIARY_TRUSTED_PROXIES: '10.0.0.0/8' };
    assert.equal(doctor(where, [], told).of('proxies').verdict, 'ok');
    assert.equal(doctor(where).of('proxies').verdict, 'ok');
  });

  it('is the mail server, with a mail that arrives', async (t) => {
    const where = await used(t);
    const smtp = await MailServer.start();
    t.after(() => smtp.stop());
    assert.equal(doctor(where).of('mail').verdict, 'warning');
    assert.match(doctor(where, [], mailSettings(smtp)).of('mail').says, /--mail-to/);
    const sent = doctor(where, ['--mail-to', 'ann@example.com'], mailSettings(smtp));
    assert.equal(sent.of('mail').verdict, 'ok', sent.stdout);
    const { mail } = await smtp.mailTo('ann@example.com');
    assert.match(JSON.stringify(mail), /shows that the mail server takes mails/);
    const odd = doctor(where, ['--mail-to', 'no address'], mailSettings(smtp));
    assert.equal(odd.code, EX.UNAVAILABLE);
    await smtp.stop();
    const away = doctor(where, ['--mail-to', 'ann@example.com'], mailSettings(smtp));
    assert.equal(away.code, EX.UNAVAILABLE);
    assert.match(away.of('mail').says, /^localhost takes no mail: /);
  });

  it('is the age of the newest backup', async (t) => {
    const where = await used(t);
    const folder = temporaryDirectory();
    const settings = { OSTIARY_BACKUP_TO: folder, OSTIARY_BACKUP_EVERY: '1h' };
    assert.equal(doctor(where).of('backups').verdict, 'warning');
    assert.match(doctor(where, [], settings).of('backups').says, /has none yet$/);
    const made = run(
      ['backup', '--to', folder, '--keep', '2', '--data', where.dir, '--database', where.database],
      { env },
    );
    assert.equal(made.code, EX.OK, made.stderr);
    assert.equal(doctor(where, [], settings).of('backups').verdict, 'ok');
    const [name] = fs.readdirSync(folder);
    fs.renameSync(path.join(folder, name), path.join(folder, name.replace(/\d{4}/, '2020')));
    const late = doctor(where, [], settings);
    assert.equal(late.code, EX.UNAVAILABLE);
    assert.equal(late.of('backups').verdict, 'fault');
  });

  it('is the file, the disk and the clock', async (t) => {
    const where = await used(t);
    const sound = doctor(where);
    for (const name of ['versions', 'integrity', 'disk'])
      assert.equal(sound.of(name).verdict, 'ok', sound.stdout);
    assert.match(sound.of('clock').verdict, /^(ok|warning)$/);
    await where.server.stop();
    sql.execute(
      where.database,
      "pragma writable_schema = 1; delete from sqlite_schema where type = 'index'" +
        " and tbl_name = 'ostiary_task' and sql is not null",
    );
    const damaged = doctor(where);
    assert.equal(damaged.code, EX.DATAERR);
    assert.equal(damaged.of('integrity').verdict, 'damaged');
    const text = run(['doctor', '--data', where.dir, '--database', where.database], { env });
    assert.equal(text.code, EX.DATAERR);
    assert.match(text.stdout, /^damaged integrity {3}/m);
  });
});

describe('doctor says no where a start says no', () => {
  const cases = [
    ['all is well', () => {}, env, true],
    ['the secret is missing', () => {}, { BETTER_AUTH_SECRET: '' }, false],
    ['the secret is another', () => {}, { BETTER_AUTH_SECRET: `${SECRET}x` }, false],
    ['a table is gone', 'drop table ostiary_task', env, false],
    ['a column is gone', 'alter table ostiary_task drop column description', env, false],
    [
      'a table is newer',
      'update ostiary_migration set version = 9999 where version = 1',
      env,
      false,
    ],
    ['a proxy is no address', () => {}, { ...env, OSTIARY_TRUSTED_PROXIES: 'foo' }, false],
    ['mails come from nobody', () => {}, { ...env, OSTIARY_SMTP_HOST: 'x' }, false],
    ['a cookie prefix has a blank', () => {}, { ...env, OSTIARY_COOKIE_PREFIX: 'a b' }, false],
    [
      'a file of passwords is missing',
      () => {},
      { ...env, OSTIARY_BLOCKED_PASSWORDS: '/none' },
      false,
    ],
  ];

  for (const [name, change, settings, good] of cases)
    it(name, async (t) => {
      const where = await used(t);
      await where.server.stop();
      if (typeof change === 'string') sql.execute(where.database, change);
      const report = doctor(where, [], settings);
      assert.equal(report.code === EX.OK, good, `${report.code} ${report.stderr}`);
      assert.equal(await starts(where, settings), good);
    });
});
