// The real Better Auth with the profile that the server takes as its contract: e-mail and password,
// the jwt plugin (RS256, 24 hours) and the bearer plugin, on one database. It understands the same
// settings (options.mjs) and prints the same first line as the server, so that tests can start either.
//
// arguments: DATABASE ADDRESS:PORT MAILS
//   DATABASE   a file for SQLite, or a postgres:// URL
//   MAILS      a file that gets one line of JSON {kind, recipient, url} for each mail

import fs from 'node:fs';
import http from 'node:http';
import process from 'node:process';

import { optionsOf } from './options.mjs';

async function openDatabase(name, { schema }) {
  if (!/^postgres(ql)?:/.test(name)) {
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(name);
    database.exec('pragma foreign_keys = on; pragma busy_timeout = 10000');
    return database;
  }
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: name, max: 4, ...(schema ? { options: `-c search_path=${schema}` } : {}) });
  // The driver reads dates in one style only, whatever the server's is.
  pool.on('connect', (client) => client.query("set datestyle = 'ISO'"));
  return pool;
}

async function listenOn(listen) {
  const colon = listen.lastIndexOf(':');
  const [address, port] = [listen.slice(0, colon), Number(listen.slice(colon + 1))];
  const server = http.createServer();
  await new Promise((resolve) => {
    server.listen(port, address, resolve);
  });
  return { server, url: `http://${address}:${server.address().port}` };
}

// 1.3 and 1.4 have the migrations among everything else about databases.
async function migrationsOf(load) {
  try {
    return (await load('/db/migration')).getMigrations;
  } catch {
    return (await load('/db')).getMigrations;
  }
}

// `load(path)` imports better-auth and its subpaths, of whichever version.
export async function serve(load) {
  const [, , file, listen, mails] = process.argv;
  const env = process.env;
  const [{ betterAuth }, { toNodeHandler }, { bearer, jwt }, getMigrations] = [
    await load(''), await load('/node'), await load('/plugins'), await migrationsOf(load),
  ];
  const { server, url } = await listenOn(listen);
  const { jwt: jwtOptions, ...options } = optionsOf(env, (kind, recipient, link) => {
    fs.appendFileSync(mails, `${JSON.stringify({ kind, recipient, url: link })}\n`);
  });
  const auth = betterAuth({
    ...options,
    // Empty: it takes that of each request.
    baseURL: env.BETTER_AUTH_URL ?? url,
    database: await openDatabase(file, { schema: env.OSTIARY_DB_SCHEMA }),
    plugins: [jwt(jwtOptions), bearer()],
  });
  const { toBeCreated, toBeAdded, runMigrations } = await getMigrations(auth.options);
  const names = (changes) => changes.map(({ table }) => table);

  await runMigrations();
  server.on('request', toNodeHandler(auth));
  console.log(JSON.stringify({
    event: 'ready',
    url,
    auth: `${url}${options.basePath}`,
    created: names(toBeCreated),
    added: names(toBeAdded),
    pid: process.pid,
  }));
  process.on('SIGTERM', () => process.exit(0));
}
