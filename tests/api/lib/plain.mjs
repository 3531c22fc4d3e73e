// What a server said, with everything that is random or of the moment replaced by a word that says
// what it is, so that the answers of two servers to the same requests can be compared byte for
// byte. A value is named by the exchange in which that server first showed it, and its words are
// the same ever after: two answers agree only if the same values come back in the same places.

import { createHash, createHmac, createPublicKey, hkdfSync, verify } from 'node:crypto';

import { jwtDecrypt } from 'jose';

const WORDS = new RegExp(
  [
    /(?<jwt>eyJ[\w-]+\.[\w-]+\.[\w-]+)/,
    /(?<date>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)/,
    /(?<uuid>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)/,
    /"kid":"(?<kid>[^"]*)"/,
    /\b(?<signed>[A-Za-z0-9]{32}\.[A-Za-z0-9+/]{43}=)/,
    /\b(?<coded>[A-Za-z0-9]{32}\.(?:[A-Za-z0-9]|%2[BF]){43}%3D)/,
    /\b(?<id>[A-Za-z0-9]{32})\b/,
    /\b(?<token>[A-Za-z0-9]{24})\b/,
    /"(?<part>[nxy])":"[\w-]{40,}"/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

// Headers that belong to the connection, not to the answer.
const TRANSPORT = new Set([
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
]);
const MINUTE_MS = 60_000;
const DAY_MIN = 24 * 60;
const RUN_MIN = 15; // a run of all scripts takes no longer
const CLOSE_S = 5;

// A life of whole days that began earlier in this run is called by its days: one of two servers may
// have begun it on the other side of half a minute.
function wholeDays(minutes) {
  const days = Math.ceil(minutes / DAY_MIN) * DAY_MIN;
  return minutes > 0 && days - minutes <= RUN_MIN ? days : minutes;
}

// Claims that Better Auth does not have: in the tokens of mails, in access tokens
// (docs/build/step-up.md) and in the cookie cache.
export const OF_OURS = ['credential', 'auth_time', 'amr', 'acr', 'proof'];

const decode = (part) => Buffer.from(part, 'base64url').toString('utf8');

export class Plain {
  constructor({ server, secret, fetchKeys }) {
    Object.assign(this, { server, secret, fetchKeys });
    this.names = new Map();
    this.keys = new Map();
    this.step = 0;
    this.begun = []; // when each exchange began
  }

  // Before each exchange.
  next() {
    this.step++;
    this.counts = {};
    this.now = Date.now();
    this.begun.push(this.now);
  }

  mac(text, encoding = 'base64') {
    return createHmac('sha256', this.secret).update(text).digest(encoding);
  }

