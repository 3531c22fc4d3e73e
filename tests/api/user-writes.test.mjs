// `ostiary user create`, `invite`, `set-password` and `verify`, beside a running server.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { callTasks, newPerson, postJson, SECRET, signIn } from './lib/people.mjs';
import { run, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const EX = { OK: 0, USAGE: 64, DATAERR: 65, NOINPUT: 66, NOUSER: 67, TEMPFAIL: 75, CONFIG: 78 };
const OUTBOX_MOST = 10_000; // LIMIT_OUTBOX
const GOOD = 'four quiet herons wait';

// A web UI of one page, so that links have a page to lead to.
function site() {
  const folder = path.join(temporaryDirectory(), 'site');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>t</title>');
  return folder;
}

let server;
let env;
before(async () => {
  const own = {
    BETTER_AUTH_SECRET: SECRET,
    OSTIARY_REVOCATIONS: 'on',
    OSTIARY_WEB_FOLDER: site(),
    OSTIARY_RATE_LIMIT: 'off',
  };
  server = await startServer({ env: own });
  env = { ...own, ...server.databaseUrl, BETTER_AUTH_URL: server.ready.url };
});
after(() => server?.stop());

const user = (words, { input, more = {} } = {}) =>
  run(['user', ...words, '--data', server.dir], { env: { ...env, ...more }, input });

function good(words, options) {
  const done = user(words, options);
  assert.equal(done.code, EX.OK, done.stderr);
  return done.stdout;
}
const jsonOf = (words, options) => JSON.parse(good([...words, '--json'], options));

// Without what a running server changes by itself, such as the state of mails.
const stored = () =>
  [
    'select "id", "email", "name", "emailVerified" as verified, "updatedAt" as at from "user"',
    'select "id", "password" from "account"',
    'select "id" from "session"',
    'select "id" from "verification"',
    'select id from ostiary_audit',
    'select id from ostiary_mail',
  ].map((table) => sql.rows(server.database, `${table} order by 1`));

function refuses(code, pattern, words, options) {
  const before = stored();
  const done = user(words, options);
  assert.equal(done.code, code, done.stderr);
  assert.match(done.stderr, pattern);
  assert.equal(done.stdout, '');
  assert.deepEqual(stored(), before);
  return done;
}

const auditOf = (id) =>
  sql
    .rows(server.database, `select action from ostiary_audit where subject = '${id}'`)
    .map(({ action }) => action);

const create = (email, ...words) => ['create', email, '--name', 'New', ...words];
const withPassword = (email) => create(email, '--password-file', '-');

describe('ostiary user create', () => {
  it('creates a person with a password, who signs in', async () => {
    const made = jsonOf(withPassword('Eva@Example.com'), { input: `${GOOD}\n` });
    assert.deepEqual(
      { ...made, id: 0 },
      {
        id: 0,
        email: 'eva@example.com',
        name: 'New',
        password: true,
        link: null,
        linkExpiresAt: null,
        mailed: false,
      },
    );
    const answer = await signIn(server, { email: 'eva@example.com', password: GOOD });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.user.id, made.id);
    assert.equal(answer.json.user.emailVerified, false);
    assert.deepEqual(auditOf(made.id), ['user-created']);
  });

  it('takes the password from a file of its own', async () => {
    const file = path.join(temporaryDirectory(), 'password');
    fs.writeFileSync(file, `${GOOD}\n`, { mode: 0o644 });
    const words = create('file@example.com', '--password-file', file);
    fs.chmodSync(file, 0o644);
    refuses(EX.NOINPUT, /all users have access to it/, words);
    fs.chmodSync(file, 0o600);
    assert.match(good(words), /has the given password/);
    refuses(EX.NOINPUT, /cannot be read/, create('no@example.com', '--password-file', '/none'));
  });

  it('prints a link that sets the password once', async () => {
    const made = jsonOf(create('link@example.com'));
    assert.deepEqual([made.password, made.mailed], [false, false]);
    const url = new URL(made.link);
    assert.equal(url.origin, server.ready.url);
    const opened = await send(server.url, { path: url.pathname + url.search });
    assert.equal(opened.status, 302);
    const { pathname, searchParams } = new URL(opened.get('location'), server.ready.url);
    assert.equal(pathname, '/reset-password');
    const token = searchParams.get('token');
    const reset = () => postJson(server, '/api/auth/reset-password', { newPassword: GOOD, token });
    assert.equal((await signIn(server, { ...made, password: GOOD })).status, 401);
    assert.equal((await reset()).status, 200);
    assert.equal((await reset()).status, 400);
    assert.equal((await signIn(server, { ...made, password: GOOD })).status, 200);
  });

  it('says all this in text', () => {
    assert.match(
      good(create('text@example.com')),
      /^text@example\.com is created as \S+, and has no password\. .*\nhttp:\S+\n$/,
    );
  });

  it('also creates people where sign-up is off', () =>
    assert.ok(
      jsonOf(withPassword('off@example.com'), {
        input: GOOD,
        more: { OSTIARY_SIGN_UP: 'off' },
      }).id,
    ));

  const taken = { input: GOOD };
  it('refuses an address that is taken, or none', () => {
    refuses(EX.DATAERR, /there is a user/, withPassword('EVA@example.com'), taken);
    refuses(EX.DATAERR, /there is a user/, create('eva@example.com'));
    refuses(EX.DATAERR, /no e-mail address/, withPassword('eva'), taken);
  });

  it('refuses a password that the server would refuse', () => {
    for (const [input, pattern] of [
      ['x1y2', /too short/],
      ['x'.repeat(129), /too long/],
      ['password123', /attackers try first/],
      ['rules@example.com', /attackers try first/],
    ]) {
      const done = refuses(EX.DATAERR, pattern, withPassword('rules@example.com'), { input });
      assert.ok(!done.stderr.includes(input));
    }
    refuses(EX.NOINPUT, /empty/, withPassword('rules@example.com'), { input: '' });
    refuses(EX.DATAERR, /not UTF-8/, withPassword('rules@example.com'), {
      input: Buffer.from('\xff\xfe longer than eight', 'latin1'),
    });
    good(withPassword('rules@example.com'), {
      input: 'password123',
      more: { OSTIARY_PASSWORD_BLOCKLIST: 'off' },
    });
  });

  it('refuses a name that is missing or too long', () => {
    refuses(EX.USAGE, /--name/, ['create', 'name@example.com']);
    const named = (n) => ['create', 'name@example.com', '--name', 'x'.repeat(n)];
    refuses(EX.USAGE, /at most 500/, named(501));
    good(named(500));
  });

  it('refuses a link that nobody could use', () => {
    const words = create('nolink@example.com');
    refuses(EX.CONFIG, /OSTIARY_PASSWORD_RESET is off/, words, {
      more: { OSTIARY_PASSWORD_RESET: 'off' },
    });
    refuses(EX.CONFIG, /no page/, words, { more: { OSTIARY_WEB: 'off' } });
    good(words);
  });
});

