// Rows with a value that means nothing: whoever asks is answered as if there were no such row,
// never with 500, and the log names the reason.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { callTasks, newPerson, newTask, postJson, SECRET, signIn } from './lib/people.mjs';
import { onPostgres } from './lib/postgres.mjs';
import { startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

let server;
before(async () => {
  server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET, OSTIARY_REVOCATIONS: 'on' } });
});
after(() => server?.stop());

const get = (path, person) =>
  send(server.url, { path: `/api/auth${path}`, headers: [bearer(person.session)] });
const post = (path, body, person) =>
  postJson(server, `/api/auth${path}`, body, person ? [bearer(person.session)] : []);
const task = (method, person, body) =>
  callTasks(server, method, `${person.tasks}/${person.task.id}`, { token: person.jwt, body });

const UNREAD = true; // nothing reads the row

// [what is tried, its answer while all rows can be read, its answer when the row cannot].
const ROWS = {
  'user createdAt': [
    ['get-session', (p) => get('/get-session', p), 200, 200],
    ['token', (p) => get('/token', p), 200, 401],
    ['list-sessions', (p) => get('/list-sessions', p), 200, 401],
    ['list-accounts', (p) => get('/list-accounts', p), 200, 401],
    ['update-user', (p) => post('/update-user', { name: 'N' }, p), 200, 401],
    ['sign-in', (p) => signIn(server, p), 200, 401],
    ['sign-up', (p) => post('/sign-up/email', { ...p, name: 'N' }), 422, 422],
    ['reset', (p) => post('/request-password-reset', { email: p.email }), 200, 200],
    ['verification', (p) => post('/send-verification-email', { email: p.email }), 200, 200],
  ],
  'session expiresAt': [
    ['get-session', (p) => get('/get-session', p), 200, 200],
    ['token', (p) => get('/token', p), 200, 401],
    ['sign-in', (p) => signIn(server, p), 200, 200, UNREAD],
  ],
  'account createdAt': [
    ['sign-in', (p) => signIn(server, p), 200, 401],
    ['verify-password', (p) => post('/verify-password', { password: p.password }, p), 200, 400],
    ['list-accounts', (p) => get('/list-accounts', p), 200, 200],
    ['token', (p) => get('/token', p), 200, 200, UNREAD],
  ],
  'ostiary_task created_at': [
    ['read', (p) => task('GET', p), 200, 404],
    ['change', (p) => task('PATCH', p, { completed: true }), 200, 404],
    ['list', (p) => callTasks(server, 'GET', p.tasks, { token: p.jwt }), 200, 200],
    ['delete', (p) => task('DELETE', p), 204, 204, UNREAD],
  ],
};

const OWNER = { user: 'id', session: 'userId', account: 'userId', ostiary_task: 'user_id' };

function spoil(table, column, person) {
  if (onPostgres)
    sql.execute(server.database, `alter table "${table}" alter "${column}" drop not null`);
  const value = onPostgres ? 'null' : `'once upon a time'`;
  sql.execute(
    server.database,
    `update "${table}" set "${column}" = ${value} where "${OWNER[table]}" = '${person.id}'`,
  );
}

async function somebody() {
  const person = await newPerson(server, 'Ann');
  return { ...person, task: await newTask(server, person, { title: 'T' }) };
}

for (const [place, tries] of Object.entries(ROWS))
  describe(`a ${place.replace(' ', '.')} that cannot be read`, () => {
    for (const [name, attempt, whole, spoiled, unread] of tries)
      it(`${name}: ${whole}, and then ${spoiled}`, async () => {
        const [well, ill] = [await somebody(), await somebody()];
        const [table, column] = place.split(' ');
        assert.equal((await attempt(well)).status, whole);
        spoil(table, column, ill);
        const before = server.output.stderr.length;
        const answer = await attempt(ill);
        assert.equal(answer.status, spoiled, answer.text);
        assert.ok(!answer.text.includes('once upon'));
        if (!unread)
          await until('the log says why', () =>
            server.output.stderr.slice(before).includes(column),
          );
      });
  });
