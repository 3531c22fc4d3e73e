// A real SMTP server (Debian's python3-aiosmtpd, peer/smtp.py) and what it was given.

import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

import { here, temporaryDirectory } from './server.mjs';
import * as sql from './sql.mjs';

const PYTHON = '/usr/bin/python3'; // where Debian's package is

const mailServers = new Set();
process.on('exit', () => {
  for (const child of mailServers) child.kill('SIGKILL');
});

// A certificate authority of the test's own, and a certificate for localhost signed by it.
export function makeCertificates() {
  const dir = temporaryDirectory();
  const at = (name) => path.join(dir, name);
  const openssl = (...args) =>
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
    '-addext',
    'keyUsage=critical,keyCertSign',
  );
  openssl('req', ...key, '-keyout', at('key.pem'), '-out', at('csr.pem'), '-subj', '/CN=localhost');
  fs.writeFileSync(at('names'), 'subjectAltName=DNS:localhost\n');
  openssl(
    'x509',
    '-req',
    '-in',
    at('csr.pem'),
    '-CA',
    at('ca.pem'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    at('names'),
    '-out',
    at('cert.pem'),
  );
  return { ca: at('ca.pem'), cert: at('cert.pem'), key: at('key.pem') };
}

function parseHeaders(text) {
  const headers = {};
  for (const line of text.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    headers[name] ??= [];
    headers[name].push(line.slice(colon + 1).trim());
  }
  return headers;
}

function decodeQuotedPrintable(text) {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

// A whole mail: headers (each an array, unfolded), and the decoded parts by media type.
export function parseMail(raw) {
  const end = raw.indexOf('\r\n\r\n');
  const headers = parseHeaders(raw.slice(0, end));
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'][0])[1];
  const pieces = raw.slice(end).split(`\r\n--${boundary}`).slice(1, -1);
  const parts = {};
  for (const piece of pieces) {
    const split = piece.indexOf('\r\n\r\n');
    const own = parseHeaders(piece.slice(2, split));
    parts[own['content-type'][0].split(';')[0]] = decodeQuotedPrintable(piece.slice(split + 4));
  }
  return { raw, headers, parts };
}

export class MailServer {
  static async start(options = {}) {
    const server = new MailServer();
    const program = path.join(here, 'peer/smtp.py');
    server.child = spawn(PYTHON, [program, JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    mailServers.add(server.child);
    server.events = [];
    server.waiting = [];
    server.errors = '';
    server.child.stderr.setEncoding('utf8').on('data', (text) => (server.errors += text));
    createInterface(server.child.stdout).on('line', (line) => server.#take(JSON.parse(line)));
    server.port = (await server.find((event) => event.port)).port;
    return server;
  }

  #take(event) {
    if (event.event === 'mail')
      event.mail = parseMail(Buffer.from(event.data, 'base64').toString('latin1'));
    this.events.push(event);
    for (const look of [...this.waiting]) look();
  }

  // The first event, had or to come, that matches.
  find(matches, timeout_ms = 40_000) {
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        this.waiting = this.waiting.filter((other) => other !== look);
      };
      const timer = setTimeout(() => {
        stop();
        const seen = this.events.map(({ data, mail, ...rest }) => JSON.stringify(rest)).join('\n');
        reject(new Error(`the mail server did not see it; it saw\n${seen}\n${this.errors}`));
      }, timeout_ms);
      const look = () => {
        const found = this.events.find(matches);
        if (found) {
          stop();
          resolve(found);
        }
      };
      this.waiting.push(look);
      look();
    });
  }

  mailTo(address, timeout_ms) {
    return this.find((event) => event.event === 'mail' && event.to === address, timeout_ms);
  }

  of(address, kind = 'mail') {
    return this.events.filter((event) => event.event === kind && event.to === address);
  }

  // That many mails to the address, and in the next moment not one more. The server is another
  // process: what it has seen may be told a moment later than the row in the database.
  async exactly(address, count) {
    await this.find(() => this.of(address).length >= count);
    await pause(300);
    const mails = this.of(address);
    if (mails.length !== count)
      throw new Error(`${mails.length} mails to ${address}, not ${count}`);
    return mails;
  }

  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGKILL');
      await ended;
    }
    mailServers.delete(this.child);
  }
}

// What makes a started server send through that mail server.
export function mailSettings(mailServer, env = {}) {
  return {
    OSTIARY_SMTP_HOST: 'localhost',
    OSTIARY_SMTP_PORT: String(mailServer.port),
    OSTIARY_SMTP_SECURITY: 'none',
    OSTIARY_MAIL_FROM: 'Tasks <noreply@tasks.example>',
    ...env,
  };
}

const quoted = (text) => `'${String(text).replaceAll("'", "''")}'`;
let added = 0;

// Puts a mail into the outbox beside the running server, as another process would, and returns its
// id.
export function addMail(database, mail) {
  const now = Date.now();
  const row = {
    id: `test${String(++added).padStart(12, '0')}`,
    kind: 'reset-password',
    recipient: 'ann@example.org',
    name: 'Ann',
    url: 'https://tasks.example/api/auth/reset-password/s3cr3t?callbackURL=%2F',
    state: 'pending',
    attempts: 0,
    created_ms: now,
    due_ms: now,
    turn_ms: now,
    expires_ms: now + 3_600_000,
    ...mail,
  };
  sql.execute(
    database,
    `insert into ostiary_mail (${Object.keys(row).join(', ')})
    values (${Object.values(row).map(quoted).join(', ')})`,
  );
  return row.id;
}

export function mailRow(database, id) {
  return sql.rows(database, `select * from ostiary_mail where id = ${quoted(id)}`)[0];
}
