// Compares an answer with a recorded one. What is random or of the moment (ids, tokens, signatures,
// keys, dates) is paired: the first time a recorded value is met it is bound to the live value in
// its place, and from then on it must always be that one. Everything else must be equal.

import { createHmac, createPublicKey, verify } from 'node:crypto';

import { openSessionData } from './session-data.mjs';

const ID = /^(?:[A-Za-z0-9]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;
const SIGNED = /^(.+)\.([A-Za-z0-9+/]{43}=)$/;
const SEALED = /^"?(\$ba\$\d+\$)?[0-9a-f]{20,}\.\.\.$/;
const DRIFT_MS = 120_000;
const CLOSE_MS = 3_000;
const HOUR_MS = 3_600_000;

function decodePart(part) {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}

// Equal stays equal, before stays before (but what is made at one time need not lie a millisecond
// apart), and a life of days stays what it is.
function likeDistance(was, is) {
  if (was === 0) return is === 0;
  if (Math.abs(was) === 1 && is === 0) return true;
  if (Math.abs(was) < HOUR_MS) return Math.sign(was) === Math.sign(is) && Math.abs(is) < HOUR_MS;
  return Math.abs(was - is) <= CLOSE_MS;
}

// Without the claims that Better Auth does not have (docs/build/step-up.md).
const theirsOf = ({ auth_time, amr, acr, ...claims }) => claims;

export class Likeness {
  constructor({ recordedBase, liveBase, secret, fetchKeys }) {
    this.recordedHost = new URL(recordedBase).host;
    this.liveHost = new URL(liveBase).host;
    this.secret = secret;
    this.fetchKeys = fetchKeys;
    this.pairs = new Map();
    this.back = new Map();
    this.dates = new Map();
    this.tokens = new Map(); // of links in mails (mails.mjs)
    this.signatures = new Map(); // that another secret than ours made
    this.differences = [];
    this.pendingTokens = [];
  }

  sign(value) {
    return createHmac('sha256', this.secret).update(value).digest('base64');
  }

  // A recorded text with the recorded host, tokens, signatures and ids replaced by the live ones.
  toLive(text) {
    let out = text
      .replaceAll(this.recordedHost, this.liveHost)
      .replaceAll(encodeURIComponent(this.recordedHost), encodeURIComponent(this.liveHost));
    for (const [recorded, live] of this.tokens) out = out.replaceAll(recorded, live);
    for (const [recorded, live] of this.signatures)
      out = out
        .replaceAll(recorded, live)
        .replaceAll(encodeURIComponent(recorded), encodeURIComponent(live));
    for (const [recorded, live] of this.pairs) {
      if (!ID.test(recorded)) continue;
      const [was, is] = [this.sign(recorded), this.sign(live)];
      const url = (s) => s.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
      out = out
        .replaceAll(was, is)
        .replaceAll(encodeURIComponent(was), encodeURIComponent(is))
        .replaceAll(url(was), url(is))
        .replaceAll(recorded, live);
    }
    return out;
  }

  // Recorded dates in an SQL statement, moved to the same distance from now.
  datesToNow(text, recordedNow, now = Date.now()) {
    const moved = (date) => new Date(Date.parse(date) - recordedNow + now).toISOString();
    return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, moved);
  }

  differ(where, recorded, live) {
    this.differences.push(
      `${where}: expected ${JSON.stringify(recorded)}, got ${JSON.stringify(live)}`,
    );
  }

  pair(where, recorded, live) {
    if (!this.pairs.has(recorded) && !this.back.has(live)) {
      this.pairs.set(recorded, live);
      this.back.set(live, recorded);
    }
    if (this.pairs.get(recorded) !== live)
      this.differ(where, `the partner of ${recorded}: ${this.pairs.get(recorded)}`, live);
  }

  text(where, recorded, live) {
    if (typeof live !== 'string') return this.differ(where, recorded, live);
    const signed = SIGNED.exec(recorded);
    if (JWT.test(recorded)) return this.token(where, recorded, live);
    if (DATE.test(recorded)) return this.date(where, recorded, live);
    if (ID.test(recorded))
      return ID.test(live) ? this.pair(where, recorded, live) : this.differ(where, recorded, live);
    if (signed) return this.signedValue(where, signed, live);
    if (SEALED.test(recorded))
      return SEALED.exec(live)?.[1] === SEALED.exec(recorded)[1] && live.length === recorded.length
        ? undefined
        : this.differ(where, recorded, live);
    if (/\.(n|x|y)$/.test(where))
      return live.length === recorded.length
        ? this.pair(where, recorded, live)
        : this.differ(where, recorded, live);
    let expected = recorded.replaceAll(this.recordedHost, this.liveHost);
    for (const [was, is] of this.tokens) expected = expected.replaceAll(was, is);
    if (expected !== live) this.differ(where, expected, live);
  }

  signedValue(where, [, value, signature], live) {
    const got = SIGNED.exec(live);
    if (!got) return this.differ(where, 'a signed value', live);
    if (got[2] !== this.sign(got[1])) this.differ(`${where} signature`, this.sign(got[1]), got[2]);
    if (signature !== this.sign(value)) this.signatures.set(signature, got[2]);
    this.text(where, value, got[1]);
  }

  date(where, recorded, live) {
    if (!DATE.test(live)) return this.differ(where, 'a date with milliseconds and Z', live);
    const key = `${where.replace(/^.*\.(?=[^.]+\.)/, '')} ${recorded}`;
    const known = this.dates.get(key);
    if (known === undefined) this.dates.set(key, live);
    else if (known !== live) this.differ(where, `${known} as before`, live);
    const [was, is] = [Date.parse(recorded) - this.recordedNow, Date.parse(live) - this.now];
    if (Math.abs(was - is) > DRIFT_MS)
      this.differ(where, `${was} ms from now`, `${is} ms from now`);
  }

  distances(where, recorded, live) {
    const names = Object.keys(recorded).filter((k) => DATE.test(recorded[k]) && DATE.test(live[k]));
    for (const a of names) {
      for (const b of names) {
        const was = Date.parse(recorded[a]) - Date.parse(recorded[b]);
        const is = Date.parse(live[a]) - Date.parse(live[b]);
        if (!likeDistance(was, is)) this.differ(`${where}: ${a} - ${b}`, `${was} ms`, `${is} ms`);
      }
    }
  }

  token(where, recorded, live) {
    if (!JWT.test(live)) return this.differ(where, 'a JWT', live);
    const [was, is] = [recorded.split('.'), live.split('.')];
    this.value(`${where} header`, decodePart(was[0]), decodePart(is[0]));
    const [wasClaims, claims] = [decodePart(was[1]), theirsOf(decodePart(is[1]))];
    const timeless = ({ iat, exp, ...rest }) => ({ ...rest, lifetime: exp - iat });
    if (Object.keys(wasClaims).join() !== Object.keys(claims).join())
      this.differ(`${where} claims`, Object.keys(wasClaims).join(), Object.keys(claims).join());
    this.value(`${where} payload`, timeless(wasClaims), timeless(claims));
    if (Math.abs(claims.iat * 1000 - this.now) > CLOSE_MS)
      this.differ(`${where} iat`, Math.floor(this.now / 1000), claims.iat);
    if (decodePart(was[0]).alg !== 'ES256' && was[2].length !== is[2].length)
      this.differ(`${where} signature length`, was[2].length, is[2].length);
    this.pendingTokens.push([where, live]);
  }

  value(where, recorded, live) {
    if (typeof recorded === 'string') return this.text(where, recorded, live);
    if (recorded === null || typeof recorded !== 'object') {
      if (recorded !== live) this.differ(where, recorded, live);
      return;
    }
    if (
      live === null ||
      typeof live !== 'object' ||
      Array.isArray(live) !== Array.isArray(recorded)
    )
      return this.differ(where, recorded, live);
    const [was, is] = [Object.keys(recorded).join(), Object.keys(live).join()];
    if (was !== is) return this.differ(`${where} members`, was, is);
    for (const name of Object.keys(recorded))
      this.value(`${where}.${name}`, recorded[name], live[name]);
    this.distances(where, recorded, live);
  }

  body(recorded, live) {
    let was;
    try {
      was = JSON.parse(recorded);
    } catch {
      if (recorded !== live) this.differ('body', recorded, live);
      return;
    }
    let is;
    try {
      is = JSON.parse(live);
    } catch {
      return this.differ('body', recorded, live);
    }
    this.value('body', was, is);
    // Compact, and nothing escaped that need not be: what JSON.stringify makes of the same value.
    if (JSON.stringify(is) !== live) this.differ("the body's spelling", JSON.stringify(is), live);
  }

  cookie(where, recorded, live) {
    const [wasPair, ...wasRest] = recorded.split('; ');
    const [isPair, ...isRest] = (live ?? '').split('; ');
    const split = (pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const [[wasName, wasValue], [isName, isValue]] = [split(wasPair), split(isPair)];
    if (wasName !== isName || wasRest.join('; ') !== isRest.join('; '))
      return this.differ(where, recorded, live);
    if (/\bsession_data$/.test(wasName) && wasValue && isValue)
      return this.sessionData(`${where} data`, wasValue, isValue);
    this.text(`${where} value`, decodeURIComponent(wasValue), decodeURIComponent(isValue));
    if (encodeURIComponent(decodeURIComponent(isValue)) !== isValue)
      this.differ(
        `${where} value's encoding`,
        encodeURIComponent(decodeURIComponent(isValue)),
        isValue,
      );
  }

  // Later requests carry the live one. The address in it is that of the connection.
  sessionData(where, recorded, live) {
    const [was, is] = [recorded, live].map((value) => openSessionData(value, this.secret));
    for (const { payload } of [was, is]) payload.session.ipAddress = '';
    for (const name of ['form', 'life_s', 'jti']) {
      if (was[name] !== is[name]) this.differ(`${where} ${name}`, was[name], is[name]);
    }
    this.value(where, was.payload, is.payload);
    if (!is.good || Math.abs(is.updated_ms - this.now) > CLOSE_MS)
      this.differ(where, 'a good signature of now', is);
    this.tokens.set(recorded, live);
  }

  // `expected` is an exchange of the recording (status, headers, body, time), `answer` the live
  // one. `extra` names headers that may come in addition. Returns the list of differences.
  async compare(expected, answer, extra) {
    this.differences = [];
    this.pendingTokens = [];
    this.recordedNow = expected.time;
    this.now = Date.now();
    if (expected.status !== answer.status)
      this.differ('status', expected.status, `${answer.status} ${answer.text.slice(0, 300)}`);
    this.headers(expected.headers, answer, extra);
    this.body(expected.body, answer.text);
    await this.verifyTokens();
    return this.differences;
  }

  headers(recorded, answer, extra) {
    const lower = recorded.map(([n, v]) => [n.toLowerCase(), v]);
    const names = new Set(lower.map(([n]) => n).filter((n) => !TRANSPORT.has(n)));
    for (const name of names) {
      const was = lower.filter(([n]) => n === name).map(([, v]) => v);
      const is = answer.all(name);
      if (was.length !== is.length) {
        this.differ(name, was, is);
        continue;
      }
      for (let i = 0; i < was.length; i++) {
        if (name === 'set-cookie') this.cookie(`${name}[${i}]`, was[i], is[i]);
        else if (name === 'x-retry-after') this.wait(name, was[i], is[i]);
        else this.text(name, was[i], is[i]);
      }
    }
    for (const [name, value] of answer.headers) {
      const n = name.toLowerCase();
      if (!names.has(n) && !TRANSPORT.has(n) && !extra.has(n))
        this.differ(`header ${n}`, undefined, value);
    }
  }

  // What is left of a window: a slower machine has used up more of it.
  wait(where, recorded, live) {
    if (!/^[1-9]\d*$/.test(live) || Number(live) > Number(recorded))
      this.differ(where, recorded, live);
  }

  async verifyTokens() {
    if (this.pendingTokens.length === 0) return;
    const keys = await this.fetchKeys();
    for (const [where, token] of this.pendingTokens) {
      const [head, payload, signature] = token.split('.');
      const jwk = keys.find(({ kid }) => kid === decodePart(head).kid);
      if (!jwk) {
        this.differ(where, 'a published key', decodePart(head));
        continue;
      }
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      const good = verify(
        jwk.kty === 'OKP' ? null : 'sha256',
        Buffer.from(`${head}.${payload}`),
        jwk.kty === 'EC' ? { key, dsaEncoding: 'ieee-p1363' } : key,
        Buffer.from(signature, 'base64url'),
      );
      if (!good) this.differ(where, 'a good signature', token);
    }
  }
}

// Headers that belong to the connection, not to the answer.
const TRANSPORT = new Set([
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
]);
