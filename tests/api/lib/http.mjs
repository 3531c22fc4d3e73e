// A small HTTP/1.1 client over a bare socket. Paths, header names, header order and bodies go out
// exactly as given, which neither fetch() nor node:http promises, and the answer comes back as it
// was sent: the list of header lines, the body's bytes, and what followed on the connection.

import net from 'node:net';

import { judge } from './openapi.mjs';

const PATIENCE_MS = 30_000;
const PIECE_BYTES = 256 << 10;
const LARGE_BYTES = 1 << 20;

export class Answer {
  constructor(status, reason, headers, bytes) {
    this.status = status;
    this.reason = reason;
    this.headers = headers;
    this.bytes = bytes;
  }

  get text() {
    return this.bytes.toString('utf8');
  }

  get json() {
    return JSON.parse(this.text);
  }

  all(name) {
    return this.headers.filter(([n]) => n.toLowerCase() === name).map(([, v]) => v);
  }

  get(name) {
    const values = this.all(name);
    return values.length === 0 ? undefined : values.join(', ');
  }
}

// Reads one answer at the start of `bytes`. Null: more bytes are needed. `ended`: no more will
// come. The second member of the result says how many bytes the answer took.
export function parseAnswer(bytes, method, ended) {
  const head = bytes.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const [first, ...lines] = bytes.subarray(0, head).toString('latin1').split('\r\n');
  const m = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(first);
  if (!m) throw new Error(`not a status line: ${JSON.stringify(first)}`);
  const status = Number(m[1]);
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), Buffer.from(line.slice(colon + 1).trim(), 'latin1').toString()];
  });
  const answer = new Answer(status, m[2], headers, Buffer.alloc(0));
  const start = head + 4;
  if (status >= 100 && status < 200) {
    const next = parseAnswer(bytes.subarray(start), method, ended);
    return next && [next[0], next[1] + start];
  }
  if (method === 'HEAD' || status === 204 || status === 304) return [answer, start];
  if (/\bchunked$/i.test(answer.get('transfer-encoding') ?? ''))
    return parseChunks(answer, bytes, start);
  const length = answer.get('content-length');
  if (length !== undefined) {
    const end = start + Number(length);
    if (bytes.length < end) return null;
    answer.bytes = bytes.subarray(start, end);
    return [answer, end];
  }
  if (!ended) return null;
  answer.bytes = bytes.subarray(start);
  return [answer, bytes.length];
}

function parseChunks(answer, bytes, at) {
  const parts = [];
  for (;;) {
    const eol = bytes.indexOf('\r\n', at);
    if (eol < 0) return null;
    const size = parseInt(bytes.subarray(at, eol).toString('latin1'), 16);
    const data = eol + 2;
    if (bytes.length < data + size + 2) return null;
    if (size === 0) break;
    parts.push(bytes.subarray(data, data + size));
    at = data + size + 2;
  }
  const end = bytes.indexOf('\r\n', bytes.indexOf('\r\n', at) + 2);
  answer.bytes = Buffer.concat(parts);
  return [answer, end + 2];
}

// The bytes of a request. `headers` is a list of [name, value]; Host and Content-Length are added
// unless they are given or switched off with `bare`.
export function requestBytes(
  host,
  { method = 'GET', path = '/', headers = [], body, bare = false },
) {
  const lines = [`${method} ${path} HTTP/1.1`];
  const given = new Set(headers.map(([n]) => n.toLowerCase()));
  const content = body === undefined ? null : Buffer.from(body);

  if (!bare && !given.has('host')) lines.push(`Host: ${host}`);
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  if (!bare && content && !given.has('content-length') && !given.has('transfer-encoding'))
    lines.push(`Content-Length: ${content.length}`);
  const head = Buffer.from(lines.join('\r\n') + '\r\n\r\n', 'utf8');
  return content ? Buffer.concat([head, content]) : head;
}

// One request on a connection of its own. `base` is http://host:port; what the server sent after
// the answer is a mistake of the server and raises an error, and so does an answer that is not as
// described in api/.
export async function send(base, request = {}) {
  const { host, hostname, port } = new URL(base);
  const bytes = requestBytes(host, {
    ...request,
    headers: [...(request.headers ?? []), ['Connection', 'close']],
  });
  const address = hostname.replace(/^\[|\]$/g, '');
  const answer = await exchange(
    address,
    Number(port),
    bytes,
    request.method ?? 'GET',
    request.patience_ms,
  );
  judge(base, request, answer);
  return answer;
}

