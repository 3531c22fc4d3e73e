// Looks into, or edits, a database beside the running server, as an operator would with the sqlite3
// shell, or with psql where the database is a URL.

import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

import * as postgres from './postgres.mjs';

const SHELL = 'sqlite3';
const LIMITS = { encoding: 'utf8', maxBuffer: 64 << 20 };

function shellArguments(file, format, sql) {
  return ['-batch', format, '-cmd', '.timeout 10000', file, sql];
}

// The rows as objects.
export function rows(file, sql) {
  if (postgres.isPostgres(file)) return postgres.rows(file, sql);
  const out = execFileSync(SHELL, shellArguments(file, '-json', sql), LIMITS);
  return out.trim() ? JSON.parse(out) : [];
}

// The rows as the shell prints them: columns joined by "|".
export function lines(file, sql) {
  if (postgres.isPostgres(file)) return postgres.lines(file, sql);
  return execFileSync(SHELL, shellArguments(file, '-list', sql), LIMITS).replace(/\n$/, '');
}

export function execute(file, sql) {
  if (postgres.isPostgres(file)) return void postgres.execute(file, sql);
  execFileSync(SHELL, shellArguments(file, '-list', sql), LIMITS);
}

export async function rowsLater(file, sql) {
  if (postgres.isPostgres(file)) return postgres.rowsLater(file, sql);
  const { stdout } = await promisify(execFile)(SHELL, shellArguments(file, '-json', sql), LIMITS);
  return stdout.trim() ? JSON.parse(stdout) : [];
}

// Every row of every table, for "nothing was read into an answer, nothing was changed".
export function everything(file) {
  if (postgres.isPostgres(file)) return postgres.everything(file);
  const tables = rows(file, "select name from sqlite_master where type = 'table' order by name");
  const all = {};
  for (const { name } of tables) all[name] = rows(file, `select * from "${name}"`);
  return all;
}
