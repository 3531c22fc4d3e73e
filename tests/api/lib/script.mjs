// Reads and speaks a script: a text of exchanges in which values of earlier answers stand as
// $(...).
//
//   # a comment
//   set NAME=VALUE ...            settings of both servers, before the first exchange; the value
//                                 @FILE is the text of that file, which is beside the script
//   again NAME=VALUE ...          the whole script is spoken once more, with these settings besides
//   --- name of the exchange
//   POST /sign-in/email           below the base path; with @ before it from the root
//   origin: $(base)               a header; a body brings content-type: application/json unless it
//   > {"email":"..."}             is given, even if empty
//   each a | b | c                the exchange is sent once for each, which stands as $(each)
//   keep ann                      afterwards $(ann.cookie), $(ann.session), $(ann.signed),
//                                 $(ann.id), $(ann.jwt) and of the cookies $(ann.login), the
//                                 session's own, $(ann.data), its cache's value, and
//                                 $(ann.dataName)
//   keep mail reset               afterwards $(reset.token), $(reset.link) of the newest mail
//   sql STATEMENT                 in place of a request, on both databases
//   mails                         in place of a request: what was mailed since is compared
//   older REASON                  Better Auth 1.7.7 answers otherwise than 1.7.24, which counts
//   deviates WORDS                the server means to answer otherwise; the words stand in
//                                 docs/build/compatibility.md
//
// Also: $(base), $(host), $(long:N) N signs of three bytes, $(sign:TEXT) as a cookie has it,
// $(verify:claim=value,...) a token of a mail whose exp is in seconds from now.

import { Jar } from './jar.mjs';

import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const DIRECTIVES = /^(keep|each|sql|mails|older|deviates)\b ?(.*)$/;

function readLine(step, line, where) {
  const directive = DIRECTIVES.exec(line);
  const request = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\S.*)$/.exec(line);
  const header = /^([\w-]+):(?: (.*))?$/.exec(line);
  if (line.startsWith('> '))
    step.body = step.body === undefined ? line.slice(2) : `${step.body}\r\n${line.slice(2)}`;
  else if (request) [, step.method, step.path] = request;
  else if (directive) step[directive[1]] = directive[2];
  else if (header) step.headers.push([header[1], header[2] ?? '']);
  else throw new Error(`${where}: not understood: ${line}`);
}

function readSettings(words, file) {
  const textOf = (text) =>
    text.startsWith('@')
      ? fs.readFileSync(path.join(path.dirname(file), text.slice(1)), 'utf8')
      : text;
  return Object.fromEntries(
    words
      .split(' ')
      .map((word) => word.split(/=(.*)/s))
      .map(([name, value]) => [name, textOf(value)]),
  );
}

// {settings, again, steps}; `each` is unrolled.
export function readScript(file) {
  const settings = {};
  const again = [];
  const steps = [];
  for (const [at, line] of fs.readFileSync(file, 'utf8').split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('set ')) {
      Object.assign(settings, readSettings(line.slice(4), file));
    } else if (line.startsWith('again ')) {
      again.push(readSettings(line.slice(6), file));
    } else if (line.startsWith('--- ')) {
      steps.push({ title: line.slice(4), headers: [] });
    } else {
      readLine(steps.at(-1), line, `${file}:${at + 1}`);
    }
  }
  return { settings, again, steps: steps.flatMap(unroll) };
}

function unroll(step) {
  if (step.each === undefined) return [step];
  const { each, ...rest } = step;
  return each.split(' | ').map((word) => {
    const put = (text) => text.replaceAll('$(each)', () => word);
    return {
      ...rest,
      title: `${step.title}: ${word}`,
      path: put(step.path),
      headers: step.headers.map(([n, v]) => [n, put(v)]),
      body: step.body === undefined ? undefined : put(step.body),
    };
  });
}

const encode = encodeURIComponent;
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// What one server has said that later requests need.
export class Memory {
  constructor({ server, secret, basePath }) {
    Object.assign(this, { server, secret, basePath });
    this.kept = new Map();
  }

  #mac(text, encoding) {
    return createHmac('sha256', this.secret).update(text).digest(encoding);
  }

  // A token as in mails: exp and iat in seconds from now; numbers stay numbers.
  #verification(text) {
    const now = Math.floor(Date.now() / 1000);
    const given = Object.fromEntries(text.split(',').map((pair) => pair.split('=')));
    const { exp = '3600', iat = '0', secret, ...claims } = given;
    const input = `${part({ alg: 'HS256' })}.${part({ ...claims, iat: now + Number(iat), exp: now + Number(exp) })}`;
    return `${input}.${secret ? createHmac('sha256', secret).update(input).digest('base64url') : this.#mac(input, 'base64url')}`;
  }

  #value(name) {
    if (name === 'base') return this.server.url;
    if (name === 'host') return new URL(this.server.url).host;
    if (name.startsWith('long:')) return '\u20ac'.repeat(Number(name.slice(5)));
    if (name.startsWith('sign:'))
      return encode(`${name.slice(5)}.${this.#mac(name.slice(5), 'base64')}`);
    if (name.startsWith('verify:')) return this.#verification(name.slice(7));
    const [who, what] = name.split('.');
    const value = this.kept.get(who)?.[what];
    if (value === undefined) throw new Error(`nothing is kept as ${name}`);
    return value;
  }

  // The innermost first: $(sign:$(ann.session)).
  put(text) {
    const once = text.replace(/\$\(([^()]*)\)/g, (_, name) => this.#value(name));
    return once === text ? text : this.put(once);
  }

  request(step) {
    const headers = step.headers.map(([n, v]) => [n, this.put(v)]).filter(([, v]) => v !== '');
    const typed = step.headers.some(([n]) => n.toLowerCase() === 'content-type');
    return {
      method: step.method,
      path: step.path.startsWith('@')
        ? this.put(step.path.slice(1))
        : this.basePath + this.put(step.path),
      headers: [
        ['user-agent', 'script/1'],
        ...headers,
        ...(step.body === undefined || typed ? [] : [['content-type', 'application/json']]),
      ],
      body: step.body === undefined ? undefined : this.put(step.body),
    };
  }

  keep(words, answer, mails) {
    const mail = /^mail (\w+)$/.exec(words);
    this.kept.set(
      mail ? mail[1] : words,
      mail ? linkOf(mails.at(-1)) : gainOf(answer, this.kept.get(words)),
    );
  }
}

function linkOf(mail) {
  if (!mail) throw new Error('there is no mail to keep');
  const { pathname, search, searchParams } = new URL(mail.url);
  return { link: pathname + search, token: searchParams.get('token') ?? pathname.split('/').pop() };
}

function gainOf(answer, before = {}) {
  // Kept as it is, for its text does not say which cookies are of a domain.
  const jar = new Jar(before.jar);
  jar.take(answer);
  const [key, login] = [...jar].find(([name]) => name.endsWith('.session_token')) ?? [];
  const dataKey = key?.replace(/_token$/, '_data');
  const said = answer.text.startsWith('{') ? answer.json : {};
  const fresh = {
    jar,
    cookie: jar.text,
    session: said.token ?? said.session?.token,
    id: said.user?.id,
    login: key && `${Jar.nameOf(key)}=${login}`,
    dataName: dataKey && Jar.nameOf(dataKey),
    data: jar.get(dataKey),
    signed: answer.get('set-auth-token'),
    jwt: answer.get('set-auth-jwt'),
  };
  return {
    ...before,
    ...Object.fromEntries(Object.entries(fresh).filter(([, v]) => v !== undefined)),
  };
}
