// The mails of a recording beside those of the server under test: who gets which link. A link's
// token is bound to the live one in its place, so that recorded requests can use it.

import { createHmac } from 'node:crypto';

import { mailsOf } from './sides.mjs';

const KINDS = {
  reset: 'reset-password',
  verify: 'verify-email',
  changeEmailConfirm: 'change-email',
  delete: 'delete-account',
};
const HS256 = /eyJhbGciOiJIUzI1NiJ9\.([\w-]+)\.([\w-]+)/g;
const RESET_TOKEN = /(?:\/reset-password\/|"token":"|[?&]token=)([A-Za-z0-9]{24})(?![\w.])/g;

const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
const mac = (secret, text) => createHmac('sha256', secret).update(text).digest('base64url');

export class Mails {
  constructor({ server, secret, likeness }) {
    Object.assign(this, { server, secret, likeness });
    this.seen = 0; // mails that the recording has shown before
  }

  live() {
    return mailsOf(this.server);
  }

  // A signed token of the recording, for the live users and the present time. One that the secret
  // did not sign is signed by another again.
  #mint(token, payload, signature, shift) {
    const input = token.slice(0, token.lastIndexOf('.'));
    const good = mac(this.secret, input) === signature;
    const { iat, exp, ...claims } = decode(payload);
    const moved = Object.fromEntries(
      Object.entries(claims).map(([n, v]) => [n, this.likeness.toLive(v)]),
    );
    const text = JSON.stringify({
      ...moved,
      ...this.#credential(moved),
      iat: iat + shift,
      exp: exp + shift,
    });
    const head = `${input.split('.')[0]}.${Buffer.from(text).toString('base64url')}`;
    return `${head}.${mac(good ? this.secret : 'some other secret', head)}`;
  }

  // What our link for that change of address is bound to.
  #credential({ updateTo, requestType }) {
    const claims = this.live().flatMap(({ url }) =>
      [...url.matchAll(HS256)].map(([, payload]) => decode(payload)),
    );
    const { credential } =
      claims.findLast(
        (c) => updateTo && c.updateTo === updateTo && c.requestType === requestType,
      ) ?? {};
    return credential === undefined ? {} : { credential };
  }

  // A recorded request's text with the live tokens.
  toLive(text, recordedNow) {
    const shift = Math.floor(Date.now() / 1000) - Math.floor(recordedNow / 1000);
    for (const [, token] of text.matchAll(RESET_TOKEN)) this.#bind(token, 'reset-password');
    return text.replace(HS256, (token, payload, signature) =>
      decode(payload).session ? token : this.#mint(token, payload, signature, shift),
    ); // or a cookie cache
  }

  // Binds a recorded token to that of the first mail of its kind that has none yet.
  #bind(token, kind) {
    if (this.likeness.tokens.has(token)) return;
    const known = new Set(this.likeness.tokens.values());
    const live = this.live()
      .filter((mail) => mail.kind === kind)
      .map(tokenOf)
      .find((t) => !known.has(t));
    if (live) this.likeness.tokens.set(token, live);
  }

  compare({ mails, last }, recordedNow) {
    const live = this.live();
    const places = last ? live.slice(-1) : live.slice(this.seen);
    this.seen = live.length;
    if (places.length !== mails.length)
      return [`expected ${mails.length} mails, got ${places.length}`];
    return mails.flatMap((mail, i) => this.#compareOne(mail, places[i], recordedNow));
  }

  #compareOne(recorded, live, recordedNow) {
    const kind = KINDS[recorded.kind];
    const token = tokenOf({ ...recorded, kind });
    if (!token.includes('.')) this.likeness.tokens.set(token, tokenOf(live));
    const expected = this.likeness.toLive(this.toLive(recorded.url, recordedNow));
    // An iat of this second or the one before: what is signed stands in the token's own claims. One
    // of them is ours, and since 1.7.16 they name the user.
    const older = this.server.isPeer && !this.server.release;
    const timeless = (url) =>
      url.replace(HS256, (_, payload) => {
        const { iat, exp, credential, userId, ...claims } = decode(payload);
        return JSON.stringify({ ...claims, ...(older ? {} : { userId }), life: exp - iat });
      });
    const signed = [...live.url.matchAll(HS256)].every(
      ([t, , signature]) => mac(this.secret, t.slice(0, t.lastIndexOf('.'))) === signature,
    );
    return [
      live.kind !== kind && `kind: expected ${kind}, got ${live.kind}`,
      live.recipient !== recorded.email && `to: expected ${recorded.email}, got ${live.recipient}`,
      timeless(live.url) !== timeless(expected) &&
        `url: expected ${timeless(expected)}, got ${timeless(live.url)}`,
      !signed && 'the token is not signed with the secret',
    ].filter(Boolean);
  }
}

function tokenOf({ kind, url }) {
  const { pathname, searchParams } = new URL(url);
  return kind === 'reset-password' ? pathname.split('/').pop() : searchParams.get('token');
}
