// Serving with a role of PostgreSQL that may read and write rows and make nothing.
//
// OSTIARY_TEST_PG   a PostgreSQL cluster (tests/postgres.sh run); without one the tests are skipped

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { it } from 'node:test';

import { callTasks, newPerson, newTask, SECRET, signIn } from './lib/people.mjs';
import { skipOn, urlFor } from './lib/postgres.mjs';
import { run, Server, temporaryDirectory } from './lib/server.mjs';

const cluster = process.env.OSTIARY_TEST_PG;
const psql = (url, ...commands) =>
  execFileSync(
    'psql',
    [
      '--no-psqlrc',
      '--quiet',
      '--set',
      'ON_ERROR_STOP=1',
      ...commands.flatMap((text) => ['--command', text]),
      url,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
const schemaOf = (url) => /search_path%3D(\w+)/.exec(url)[1];

function newRole(t, url) {
  const role = `runner_${randomBytes(6).toString('hex')}`;
  psql(cluster, `create role ${role} login`);
  t.after(() => psql(url, `drop owned by ${role}`, `drop role ${role}`));
  return role;
}

const asRole = (url, role) => url.replace(/^postgres:\/\/[^@]*@/, `postgres://${role}@`);

async function startOn(t, database) {
  const server = new Server({
    dir: `${temporaryDirectory()}/data`,
    database,
    env: { BETTER_AUTH_SECRET: SECRET },
  });
  t.after(() => server.kill());
  return server.start();
}

it('serves without the right to make tables, once they are there', {
  skip: skipOn('PostgreSQL'),
}, async (t) => {
  const url = urlFor(temporaryDirectory());
  const role = newRole(t, url);
  const owner = await startOn(t, url);
  const ann = await newPerson(owner, 'Ann');
  await owner.stop();
  psql(
    url,
    `grant usage on schema ${schemaOf(url)} to ${role}`,
    `grant select, insert, update, delete on all tables in schema ${schemaOf(url)} to ${role}`,
  );
  assert.throws(
    () => psql(asRole(url, role), `create table ${schemaOf(url)}.x (a int)`),
    /permission denied/,
  );

  const server = await startOn(t, asRole(url, role));
  assert.equal((await signIn(server, ann)).status, 200);
  const bea = await newPerson(server, 'Bea');
  const task = await newTask(server, bea);
  assert.deepEqual((await callTasks(server, 'GET', bea.tasks, { token: bea.jwt })).json, [task]);
});

it('says which right is missing when there is a table to make', {
  skip: skipOn('PostgreSQL'),
}, (t) => {
  const url = urlFor(temporaryDirectory());
  const role = newRole(t, url);
  psql(url, `grant usage on schema ${schemaOf(url)} to ${role}`);
  const done = run(['serve', '--data', `${temporaryDirectory()}/data`, '--listen', '127.0.0.1:0'], {
    env: { DATABASE_URL: asRole(url, role), BETTER_AUTH_SECRET: SECRET },
  });
  assert.notEqual(done.code, 0);
  assert.match(done.stderr, /permission denied for schema/);
});
