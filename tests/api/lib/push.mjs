// A push service of the tests' own (RFC 8030), and browsers that open what it is given: RFC 8291
// and RFC 8292 with Node's own cryptography.

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import http from 'node:http';
import https from 'node:https';

import { until } from './until.mjs';

const b64 = (bytes) => Buffer.from(bytes).toString('base64url');
const hkdf = (secret, salt, info, n) =>
  Buffer.from(crypto.hkdfSync('sha256', secret, salt, info, n));

// RFC 8188 section 2: one record, and of it the text without its padding.
function openRecord(body, key, nonce) {
  const [record, tag] = [body.subarray(0, -16), body.subarray(-16)];
  const cipher = crypto.createDecipheriv('aes-128-gcm', key, nonce);
  cipher.setAuthTag(tag);
  const padded = Buffer.concat([cipher.update(record), cipher.final()]);
  const end = padded.findLastIndex((byte) => byte !== 0);
  assert.equal(padded[end], 2, 'the last record');
  return { text: padded.subarray(0, end).toString('utf8'), filled: padded.length - 1 };
}

// What a browser has: a pair of keys, a secret, and the URL at its push service.
export class Browser {
  constructor(service) {
    this.ecdh = crypto.createECDH('prime256v1');
    this.ecdh.generateKeys();
    this.auth = crypto.randomBytes(16);
    this.path = `/push/${b64(crypto.randomBytes(16))}`;
    this.service = service;
    this.endpoint = `${service.origin}${this.path}`;
    this.keys = { p256dh: b64(this.ecdh.getPublicKey()), auth: b64(this.auth) };
  }

  // As PushSubscription.toJSON() gives it.
  get subscription() {
    return { endpoint: this.endpoint, keys: this.keys };
  }

  // RFC 8291 section 3.4
  open(body) {
    const [salt, size, idLength] = [body.subarray(0, 16), body.readUInt32BE(16), body[20]];
    const sender = body.subarray(21, 21 + idLength);
    assert.equal(idLength, 65);
    assert.ok(body.length <= 4096 && size >= body.length - 86, 'one record');
    const secret = hkdf(
      this.ecdh.computeSecret(sender),
      this.auth,
      Buffer.concat([Buffer.from('WebPush: info\0'), this.ecdh.getPublicKey(), sender]),
      32,
    );
    return openRecord(
      body.subarray(86),
      hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16),
      hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12),
    );
  }

  // The requests to this browser so far; `taken` leaves out those that the service refused.
  get requests() {
    return this.service.requests.filter(({ path }) => path === this.path);
  }

  get messages() {
    return this.requests.filter(({ status }) => status === 201).map(({ body }) => this.read(body));
  }

  read(body) {
    return JSON.parse(this.open(body).text);
  }

  // The message about a task with this title; a message of the wrong form is a fault.
  async message(title) {
    let found;
    await until(`a push about ${title}`, () => {
      found = this.messages.find((message) => message.title === title);
      return found !== undefined;
    });
    return found;
  }
}

// RFC 8292 sections 2 and 3: the claims, after the signature has been verified with the key that
// stands beside the token.
export function readVapid(authorization) {
  const found = /^vapid t=([\w-]+\.[\w-]+\.[\w-]+), k=([\w-]{87})$/.exec(authorization);
  assert.ok(found, authorization);
  const [, token, key] = found;
  const [head, payload, signature] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const publicKey = crypto.createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: b64(point.subarray(1, 33)),
      y: b64(point.subarray(33)),
    },
  });
  const good = crypto.verify(
    'sha256',
    Buffer.from(`${head}.${payload}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  assert.ok(good, 'the signature');
  const json = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  return { header: json(head), claims: json(payload), key };
}

const services = new Set();
process.on('exit', () => {
  for (const server of services) server.closeAllConnections();
});

export class PushService {
  // answer: what to say to a request, {status, headers, body}; 201 when it says nothing.
  static async start({ tls, port = 0 } = {}) {
    const service = new PushService();
    const handle = (request, response) => service.#take(request, response);
    service.server = tls ? https.createServer(tls, handle) : http.createServer(handle);
    services.add(service.server);
    await new Promise((resolve) => service.server.listen(port, '127.0.0.1', resolve));
    service.port = service.server.address().port;
    service.origin = `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${service.port}`;
    return service;
  }

  requests = [];
  answer = () => undefined;

  browser() {
    return new Browser(this);
  }

  #take(request, response) {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const { method, url, headers } = request;
      const taken = { method, path: url, headers, body: Buffer.concat(parts), at: Date.now() };
      const said = this.answer(taken) ?? {};
      taken.status = said.status ?? 201;
      this.requests.push(taken);
      if (said.hang) return;
      response.writeHead(taken.status, said.headers ?? {});
      response.end(said.body);
    });
  }

  async stop() {
    services.delete(this.server);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
