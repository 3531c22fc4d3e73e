// A database file as other processes see it: one holds it for long, and an operator names one that
// is not there.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { bearer, send } from './lib/http.mjs';
import { callTasks, newPerson, newTask, SECRET, signIn } from './lib/people.mjs';
import { run, startServer, temporaryDirectory } from './lib/server.mjs';

const EX = { OK: 0, NOINPUT: 66 };

// On a file, whatever the other tests run on.
function started(env = {}) {
  const dir = path.join(temporaryDirectory(), 'data');
  return startServer({ dir, database: path.join(dir, 'ostiary.db'), env });
}

// A sqlite3 shell that holds the database's write lock until a test ends it.
async function holder(t, database) {
  const shell = spawn('sqlite3', ['-batch', database], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => shell.kill('SIGKILL'));
  shell.stdin.write("begin immediate;\nselect 'held';\n");
  await new Promise((resolve) => shell.stdout.on('data', (data) => /held/.test(data) && resolve()));
  return async () => {
    shell.stdin.end('rollback;\n');
    await new Promise((resolve) => shell.on('close', resolve));
  };
}

describe('a database that another process holds', () => {
  it('is answered with 503 by every write, while reading goes on', async (t) => {
    const server = await started();
    t.after(() => server.kill());
    const ann = await newPerson(server, 'Ann');
    await newTask(server, ann);
    const letGo = await holder(t, server.database);
    const list = () => callTasks(server, 'GET', ann.tasks, { token: ann.jwt });
    const task = { token: ann.jwt, body: { title: 'a task' } };

    const refused = Promise.all([
      signIn(server, ann, 60_000),
      callTasks(server, 'POST', ann.tasks, task),
      send(server.url, {
        method: 'POST',
        path: '/api/auth/sign-out',
        headers: [bearer(ann.session)],
        patience_ms: 60_000,
      }),
    ]);
    assert.equal((await list()).status, 200);
    assert.equal((await send(server.url, { path: '/healthz' })).status, 200);
    for (const answer of await refused) {
      assert.equal(answer.status, 503, answer.text);
      assert.equal(answer.get('retry-after'), '1');
      assert.match(answer.text, /^\{.+\}$/);
    }
    assert.equal((await send(server.url, { path: '/readyz', patience_ms: 60_000 })).status, 503);
    assert.equal((await list()).json.length, 1, 'what was refused was not done');
    assert.ok(
      server.logs.some(
        ({ msg, error }) =>
          msg === 'the database is away' && /locked by another process/.test(error),
      ),
    );

    await letGo();
    while ((await send(server.url, { path: '/readyz' })).status !== 200) await pause(100);
    assert.equal((await signIn(server, ann)).status, 200);
    assert.equal((await callTasks(server, 'POST', ann.tasks, task)).status, 201);
  });
});

describe('an operator who names a database', () => {
  const COMMANDS = [
    ['outbox', 'list'],
    ['key', 'list'],
  ];

  it('that does not exist is reported, and none is made', () => {
    const dir = temporaryDirectory();
    for (const words of COMMANDS) {
      const done = run([...words, '--database', path.join(dir, 'mistyped.db')], {
        env: { BETTER_AUTH_SECRET: SECRET },
      });
      assert.equal(done.code, EX.NOINPUT, `${words}: ${JSON.stringify(done)}`);
      assert.match(done.stderr, /mistyped\.db/);
      assert.deepEqual(fs.readdirSync(dir), []);
    }
  });

  it('that is there is answered', async (t) => {
    const server = await started({ BETTER_AUTH_SECRET: SECRET });
    t.after(() => server.kill());
    await newPerson(server, 'Ann');
    for (const words of COMMANDS) {
      const done = run([...words, '--database', server.database], {
        env: { BETTER_AUTH_SECRET: SECRET },
      });
      assert.equal(done.code, EX.OK, `${words}: ${JSON.stringify(done)}`);
    }
  });
});
