// Codes of an authenticator (RFC 6238), by Node's own HMAC: the server's are OpenSSL's.

import { createHmac } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function base32(text) {
  let bits = '';
  for (const sign of text) bits += BASE32.indexOf(sign).toString(2).padStart(5, '0');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

export const stepNow = (period = 30) => Math.floor(Date.now() / 1000 / period);

export function hotp(key, counter, digits = 6) {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const digest = createHmac('sha1', key).update(message).digest();
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

// The key in the address that an authenticator reads as a QR code.
export const keyOf = (uri) => base32(new URL(uri).searchParams.get('secret'));

// The code of the step that is `offset` steps from now.
export const totp = (uri, offset = 0) => hotp(keyOf(uri), stepNow() + offset);

// Waits, if the step ends soon, for the next one.
export async function early(period = 30) {
  const left = period * 1000 - (Date.now() % (period * 1000));
  if (left < 6000) await new Promise((resolve) => setTimeout(resolve, left + 100));
}
