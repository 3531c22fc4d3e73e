// Reads the recorded exchanges with a real Better Auth: a text of sections, each with the curl
// commands that were run, the answers, and the SQL statements that were run on the database
// between.

import fs from 'node:fs';

// Splits a command line as a POSIX shell would; the recording uses single quotes and backslashes.
function shellWords(line) {
  const words = [];
  let word = null;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (c === "'") {
      const end = line.indexOf("'", i + 1);
      word = (word ?? '') + line.slice(i + 1, end);
      i = end;
    } else if (c === '\\') {
      word = (word ?? '') + line[++i];
    } else if (/\s/.test(c)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + c;
    }
  }
  if (word !== null) words.push(word);
  return words;
}

function quotesBalance(text) {
  return text.replace(/\\'/g, '').split("'").length % 2 === 1;
}

// What curl sends for a command: method, path as written, header lines, body.
export function curlRequest(command) {
  const words = shellWords(command).slice(1);
  const request = { method: 'GET', headers: [['Accept', '*/*']], body: undefined };
  const dropped = new Set();
  let typed = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--path-as-is') continue;
    if (word === '-X') {
      request.method = words[++i];
    } else if (word === '-I') {
      request.method = 'HEAD';
    } else if (word === '-H') {
      const [, name, value] = /^([^:]+):\s?(.*)$/.exec(words[++i]);
      typed ||= name.toLowerCase() === 'content-type';
      if (value === '') dropped.add(name.toLowerCase());
      else request.headers.push([name, value]);
    } else if (word === '--data-binary') {
      request.body = words[++i];
    } else {
      request.path = /^https?:\/\/[^/]+(\/.*)$/.exec(word)[1];
    }
  }
  if (request.body !== undefined && !typed)
    request.headers.push(['Content-Type', 'application/x-www-form-urlencoded']);
  request.headers = request.headers.filter(([n]) => !dropped.has(n.toLowerCase()));
  return request;
}

// With `transfer-encoding: chunked` curl sends the body as chunks.
export function chunkedIfAsked(request) {
  const chunked = request.headers.some(
    ([n, v]) => /^transfer-encoding$/i.test(n) && /chunked/.test(v),
  );
  if (!chunked || request.body === undefined) return request;
  const size = Buffer.byteLength(request.body).toString(16);
  return { ...request, body: `${size}\r\n${request.body}\r\n0\r\n\r\n` };
}

const MARKER = /^(=== \[|--- sql:|##########|################)/;

class Lines {
  constructor(text) {
    this.lines = text.split('\n');
    this.at = 0;
  }

  get more() {
    return this.at < this.lines.length;
  }

  peek() {
    return this.lines[this.at];
  }

  take() {
    return this.lines[this.at++];
  }

  untilMarker() {
    const taken = [];
    while (this.more && !MARKER.test(this.peek())) taken.push(this.take());
    return taken.join('\n').replace(/\n+$/, '');
  }
}

function readExchange(lines, heading) {
  const [, number, title] = /^=== \[(\d+)\] (.*)$/.exec(heading);
  let command = lines.take().replace(/^\$ /, '');
  while (!quotesBalance(command)) command += '\n' + lines.take();
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(lines.take())[1]);
  const headers = [];
  while (lines.peek() !== '') {
    const line = lines.take();
    const colon = line.indexOf(':');
    headers.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
  }
  lines.take();
  const body = lines.untilMarker();
  const date = headers.find(([n]) => n === 'Date');
  return {
    kind: 'exchange',
    number: Number(number),
    title,
    // The recording writes a carriage return in a form body as an escape.
    request: curlRequest(command.replace(/\\u000d\n/g, '\r\n')),
    status,
    headers,
    body,
    time: date ? Date.parse(date[1]) : NaN,
  };
}

// "outbox: [mails]" or "outbox last: {mail} ...": what the callbacks for mails were given.
function readOutbox(line) {
  const [, last, text] = /^#+ outbox( last)?: (.*)$/.exec(line);
  const json = last ? text.replace(/ decoded .*$/, '') : text;
  return { kind: 'outbox', last: Boolean(last), mails: [JSON.parse(json)].flat() };
}

// The sections of the recording, by name: {name, note, base, steps}, where a step is an exchange or
// {kind: 'sql', statement, result} or {kind: 'outbox', mails, last}.
export function readRecording(file) {
  const lines = new Lines(fs.readFileSync(file, 'utf8'));
  const sections = new Map();
  let section = null;
  while (lines.more) {
    const line = lines.take();
    const title = /^# ([a-z0-9_]+): (.*)$/.exec(line);
    const scenario = /^########## SCENARIO \S+ {2}base=(\S+)$/.exec(line);
    if (title) {
      section = { name: title[1], note: title[2], base: '', steps: [] };
      sections.set(section.name, section);
    } else if (scenario) {
      section.base = scenario[1];
    } else if (section && line.startsWith('=== [')) {
      section.steps.push(readExchange(lines, line));
    } else if (section && line.startsWith('########## outbox')) {
      section.steps.push(readOutbox(line));
    } else if (section && line.startsWith('--- sql: ')) {
      const statement = line.slice('--- sql: '.length);
      section.steps.push({ kind: 'sql', statement, result: lines.untilMarker() });
    }
  }
  return sections;
}
