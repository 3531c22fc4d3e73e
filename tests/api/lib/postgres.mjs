// With OSTIARY_API_DATABASE=postgres each server has a schema of its own in the cluster
// OSTIARY_TEST_PG (tests/postgres.sh), those of one file in one database. The tests' SQL is
// SQLite's; here it becomes PostgreSQL's.

import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

export const onPostgres = process.env.OSTIARY_API_DATABASE === 'postgres';
export const isPostgres = (database) => database.startsWith('postgres:');

// Why tests that need a cluster are skipped; false where there is one.
const noCluster = process.env.OSTIARY_TEST_PG ? false : 'no PostgreSQL: tests/postgres.sh run';

// The databases that a test runs on one after the other, and why one of them is skipped.
export const ENGINES = ['SQLite', 'PostgreSQL'];
export const skipOn = (engine) => engine === 'PostgreSQL' && noCluster;

const LIMITS = { encoding: 'utf8', maxBuffer: 64 << 20 };
const SETTINGS = "set timezone = 'UTC'; set datestyle = 'ISO'";

// Functions that SQLite has; of a time's forms the one that the tests use.
const FUNCTIONS = {
  julianday: `(timestamptz) returns numeric language sql as
    $$select extract(epoch from $1)::numeric / 86400 + 2440587.5$$`,
  strftime: `(text, timestamptz, variadic text[] default '{}') returns timestamptz language sql as
    $$select date_trunc('milliseconds', $2) + coalesce(sum(i::interval), '0 s') from unnest($3) i$$`,
  typeof: `(anyelement) returns text language sql as
    $$select case when $1 is null then 'null' when pg_typeof($1)::text in ('boolean', 'integer', 'bigint')
      then 'integer' else 'text' end$$`,
};
const CALL = new RegExp(`\\b(${Object.keys(FUNCTIONS).join('|')})\\(`, 'g');

// What the statement needs comes with it, so that no test waits for another.
function commandsFor(statement) {
  const used = new Set([...statement.matchAll(/\bpg_temp\.(\w+)\(/g)].map(([, name]) => name));
  const made = [...used].map((name) => `create function pg_temp.${name} ${FUNCTIONS[name]}`);
  return [SETTINGS, ...made, statement];
}

const shellArguments = (url, statement) => [
  '--no-psqlrc',
  '--quiet',
  '--tuples-only',
  '--no-align',
  '--set',
  'ON_ERROR_STOP=1',
  ...commandsFor(statement).flatMap((text) => ['--command', text]),
  url,
];

const inCluster = (statement) =>
  execFileSync('psql', shellArguments(process.env.OSTIARY_TEST_PG, statement), LIMITS);

// A real Better Auth looks at all schemas of its database when it starts: ten seconds where a
// thousand are.
let database;
function databaseOfThisFile() {
  database ??= emptyDatabase();
  return database;
}

// The URL of a new database, until the test's process ends.
export function emptyDatabase() {
  const name = `api_${randomBytes(8).toString('hex')}`;
  inCluster(`create database ${name}`);
  process.on('exit', () => inCluster(`drop database ${name} with (force)`));
  return process.env.OSTIARY_TEST_PG.replace('/postgres?', `/${name}?`);
}

const urls = new Map(); // by data directory: a server that is started again finds what it had

export function urlFor(dir) {
  if (!urls.has(dir)) {
    const url = databaseOfThisFile();
    const schema = `api_${randomBytes(8).toString('hex')}`;
    execFileSync('psql', shellArguments(url, `create schema ${schema}`), LIMITS);
    urls.set(dir, `${url}&options=-c%20search_path%3D${schema}`);
  }
  return urls.get(dir);
}

// Names with capitals and "user" are quoted; nothing inside of quotes is touched. Without foreign
// keys rows go in as they do when a replica applies them.
function inPostgres(sql) {
  return sql
    .replace(/\bpragma foreign_keys ?= ?off;/gi, 'set session_replication_role = replica;')
    .replace(/\bpragma\s[^;]*;?/gi, '')
    .replace(/\b(emailVerified ?= ?)([01])\b/g, (_, before, n) => before + (n === '1'))
    .replace(/, 0, 'none'/g, ", false, 'none'") // a task that is not completed
    .split(/('(?:[^']|'')*'|"[^"]*")/)
    .map((piece, i) =>
      i % 2
        ? piece
        : piece
            .replace(/\b[a-z]+[A-Z]\w*\b/g, '"$&"')
            .replace(/\buser\b/g, '"user"')
            .replace(/\browid\b/g, 'ctid')
            .replace(CALL, 'pg_temp.$1('),
    )
    .join('');
}

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?\+00(?::00)?$/;

// As SQLite has it: times are texts of one shape, booleans are numbers.
function likeSqlite(value) {
  if (typeof value === 'boolean') return value ? 1 : 0;
  const time = typeof value === 'string' && TIME.exec(value);
  return time ? `${time[1]}T${time[2]}.${(time[3] ?? '').padEnd(3, '0').slice(0, 3)}Z` : value;
}

const asJson = (sql) => `select coalesce(json_agg(t), '[]') from (${inPostgres(sql)}) t`;
const parsed = (out) =>
  JSON.parse(out).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, likeSqlite(value)])),
  );

export function rows(url, sql) {
  if (/integrity_check/.test(sql)) return [{ integrity_check: 'ok' }]; // the server's own business
  return parsed(execFileSync('psql', shellArguments(url, asJson(sql)), LIMITS));
}

export async function rowsLater(url, sql) {
  return parsed(
    (await promisify(execFile)('psql', shellArguments(url, asJson(sql)), LIMITS)).stdout,
  );
}

export function lines(url, sql) {
  const value = (text) => (text === 't' ? '1' : text === 'f' ? '0' : likeSqlite(text));
  return execFileSync('psql', shellArguments(url, inPostgres(sql)), LIMITS)
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('|').map(value).join('|'))
    .join('\n');
}

export function execute(url, sql) {
  execFileSync('psql', shellArguments(url, inPostgres(sql)), LIMITS);
}

// In one call: many tests ask before and after.
export function everything(url) {
  return rows(
    url,
    `select string_agg(query_to_xml(format('select * from %I', tablename), true, false, '')::text,
    '' order by tablename) as "all" from pg_tables where schemaname = current_schema()`,
  );
}
