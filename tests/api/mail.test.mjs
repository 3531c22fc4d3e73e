// Mails leave the outbox through a real SMTP server that is slow, refuses, hangs up, or is not
// there.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { send } from './lib/http.mjs';
import { addMail, mailRow, mailSettings, MailServer, makeCertificates } from './lib/mail.mjs';
import { newPerson, postJson, signIn } from './lib/people.mjs';
import { freePort } from './lib/program.mjs';
import { run, Server, serverFor, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const EX = { OK: 0, USAGE: 64, DATAERR: 65, NOINPUT: 66, CONFIG: 78 };
const LINK = 's3cr3t';
const CREDENTIALS = { user: 'mailer', password: 'mail-password-42' };
const LIVE = { BETTER_AUTH_URL: 'https://tasks.example' };

const certificates = makeCertificates();
const tls = { cert: certificates.cert, key: certificates.key };

async function mailServer(t, options) {
  const server = await MailServer.start(options);
  t.after(() => server.stop());
  return server;
}

const started = (t, env, options) => serverFor(t, { ...options, env });

// A started pair that sends without encryption, as is allowed on one machine.
async function pair(t, env = {}) {
  const mails = await mailServer(t);
  return { mails, server: await started(t, mailSettings(mails, env)) };
}

async function rowUntil(server, id, good, timeout_ms = 40_000) {
  const end = Date.now() + timeout_ms;
  for (;;) {
    const row = mailRow(server.database, id);
    if (good(row)) return row;
    assert.ok(Date.now() < end, `it stays ${JSON.stringify(row)}\n${server.output.stderr}`);
    await pause(100);
  }
}

const becomes = (server, id, state, timeout_ms) =>
  rowUntil(server, id, (row) => row.state === state, timeout_ms);

// The log's line of that mail; it may be read a moment later than the row.
async function logged(server, msg, id) {
  for (let i = 0; ; i++) {
    const line = server.logs.find((found) => found.msg === msg && found.mail === id);
    if (line) return line;
    assert.ok(i < 100, `no "${msg}" of ${id}:\n${server.output.stderr}`);
    await pause(50);
  }
}

function staysQuiet(server) {
  const said = server.output.stdout + server.output.stderr;
  for (const secret of [LINK, '@example', CREDENTIALS.password])
    assert.ok(!said.includes(secret), `"${secret}" is in the log:\n${said}`);
}

const outbox = (server, ...words) => run(['outbox', ...words, '--database', server.database]);

describe('a mail', { concurrency: 4 }, () => {
  for (const [name, how, security] of [
    ['over STARTTLS', 'starttls', 'starttls'],
    ['over TLS from the first byte', 'implicit', 'tls'],
  ]) {
    it(`goes out ${name} with user and password, and its link is forgotten`, async (t) => {
      const mails = await mailServer(t, { tls: how, ...tls, ...CREDENTIALS });
      const password = path.join(temporaryDirectory(), 'password');
      fs.writeFileSync(password, `${CREDENTIALS.password}\n`, { mode: 0o600 });
      const server = await started(
        t,
        mailSettings(mails, {
          ...LIVE,
          OSTIARY_SMTP_SECURITY: security,
          OSTIARY_SMTP_USER: CREDENTIALS.user,
          OSTIARY_SMTP_PASSWORD_FILE: password,
          OSTIARY_SMTP_CA_FILE: certificates.ca,
          OSTIARY_MAIL_PRODUCT: 'Tâsks',
        }),
      );
      const id = addMail(server.database, { name: 'Zoë' });
      const { mail, ...event } = await mails.mailTo('ann@example.org');

      assert.equal(event.from, 'noreply@tasks.example');
      assert.equal(event.hello, 'tasks.example');
      assert.equal(event.tls, true);
      assert.equal(event.user, CREDENTIALS.user);
      assert.deepEqual(mail.headers.to, ['ann@example.org']);
      assert.deepEqual(mail.headers.from, ['"Tasks" <noreply@tasks.example>']);
      assert.deepEqual(mail.headers['message-id'], [`<${id}@tasks.example>`]);
      assert.deepEqual(mail.headers['auto-submitted'], ['auto-generated']);
      assert.deepEqual(mail.headers['mime-version'], ['1.0']);
      assert.ok(Math.abs(Date.parse(mail.headers.date[0]) - Date.now()) < 60_000);
      assert.match(mail.headers.subject[0], /^=\?UTF-8\?B\?/);
      const encoded = mail.headers.subject[0].match(/\?B\?([^?]+)\?=/)[1];
      assert.equal(Buffer.from(encoded, 'base64').toString(), 'Reset your Tâsks password');
      const url = 'https://tasks.example/api/auth/reset-password/s3cr3t?callbackURL=%2F';
      assert.ok(mail.parts['text/plain'].includes('Hello Zoë,'));
      assert.ok(mail.parts['text/plain'].includes(`\r\n${url}\r\n`));
      assert.ok(mail.parts['text/html'].includes(`<a href="${url}">`));

      const row = await becomes(server, id, 'sent');
      assert.equal(row.url, null);
      assert.equal(row.name, '');
      assert.equal(row.attempts, 1);
      assert.ok(!JSON.stringify(sql.everything(server.database)).includes(LINK));
      assert.equal((await logged(server, 'mail sent', id)).level, 'info');
      staysQuiet(server);
    });
  }

  it('does not go to a server with an untrusted certificate or with another name', async (t) => {
    const mails = await mailServer(t, { tls: 'starttls', ...tls, ...CREDENTIALS });
    const env = {
      OSTIARY_SMTP_SECURITY: 'starttls',
      OSTIARY_SMTP_USER: 'u',
      OSTIARY_SMTP_PASSWORD: 'p',
    };
    const unknown = await started(t, mailSettings(mails, env));
    const misnamed = await started(
      t,
      mailSettings(mails, {
        ...env,
        OSTIARY_SMTP_HOST: '127.0.0.1',
        OSTIARY_SMTP_CA_FILE: certificates.ca,
      }),
    );
    for (const server of [unknown, misnamed]) {
      const id = addMail(server.database);
      const row = await rowUntil(server, id, (now) => now.note);
      assert.equal(row.state, 'pending', 'it can be put right while the mail waits');
      assert.match(row.note, /SSL|certificate/i);
    }
    assert.deepEqual(mails.events.slice(1), [], 'neither a password nor a mail');
  });

  it('does not go to a server that does not offer the STARTTLS that is asked for', async (t) => {
    const mails = await mailServer(t, { tls: 'none', ...CREDENTIALS });
    const server = await started(
      t,
      mailSettings(mails, {
        OSTIARY_SMTP_SECURITY: 'starttls',
        OSTIARY_SMTP_USER: CREDENTIALS.user,
        OSTIARY_SMTP_PASSWORD: CREDENTIALS.password,
        OSTIARY_SMTP_CA_FILE: certificates.ca,
      }),
    );
    const id = addMail(server.database);
    const row = await rowUntil(server, id, (now) => now.note);
    assert.equal(row.state, 'pending');
    assert.match(row.note, /STARTTLS/);
    assert.deepEqual(mails.events.slice(1), [], 'neither a password nor a mail');
  });

  it('waits while the password is wrong, and goes with the right one', async (t) => {
    const mails = await mailServer(t, { tls: 'starttls', ...tls, ...CREDENTIALS });
    const server = await started(
      t,
      mailSettings(mails, {
        OSTIARY_SMTP_SECURITY: 'starttls',
        OSTIARY_SMTP_USER: CREDENTIALS.user,
        OSTIARY_SMTP_PASSWORD: 'wrong',
        OSTIARY_SMTP_CA_FILE: certificates.ca,
      }),
    );
    const id = addMail(server.database);
    const row = await rowUntil(server, id, (now) => now.note);
    assert.equal(row.state, 'pending');
    assert.match(row.note, /535/);
    await server.restart({ OSTIARY_SMTP_PASSWORD: CREDENTIALS.password });
    await becomes(server, id, 'sent');
    await mails.exactly('ann@example.org', 1);
  });

  it('is tried again after a temporary failure and after a lost connection, and is taken once', async (t) => {
    const { mails, server } = await pair(t);
    const names = ['temporary-2@example.org', 'drop-1@example.org', 'plain@example.org'];
    const ids = names.map((recipient) => addMail(server.database, { recipient }));
    for (const id of ids) await becomes(server, id, 'sent');
    for (const name of names) await mails.exactly(name, 1);
    assert.deepEqual(
      ids.map((id) => mailRow(server.database, id).attempts),
      [3, 2, 1],
    );
    const first = await logged(server, 'mail not sent yet', ids[0]);
    assert.equal(first.level, 'warn');
    assert.equal(first.reply, 451);
    staysQuiet(server);
  });

  it('comes twice, and says that it is the same, when the answer to it was lost', async (t) => {
    const { mails, server } = await pair(t);
    const id = addMail(server.database, { recipient: 'lost-1@example.org' });
    await becomes(server, id, 'sent');
    const both = (await mails.exactly('lost-1@example.org', 2)).map((event) => event.mail.raw);
    assert.equal(both[0], both[1]);
  });

  it('is given up when the server says never, until an operator has it tried again', async (t) => {
    const { mails, server } = await pair(t);
    for (const [recipient, code] of [
      ['permanent@example.org', 550],
      ['rejected@example.org', 554],
    ]) {
      const id = addMail(server.database, { recipient });
      const row = await becomes(server, id, 'failed');
      assert.equal(row.attempts, 1);
      assert.ok(row.url.includes(LINK), 'the operator can still read it');
      assert.match(row.note, new RegExp(String(code)));
      assert.equal((await logged(server, 'mail given up', id)).reply, code);
      const retried = outbox(server, 'retry', id);
      assert.equal(retried.code, EX.OK, retried.stderr);
      await rowUntil(server, id, (now) => now.attempts === 2 && now.state === 'failed');
      await mails.find(() => mails.of(recipient, 'refused').length === 2);
    }
    staysQuiet(server);
  });

  it('waits for a mail server that is away, while sign-ups do not wait', async (t) => {
    const port = await freePort();
    const server = await started(t, mailSettings({ port }));
    const id = addMail(server.database);
    await rowUntil(server, id, (now) => now.note);
    await newPerson(server, 'Ann');
    const mails = await mailServer(t, { port });
    await becomes(server, id, 'sent', 60_000);
    await mails.exactly('ann@example.org', 1);
  });

  it('that takes the server long holds up neither a request nor the stop, and goes out later', async (t) => {
    const { mails, server } = await pair(t);
    const id = addMail(server.database, { recipient: 'slow-30@example.org' });
    await mails.find((event) => event.event === 'slow');
    await newPerson(server, 'Ann');
    assert.equal(mailRow(server.database, id).state, 'sending', 'she did not wait for it');
    await server.stop();
    assert.equal(mailRow(server.database, id).state, 'pending', 'nor did the stop');
    sql.execute(
      server.database,
      `update ostiary_mail set recipient = 'later@example.org' where id = '${id}'`,
    );
    await server.start();
    await mails.mailTo('later@example.org');
    await becomes(server, id, 'sent');
  });

  it('that was being sent when the process was killed goes out when its claim has ended', async (t) => {
    const { mails, server } = await pair(t);
    const id = addMail(server.database, { recipient: 'slow-30@example.org' });
    await mails.find((event) => event.event === 'slow');
    await server.kill();
    assert.equal(mailRow(server.database, id).state, 'sending');
    sql.execute(
      server.database,
      `update ostiary_mail set recipient = 'later@example.org' where id = '${id}'`,
    );
    server.options.listen = `127.0.0.1:${server.port}`;
    await server.start();
    await pause(6000); // more than a poll
    assert.equal(mails.of('later@example.org').length, 0, 'it is still claimed');
    assert.ok(mailRow(server.database, id).due_ms > Date.now(), 'but not for ever');
    sql.execute(server.database, `update ostiary_mail set due_ms = 0 where id = '${id}'`);
    await mails.mailTo('later@example.org');
    await becomes(server, id, 'sent');
    await mails.exactly('later@example.org', 1);
  });

  it('goes out once when several processes share the database', async (t) => {
    const mails = await mailServer(t);
    const first = await started(t, mailSettings(mails));
    const second = await started(t, mailSettings(mails), { dir: first.dir });
    const names = Array.from({ length: 40 }, (_, i) => `person${i}@example.org`);
    for (const recipient of names) addMail(first.database, { recipient });
    for (const name of names) await mails.mailTo(name);
    await pause(1000);
    assert.deepEqual(
      names.filter((name) => mails.of(name).length !== 1),
      [],
    );
    const sent = [first, second].flatMap((server) =>
      server.logs.filter((line) => line.msg === 'mail sent'),
    );
    assert.equal(sent.length, names.length);
  });

  it('of a name or an address that would write headers has none of them', async (t) => {
    const { mails, server } = await pair(t);
    const evil = addMail(server.database, { recipient: 'ann@example.org\r\nBcc: eve@example.org' });
    const named = addMail(server.database, {
      recipient: 'bob@example.org',
      name: 'Bob\r\nBcc: eve@example.org\r\n\r\n<h1>Visit evil.example</h1>',
    });
    const row = await becomes(server, evil, 'failed');
    assert.match(row.note, /no mail can be sent to this address/);
    await becomes(server, named, 'sent');
    const [{ mail }] = await mails.exactly('bob@example.org', 1);
    assert.deepEqual(Object.keys(mail.headers).sort(), [
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
    ]);
    assert.ok(!mail.raw.includes('eve@') && !mail.raw.includes('evil.example'));
    assert.ok(mail.parts['text/plain'].startsWith('Hello bob@example.org,'));
    assert.equal(mails.events.filter((event) => event.event === 'mail').length, 1);
  });

  it('goes to an address that is not ASCII', async (t) => {
    const { mails, server } = await pair(t);
    const id = addMail(server.database, { recipient: 'jörg@bücher.example' });
    await becomes(server, id, 'sent');
    const event = await mails.find((found) => found.event === 'mail');
    assert.equal(event.to, 'jörg@bücher.example');
    assert.ok(event.options.includes('SMTPUTF8'));
  });

  it('is not sent when its link has expired, and the link is wiped', async (t) => {
    const mails = await mailServer(t);
    const server = await started(t, mailSettings(mails));
    const now = Date.now();
    const dead = addMail(server.database, { recipient: 'dead@example.org', expires_ms: now - 1 });
    const good = addMail(server.database, { recipient: 'good@example.org' });
    await becomes(server, good, 'sent');
    await server.restart();
    const row = await becomes(server, dead, 'failed');
    assert.equal(row.url, null);
    assert.equal(mails.of('dead@example.org').length, 0);
  });
});

describe('a forgotten password', { concurrency: 4 }, () => {
  const ask = (server, email) =>
    postJson(server, '/api/auth/request-password-reset', { email, redirectTo: '/new' });

  it('is replaced by way of a mail, and a stranger gets the same answer and no mail', async (t) => {
    const { mails, server } = await pair(t);
    const ann = await newPerson(server, 'Ann');
    const stranger = await ask(server, 'stranger@example.com');
    const answer = await ask(server, ann.email);
    assert.equal(answer.status, 200);
    assert.equal(stranger.text, answer.text);
    const { mail } = await mails.mailTo(ann.email);
    const link = new URL(/^http:\S+$/m.exec(mail.parts['text/plain'])[0]);
    assert.equal(link.origin, new URL(server.url).origin);

    const followed = await send(server.url, { path: link.pathname + link.search });
    assert.equal(followed.status, 302);
    const token = new URL(followed.all('location')[0]).searchParams.get('token');
    const reset = await postJson(server, '/api/auth/reset-password', {
      newPassword: 'a whole new password',
      token,
    });
    assert.equal(reset.status, 200, reset.text);
    assert.equal((await signIn(server, ann)).status, 401);
    assert.equal((await signIn(server, { ...ann, password: 'a whole new password' })).status, 200);
    assert.deepEqual(mails.of('stranger@example.com'), []);
  });

  it('is asked for without waiting for the mail server', async (t) => {
    const { mails, server } = await pair(t);
    const slow = { name: 'Slow', email: 'slow-30@example.com', password: 'correct horse battery' };
    assert.equal((await postJson(server, '/api/auth/sign-up/email', slow)).status, 200);
    const before = Date.now();
    assert.equal((await ask(server, slow.email)).status, 200);
    await mails.find((event) => event.event === 'slow');
    assert.equal((await ask(server, slow.email)).status, 200);
    assert.ok(Date.now() - before < 10_000);
  });
});

describe('many requests for mails to one address', { concurrency: 4 }, () => {
  const ask = (server, email) =>
    postJson(server, '/api/auth/request-password-reset', { email, redirectTo: '/new' });
  const slow = { name: 'Slow', email: 'slow-1@example.com', password: 'correct horse battery' };

  async function askOften(server, times) {
    const answers = await Promise.all(Array.from({ length: times }, () => ask(server, slow.email)));
    for (const answer of answers) assert.equal(answer.status, 200, answer.text);
  }

  async function settled(server) {
    while (sql.rows(server.database, 'select 1 from ostiary_mail where url is not null').length)
      await pause(100);
  }

  function link({ mail }) {
    const { pathname, search } = new URL(/^http:\S+$/m.exec(mail.parts['text/plain'])[0]);
    return pathname + search;
  }

  it('make few mails, the last of which is good, and do not hold up those to others', async (t) => {
    const { mails, server } = await pair(t, {
      OSTIARY_MAIL_PER_ADDRESS: '9',
      OSTIARY_SMTP_CONNECTIONS: '1',
    });
    const ann = await newPerson(server, 'Ann');
    assert.equal((await postJson(server, '/api/auth/sign-up/email', slow)).status, 200);
    for (let i = 0; i < 4; i++) await askOften(server, 15);
    assert.equal((await ask(server, ann.email)).status, 200);
    await mails.mailTo(ann.email);
    assert.ok(mails.of(slow.email).length <= 2, 'her mail has waited for more than one turn');
    await settled(server);
    const sent = mails.of(slow.email);
    assert.ok(sent.length >= 1 && sent.length <= 3, `${sent.length} mails`);
    assert.equal(sent.length, new Set(sent.map(link)).size);
    const followed = await send(server.url, { path: link(sent.at(-1)) });
    assert.match(followed.all('location')[0], /[?&]token=/);
  });

  it('are counted by every process and over a restart, by kind and together', async (t) => {
    // Without the throttle, which sends no second reset link within a minute.
    const { mails, server } = await pair(t, {
      OSTIARY_MAIL_PER_ADDRESS: '4',
      OSTIARY_ACCOUNT_THROTTLE: 'off',
    });
    const ann = await newPerson(server, 'Ann');
    const verify = () =>
      postJson(server, '/api/auth/send-verification-email', { email: ann.email });
    for (let i = 0; i < 4; i++) {
      assert.equal((await ask(server, ann.email)).status, 200);
      await settled(server);
      if (i === 1) await server.restart();
    }
    await mails.exactly(ann.email, 2);
    assert.ok(server.logs.some((line) => line.msg.startsWith('mail not sent: too many')));
    assert.ok(!server.output.stderr.includes(ann.email));
    for (let i = 0; i < 3; i++) {
      assert.equal((await verify()).status, 200);
      await settled(server);
    }
    await mails.exactly(ann.email, 4);
    const ben = await newPerson(server, 'Ben');
    assert.equal((await ask(server, ben.email)).status, 200);
    await mails.mailTo(ben.email);
  });
});

describe('templates of an operator', { concurrency: 4 }, () => {
  const folder = (files) => {
    const dir = temporaryDirectory();
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(dir, name), text);
    return dir;
  };

  it('replace the built-in ones', async (t) => {
    const dir = folder({
      'verify-email.txt': 'Grüezi {{name}}: {{url}}\n.\n{{email}} bei {{product}}\n',
      'verify-email.html': '<b>{{name}}</b><a href="{{url}}">ja</a>',
      'verify-email.subject': 'Willkommen\n',
    });
    const { mails, server } = await pair(t, {
      OSTIARY_MAIL_TEMPLATES: dir,
      OSTIARY_MAIL_PRODUCT: 'Aufgaben',
    });
    addMail(server.database, {
      kind: 'verify-email',
      name: 'A & B',
      url: 'https://t.example/?a=1&b=2',
    });
    const { mail } = await mails.mailTo('ann@example.org');
    assert.deepEqual(mail.headers.subject, ['Willkommen']);
    assert.equal(
      mail.parts['text/plain'],
      'Grüezi A & B: https://t.example/?a=1&b=2\r\n.\r\nann@example.org bei Aufgaben',
    );
    assert.equal(
      mail.parts['text/html'],
      '<b>A &amp; B</b><a href="https://t.example/?a=1&amp;b=2">ja</a>',
    );
  });

  it('stop the start when they are not good, and change nothing', () => {
    for (const [file, text, words] of [
      ['verify-email.txt', 'Hello {{nmae}}, {{url}}', '{{nmae}}'],
      ['verify-email.html', 'Hello', 'no {{url}}'],
      ['verify-mail.txt', '{{url}}', 'no template'],
    ]) {
      const data = path.join(temporaryDirectory(), 'data');
      const done = run(['serve', '--data', data, '--listen', '127.0.0.1:0'], {
        env: { OSTIARY_MAIL_TEMPLATES: folder({ [file]: text }) },
      });
      assert.equal(done.code, EX.CONFIG, done.stderr);
      assert.match(done.stderr, /^[^\n]+\n$/);
      assert.ok(done.stderr.includes(file) && done.stderr.includes(words), done.stderr);
      assert.ok(!fs.existsSync(path.join(data, 'ostiary.db')));
    }
  });
});

