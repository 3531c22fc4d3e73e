// Tokens that no verifier may accept, by their defect. All are made from a good one.

import { createHmac, createPublicKey } from 'node:crypto';

import { SignJWT } from 'jose';

import { send } from './http.mjs';
import { claimsOf, expired, foreign, headerOf, resigned, signingKey, tampered } from './people.mjs';

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// The published key, which every client knows, used as a secret.
function hmacOf(secret, jwt) {
  const input = `${part({ ...headerOf(jwt), alg: 'HS256' })}.${jwt.split('.')[1]}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

async function critical(server, jwt) {
  const { kid, key } = await signingKey(server);
  return new SignJWT(claimsOf(jwt))
    .setProtectedHeader({ alg: 'RS256', kid, crit: ['x'], x: 1 })
    .sign(key, { crit: { x: true } });
}

// person: a user with a good token of the server; stranger: a user of another server.
export async function wrongTokens(server, person, stranger) {
  const { jwt, session } = person;
  const { keys } = (await send(server.url, { path: '/api/auth/jwks' })).json;
  const key = createPublicKey({
    key: keys.find(({ kid }) => kid === headerOf(jwt).kid),
    format: 'jwk',
  });
  const now = Math.floor(Date.now() / 1000);
  return {
    garbage: 'x.y.z',
    'a word': 'hello',
    "a session's token": session,
    'one with a turned bit': tampered(jwt),
    'one without a signature': `${jwt.split('.').slice(0, 2).join('.')}.`,
    'one with alg none': `${part({ ...headerOf(jwt), alg: 'none' })}.${jwt.split('.')[1]}.`,
    'one that has expired': await expired(server, jwt),
    'one that never expires': await resigned(server, jwt, { exp: undefined }),
    'one that is not good yet': await resigned(server, jwt, { nbf: now + 3600 }),
    'one of another issuer': await resigned(server, jwt, { iss: 'https://login.example' }),
    'one of no issuer': await resigned(server, jwt, { iss: undefined }),
    'one for another audience': await resigned(server, jwt, { aud: 'https://api.example' }),
    'one without a subject': await resigned(server, jwt, { sub: undefined }),
    'one that wants an extension': await critical(server, jwt),
    'one of another server': stranger.jwt,
    "one signed by a stranger's key": await foreign(jwt),
    'one signed with the public key (PEM) as a secret': hmacOf(
      key.export({ type: 'spki', format: 'pem' }),
      jwt,
    ),
    'one signed with the public key (DER) as a secret': hmacOf(
      key.export({ type: 'spki', format: 'der' }),
      jwt,
    ),
    'one signed with the public key (JWK) as a secret': hmacOf(
      JSON.stringify(key.export({ format: 'jwk' })),
      jwt,
    ),
  };
}
