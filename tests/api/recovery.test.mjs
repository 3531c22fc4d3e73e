// PostgreSQL goes back to a moment in the past, as docs/host/backup.md says, and a server goes on
// from there.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';

import { Cluster } from './lib/cluster.mjs';
import { callTasks, newPerson, newTask, newToken, SECRET } from './lib/people.mjs';
import { root, run, serverFor, temporaryDirectory } from './lib/server.mjs';
import { until } from './lib/until.mjs';

const env = { BETTER_AUTH_SECRET: SECRET };

function ask(url, text) {
  const words = ['--no-psqlrc', '--tuples-only', '--no-align', '--command', text, url];
  return execFileSync('psql', words, { encoding: 'utf8' }).trim();
}

const titles = async (server, person, token) =>
  (await callTasks(server, 'GET', person.tasks, { token })).json.map(({ title }) => title).sort();

it('everything before the moment is there, and nothing after it', async (t) => {
  const cluster = await Cluster.archive();
  t.after(() => cluster.stop());
  const server = await serverFor(t, { database: cluster.url, env });
  const ann = await newPerson(server, 'Ann');
  await newTask(server, ann, { title: 'in the base backup' });
  await cluster.do('base');
  await newTask(server, ann, { title: 'in the archive' });
  const moment = ask(cluster.url, "select now() at time zone 'UTC' || '+00'");
  await newTask(server, ann, { title: 'too late' });
  ask(cluster.url, 'drop table ostiary_task cascade');
  const segment = ask(cluster.url, 'select pg_walfile_name(pg_switch_wal())');
  await until('the archive', () => fs.existsSync(path.join(cluster.dir, 'archive', segment)));
  await server.stop();

  const past = await cluster.recover(moment);
  t.after(() => past.stop());
  await until('the end of the recovery', () => ask(past.url, 'select pg_is_in_recovery()') === 'f');
  const place = ['--data', temporaryDirectory()];
  const checked = run(['check', '--json', ...place], { env: { ...env, DATABASE_URL: past.url } });
  assert.equal(checked.code, 0, checked.stderr);
  assert.deepEqual(JSON.parse(checked.stdout), { sound: true, users: 1, keys: 1, openedKeys: 1 });
  const next = await serverFor(t, { database: past.url, env });
  const token = await newToken(next, ann.session);
  assert.deepEqual(await titles(next, ann, token), ['in the archive', 'in the base backup']);
  await newTask(next, { ...ann, jwt: token }, { title: 'and on' });
});

it('the settings are those that the documentation names', () => {
  const script = fs.readFileSync(path.join(root, 'tests/postgres.sh'), 'utf8');
  const page = fs.readFileSync(path.join(root, 'docs/host/backup.md'), 'utf8');
  const blocks = [...page.matchAll(/```\n([^`]+)```/g)].flatMap(([, block]) => block.split('\n'));
  const names = blocks.map((line) => line.split(' = ')[0]).filter((name) => /^[a-z_]+$/.test(name));
  assert.equal(names.length, 6);
  for (const name of names) assert.match(script, new RegExp(`${name} ?=`), name);
});
