// PostgreSQL as it is met outside: with certificates, with several hosts of which one fails, with a
// server that does not answer any more, behind a pooler, and with several instances that start at
// once.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { bearer, send } from './lib/http.mjs';
import { Cluster } from './lib/cluster.mjs';
import { callTasks, newPerson, newTask, postJson, SECRET, signIn } from './lib/people.mjs';
import { run, serverFor, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const EX_UNAVAILABLE = 69;
// Each on clusters of its own, and mostly waiting.
const AT_ONCE = { concurrency: true };
const IN_TURN = { concurrency: 1 };
const PATIENCE_MS = 60_000;

const started = (t, database, env) => serverFor(t, { database, env });

// A start on this database that must fail: what is said about it.
function refusedStart(database) {
  const done = run(['serve', '--data', temporaryDirectory(), '--listen', '127.0.0.1:0'], {
    env: { LOG_FORMAT: '', DATABASE_URL: database },
  });
  assert.equal(done.code, EX_UNAVAILABLE, JSON.stringify(done));
  assert.match(done.stderr, /^[^\n]+\n$/, `one line: ${done.stderr}`);
  assert.ok(!done.stderr.includes('secret'), `a password: ${done.stderr}`);
  return done.stderr;
}

const tasksOf = (server, person) => callTasks(server, 'GET', person.tasks, { token: person.jwt });
const get = (server, path) => send(server.url, { path, patience_ms: PATIENCE_MS });

async function until(server, path, status) {
  while ((await get(server, path)).status !== status) await pause(100);
}

// A list of hosts as libpq reads it.
const hostsUrl = (places) =>
  'postgres://ostiary@/postgres' +
  `?host=${places.map(([host]) => host).join(',')}&port=${places.map(([, port]) => port).join(',')}`;
const placeOf = (cluster) => [cluster.dir, cluster.port];
const NO_LISTENER = ['127.0.0.1', 1];

describe('PostgreSQL', AT_ONCE, () => {
  describe('one cluster', IN_TURN, () => {
    let cluster;
    let secured;
    before(async () => {
      cluster = await Cluster.start();
      secured = await cluster.do('secure');
    });
    after(() => cluster?.stop());
    const verified = (authority) =>
      `${secured}?sslmode=verify-full&sslrootcert=${cluster.dir}/${authority}.crt`;

    it('is used with TLS when its certificate is good', async (t) => {
      const server = await started(t, verified('ca'), { OSTIARY_DB_SCHEMA: 'secured' });
      await newPerson(server, 'Ann');
      const [{ ours, safe }] = sql.rows(
        cluster.url,
        `select count(*) as ours, count(*) filter (where ssl) as safe
        from pg_stat_activity join pg_stat_ssl using (pid) where application_name = 'ostiary'`,
      );
      assert.ok(ours > 0);
      assert.equal(safe, ours);
    });

    it('is refused when another authority than the trusted one has signed its certificate', () => {
      assert.match(refusedStart(verified('other')), /certificate verify failed/);
    });

    it('is refused when its certificate is for another name', () => {
      assert.match(
        refusedStart(verified('ca').replace('localhost', '127.0.0.1')),
        /does not match host name "127\.0\.0\.1"/,
      );
    });

    it('is refused without TLS, which it asks for', () => {
      assert.match(refusedStart(`${secured}?sslmode=disable`), /no encryption/);
    });

    it('is used in a schema of its own behind a pooler that gives each transaction another connection', async (t) => {
      const server = await started(t, await cluster.do('pool'), { OSTIARY_DB_SCHEMA: 'neon_auth' });
      const people = await Promise.all(
        ['Ann', 'Bea', 'Cleo', 'Dora'].map((name) => newPerson(server, name)),
      );
      await Promise.all(
        people.flatMap((person) => Array.from({ length: 10 }, () => newTask(server, person))),
      );
      for (const person of people) {
        assert.equal((await tasksOf(server, person)).json.length, 10);
        assert.equal((await signIn(server, person)).status, 200);
      }
      const tables = sql.rows(
        cluster.url,
        `select schemaname, count(*) from pg_tables
        where schemaname in ('public', 'neon_auth') group by schemaname`,
      );
      assert.deepEqual(
        tables.map(({ schemaname }) => schemaname),
        ['neon_auth'],
      );
      await server.restart();
      assert.equal((await tasksOf(server, people[0])).json.length, 10);
    });

    // The revocations are read for each access token, after the password was checked and the
    // session stored.
    it('that fails while the access token is issued refuses the sign-in', async (t) => {
      const env = { BETTER_AUTH_SECRET: SECRET, OSTIARY_DB_SCHEMA: 'token_fault' };
      const server = await started(t, cluster.url, { ...env, OSTIARY_REVOCATIONS: 'on' });
      const ann = await newPerson(server, 'Ann');
      const signUp = (email) =>
        postJson(server, '/api/auth/sign-up/email', { ...ann, name: 'Bea', email });
      const schema = 'set search_path = token_fault;';
      sql.execute(
        cluster.url,
        `${schema} alter table ostiary_revocation rename to kept;
        create function fault() returns text language sql as $$select ''$$;
        create view ostiary_revocation as select fault() as subject, bigint '0' as revoked_ms`,
      );
      for (const [state, status] of [
        ['53300', 503],
        ['XX000', 500],
      ]) {
        sql.execute(
          cluster.url,
          `create or replace function token_fault.fault() returns text language plpgsql as
            $$begin raise exception 'a fault' using errcode = '${state}'; end$$`,
        );
        for (const answer of [
          await signIn(server, ann),
          await signUp(`bea-${state.toLowerCase()}@example.com`),
        ]) {
          assert.equal(answer.status, status, answer.text);
          assert.deepEqual(answer.all('set-cookie'), []);
          for (const name of ['set-auth-token', 'set-auth-jwt'])
            assert.equal(answer.get(name), undefined, name);
          assert.equal(answer.all('content-type').length, status === 500 ? 0 : 1);
          assert.doesNotMatch(answer.text, /"(token|user)"/);
        }
      }
      sql.execute(
        cluster.url,
        `${schema} drop view ostiary_revocation; alter table kept rename to ostiary_revocation`,
      );
      for (const answer of [await signIn(server, ann), await signUp('cleo@example.com')]) {
        assert.equal(answer.status, 200, answer.text);
        assert.ok(answer.get('set-auth-jwt'));
        assert.ok(answer.all('set-cookie').length > 0);
      }
    });

    it('is made ready once by several instances that start at once on nothing', async (t) => {
      const env = {
        BETTER_AUTH_SECRET: SECRET,
        BETTER_AUTH_URL: 'http://auth.example.com',
        OSTIARY_DB_SCHEMA: 'at_once',
      };
      const servers = await Promise.all(
        Array.from({ length: 4 }, () => started(t, cluster.url, env)),
      );
      await Promise.all(servers.map((server) => until(server, '/readyz', 200)));
      const keys = await Promise.all(
        servers.map(async (server) => (await get(server, '/api/auth/jwks')).json.keys),
      );
      assert.equal(keys[0].length, 1);
      for (const others of keys) assert.deepEqual(others, keys[0]);
      const ann = await newPerson(servers[0], 'Ann');
      for (const server of servers) {
        const { json } = await send(server.url, {
          path: '/api/auth/get-session',
          headers: [bearer(ann.session)],
        });
        assert.equal(json.user.id, ann.id);
        assert.equal((await tasksOf(server, ann)).status, 200);
      }
    });
  });

  describe('of several hosts', IN_TURN, () => {
    let first;
    let standby;
    before(async () => {
      first = await Cluster.start('wal_level=replica', 'max_wal_senders=4');
      standby = await first.follow();
    });
    after(() => Promise.all([standby?.stop(), first?.stop()]));

    it('one that is down is passed over', async (t) => {
      const server = await started(t, hostsUrl([NO_LISTENER, placeOf(first)]), {
        OSTIARY_DB_SCHEMA: 'down',
      });
      await newPerson(server, 'Ann');
    });

    it('one that only reads is passed over', async (t) => {
      const server = await started(t, hostsUrl([placeOf(standby), placeOf(first)]), {
        OSTIARY_DB_SCHEMA: 'reads',
      });
      await newPerson(server, 'Ann');
    });

    it('one that takes writes must be among them', () => {
      assert.match(
        refusedStart(hostsUrl([NO_LISTENER, placeOf(standby)])),
        /session is read-only|server is in hot standby mode/,
      );
    });

    // What was answered has reached the standby, because the first server waits for it.
    it('the next one is used when the first fails under load, and nothing that was answered is lost', async (t) => {
      sql.execute(first.url, "alter system set synchronous_standby_names = 'standby'");
      sql.execute(first.url, 'select pg_reload_conf()');
      const server = await started(t, hostsUrl([placeOf(first), placeOf(standby)]), {
        OSTIARY_DB_SCHEMA: 'fails',
      });
      const people = await Promise.all(
        ['Ann', 'Bea', 'Cleo', 'Dora'].map((name) => newPerson(server, name)),
      );
      const counts = { written: 0, refused: 0, after: 0 };
      let promoted = false;
      const write = async (person) => {
        const ids = [];
        while (ids.filter(({ late }) => late).length < 10) {
          const late = promoted;
          const answer = await callTasks(server, 'POST', person.tasks, {
            token: person.jwt,
            body: { title: 'a task' },
          });
          if (answer.status === 201) {
            ids.push({ id: answer.json.id, late });
            counts.written++;
          } else {
            assert.equal(answer.status, 503, answer.text);
            // A commit that the crash interrupts may have been carried out.
            const unsure = answer.json.type?.endsWith('problem-uncertain');
            assert.equal(answer.get('retry-after'), unsure ? undefined : '1', answer.text);
            counts.refused++;
            await pause(20);
          }
        }
        return ids;
      };
      const writing = Promise.all(people.map(write));
      while (counts.written < 100) await pause(10);
      await first.do('crash');
      await until(server, '/readyz', 503);
      await standby.do('promote');
      await until(server, '/readyz', 200);
      promoted = true;
      for (const [i, ids] of (await writing).entries()) {
        const there = new Set((await tasksOf(server, people[i])).json.map(({ id }) => id));
        assert.deepEqual(
          ids.filter(({ id }) => !there.has(id)),
          [],
        );
      }
      assert.ok(counts.refused > 0);
      assert.equal(server.died, null);
    });
  });

  describe('a server that does not answer any more', IN_TURN, () => {
    it('is answered with 503, delays no request that does not need it, and is used again without a restart', async (t) => {
      const cluster = await Cluster.start();
      t.after(() => cluster.stop());
      const server = await started(t, cluster.url);
      const ann = await newPerson(server, 'Ann');
      await newTask(server, ann);
      const { pid } = server;
      await cluster.do('freeze');

      const waiting = new Set();
      const ask = async (request) => {
        waiting.add(request);
        const answer = await send(server.url, { patience_ms: PATIENCE_MS, ...request });
        waiting.delete(request);
        return answer;
      };
      const headers = [bearer(ann.jwt)];
      const asked = [
        { path: ann.tasks, headers },
        { path: '/api/auth/get-session', headers: [bearer(ann.session)] },
        { path: '/readyz' },
        {
          method: 'POST',
          path: ann.tasks,
          headers: [...headers, ['content-type', 'application/json']],
          body: '{"title":"b"}',
        },
      ].map(ask);
      let rounds = 0; // of requests that are answered while all those of the database wait
      for (; rounds < 50 && waiting.size === asked.length; rounds++) {
        assert.equal((await get(server, '/healthz')).status, 200);
        assert.equal((await get(server, '/api/auth/jwks')).status, 200);
        assert.equal((await get(server, '/api/auth/ok')).status, 200);
      }
      assert.ok(rounds > 1, 'those that need the database wait longer than the others');
      for (const answer of await Promise.all(asked)) {
        assert.equal(answer.status, 503, answer.text);
        assert.match(answer.text, /^\{.+\}$/);
      }
      // Known to be away: no request waits behind the one that tries.
      const trying = Array.from({ length: 20 }, () => ask({ path: ann.tasks, headers }));
      for (const answer of await Promise.all(trying)) {
        assert.equal(answer.status, 503);
        assert.equal(answer.get('retry-after'), '1', answer.text);
      }
      assert.equal((await get(server, '/readyz')).status, 503);

      await cluster.do('thaw');
      await until(server, '/readyz', 200);
      assert.deepEqual(
        (await tasksOf(server, ann)).json.map(({ title }) => title),
        ['a task'],
        'what was refused was not done',
      );
      await newTask(server, ann);
      assert.equal((await signIn(server, ann)).status, 200);
      assert.equal(server.pid, pid);
    });
  });
});
