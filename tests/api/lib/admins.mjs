// Servers with admins, and the routes that only admins may use.

import path from 'node:path';

import { bearer, jsonHeaders, send } from './http.mjs';
import { newPerson, SECRET } from './people.mjs';
import { urlFor } from './postgres.mjs';
import { run, Server, temporaryDirectory } from './server.mjs';

export const ADMIN = { BETTER_AUTH_SECRET: SECRET, OSTIARY_ADMIN: 'on' };

// A database on that engine, and servers with it.
export class Admins {
  constructor(engine) {
    this.dir = path.join(temporaryDirectory(), 'data');
    this.command = { env: { ...ADMIN, OSTIARY_REVOCATIONS: 'on' } };
    this.database = engine === 'SQLite' ? path.join(this.dir, 'ostiary.db') : urlFor(this.dir);
  }

  async open(t, env = {}, args = []) {
    const { dir, database } = this;
    const server = new Server({ dir, database, env: { ...ADMIN, ...env }, args });
    t.after(() => server.kill());
    return server.start();
  }
}

// A new person with the role of an admin, given from the command line.
export async function makeAdmin(place, server, name = 'Boss') {
  const person = await newPerson(server, name);
  const done = run(['user', 'role', person.id, 'admin', '--database', place.database], {
    env: ADMIN,
  });
  if (done.code !== 0) throw new Error(done.stderr);
  return person;
}

export function callAdmin(server, person, method, where, body = {}) {
  return send(server.url, {
    method,
    path: `/api/auth/admin/${where}`,
    headers: [
      ...(person ? [bearer(person.session)] : []),
      ...(method === 'POST' ? jsonHeaders : []),
    ],
    body: method === 'POST' ? JSON.stringify(body) : undefined,
  });
}

// Method, path, whether it answers 404 for a user who is not there, a body, and the code of the
// refusal for users who are no admins; null: it is for them, too.
export const ROUTES = [
  ['GET', 'list-users', false, undefined, 'YOU_ARE_NOT_ALLOWED_TO_LIST_USERS'],
  ['GET', 'get-user?id=x', true, undefined, 'YOU_ARE_NOT_ALLOWED_TO_GET_USER'],
  [
    'POST',
    'list-user-sessions',
    false,
    { userId: 'x' },
    'YOU_ARE_NOT_ALLOWED_TO_LIST_USERS_SESSIONS',
  ],
  ['POST', 'has-permission', false, { permissions: { user: ['list'] } }, null],
];
ROUTES.push(
  ...[
    ['create-user', false, { email: 'bad', name: 'x' }, 'CREATE_USERS'],
    ['update-user', true, { userId: 'x', data: { name: 'y' } }, 'UPDATE_USERS'],
    ['set-role', true, { userId: 'x', role: 'user' }, 'CHANGE_USERS_ROLE'],
    ['set-user-password', true, { userId: 'x', newPassword: 'y' }, 'SET_USERS_PASSWORD'],
    ['ban-user', true, { userId: 'x' }, 'BAN_USERS'],
    ['unban-user', true, { userId: 'x' }, 'BAN_USERS'],
    ['revoke-user-session', false, { sessionToken: 'x' }, 'REVOKE_USERS_SESSIONS'],
    ['revoke-user-sessions', false, { userId: 'x' }, 'REVOKE_USERS_SESSIONS'],
    ['remove-user', true, { userId: 'x' }, 'DELETE_USERS'],
    ['impersonate-user', true, { userId: 'x' }, 'IMPERSONATE_USERS'],
  ].map(([where, finds, body, what]) => [
    'POST',
    where,
    finds,
    body,
    `YOU_ARE_NOT_ALLOWED_TO_${what}`,
  ]),
  ['POST', 'stop-impersonating', false, {}, null],
);
