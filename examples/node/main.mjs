// Notes behind access tokens: each person reaches their own, below /api/users/{user_id}/notes.
// Settings: JWKS_URL, JWT_ISSUER, JWT_AUDIENCE, PORT, and JWKS_COOLDOWN, the least seconds between
// two fetches for the sake of an unknown key.

import http from 'node:http';

import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

const {
  JWT_ISSUER = 'http://127.0.0.1:8080',
  JWT_AUDIENCE = JWT_ISSUER,
  PORT = '8092',
  JWKS_COOLDOWN = '30',
  JWKS_URL = `${JWT_ISSUER}/api/auth/jwks`,
} = process.env;
const FRESH_MS = 300_000;
const OUTAGE_MS = 86_400_000;
const BODY_MAX = 65_536;

// Fetched in the background while they are good, so that a fetch that fails takes no key away; a
// day after the last good one nothing is judged any more.
const keys = createRemoteJWKSet(new URL(JWKS_URL), {
  cacheMaxAge: OUTAGE_MS,
  cooldownDuration: Number(JWKS_COOLDOWN) * 1000,
  timeoutDuration: 3000,
});
setInterval(() => keys.reload().catch(() => {}), FRESH_MS).unref();

// What jose says when it could not get the keys; everything else of its own is the token's fault.
const AWAY = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']);

const notes = new Map();

// The status of a refusal, or the claims.
async function judge(authorization = '') {
  const [, token] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
  if (!token) return { status: 401 };
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['RS256', 'PS256', 'ES256', 'ES512', 'EdDSA'], // none that takes a secret
      issuer: JWT_ISSUER,
      audience: JWT_AUDIENCE,
      clockTolerance: 30,
      requiredClaims: ['exp', 'sub'],
    });
    return { status: 200, subject: payload.sub };
  } catch (error) {
    return { status: error instanceof errors.JOSEError && !AWAY.has(error.code) ? 401 : 503 };
  }
}

async function bodyOf(request) {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) {
    text += piece;
    if (text.length > BODY_MAX) throw new RangeError('too long');
  }
  return JSON.parse(text);
}

const DETAILS = {
  400: 'Bad Request',
  401: 'Not authenticated',
  403: 'Access denied',
  404: 'Not Found',
  405: 'Method Not Allowed',
  503: 'The issuer is away',
};
const HEADERS = { 401: { 'www-authenticate': 'Bearer' }, 503: { 'retry-after': '5' } };

async function answer(request) {
  const [, user] = /^\/api\/users\/([^/?]+)\/notes$/.exec(request.url) ?? [];
  if (!user) return [404];
  const { status, subject } = await judge(request.headers.authorization);
  if (status !== 200) return [status];
  if (subject !== user) return [403];
  if (request.method === 'GET') return [200, notes.get(user) ?? []];
  if (request.method !== 'POST') return [405];
  const note = await bodyOf(request);
  notes.set(user, [...(notes.get(user) ?? []), note]);
  return [201, note];
}

const server = http.createServer(async (request, response) => {
  const [status, body] = await answer(request).catch(() => [400]);
  response
    .writeHead(status, { 'content-type': 'application/json', ...HEADERS[status] })
    .end(JSON.stringify(body ?? { detail: DETAILS[status] }));
});
server.listen(Number(PORT), '127.0.0.1', () =>
  console.log(`listening on http://127.0.0.1:${server.address().port}`),
);