describe('ostiary user invite', () => {
  const mails = (to) =>
    sql.rows(server.database, `select kind, url from ostiary_mail where recipient = '${to}'`);

  it('mails the link, and does not print it', () => {
    const made = jsonOf(['invite', 'guest@example.com', '--name', 'Guest']);
    assert.deepEqual([made.mailed, made.link, made.password], [true, null, false]);
    assert.ok(Date.parse(made.linkExpiresAt) > Date.now());
    const [mail] = mails('guest@example.com');
    assert.equal(mail.kind, 'invitation');
    assert.deepEqual(auditOf(made.id), ['user-created']);
    const text = good(['invite', 'guest2@example.com', '--name', 'Guest']);
    assert.match(text, /A mail brings a link that sets one/);
    assert.ok(!text.includes('http'));
  });

  it('creates nobody when too many mails wait', () => {
    const later = Date.now() + 86_400_000;
    sql.execute(
      server.database,
      `insert into ostiary_mail (id, kind, recipient, name, state, attempts, created_ms, due_ms,
       turn_ms, expires_ms) with recursive n(i) as (select 1 union all select i + 1 from n
       where i <= ${OUTBOX_MOST}) select 'full-' || i, 'verify-email', i || '@example.org', '',
       'pending', 0, ${later}, ${later}, ${later}, ${later + 3_600_000} from n`,
    );
    refuses(EX.TEMPFAIL, /too many mails wait/, ['invite', 'late@example.com', '--name', 'Guest']);
    sql.execute(server.database, "delete from ostiary_mail where id like 'full-%'");
    good(['invite', 'late@example.com', '--name', 'Guest']);
  });

  it('refuses an address that is taken', () =>
    refuses(EX.DATAERR, /there is a user/, ['invite', 'guest@example.com', '--name', 'Guest']));
});

