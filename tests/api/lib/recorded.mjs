// The exchanges that were recorded with a real Better Auth, and the settings with which the server
// repeats them: transcripts.test.mjs compares its answers with the recording, differential.test.mjs
// with those of a running Better Auth.

import path from 'node:path';

import { root } from './server.mjs';

export const SECRET = 'interop-secret-0123456789abcdefghijklmnop';
export const recordingFile = path.join(root, 'tests/data/better-auth/transcripts.txt');

// Better Auth has one form of password hashes, accepts any password and throttles no accounts;
// the other rows are its defaults.
export const LIKE_BETTER_AUTH = {
  OSTIARY_PASSWORD_HASH: 'scrypt',
  OSTIARY_ACCOUNT_THROTTLE: 'off',
  OSTIARY_PASSWORD_BLOCKLIST: 'off',
  OSTIARY_STORE_IDENTIFIER: 'plain',
  OSTIARY_TWO_FACTOR: 'off',
  OSTIARY_WEB: 'off', // its pages are where links lead that name none
  OSTIARY_REVOKE_SESSIONS_ON_PASSWORD_RESET: 'off',
};

// Headers that only the server sends: what a browser needs to treat an answer as data and nothing
// else, to stay with https, to read the answers of another origin and to revalidate the key set,
// and the id under which the log has the request.
export const EXTRA_HEADERS = [
  'x-content-type-options',
  'x-frame-options',
  'content-security-policy',
  'referrer-policy',
  'cross-origin-resource-policy',
  'cache-control',
  'traceparent',
  'x-request-id',
  'strict-transport-security',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'vary',
  'retry-after', // beside x-retry-after
  'etag', // of /jwks
];

// To pages of trusted origins the server exposes further headers; removes their names.
const ALSO_EXPOSED = ['retry-after', 'x-retry-after', 'location', 'etag', 'x-request-id'];
export function hideFurtherExposed(answer) {
  answer.headers = answer.headers
    .map(([name, value]) =>
      name.toLowerCase() === 'access-control-expose-headers'
        ? [
            name,
            value
              .split(', ')
              .filter((n) => !ALSO_EXPOSED.includes(n))
              .join(', '),
          ]
        : [name, value],
    )
    .filter(([name, value]) => value || name.toLowerCase() !== 'access-control-expose-headers');
}

const NO_MAIL = { OSTIARY_PASSWORD_RESET: 'off', OSTIARY_EMAIL_VERIFICATION: 'off' };
const VERIFIED = { OSTIARY_REQUIRE_EMAIL_VERIFICATION: 'on' };

// By section of the recording.
export const SECTIONS = {
  basic: { ...NO_MAIL, OSTIARY_DELETE_USER: 'off' },
  https: { BETTER_AUTH_URL: 'https://auth.example.com', OSTIARY_RATE_LIMIT: 'off' },
  cache_compact: { ...NO_MAIL, OSTIARY_COOKIE_CACHE: 'compact' },
  cache_jwt: { ...NO_MAIL, OSTIARY_COOKIE_CACHE: 'jwt' },
  cache_jwe: { ...NO_MAIL, OSTIARY_COOKIE_CACHE: 'jwe' },
  keys_eddsa: { JWKS_ALG: 'EdDSA' },
  keys_es256: { JWKS_ALG: 'ES256' },
  keys_issuer: { JWT_ISSUER: 'https://iss.example', JWT_AUDIENCE: 'a1', JWT_EXPIRES_IN: '1h' },
  keys_nobase: { BETTER_AUTH_URL: '' },
  keys_plain: { PEER_CLEAR_KEYS: 'on' },
  keys_rotation: { OSTIARY_KEY_ROTATION: '1h', OSTIARY_KEY_GRACE: '25h' },
  keys_secrets: {
    BETTER_AUTH_SECRET: '',
    BETTER_AUTH_SECRETS: `2:${SECRET},1:interop-secret-of-before-0123456789abcdef`,
  },
  keys_uuid: { OSTIARY_ID: 'uuid' },
  precedence: NO_MAIL,
  origins: {
    BETTER_AUTH_TRUSTED_ORIGINS: [
      'https://app.example.org',
      'https://*.example.com',
      '*.foo.test',
      'http://localhost:*',
      'myapp://',
      'exp://192.168.*.*:*/**',
      'https://q?.example.net',
    ].join(','),
  },
  edge: {},
  full: { OSTIARY_CHANGE_EMAIL: 'on' },
  confirm: {
    OSTIARY_PASSWORD_RESET: 'off',
    OSTIARY_CHANGE_EMAIL: 'on',
    OSTIARY_CHANGE_EMAIL_CONFIRMATION: 'on',
    OSTIARY_DELETE_USER_CONFIRMATION: 'on',
  },
  defer: { ...NO_MAIL, OSTIARY_SESSION_DEFER_REFRESH: 'on' },
  requireverify: VERIFIED,
  requireverify_onsignin: { ...VERIFIED, OSTIARY_SEND_VERIFICATION_ON_SIGN_IN: 'on' },
  requireverify_nohook: { ...VERIFIED, ...NO_MAIL },
  noauto: { ...NO_MAIL, OSTIARY_AUTO_SIGN_IN: 'off' },
  ratelimit: {
    ...NO_MAIL,
    OSTIARY_RATE_LIMIT: 'on',
    OSTIARY_TRUSTED_PROXIES: '127.0.0.1',
    NODE_ENV: 'production',
  },
  // Better Auth infers secure cookies from NODE_ENV, which the server does not read.
  nobase_prod: {
    BETTER_AUTH_URL: '',
    NODE_ENV: 'production',
    OSTIARY_RATE_LIMIT: 'off',
    OSTIARY_SECURE_COOKIES: 'on',
  },
};
