// The three forms of the cookie cache, opened with the secret alone.

import { createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

const decode = (part) => Buffer.from(part, 'base64url');
const json = (bytes) => JSON.parse(bytes.toString('utf8'));

function decrypt([head, , iv, text, tag], secret) {
  const key = Buffer.from(
    hkdfSync('sha256', secret, 'better-auth-session', 'BetterAuth.js Generated Encryption Key', 64),
  );
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(head.length * 8));
  const input = Buffer.concat([Buffer.from(head), decode(iv), decode(text), bits]);
  const mac = createHmac('sha512', key.subarray(0, 32)).update(input).digest().subarray(0, 32);
  const decipher = createDecipheriv('aes-256-cbc', key.subarray(32), decode(iv));
  return {
    good: mac.equals(decode(tag)),
    claims: json(Buffer.concat([decipher.update(decode(text)), decipher.final()])),
  };
}

// {form, good, payload, updated_ms, life_s}; the payload without what is of the moment, and without
// the proof, which Better Auth does not have.
export function openSessionData(value, secret) {
  const parts = value.split('.');
  const mac = (text) => createHmac('sha256', secret).update(text).digest('base64url');
  if (parts.length === 1) {
    const { session, expiresAt, signature } = json(decode(value));
    const { updatedAt, proof, ...payload } = session;
    const good = mac(JSON.stringify({ ...session, expiresAt })) === signature;
    return {
      form: 'compact',
      good,
      payload,
      updated_ms: updatedAt,
      life_s: Math.round((expiresAt - updatedAt) / 1000),
    };
  }
  const { good, claims } =
    parts.length === 5
      ? decrypt(parts, secret)
      : { good: mac(`${parts[0]}.${parts[1]}`) === parts[2], claims: json(decode(parts[1])) };
  const { updatedAt, iat, exp, jti, proof, ...payload } = claims;
  return {
    form: JSON.stringify(json(decode(parts[0]))),
    good,
    payload,
    updated_ms: updatedAt,
    life_s: exp - iat,
    jti: typeof jti,
  };
}