  #name(kind, value) {
    const key = `${kind} ${value}`;
    if (!this.names.has(key)) {
      this.counts[kind] = (this.counts[kind] ?? 0) + 1;
      this.names.set(key, `<${kind} ${this.step}.${this.counts[kind]}>`);
    }
    return this.names.get(key);
  }

  // Named by the exchange during which it was, or else by its distance from the one that first
  // showed it.
  #date(value) {
    if (!this.names.has(value)) {
      const when = Date.parse(value);
      const during = this.begun.findLastIndex((begun) => begun <= when) + 1;
      const minutes = wholeDays(Math.round((when - this.now) / MINUTE_MS));
      const isPast = during > 0 && when <= Date.now();
      this.names.set(
        value,
        isPast ? `<during ${during}>` : `<date ${this.step} ${minutes < 0 ? '' : '+'}${minutes}>`,
      );
    }
    return this.names.get(value);
  }

  #signed(value, form) {
    const dot = value.lastIndexOf('.');
    const good = this.mac(value.slice(0, dot)) === value.slice(dot + 1);
    return `${this.#name('id', value.slice(0, dot))}.<${good ? 'good' : 'bad'} mac${form}>`;
  }

  #claims({ iat, exp, ...given }, order) {
    const away = iat === undefined ? 0 : iat - Math.floor(this.now / 1000);
    const took_s = (Date.now() - this.now) / 1000;
    const isNow = away >= -CLOSE_S && away <= took_s + CLOSE_S;
    const times = {
      ...(iat === undefined ? {} : { iat: isNow ? '<now>' : `<${Math.round(away / 60)}>` }),
      ...(exp === undefined ? {} : { exp: `<iat ${exp - (iat ?? 0)}>` }),
    };
    const claims = typeof given.updatedAt === 'number' ? { ...given, updatedAt: '<ms>' } : given;
    const all = { ...claims, ...times };
    return JSON.stringify(
      Object.fromEntries(
        order.filter((name) => !OF_OURS.includes(name)).map((name) => [name, all[name]]),
      ),
    );
  }

  #jwt(value) {
    let head;
    let claims;
    const [first, second, signature] = value.split('.');
    try {
      [head, claims] = [JSON.parse(decode(first)), JSON.parse(decode(second))];
    } catch {
      return '<no jwt>';
    }
    const good = this.#isGood(head, `${first}.${second}`, signature) ? 'good' : 'bad';
    const payload = this.text(this.#claims(claims, Object.keys(claims)));
    return `<jwt ${this.text(JSON.stringify(head))} ${payload} ${good}>`;
  }

  #isGood({ alg, kid }, input, signature) {
    if (alg === 'HS256') return this.mac(input, 'base64url') === signature;
    const jwk = this.keys.get(kid);
    if (!jwk) return false;
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return verify(
      jwk.kty === 'OKP' ? null : 'sha256',
      Buffer.from(input),
      jwk.kty === 'EC' ? { key, dsaEncoding: 'ieee-p1363' } : key,
      Buffer.from(signature, 'base64url'),
    );
  }

  text(text) {
    const port = new URL(this.server.url).port;
    const local = text
      .replaceAll(`127.0.0.1:${port}`, '<host>')
      .replaceAll(`127.0.0.1%3A${port}`, '<host coded>');
    return local.replace(WORDS, (_, ...rest) => {
      const { jwt, date, uuid, kid, signed, coded, id, token, part } = rest.at(-1);
      if (jwt) return this.#jwt(jwt);
      if (date) return this.#date(date);
      if (kid) return `"kid":"${this.#name('kid', kid)}"`;
      if (signed) return this.#signed(signed, '');
      if (coded) return this.#signed(decodeURIComponent(coded), ' coded');
      if (part) return `"${part}":"<${part}>"`;
      return uuid
        ? this.#name('uuid', uuid)
        : id
          ? this.#name('id', id)
          : this.#name('token', token);
    });
  }

  // The value of session_data, in one of the three forms of the cookie cache, as plain text.
  async #sessionData(value) {
    const parts = value.split('.');
    if (parts.length === 5) return this.#jwe(value);
    if (parts.length === 3) return this.text(value);
    const { session, expiresAt, signature, ...more } = JSON.parse(decode(value));
    const good = this.mac(JSON.stringify({ ...session, expiresAt }), 'base64url') === signature;
    const life_s = Math.round((expiresAt - session.updatedAt) / 1000);
    const { proof, ...theirs } = session;
    return this.text(JSON.stringify({ ...theirs, updatedAt: '<ms>', life_s, good, ...more }));
  }

  async #jwe(value) {
    const key = Buffer.from(
      hkdfSync(
        'sha256',
        this.secret,
        'better-auth-session',
        'BetterAuth.js Generated Encryption Key',
        64,
      ),
    );
    const thumb = createHash('sha256')
      .update(JSON.stringify({ k: key.toString('base64url'), kty: 'oct' }))
      .digest('base64url');
    const { payload, protectedHeader } = await jwtDecrypt(value, key);
    const { kid, ...head } = protectedHeader;
    const { iat, exp, jti, updatedAt, proof, ...rest } = payload;
    const names = Object.keys(payload).filter((name) => !OF_OURS.includes(name));
    return this.text(
      `<jwe ${JSON.stringify(head)} kid ${kid === thumb} ${JSON.stringify(rest)} ${exp - iat} s ` +
        `${names} ${typeof jti}>`,
    );
  }

  // `pieces` are the values of all session_data.N that are set, by their number. The last one is as
  // long as the address in it makes it.
  async cookie(line, pieces = []) {
    const [pair, ...attributes] = line.split('; ');
    const [name, value] = pair.split(/=(.*)/s);
    return [`${name}=${await this.#cookieValue(name, value, pieces)}`, ...attributes].join('; ');
  }

  async #cookieValue(name, value, pieces) {
    if (value && /\bsession_data$/.test(name)) return this.#sessionData(value);
    if (value && value === pieces[0])
      return `<${value.length} bytes of ${await this.#sessionData(pieces.join('')).catch(() => 'nothing')}>`;
    if (pieces.includes(value))
      return value === pieces.at(-1) ? '<the last piece>' : `<${value.length} bytes>`;
    return this.text(value);
  }

  // The keys of all tokens in a text.
  async learnKeys(text) {
    for (const [, head] of text.matchAll(/(eyJ[\w-]+)\.[\w-]+\.[\w-]+/g)) {
      const kid = /"kid":"([^"]*)"/.exec(decode(head))?.[1];
      if (kid && !this.keys.has(kid)) {
        for (const jwk of await this.fetchKeys()) this.keys.set(jwk.kid, jwk);
      }
    }
  }

  // One text: status, headers in alphabetical order, cookies in theirs, body.
  async answer({ status, headers, text }, ignored) {
    const lines = [];
    const pieces = headers
      .map(([, value]) => /\bsession_data\.(\d+)=([^;]+)/.exec(value) ?? [])
      .filter(([whole]) => whole)
      .sort((a, b) => a[1] - b[1])
      .map(([, , value]) => value);
    for (const [name, value] of headers) {
      const low = name.toLowerCase();
      if (TRANSPORT.has(low) || ignored.has(low)) continue;
      await this.learnKeys(value);
      lines.push([low, low === 'set-cookie' ? await this.cookie(value, pieces) : this.text(value)]);
    }
    await this.learnKeys(text);
    const order = (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
    return [status, ...lines.sort(order).map(([n, v]) => `${n}: ${v}`), '', this.text(text)].join(
      '\n',
    );
  }
}
