// The audit table by its commands: what is recorded, how it is read, and that a change of any row
// is found by `ostiary audit verify` as well as by anybody who computes the hashes from the export.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';

import { newPerson, postJson, SECRET } from './lib/people.mjs';
import { isPostgres } from './lib/postgres.mjs';
import { run, startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const EX = { OK: 0, BROKEN: 2, USAGE: 64, DATAERR: 65, NOUSER: 67 };

let server;
let ann;
let bea;

const ostiary = (...args) =>
  run([...args, '--database', server.database, '--data', server.dir], {
    env: { BETTER_AUTH_SECRET: SECRET, BETTER_AUTH_URL: server.ready.url },
  });

function good(...args) {
  const done = ostiary(...args);
  assert.equal(done.code, EX.OK, `${args.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

const list = (...args) => JSON.parse(good('audit', 'list', '--json', ...args));
const exported = (...args) =>
  good('audit', 'export', ...args)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

// The hash by the rule of docs/host/audit.md.
function hashOf(row) {
  const values = (object) => (object === null ? '' : JSON.stringify(object));
  const text = JSON.stringify([
    row.seq,
    row.previous,
    row.id,
    Date.parse(row.at),
    row.actor,
    row.origin,
    row.action,
    row.subject,
    row.detail,
    values(row.before),
    values(row.after),
  ]);
  return createHash('sha256').update(text).digest('hex');
}

// As somebody does who may do everything to the database.
const disarm = () =>
  sql.execute(
    server.database,
    isPostgres(server.database)
      ? 'drop trigger ostiary_audit_kept on ostiary_audit'
      : 'drop trigger ostiary_audit_kept; drop trigger ostiary_audit_unchanged',
  );

let link;
let token;
before(async () => {
  server = await startServer({
    env: {
      BETTER_AUTH_SECRET: SECRET,
      OSTIARY_REVOCATIONS: 'on',
      OSTIARY_SMTP_HOST: '127.0.0.1',
      OSTIARY_SMTP_PORT: '1', // where nobody listens, so that mails keep their links
      OSTIARY_SMTP_SECURITY: 'none',
      OSTIARY_MAIL_FROM: 'Tasks <noreply@tasks.example>',
    },
  });
  [ann, bea] = [await newPerson(server, 'Ann'), await newPerson(server, 'Bea')];
  good('user', 'role', ann.email, 'admin');
  good('user', 'disable', bea.id, '--reason', 'spam "x"\t\u00e9');
  good('user', 'enable', bea.id);
  token = good('token', 'mint', ann.id).trim();
  good('key', 'rotate');
  await postJson(server, '/api/auth/request-password-reset', { email: ann.email });
  const [mail] = JSON.parse(good('outbox', 'list', '--json'));
  [, link] = good('outbox', 'show', mail.id).match(/^link +(\S+)$/m);
});
after(() => server?.stop());

describe('ostiary audit', () => {
  it('has what operators and the server have done, in its order', () => {
    const rows = list();
    assert.deepEqual(
      rows.map(({ seq }) => seq),
      rows.map((_, i) => i + 1),
    );
    const acts = rows.map(
      ({ actor, action }) => `${actor.replace(/^uid \d+ .*/, 'uid')} ${action}`,
    );
    assert.equal(acts[0], 'server key-created');
    for (const act of ['user-role-set', 'token-minted', 'key-published', 'mail-shown'])
      assert.ok(acts.includes(`uid ${act}`), `${act} in ${acts}`);
    const minted = rows.find(({ action }) => action === 'token-minted');
    assert.equal(minted.subject, ann.id);
    assert.equal(minted.origin, 'command line');
    assert.ok(Math.abs(Date.parse(minted.at) - Date.now()) < 600_000);
  });

  it('prints a table for people', () => {
    const lines = good('audit', 'list', '--limit', '2').split('\n');
    assert.match(lines[0], /^ +SEQ TIME +ACTION +SUBJECT +ACTOR +DETAIL$/);
    assert.match(lines[1], /^ +1 \d{4}-\d\d-\d\dT[\d:.]+Z key-created /);
    assert.equal(lines[3], 'Go on with: --after 2');
  });

  it('finds by user, action and time, and goes on behind a row', () => {
    const rows = list();
    const about = (id) => rows.filter(({ subject, actor }) => subject === id || actor === id);
    assert.ok(about(ann.id).length >= 2);
    assert.deepEqual(list('--user', ann.id), about(ann.id));
    assert.deepEqual(list('--user', ann.email.toUpperCase()), about(ann.id));
    assert.deepEqual(list('--user', 'nobody'), []);
    assert.deepEqual(
      list('--action', 'token-minted'),
      rows.filter(({ action }) => action === 'token-minted'),
    );
    assert.deepEqual(
      list('--since', rows[2].at),
      rows.filter(({ at }) => at >= rows[2].at),
    );
    assert.deepEqual(
      list('--until', rows[2].at),
      rows.filter(({ at }) => at < rows[2].at),
    );
    assert.deepEqual(list('--since', '2020-01-01', '--until', '2021-01-01'), []);
    assert.deepEqual(list('--limit', '2'), rows.slice(0, 2));
    assert.deepEqual(list('--after', '2', '--limit', '2'), rows.slice(2, 4));
    assert.deepEqual(list('--after', `${rows.length}`), []);
  });

  it('refuses what it cannot understand', () => {
    for (const [args, code] of [
      [['list', '--limit', '0'], EX.USAGE],
      [['list', '--limit', '1001'], EX.USAGE],
      [['list', '--after', 'x'], EX.USAGE],
      [['list', '--since', 'yesterday'], EX.USAGE],
      [['export', '--until', ''], EX.USAGE],
      [['list', '--user', 'no@example.com'], EX.NOUSER],
      [['verify', '--noted', '1'], EX.USAGE],
      [['verify', '--noted', `0:${'0'.repeat(64)}`], EX.USAGE],
      [['verify', '--noted', `1:${'A'.repeat(64)}`], EX.USAGE],
    ]) {
      const done = ostiary('audit', ...args);
      assert.equal(done.code, code, `${args}: ${done.stderr}`);
      assert.equal(done.stdout, '');
    }
  });

  it('exports lines from which the hashes can be computed', () => {
    const rows = exported();
    assert.deepEqual(rows, list());
    let previous = '';
    for (const row of rows) {
      assert.equal(row.previous, previous);
      assert.equal(row.hash, hashOf(row));
      previous = row.hash;
    }
    assert.deepEqual(exported('--user', ann.id), list('--user', ann.id));
  });

  it('has no secret', () => {
    const text = good('audit', 'export');
    for (const secret of [token, link, ann.password, ann.jwt, SECRET])
      assert.ok(!text.includes(secret));
  });

  it('records nothing of what did not happen', () => {
    const rows = list().length;
    for (const [args, code] of [
      [['outbox', 'show', 'none'], EX.DATAERR],
      [['outbox', 'retry', 'none'], EX.DATAERR],
      [['key', 'revoke', 'none'], EX.DATAERR],
      [['user', 'role', 'nobody', 'admin'], EX.NOUSER],
    ])
      assert.equal(ostiary(...args).code, code, args.join(' '));
    assert.equal(list().length, rows);
  });
});

describe('ostiary audit verify', () => {
  it('knows a whole chain, and what was noted of it', () => {
    const last = list().at(-1);
    const told = good('audit', 'verify');
    assert.match(told, new RegExp(`^The chain is whole: ${last.seq} rows\\.$`, 'm'));
    assert.ok(told.includes(`--noted ${last.seq}:${last.hash}`));
    assert.deepEqual(JSON.parse(good('audit', 'verify', '--json')), {
      sound: true,
      rows: last.seq,
      earlier: 0,
      last: last.seq,
      hash: last.hash,
    });
    good('audit', 'verify', '--noted', `${last.seq}:${last.hash}`);
    const other = ostiary('audit', 'verify', '--noted', `${last.seq}:${'0'.repeat(64)}`);
    assert.equal(other.code, EX.BROKEN);
    assert.match(other.stderr, /has another hash than the one that was noted/);
  });

  it('is helped by a database that refuses to change rows', () => {
    const rows = list();
    for (const change of [
      "update ostiary_audit set actor = 'x' where seq = 2",
      'delete from ostiary_audit where seq = 2',
    ])
      assert.throws(() => sql.execute(server.database, change), /neither changed nor deleted/);
    assert.deepEqual(list(), rows);
  });

  it('names each row that was changed or taken out by somebody who may do everything', () => {
    const rows = list();
    disarm();
    sql.execute(server.database, 'create table kept as select * from ostiary_audit');
    for (const { seq, id } of rows)
      for (const [change, what] of [
        [`update ostiary_audit set detail = 'x' where seq = ${seq}`, `row ${seq} \\(${id}\\) was`],
        [`delete from ostiary_audit where seq = ${seq}`, `row ${seq} is missing`],
      ]) {
        sql.execute(server.database, change);
        const done = ostiary('audit', 'verify');
        assert.equal(done.code, EX.BROKEN, change);
        assert.match(done.stderr, new RegExp(`the audit chain is broken: ${what}`));
        const told = ostiary('audit', 'verify', '--json');
        assert.equal(told.code, EX.BROKEN);
        assert.equal(JSON.parse(told.stdout).broken.seq, seq);
        sql.execute(
          server.database,
          'delete from ostiary_audit; insert into ostiary_audit select * from kept',
        );
      }
    good('audit', 'verify');
  });

  it('names a row that a process without a chain has added, and list warns of it', () => {
    sql.execute(
      server.database,
      'insert into ostiary_audit (id, at_ms, actor, action, subject, detail)' +
        " values ('stray', 1, 'x', 'x', 'x', 'x')",
    );
    const done = ostiary('audit', 'verify');
    assert.equal(done.code, EX.BROKEN);
    assert.match(done.stderr, /the row stray has no place in the chain/);
    const listed = ostiary('audit', 'list');
    assert.equal(listed.code, EX.OK);
    assert.match(listed.stderr, /the row stray has no place in the chain and is not listed/);
    assert.ok(!listed.stdout.includes('stray'));
  });
});