describe('without a mail server', { concurrency: 4 }, () => {
  it('links are logged where only this machine can follow them', async (t) => {
    const server = await started(t, {});
    const id = addMail(server.database);
    const row = await becomes(server, id, 'logged');
    assert.ok(row.url.includes(LINK));
    const line = await logged(server, 'no mail server is set; the link of the mail follows', id);
    assert.equal(line.level, 'notice');
    assert.equal(line.url, row.url);
    assert.equal(line.to, 'ann@example.org');
  });

  it('links are never logged elsewhere; an operator can read them', async (t) => {
    const server = await started(t, { ...LIVE, LOG_LEVEL: 'debug' });
    const id = addMail(server.database, { name: 'Ann\x1b[31m' });
    await pause(6000); // more than a poll
    assert.equal(mailRow(server.database, id).state, 'pending');
    staysQuiet(server);

    const listed = outbox(server, 'list');
    assert.equal(listed.code, EX.OK, listed.stderr);
    assert.ok(listed.stdout.includes(id) && listed.stdout.includes('ann@example.org'));
    assert.ok(!listed.stdout.includes(LINK), 'a list shows no link');
    const json = outbox(server, 'list', '--json');
    assert.ok(!json.stdout.includes(LINK), 'nor does its JSON');
    const [mail] = JSON.parse(json.stdout);
    const { createdAt, dueAt, expiresAt, ...rest } = mail;
    for (const time of [createdAt, dueAt, expiresAt]) assert.ok(Number.isFinite(Date.parse(time)));
    assert.deepEqual(rest, {
      id,
      state: 'pending',
      kind: rest.kind,
      to: 'ann@example.org',
      attempts: 0,
      hasLink: true,
      note: null,
    });
    const shown = outbox(server, 'show', id);
    assert.equal(shown.code, EX.OK, shown.stderr);
    assert.ok(shown.stdout.includes(`/reset-password/${LINK}?callbackURL=%2F\n`));
    assert.ok(!shown.stdout.includes('\x1b'), 'and nothing steers the terminal');
  });

  it('mails that wait are sent once there is one', async (t) => {
    const server = await started(t, LIVE);
    const id = addMail(server.database);
    const mails = await mailServer(t);
    await server.restart(mailSettings(mails));
    await mails.mailTo('ann@example.org');
    await becomes(server, id, 'sent');
  });
});

