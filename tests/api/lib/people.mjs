// Users of the server, and tokens that no verifier may accept.

import { symmetricDecrypt } from 'better-auth/crypto';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';

import { bearer, jsonHeaders, send } from './http.mjs';
import * as sql from './sql.mjs';

export const SECRET = 'a-secret-for-tests-0123456789abcdefghijklmnop';

let count = 0;

export function postJson(server, path, body, headers = [], patience_ms = undefined) {
  return send(server.url, {
    patience_ms,
    method: 'POST',
    path,
    headers: [...jsonHeaders, ...headers],
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

// Signs a user up and keeps what a client keeps: the cookie, the session's token, the JWT.
export async function newPerson(server, name) {
  const credentials = {
    email: `${name.replace(/[^\w]/g, '-').toLowerCase()}-${++count}@example.com`,
    password: `${name}:correct horse`,
  };
  const answer = await postJson(server, '/api/auth/sign-up/email', { name, ...credentials });
  if (answer.status !== 200) throw new Error(`sign-up: ${answer.status} ${answer.text}`);
  return {
    ...credentials,
    name,
    id: answer.json.user.id,
    session: answer.json.token,
    cookie: answer.all('set-cookie')[0].split(';')[0],
    jwt: await newToken(server, answer.json.token),
    home: `/api/users/${answer.json.user.id}`,
    tasks: `/api/users/${answer.json.user.id}/tasks`,
  };
}

export async function newToken(server, session) {
  const answer = await send(server.url, { path: '/api/auth/token', headers: [bearer(session)] });
  if (answer.status !== 200) throw new Error(`token: ${answer.status} ${answer.text}`);
  return answer.json.token;
}

export function signIn(server, { email, password }, patience_ms = undefined) {
  return postJson(server, '/api/auth/sign-in/email', { email, password }, [], patience_ms);
}

// A request to the task API. `body` is JSON unless it is text or bytes.
export function callTasks(server, method, path, { token, body, headers = [] } = {}) {
  const content =
    body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
      ? body
      : JSON.stringify(body);
  return send(server.url, {
    method,
    path,
    headers: [
      ...(token ? [bearer(token)] : []),
      ...(content === undefined ? [] : jsonHeaders),
      ...headers,
    ],
    body: content,
  });
}

export async function newTask(server, person, fields = {}) {
  const answer = await callTasks(server, 'POST', person.tasks, {
    token: person.jwt,
    body: { title: 'a task', ...fields },
  });
  if (answer.status !== 201) throw new Error(`create: ${answer.status} ${answer.text}`);
  return answer.json;
}

export function claimsOf(jwt) {
  return JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url').toString('utf8'));
}

export function headerOf(jwt) {
  return JSON.parse(Buffer.from(jwt.split('.')[0], 'base64url').toString('utf8'));
}

// The server's own signing key, opened with the secret as Better Auth opens it.
export async function signingKey(server, secret = SECRET) {
  const [row] = sql.rows(
    server.database,
    'select id, privateKey from jwks order by createdAt desc',
  );
  const text = await symmetricDecrypt({ key: secret, data: JSON.parse(row.privateKey) });
  return { kid: row.id, key: await importJWK(JSON.parse(text), 'RS256') };
}

// The same claims, changed as asked, and signed with the server's own key: what a token looks like
// when only its claims are wrong.
export async function resigned(server, jwt, change, secret = SECRET) {
  const { kid, key } = await signingKey(server, secret);
  const claims = { ...claimsOf(jwt), ...change };
  for (const name of Object.keys(claims)) {
    if (claims[name] === undefined) delete claims[name];
  }
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(key);
}

export function expired(server, jwt) {
  const now = Math.floor(Date.now() / 1000);
  return resigned(server, jwt, { iat: now - 7200, exp: now - 3600 });
}

// The signature no longer fits: one bit of it is turned.
export function tampered(jwt) {
  const [head, payload, signature] = jwt.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes[10] ^= 1;
  return [head, payload, bytes.toString('base64url')].join('.');
}

// An attacker's key under the server's key id, with the public key offered in the header.
export async function foreign(jwt) {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const header = { ...headerOf(jwt), jwk: await exportJWK(publicKey) };
  return new SignJWT(claimsOf(jwt)).setProtectedHeader(header).sign(privateKey);
}