// A large request is written piece by piece, and its first piece is given a moment: a server may
// well refuse it by its head, and a socket on which a write has failed is not read any more.
function writeAll(socket, bytes, at = 0) {
  const piece = bytes.subarray(at, at + PIECE_BYTES);
  const pause_ms = at === 0 && bytes.length > LARGE_BYTES ? 100 : 0;
  if (piece.length && !socket.destroyed)
    socket.write(piece, () => setTimeout(writeAll, pause_ms, socket, bytes, at + PIECE_BYTES));
}

function exchange(hostname, port, bytes, method, patience_ms = PATIENCE_MS) {
  return new Promise((resolve, reject) => {
    const got = [];
    const socket = net.connect({ host: hostname, port, noDelay: true });
    const finish = (fn, value) => {
      clearTimeout(timer);
      socket.destroy();
      fn(value);
    };
    const timer = setTimeout(() => finish(reject, new Error('no answer in time')), patience_ms);
    const judge = (ended) => {
      try {
        const done = parseAnswer(Buffer.concat(got), method, ended);
        if (done) finish(resolve, done[0]);
        else if (ended)
          finish(reject, new Error('connection closed before the answer was complete'));
      } catch (e) {
        finish(reject, e);
      }
    };
    socket.on('connect', () => writeAll(socket, bytes));
    socket.on('data', (chunk) => {
      got.push(chunk);
      judge(false);
    });
    socket.on('end', () => judge(true));
    socket.on('error', (e) => {
      // A refused upload may be reset after the answer: the answer counts.
      if (got.length) judge(true);
      finish(reject, e);
    });
  });
}

// A connection on which a test writes whatever bytes it likes and later looks at what came back.
export class Wire {
  constructor(base) {
    const { hostname, port } = new URL(base);
    this.host = `${hostname}:${port}`;
    this.got = Buffer.alloc(0);
    this.closed = false;
    this.error = null;
    this.socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
    this.socket.on('data', (chunk) => {
      this.got = Buffer.concat([this.got, chunk]);
      this.#tell();
    });
    this.socket.on('error', (e) => {
      this.error = e;
    });
    this.socket.on('close', () => {
      this.closed = true;
      this.#tell();
    });
    this.waiters = new Set();
    this.connected = new Promise((resolve) => {
      this.socket.once('connect', () => resolve(true));
      this.socket.once('close', () => resolve(false));
    });
  }

  #tell() {
    for (const waiter of [...this.waiters]) waiter();
  }

  async write(bytes) {
    await this.connected;
    if (!this.closed && !this.socket.destroyed)
      await new Promise((resolve) => this.socket.write(bytes, () => resolve()));
  }

  // Waits until `enough(this)` or until `patience_ms` have passed; tells which.
  until(enough, patience_ms = PATIENCE_MS) {
    return new Promise((resolve) => {
      const check = () => {
        if (enough(this)) done(true);
      };
      const done = (result) => {
        clearTimeout(timer);
        this.waiters.delete(check);
        resolve(result);
      };
      const timer = setTimeout(() => done(false), patience_ms);
      this.waiters.add(check);
      check();
    });
  }

  // All complete answers so far, in order.
  answers(methods = []) {
    const list = [];
    let rest = this.got;
    while (rest.length) {
      const done = parseAnswer(rest, methods[list.length] ?? 'GET', this.closed);
      if (!done) break;
      list.push(done[0]);
      rest = rest.subarray(done[1]);
    }
    return list;
  }

  untilAnswers(n, patience_ms) {
    return this.until((w) => w.answers().length >= n || w.closed, patience_ms);
  }

  untilClosed(patience_ms) {
    return this.until((w) => w.closed, patience_ms);
  }

  end() {
    this.socket.end();
  }

  close() {
    this.socket.destroy();
  }
}

export const jsonHeaders = [['Content-Type', 'application/json']];

export function bearer(token) {
  return ['Authorization', `Bearer ${token}`];
}