describe('ostiary user set-password', () => {
  const set = (name) => ['set-password', name, '--password-file', '-'];

  it('sets it, and ends sessions and access tokens', async () => {
    const ann = await newPerson(server, 'Ann');
    const bob = await newPerson(server, 'Bob');
    const tasks = async ({ tasks: where, jwt }) =>
      (await callTasks(server, 'GET', where, { token: jwt })).status;
    assert.deepEqual([await tasks(ann), await tasks(bob)], [200, 200]);
    assert.deepEqual(jsonOf(set(ann.email), { input: GOOD }), {
      id: ann.id,
      email: ann.email,
      sessionsEnded: true,
    });
    const session = await send(server.url, {
      path: '/api/auth/get-session',
      headers: [bearer(ann.session)],
    });
    assert.equal(session.text, 'null');
    await until('the token is refused', async () => (await tasks(ann)) === 401);
    assert.equal(await tasks(bob), 200);
    assert.equal((await signIn(server, ann)).status, 401);
    assert.equal((await signIn(server, { ...ann, password: GOOD })).status, 200);
    assert.equal((await signIn(server, bob)).status, 200);
    assert.deepEqual(auditOf(ann.id), ['user-password-set']);
    assert.match(
      sql.lines(server.database, `select kind from ostiary_mail where recipient = '${ann.email}'`),
      /sign-in-changed/,
    );
  });

  it('gives one to a person without', async () => {
    const made = jsonOf(create('none@example.com'));
    good(set(made.id), { input: GOOD });
    assert.equal((await signIn(server, { ...made, password: GOOD })).status, 200);
    const links = sql.rows(
      server.database,
      `select 1 as one from "verification" where "value" = '${made.id}'`,
    );
    assert.deepEqual(links, []);
  });

  it('refuses nobody’s name, and what the server would refuse', () => {
    refuses(EX.NOUSER, /there is no user "who@example.com"/, set('who@example.com'), {
      input: GOOD,
    });
    refuses(EX.DATAERR, /too short/, set('eva@example.com'), { input: 'x' });
    refuses(EX.DATAERR, /attackers/, set('eva@example.com'), { input: 'eva@example.com' });
    refuses(EX.USAGE, /--password-file/, ['set-password', 'eva@example.com']);
  });
});

describe('ostiary user verify', () => {
  it('verifies the address once', async () => {
    const cy = await newPerson(server, 'Cy');
    assert.equal(jsonOf(['verify', cy.email]).changed, true);
    const answer = await signIn(server, cy);
    assert.equal(answer.json.user.emailVerified, true);
    assert.equal(jsonOf(['verify', cy.id]).changed, false);
    assert.match(good(['verify', cy.id]), /was verified already/);
    assert.deepEqual(auditOf(cy.id), ['user-verified']);
  });

  it('refuses a name that is nobody’s', () =>
    refuses(EX.NOUSER, /there is no user/, ['verify', 'who@example.com']));
});
