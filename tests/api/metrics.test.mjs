// The metrics as a reader of metrics gets them: the port, the two forms of the text, and that what
// happens is what is counted. promtool (Debian's package prometheus) and the parser of Prometheus's
// client for Python judge the texts.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Cluster } from './lib/cluster.mjs';
import { send } from './lib/http.mjs';
import { callTasks, newPerson, newTask, signIn } from './lib/people.mjs';
import { onPostgres } from './lib/postgres.mjs';
import { root, run, serverFor, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { logged, until } from './lib/until.mjs';

const PYTHON = '/usr/bin/python3';
const OPENMETRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8';
// What Prometheus 2.42 sends, and what older readers send.
const ACCEPT_BOTH =
  'application/openmetrics-text;version=1.0.0;q=0.75,' +
  'application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.3';
const ACCEPT_PLAIN = 'text/plain;version=0.0.4;q=1,*/*;q=0.1';
const EX_USAGE = 64;
const EX_UNAVAILABLE = 69;

const ON = { OSTIARY_METRICS_LISTEN: '0' };
const port = (server) => `http://${server.ready.metrics}`;
const scrape = (server, headers = [], rest = {}) =>
  send(port(server), { path: '/metrics', headers, ...rest });

// A server on SQLite, whatever the tests run on.
function onFile(options) {
  const dir = path.join(temporaryDirectory(), 'data');
  return { ...options, dir, database: path.join(dir, 'ostiary.db') };
}

// The samples of a text, by name and labels as they are written.
const samplesOf = (text) =>
  new Map(
    text
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
const samples = async (server) => samplesOf((await scrape(server)).text);
// The value of a sample that may not be there yet.
const value = async (server, name) => (await samples(server)).get(name) ?? 0;
const requests = (method, route, status) =>
  `ostiary_http_requests_total{method="${method}",route="${route}",status="${status}"}`;
const durations = (method, route) =>
  `ostiary_http_request_duration_seconds_count{method="${method}",route="${route}"}`;

// A tool that must find nothing to say.
function judge(command, args, input) {
  const done = spawnSync(command, args, { input, encoding: 'utf8' });
  assert.equal(done.error, undefined, `${command}: ${done.error}`);
  assert.equal(done.stdout + done.stderr, '', `${command} finds nothing`);
  assert.equal(done.status, 0);
}

const FAMILIES = `
import sys, json
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
for family in parse(sys.stdin.read()):
    print(json.dumps([family.name, family.type, family.documentation]))
`;

// Every family of an OpenMetrics text, by the strict parser of Prometheus's client.
const families = (text) =>
  execFileSync(PYTHON, ['-c', FAMILIES], { input: text, encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('metrics', () => {
  let server;
  let ann;
  before(async () => {
    server = await startServer({ env: { ...ON, OSTIARY_REVOCATIONS: 'on' } });
    ann = await newPerson(server, 'Ann');
  });
  after(() => server?.stop());

  it('are on a port of their own, and nowhere else', async () => {
    assert.match(server.ready.metrics, /^127\.0\.0\.1:\d+$/);
    assert.notEqual(server.ready.metrics, server.ready.listening);
    const answer = await scrape(server);
    assert.equal(answer.status, 200);
    assert.equal(answer.get('content-type'), OPENMETRICS);
    assert.ok(answer.text.endsWith('\n# EOF\n'));
    assert.equal((await send(server.url, { path: '/metrics' })).status, 404);
    for (const other of ['/', '/readyz', '/metrics/', '/api/auth/ok'])
      assert.equal((await send(port(server), { path: other })).status, 404, other);
  });

  it('are read only', async () => {
    const head = await scrape(server, [], { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(head.get('content-type'), OPENMETRICS);
    const post = await scrape(server, [], { method: 'POST', body: 'x' });
    assert.equal(post.status, 405);
    assert.equal(post.get('allow'), 'GET, HEAD');
  });

  it('come in the form that the reader asks for', async () => {
    const of = async (accept) => (await scrape(server, [['accept', accept]])).get('content-type');
    assert.equal(await of('*/*'), OPENMETRICS);
    assert.equal(await of(ACCEPT_BOTH), OPENMETRICS);
    assert.equal(await of(ACCEPT_PLAIN), PROMETHEUS);
    assert.equal(await of('text/plain'), PROMETHEUS);
  });

  it('pass promtool and the strict parser of OpenMetrics', async () => {
    const plain = (await scrape(server, [['accept', ACCEPT_PLAIN]])).text;
    judge('promtool', ['check', 'metrics'], plain);
    const open = (await scrape(server)).text;
    const found = families(open);
    assert.ok(found.length > 50, `${found.length} families`);
    for (const [name, type, help] of found) {
      assert.match(name, /^(ostiary|process)_[a-z_]+$/);
      assert.match(help, /^[A-Z0-9].*\.$/, name);
      assert.match(type, /^(gauge|counter|histogram|info)$/, name);
    }
  });

  it('tell of a request by its route and status, and never by what it names', async () => {
    const route = '/api/users/{user_id}/tasks';
    const read = requests('GET', route, 200);
    const refused = requests('GET', route, 401);
    const made = requests('POST', route, 201);
    const timed = durations('GET', route);
    const first = await samples(server);
    await newTask(server, ann, { title: 'unmistakable' });
    for (let i = 0; i < 3; i++)
      assert.equal((await callTasks(server, 'GET', ann.tasks, { token: ann.jwt })).status, 200);
    assert.equal((await callTasks(server, 'GET', ann.tasks)).status, 401);
    await send(server.url, { path: '/api/secret-path?token=secret-token' });
    let text;
    const grown = (name) => (samplesOf(text).get(name) ?? 0) - (first.get(name) ?? 0);
    await until('the last request, which is counted once it is answered', async () => {
      ({ text } = await scrape(server));
      return grown(requests('any', '(none)', 404)) > 0;
    });
    assert.equal(grown(read), 3);
    assert.equal(grown(refused), 1);
    assert.equal(grown(made), 1);
    assert.equal(grown(timed), 4);
    assert.equal(grown(requests('any', '(none)', 404)), 1);
    for (const secret of [ann.id, ann.email, 'unmistakable', 'secret', ann.jwt])
      assert.ok(!text.includes(secret), secret);
  });

  it('count a page and the methods apart', async () => {
    const put = requests('PUT', '/api/users/{user_id}/tasks/{task_id}', 200);
    const patch = requests('PATCH', '/api/users/{user_id}/tasks/{task_id}', 200);
    const task = await newTask(server, ann);
    const one = `${ann.tasks}/${task.id}`;
    const change = (method) =>
      callTasks(server, method, one, {
        token: ann.jwt,
        body: { title: 'other', completed: false },
      });
    const before = [await value(server, put), await value(server, patch)];
    assert.equal((await change('PATCH')).status, 200);
    assert.equal((await change('PATCH')).status, 200);
    assert.equal((await change('PUT')).status, 200);
    assert.deepEqual(
      [await value(server, put), await value(server, patch)],
      [before[0] + 1, before[1] + 2],
    );
  });

  it('count hashes of passwords, refusals of the throttle and of the rate limit', async (t) => {
    const own = await serverFor(t, {
      env: { ...ON, OSTIARY_RATE_LIMIT: 'on', OSTIARY_RATE_LIMIT_MAX: '1000' },
    });
    const bea = await newPerson(own, 'Bea');
    const hashes = await value(own, 'ostiary_password_hash_duration_seconds_count');
    assert.ok(hashes >= 1);
    let limited = 0;
    for (let i = 0; i < 5; i++)
      limited += (await signIn(own, { ...bea, password: 'wrong password' })).status === 429;
    assert.ok(limited > 0);
    const now = await samples(own);
    assert.equal(now.get('ostiary_rate_limit_refusals_total'), limited);
    assert.ok(now.get('ostiary_password_hash_duration_seconds_count') >= hashes + 5 - limited);

    const free = await serverFor(t, { env: { ...ON, OSTIARY_RATE_LIMIT: 'off' } });
    const cleo = await newPerson(free, 'Cleo');
    let throttled = 0;
    // On a busy machine an attempt takes as long as the first waits are.
    for (let i = 0; i < 30 && !throttled; i++)
      throttled += (await signIn(free, { ...cleo, password: 'wrong password' })).status === 429;
    assert.ok(throttled > 0);
    assert.equal(await value(free, 'ostiary_throttle_refusals_total'), throttled);
  });

  it('count as pages what the pages have answered, and nothing else', async (t) => {
    const folder = temporaryDirectory();
    fs.writeFileSync(path.join(folder, 'sign-in.html'), '<html></html>');
    const own = await serverFor(t, {
      env: {
        ...ON,
        OSTIARY_RATE_LIMIT: 'on',
        OSTIARY_RATE_LIMIT_MAX: '1000',
        OSTIARY_WEB_FOLDER: folder,
      },
    });
    const put = () => send(own.url, { method: 'PUT', path: '/api/auth/sign-in/email', body: '{}' });
    const statuses = [];
    // The bound of the path counts for every method, also for one without a route.
    for (let i = 0; i < 5; i++) statuses.push((await put()).status);
    const limited = statuses.filter((status) => status === 429).length;
    assert.ok(limited > 0 && limited < 5, `${statuses}`);
    assert.equal((await send(own.url, { path: '/sign-in' })).status, 200);
    await until('the page', async () => (await value(own, requests('any', '(site)', 200))) === 1);
    const now = await samples(own);
    assert.equal(now.get(requests('any', '(none)', 429)), limited);
    assert.equal(now.has(requests('any', '(site)', 429)), false);
  });

  it('tell of connections, streams, keys, revocations and the process', async () => {
    const now = await samples(server);
    assert.ok(now.get('ostiary_http_connections') >= 0);
    assert.ok(now.get('ostiary_http_max_connections') > 0);
    for (const lane of ['worker', 'hash']) {
      assert.equal(now.get(`ostiary_lane_queue_length{lane="${lane}"}`), 0);
      assert.ok(now.get(`ostiary_lane_max_threads{lane="${lane}"}`) > 0);
      assert.equal(now.get(`ostiary_lane_refusals_total{lane="${lane}"}`), 0);
    }
    assert.equal(now.get('ostiary_signing_keys'), 1);
    assert.equal(now.get('ostiary_signing_key_ready'), 1);
    const age = Date.now() / 1000 - now.get('ostiary_signing_key_start_timestamp_seconds');
    assert.ok(age >= 0 && age < 600, `${age}`);
    assert.equal(now.get('ostiary_signing_key_rotation_seconds'), 30 * 86400);
    assert.ok(now.get('ostiary_revocations_age_seconds') < 60);
    assert.ok(now.get('process_cpu_seconds_total') > 0);
    assert.ok(now.get('process_resident_memory_bytes') > 1 << 20);
    const descriptors = fs.readdirSync(`/proc/${server.pid}/fd`).length;
    assert.ok(Math.abs(now.get('process_open_fds') - descriptors) < 10, `${descriptors}`);
    assert.ok(Math.abs(now.get('process_start_time_seconds') - Date.now() / 1000) < 600);
    const info = [...now.keys()].find((name) => name.startsWith('ostiary_build_info'));
    const engine = onPostgres ? 'postgresql' : 'sqlite';
    assert.match(info, new RegExp(`version="\\d+\\.\\d+\\.\\d+",role="all",database="${engine}"`));
  });

  it('tell of streams of events', async () => {
    const before = await value(server, 'ostiary_event_streams');
    assert.equal(before, 0);
    const abort = new AbortController();
    const answer = await fetch(`${server.url}/api/users/${ann.id}/events`, {
      headers: { authorization: `Bearer ${ann.jwt}` },
      signal: abort.signal,
    });
    assert.equal(answer.status, 200);
    await until('the stream', async () => (await value(server, 'ostiary_event_streams')) === 1);
    assert.ok((await value(server, 'ostiary_event_feed_age_seconds')) < 30);
    abort.abort();
    await until('its end', async () => (await value(server, 'ostiary_event_streams')) === 0);
  });

  it('tell of transactions, commits, connections and what waits', async () => {
    const first = await samples(server);
    await newTask(server, ann);
    const last = await samples(server);
    const grown = (name) => last.get(name) - first.get(name);
    assert.ok(grown('ostiary_database_transactions_total') >= 1);
    assert.ok(grown('ostiary_database_commits_total') >= 1);
    assert.ok(grown('ostiary_database_write_duration_seconds_count') >= 1);
    assert.equal(last.get('ostiary_database_up'), 1);
    assert.equal(last.get('ostiary_database_ready'), 1);
    assert.ok(last.get('ostiary_database_connections') >= 1);
    assert.ok(
      last.get('ostiary_database_idle_connections') <= last.get('ostiary_database_connections'),
    );
    assert.ok(
      Math.abs(last.get('ostiary_database_looked_timestamp_seconds') - Date.now() / 1000) < 30,
    );
    assert.equal(last.get('ostiary_reminders_due'), 0);
    assert.equal(last.has('ostiary_disk_free_bytes'), !onPostgres);
    assert.equal(last.has('ostiary_database_file_bytes'), !onPostgres);
    assert.equal(last.has('ostiary_backup_timestamp_seconds'), false);
  });

  it('tell of mails in the outbox, and how long they wait', async (t) => {
    const mails = {
      OSTIARY_SMTP_HOST: '127.0.0.1',
      OSTIARY_SMTP_PORT: '1', // where nobody listens
      OSTIARY_SMTP_SECURITY: 'none',
      OSTIARY_MAIL_FROM: 'Tasks <noreply@tasks.example>',
    };
    const own = await serverFor(t, { env: { ...ON, ...mails } });
    const dora = await newPerson(own, 'Dora');
    await send(own.url, {
      method: 'POST',
      path: '/api/auth/request-password-reset',
      headers: [['content-type', 'application/json']],
      body: JSON.stringify({ email: dora.email }),
    });
    await until('the mail', async () => (await value(own, 'ostiary_outbox_mails')) === 1);
    const early = await value(own, 'ostiary_outbox_oldest_age_seconds');
    sql.execute(own.database, 'update ostiary_mail set created_ms = created_ms - 3600000');
    await until(
      'its age',
      async () => (await value(own, 'ostiary_outbox_oldest_age_seconds')) >= 3600,
    );
    assert.ok(early < 3600);
    assert.ok((await value(own, 'ostiary_mails_total{outcome="later"}')) >= 1);
    assert.equal(await value(own, 'ostiary_mails_total{outcome="sent"}'), 0);
  });
});

describe('the port of metrics', () => {
  const start = (listen) =>
    run(
      [
        'serve',
        '--data',
        temporaryDirectory(),
        '--listen',
        '127.0.0.1:0',
        '--metrics-listen',
        listen,
      ],
      { env: { LOG_FORMAT: '' } },
    );

  it('is closed unless it is asked for', async (t) => {
    const server = await serverFor(t);
    assert.equal(server.ready.metrics, undefined);
  });

  it('may be at another address, and with the address of IPv6 in brackets', async (t) => {
    const four = await serverFor(t, { env: { OSTIARY_METRICS_LISTEN: '127.0.0.2:0' } });
    assert.match(four.ready.metrics, /^127\.0\.0\.2:/);
    assert.equal((await scrape(four)).status, 200);
    const six = await serverFor(t, { env: { OSTIARY_METRICS_LISTEN: '[::1]:0' } });
    assert.match(six.ready.metrics, /^\[::1\]:/);
  });

  for (const listen of ['localhost:9464', 'x', '127.0.0.1:', '127.0.0.1:65536', '127.0.0.1:-1'])
    it(`is no ${listen}`, () => {
      const done = start(listen);
      assert.equal(done.code, EX_USAGE, JSON.stringify(done));
      assert.match(done.stderr, /--metrics-listen must be /);
    });

  it('must be free', async (t) => {
    const server = await serverFor(t, { env: ON });
    const done = start(server.ready.metrics);
    assert.equal(done.code, EX_UNAVAILABLE, JSON.stringify(done));
    assert.match(done.stderr, /--metrics-listen/);
  });
});

describe('a state', () => {
  it('of backups is told by the newest', async (t) => {
    const folder = temporaryDirectory();
    const server = await serverFor(t, onFile({ env: { ...ON, OSTIARY_BACKUP_TO: folder } }));
    const made = 'ostiary_backups_total{outcome="made"}';
    await until('a backup', async () => (await value(server, made)) === 1);
    await until('its time', async () => {
      const at = await value(server, 'ostiary_backup_timestamp_seconds');
      return at && Math.abs(at - Date.now() / 1000) < 60;
    });
  });

  it('of a task node is told by how old its keys are', async (t) => {
    const issuer = await serverFor(t, { env: { OSTIARY_REVOCATIONS: 'on' } });
    const node = await serverFor(t, {
      env: { ...ON, OSTIARY_REVOCATIONS: 'on' },
      args: ['--role', 'tasks', '--jwks-url', `${issuer.url}/api/auth/jwks`],
    });
    await until(
      'the keys',
      async () => (await value(node, 'ostiary_remote_entries{subject="keys"}')) === 1,
    );
    await until(
      'the list',
      async () =>
        (await samples(node)).get('ostiary_remote_age_seconds{subject="revocations"}') < 60,
    );
    const now = await samples(node);
    assert.ok(now.get('ostiary_remote_age_seconds{subject="keys"}') < 60);
    assert.ok(now.get('ostiary_remote_fetches_total{subject="keys"}') >= 1);
    assert.equal(now.has('ostiary_signing_keys'), false);
    assert.equal(now.has('ostiary_outbox_mails'), false);
    judge('promtool', ['check', 'metrics'], (await scrape(node, [['accept', 'text/plain']])).text);
  });

  it('of an issuer that is away is told once in the log of a task node', async (t) => {
    const env = { OSTIARY_REVOCATIONS: 'on' };
    const issuer = await serverFor(t, { env });
    const node = await serverFor(t, {
      env: { ...ON, ...env, OSTIARY_REVOCATIONS_INTERVAL: '1', LOG_LEVEL: 'debug' },
      args: ['--role', 'tasks', '--jwks-url', `${issuer.url}/api/auth/jwks`],
    });
    const failures = 'ostiary_remote_failures_total{subject="revocations"}';
    const lines = (level) =>
      node.logs.filter(
        (line) => line.msg === 'revocation list could not be fetched' && line.level === level,
      );
    await logged(node, ({ msg }) => msg === 'revocation list fetched');
    const listen = new URL(issuer.url).host;
    await issuer.stop();
    await until('two failures', async () => (await value(node, failures)) >= 2);
    assert.equal(lines('warn').length, 1);
    await until('the second', () => lines('debug').length >= 1);
    issuer.options = { ...issuer.options, listen };
    await issuer.start();
    await logged(node, ({ msg }) => msg === 'revocation list can be fetched again');
    assert.equal(lines('warn').length, 1);
  });

  it('of a database that is away is told at once, and once in the log', async (t) => {
    const cluster = await Cluster.start();
    t.after(() => cluster.stop());
    const server = await serverFor(t, { database: cluster.url, env: ON });
    const eve = await newPerson(server, 'Eve');
    assert.equal(await value(server, 'ostiary_database_up'), 1);
    await cluster.do('halt');
    const list = async () => (await callTasks(server, 'GET', eve.tasks, { token: eve.jwt })).status;
    await until('the refusal', async () => (await list()) === 503);
    for (let i = 0; i < 20; i++) assert.equal(await list(), 503);
    assert.equal((await scrape(server)).status, 200);
    assert.equal(await value(server, 'ostiary_database_up'), 0);
    assert.equal(await value(server, 'ostiary_database_outages_total'), 1);
    await cluster.do('again');
    await until('the list', async () => (await list()) === 200);
    assert.equal(await value(server, 'ostiary_database_up'), 1);
    const of = (text) => server.logs.filter(({ msg }) => msg === text);
    const back = await logged(server, ({ msg }) => msg === 'the database is back');
    assert.ok(back.away_ms > 0);
    assert.equal(of('the database is away').length, 1);
    assert.equal(of('the database is back').length, 1);
    const refused = server.logs.filter(
      ({ status, reason }) => status === 503 && reason === 'database',
    );
    assert.ok(refused.length >= 20, `${refused.length}`);
    assert.ok(refused.every(({ level, fault }) => level === 'warn' && fault === undefined));
  });
});

// Holds the write lock of an SQLite file until it is told to end.
function lock(file) {
  const child = spawn('sqlite3', [file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const held = new Promise((resolve) => child.stdout.once('data', resolve));
  child.stdin.write('begin immediate;\nselect 1;\n');
  return { held, end: () => child.stdin.end('rollback;\n') };
}

it('an SQLite file that another process has locked is told of once, and when it is free', async (t) => {
  const server = await serverFor(t, onFile({ env: ON }));
  const gil = await newPerson(server, 'Gil');
  const other = lock(server.database);
  t.after(() => other.end());
  await other.held;
  const make = () =>
    callTasks(server, 'POST', gil.tasks, { token: gil.jwt, body: { title: 'a task' } });
  const answers = await Promise.all([make(), make(), make()]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [503, 503, 503],
  );
  const list = await callTasks(server, 'GET', gil.tasks, { token: gil.jwt });
  assert.equal(list.status, 200, 'reads go on');
  assert.equal(await value(server, 'ostiary_database_up'), 0);
  other.end();
  await logged(server, ({ msg }) => msg === 'the database is back');
  assert.equal((await make()).status, 201);
  assert.equal(await value(server, 'ostiary_database_up'), 1);
  assert.equal(server.logs.filter(({ msg }) => msg === 'the database is away').length, 1);
});

describe('what is shipped for Prometheus and Grafana, and the manual', () => {
  const folder = path.join(root, 'examples/monitoring');
  const alerts = path.join(folder, 'alerts.yml');
  const dashboard = path.join(folder, 'dashboard.json');
  const manual = path.join(root, 'docs/host/watching.md');

  // The names of all families that a server can have, issuer and task node together.
  async function known(t) {
    const env = { ...ON, OSTIARY_REVOCATIONS: 'on', OSTIARY_PUSH: 'on' };
    const issuer = await serverFor(
      t,
      onFile({ env: { ...env, OSTIARY_BACKUP_TO: temporaryDirectory() } }),
    );
    const node = await serverFor(t, {
      env: { ...ON, OSTIARY_REVOCATIONS: 'on' },
      args: ['--role', 'tasks', '--jwks-url', `${issuer.url}/api/auth/jwks`],
    });
    await newPerson(issuer, 'Fay');
    await until('the keys and the list', async () => {
      const found = await samples(node);
      return ['keys', 'revocations'].every((subject) =>
        found.has(`ostiary_remote_age_seconds{subject="${subject}"}`),
      );
    });
    const names = new Set();
    for (const server of [issuer, node])
      for (const name of (await samples(server)).keys()) names.add(name.replace(/\{.*/, ''));
    return names;
  }

  const named = (text) => new Set(text.match(/\b(?:ostiary|process)_[a-z_]+[a-z]\b/g));

  it('is sound', () => {
    const done = spawnSync('promtool', ['check', 'rules', alerts], { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stdout + done.stderr);
    assert.match(done.stdout, /SUCCESS: \d\d rules found/);
    const board = JSON.parse(fs.readFileSync(dashboard, 'utf8'));
    const ids = board.panels.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(board.panels.filter(({ targets }) => targets).length >= 15);
  });

  it('names no metric that there is not', async (t) => {
    const there = await known(t);
    const told = named(fs.readFileSync(manual, 'utf8'));
    for (const name of there) {
      const family = name.replace(/_(bucket|sum|count)$/, '');
      assert.ok(told.has(name) || told.has(family), `${path.basename(manual)} lacks ${name}`);
    }
    for (const file of [alerts, dashboard, manual]) {
      const names = named(fs.readFileSync(file, 'utf8'));
      assert.ok(names.size > 10);
      for (const name of names)
        assert.ok(there.has(name) || there.has(`${name}_count`), `${path.basename(file)}: ${name}`);
    }
  });

  it('fires as its tests say', () => {
    const done = spawnSync(
      'promtool',
      ['test', 'rules', path.join(root, 'tests/data/alerts.yml')],
      {
        encoding: 'utf8',
      },
    );
    assert.equal(done.status, 0, done.stdout + done.stderr);
  });
});
