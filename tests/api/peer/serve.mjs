// The real Better Auth with the profile that the server takes as its contract: e-mail and password,
// the jwt plugin (RS256, 24 hours) and the bearer plugin, on one database. It understands the same
// settings (options.mjs) and prints the same first line as the server, so that tests can start
// either.
//
// arguments: DATABASE ADDRESS:PORT MAILS
//   DATABASE   a file for SQLite, or a postgres:// URL
//   MAILS      a file that gets one line of JSON {kind, recipient, url} for each mail

import fs from 'node:fs';
import http from 'node:http';
import process from 'node:process';

import { optionsOf } from './options.mjs';

// A database that other users may open is refused.
process.umask(0o077);

async function openDatabase(name, { schema, sync }) {
  if (!/^postgres(ql)?:/.test(name)) {
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(name);
    database.exec('pragma foreign_keys = on; pragma busy_timeout = 10000');
    if (!sync) database.exec('pragma synchronous = off');
    return database;
  }
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: name,
    max: 4,
    ...(schema ? { options: `-c search_path=${schema}` } : {}),
  });
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

// PEER_SYNC=off does not wait for the disk, where losing power does not matter.
// PEER_PASSKEY adds the plugin of that name, which is a package of its own; PEER_TWO_FACTOR adds
// twoFactor, whose codes by mail go to `mail`.
async function furtherPlugins({ PEER_PASSKEY, PEER_TWO_FACTOR }, load, mail) {
  const plugins = [];
  if (PEER_PASSKEY === 'on') plugins.push((await import('@better-auth/passkey')).passkey());
  if (PEER_TWO_FACTOR === 'on')
    plugins.push(
      (await load('/plugins')).twoFactor({
        otpOptions: { sendOTP: async ({ user, otp }) => mail('sign-in-code', user.email, otp) },
      }),
    );
  return plugins;
}

// `load(path)` imports better-auth and its subpaths, of whichever version.
export async function serve(load) {
  const [, , file, listen, mails] = process.argv;
  const env = process.env;
  const [{ betterAuth }, { toNodeHandler }, { bearer, jwt }, getMigrations] = [
    await load(''),
    await load('/node'),
    await load('/plugins'),
    await migrationsOf(load),
  ];
  const { server, url } = await listenOn(listen);
  const mail = (kind, recipient, link) =>
    fs.appendFileSync(mails, `${JSON.stringify({ kind, recipient, url: link })}\n`);
  const { jwt: jwtOptions, ...options } = optionsOf(env, mail);
  const auth = betterAuth({
    ...options,
    // Empty: it takes that of each request.
    baseURL: env.BETTER_AUTH_URL ?? url,
    database: await openDatabase(file, {
      schema: env.OSTIARY_DB_SCHEMA,
      sync: env.PEER_SYNC !== 'off',
    }),
    plugins: [jwt(jwtOptions), bearer(), ...(await furtherPlugins(env, load, mail))],
  });
  const { toBeCreated, toBeAdded, runMigrations } = await getMigrations(auth.options);
  const names = (changes) => changes.map(({ table }) => table);

  await runMigrations();
  server.on('request', toNodeHandler(auth));
  console.log(
    JSON.stringify({
      event: 'ready',
      url,
      auth: `${url}${options.basePath}`,
      created: names(toBeCreated),
      added: names(toBeAdded),
      pid: process.pid,
    }),
  );
  process.on('SIGTERM', () => process.exit(0));
}
