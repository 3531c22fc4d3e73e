// An authenticator in software, beside a page's script: it makes credentials and signs challenges
// (WebAuthn level 3), with ES256, EdDSA or RS256, and does one thing wrong when it is told to.

import crypto from 'node:crypto';

const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest();
const b64url = (bytes) => Buffer.from(bytes).toString('base64url');

// --- CBOR, as far as it is needed --------------------------------------------------------------

function head(major, n) {
  if (n < 24) return Buffer.from([(major << 5) | n]);
  if (n < 256) return Buffer.from([(major << 5) | 24, n]);
  return Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
}

function cbor(value) {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([head(3, bytes.length), bytes]);
  }
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const pairs = [...value.entries()];
  return Buffer.concat([head(5, pairs.length), ...pairs.flat().map(cbor)]);
}

// --- keys --------------------------------------------------------------------------------------

const member = (jwk, name) => Buffer.from(jwk[name], 'base64url');

const ALGORITHMS = {
  ES256: {
    make: () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    cose: (jwk) =>
      new Map([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, member(jwk, 'x')],
        [-3, member(jwk, 'y')],
      ]),
    sign: (key, data) => crypto.sign('sha256', data, key),
    id: -7,
  },
  EdDSA: {
    make: () => crypto.generateKeyPairSync('ed25519'),
    cose: (jwk) =>
      new Map([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, member(jwk, 'x')],
      ]),
    sign: (key, data) => crypto.sign(null, data, key),
    id: -8,
  },
  RS256: {
    make: () => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }),
    cose: (jwk) =>
      new Map([
        [1, 3],
        [3, -257],
        [-1, member(jwk, 'n')],
        [-2, member(jwk, 'e')],
      ]),
    sign: (key, data) => crypto.sign('sha256', data, key),
    id: -257,
  },
};

const FLAGS = { up: 1, uv: 4, be: 8, bs: 16, at: 64 };

export class Authenticator {
  constructor({ algorithm = 'ES256', aaguid = Buffer.alloc(16), flags = 'up uv' } = {}) {
    this.algorithm = ALGORITHMS[algorithm];
    this.aaguid = aaguid;
    this.flags = flags;
    this.counter = 0;
    this.id = crypto.randomBytes(32);
    const { privateKey, publicKey } = this.algorithm.make();
    this.key = privateKey;
    this.cose = cbor(this.algorithm.cose(publicKey.export({ format: 'jwk' })));
  }

  #authenticatorData(rpId, flags, rest = Buffer.alloc(0)) {
    const bits = flags.split(' ').reduce((sum, name) => sum | (FLAGS[name] ?? 0), 0);
    const fixed = Buffer.alloc(5);
    fixed[0] = bits;
    fixed.writeUInt32BE(this.counter, 1);
    return Buffer.concat([sha256(rpId), fixed, rest]);
  }

  #credential(response, more) {
    return {
      id: b64url(this.id),
      rawId: b64url(this.id),
      response: { ...response, ...more },
      type: 'public-key',
      authenticatorAttachment: 'platform',
    };
  }

  // What a page posts after navigator.credentials.create(). `wrong` replaces parts: type,
  // challenge, origin, rpId, flags, format.
  register(options, origin, wrong = {}) {
    const clientData = Buffer.from(
      JSON.stringify({
        type: wrong.type ?? 'webauthn.create',
        challenge: wrong.challenge ?? options.challenge,
        origin: wrong.origin ?? origin,
        crossOrigin: false,
      }),
    );
    const length = Buffer.from([0, this.id.length]);
    const data = this.#authenticatorData(
      wrong.rpId ?? options.rp.id,
      `${wrong.flags ?? this.flags} at`,
      Buffer.concat([this.aaguid, length, this.id, this.cose]),
    );
    const statement = new Map();
    if (wrong.format === 'packed') {
      statement.set('alg', this.algorithm.id);
      const signed = Buffer.concat([data, sha256(clientData)]);
      statement.set('sig', this.algorithm.sign(this.key, signed));
    }
    const attestationObject = cbor(
      new Map([
        ['fmt', wrong.format ?? 'none'],
        ['attStmt', statement],
        ['authData', data],
      ]),
    );
    return this.#credential({
      clientDataJSON: b64url(clientData),
      attestationObject: b64url(attestationObject),
      transports: ['internal', 'hybrid'],
    });
  }

  // The same after navigator.credentials.get(); `wrong` may also have signature.
  signIn(options, origin, wrong = {}) {
    const clientData = Buffer.from(
      JSON.stringify({
        type: wrong.type ?? 'webauthn.get',
        challenge: wrong.challenge ?? options.challenge,
        origin: wrong.origin ?? origin,
        crossOrigin: false,
      }),
    );
    const data = this.#authenticatorData(wrong.rpId ?? options.rpId, wrong.flags ?? this.flags);
    const signature = this.algorithm.sign(this.key, Buffer.concat([data, sha256(clientData)]));
    if (wrong.signature) signature[12] ^= 1;
    return this.#credential({
      clientDataJSON: b64url(clientData),
      authenticatorData: b64url(data),
      signature: b64url(signature),
    });
  }
}
