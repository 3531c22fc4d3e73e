// The real Better Auth with the profile that the server takes as its contract: e-mail and password,
// the jwt plugin (RS256, 24 hours) and the bearer plugin, on one SQLite file. It understands the
// same settings and prints the same first line as the server, so that tests can start either.
//
// usage: better-auth.mjs DATABASE ADDRESS:PORT

import http from 'node:http';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { bearer, jwt } from 'better-auth/plugins';

const [, , file, listen] = process.argv;
const env = process.env;
const colon = listen.lastIndexOf(':');
const list = (text) => (text ? text.split(',') : []);
const server = http.createServer();

await new Promise((resolve) => {
  server.listen(Number(listen.slice(colon + 1)), listen.slice(0, colon), resolve);
});

const url = `http://${listen.slice(0, colon)}:${server.address().port}`;
const audience = list(env.JWT_AUDIENCE);
const database = new DatabaseSync(file);

database.exec('pragma foreign_keys = on; pragma busy_timeout = 10000');

const options = {
  database,
  baseURL: env.BETTER_AUTH_URL || url,
  secret: env.BETTER_AUTH_SECRET,
  trustedOrigins: list(env.BETTER_AUTH_TRUSTED_ORIGINS),
  emailAndPassword: { enabled: true },
  user: { deleteUser: { enabled: env.OSTIARY_DELETE_USER !== 'off' } },
  telemetry: { enabled: false },
  plugins: [
    jwt({
      jwks: {
        keyPairConfig: { alg: env.JWKS_ALG || 'RS256' },
      },
      jwt: {
        expirationTime: env.JWT_EXPIRES_IN || '24h',
        ...(env.JWT_ISSUER ? { issuer: env.JWT_ISSUER } : {}),
        ...(audience.length ? { audience: audience.length > 1 ? audience : audience[0] } : {}),
      },
    }),
    bearer(),
  ],
};

const auth = betterAuth(options);
const { toBeCreated, toBeAdded, runMigrations } = await getMigrations(auth.options);
const names = (changes) => changes.map(({ table }) => table);

await runMigrations();
server.on('request', toNodeHandler(auth));
console.log(JSON.stringify({
  event: 'ready',
  url,
  auth: `${url}/api/auth`,
  created: names(toBeCreated),
  added: names(toBeAdded),
  pid: process.pid,
}));
process.on('SIGTERM', () => process.exit(0));