describe('the outbox command', () => {
  const server = new Server({});
  after(() => server.kill());

  it('refuses what it cannot do', async () => {
    await server.start();
    const sent = addMail(server.database, { state: 'sent' });
    for (const [words, code, said] of [
      [[], EX.USAGE, 'usage'],
      [['lst'], EX.USAGE, 'did you mean list?'],
      [['show'], EX.USAGE, 'usage'],
      [['list', '--databse', 'x'], EX.USAGE, '--database'],
      [['show', 'nobody', '--database', server.database], EX.DATAERR, 'no mail "nobody"'],
      [['retry', 'nobody', '--database', server.database], EX.DATAERR, 'no mail "nobody"'],
      [['retry', sent, '--database', server.database], EX.DATAERR, 'was sent'],
      [['show', sent, '--database', server.database], EX.OK, ''],
    ]) {
      const done = run(['outbox', ...words]);
      assert.equal(done.code, code, `${words}: ${done.stderr}`);
      assert.ok(done.stderr.includes(said), done.stderr);
    }
  });

  it('refuses a database that other users may open', async () => {
    const dir = path.join(temporaryDirectory(), 'data');
    const database = path.join(dir, 'ostiary.db');
    await (await startServer({ dir, database })).stop();
    for (const [mode, code, said] of [
      [0o644, EX.NOINPUT, /^[^\n]*may be opened by other users[^\n]*chmod 600[^\n]*\n$/],
      [0o600, EX.OK, /^$/],
    ]) {
      fs.chmodSync(database, mode);
      const done = run(['outbox', 'list', '--database', `sqlite:${database}`]);
      assert.equal(done.code, code, done.stderr);
      assert.match(done.stderr, said);
    }
  });
});
