// Second factors beyond the plugin: the official client, other ways in, several servers on one
// database, policies, the operator's command, and databases of a real Better Auth.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { createAuthClient } from 'better-auth/client';
import { twoFactorClient } from 'better-auth/client/plugins';

import { Authenticator } from './lib/authenticator.mjs';
import { Browser } from './lib/browser.mjs';
import { FactorClient, PASSWORD } from './lib/factor-client.mjs';
import { ENGINES, onPostgres, skipOn, urlFor } from './lib/postgres.mjs';
import { claimsOf } from './lib/people.mjs';
import { run, Server, startServer, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { needsNode, Place } from './lib/takeover.mjs';
import { early, totp } from './lib/totp.mjs';

const withServer = async (env, body) => {
  const server = await startServer({ env });
  try {
    await body(server);
  } finally {
    await server.stop();
  }
};

describe('the official twoFactorClient', () => {
  let server;
  let client;
  const asked = [];

  before(async () => {
    server = await startServer();
    client = createAuthClient({
      baseURL: server.url,
      plugins: [
        twoFactorClient({
          onTwoFactorRedirect: ({ twoFactorMethods }) => asked.push(twoFactorMethods),
        }),
      ],
      fetchOptions: { customFetchImpl: new Browser(server.url).fetch },
    });
  });
  after(() => server?.stop());

  it('enrols, signs in with each factor, and turns it off', async () => {
    const person = { email: 'mira@example.com', password: PASSWORD };
    const steps = () => sql.execute(server.database, 'update ostiary_second_factor set step = 0');
    const good = async (promise) => {
      const { data, error } = await promise;
      assert.equal(error, null, JSON.stringify(error));
      return data;
    };
    await good(client.signUp.email({ name: 'Mira', ...person }));
    const { totpURI, backupCodes } = await good(client.twoFactor.enable({ password: PASSWORD }));
    await early();
    await good(client.twoFactor.verifyTotp({ code: totp(totpURI) }));
    assert.equal((await client.getSession()).data.user.twoFactorEnabled, true);
    assert.equal(
      (await good(client.twoFactor.getTotpUri({ password: PASSWORD }))).totpURI,
      totpURI,
    );

    const signIn = async () => {
      await client.signOut();
      assert.equal((await good(client.signIn.email(person))).twoFactorRedirect, true);
      assert.equal((await client.getSession()).data, null);
    };
    await signIn();
    steps();
    await early();
    await good(client.twoFactor.verifyTotp({ code: totp(totpURI), trustDevice: true }));
    await client.signOut();
    assert.ok((await good(client.signIn.email(person))).user, 'the browser is trusted');
    await good(client.revokeSessions());
    await signIn();
    await good(client.twoFactor.sendOtp());
    const code = new FactorClient(server, person.email).mailCode();
    await good(client.twoFactor.verifyOtp({ code }));
    await signIn();
    await good(client.twoFactor.verifyBackupCode({ code: backupCodes[0] }));
    await good(client.twoFactor.generateBackupCodes({ password: PASSWORD }));
    await good(client.twoFactor.disable({ password: PASSWORD }));
    assert.equal((await client.getSession()).data.user.twoFactorEnabled, false);
    assert.deepEqual(asked, [
      ['totp', 'otp'],
      ['totp', 'otp'],
      ['totp', 'otp'],
    ]);
  });
});

describe('second factors', () => {
  it('do not exist where they are switched off, and then keep out who has one', () =>
    withServer({ OSTIARY_TWO_FACTOR: 'off' }, async (server) => {
      const ada = new FactorClient(server);
      const { user } = await ada.signUp();
      assert.ok(!('twoFactorEnabled' in user));
      assert.equal((await ada.post('/two-factor/enable', { password: PASSWORD })).status, 404);
      await server.restart({ OSTIARY_TWO_FACTOR: 'optional' });
      await ada.enrol();
      await server.restart({ OSTIARY_TWO_FACTOR: 'off' });
      ada.jar.clear();
      const refused = await ada.signIn();
      assert.equal(refused.status, 403);
      assert.equal(refused.json.code, 'TWO_FACTOR_REQUIRED');
    }));

  it('are in the user of answers and tokens', () =>
    withServer({}, async (server) => {
      const ada = new FactorClient(server);
      const { user } = await ada.signUp();
      assert.equal(user.twoFactorEnabled, false);
      await ada.enrol();
      const token = (await ada.call('GET', '/token')).json.token;
      assert.equal(claimsOf(token).twoFactorEnabled, true);
    }));

  it('add their column to the users of an SQLite file with the first user who has one', () =>
    withServer({}, async (server) => {
      const columns = () =>
        sql
          .rows(
            server.database,
            onPostgres
              ? `select attname as name from pg_attribute where attrelid = '"user"'::regclass`
              : `select name from pragma_table_info('user')`,
          )
          .filter(({ name }) => name === 'twoFactorEnabled').length;
      const [ada, bob] = ['ada', 'bob'].map((n) => new FactorClient(server, `${n}@example.com`));
      for (const client of [ada, bob])
        assert.equal((await client.signUp()).user.twoFactorEnabled, false);
      await ada.good('/two-factor/disable', { password: PASSWORD });
      assert.equal(columns(), onPostgres ? 1 : 0);
      await ada.good('/two-factor/enable', { password: PASSWORD });
      assert.equal(columns(), onPostgres ? 1 : 0, 'an authenticator without a code is none yet');
      await ada.enrol();
      assert.equal(columns(), 1);
      for (const [client, enabled] of [
        [ada, true],
        [bob, false],
      ]) {
        const { user } = (await client.call('GET', '/get-session')).json;
        assert.equal(user.twoFactorEnabled, enabled);
      }
      // Another program may add the column while the server is stopped, with null in each row.
      await server.stop();
      sql.execute(server.database, 'alter table "user" drop column "twoFactorEnabled"');
      const type = onPostgres ? 'boolean' : 'integer';
      sql.execute(server.database, `alter table "user" add column "twoFactorEnabled" ${type}`);
      sql.execute(
        server.database,
        `update "user" set "twoFactorEnabled" = true where email = 'bob@example.com'`,
      );
      await server.start();
      for (const client of [ada, bob]) {
        client.server = server;
        client.jar.clear();
      }
      assert.equal((await ada.signIn()).json.user.twoFactorEnabled, false);
      const asked = await bob.signIn();
      assert.deepEqual(asked.json, { twoFactorRedirect: true, twoFactorMethods: ['otp'] });
      assert.deepEqual(
        asked.all('set-cookie').map((line) => line.slice(0, line.indexOf('='))),
        ['better-auth.two_factor'],
      );
    }));

  it('are asked for after a passkey that was only touched', () =>
    withServer({ BETTER_AUTH_URL: 'http://localhost:3000' }, async (server) => {
      const device = new Authenticator();
      const ada = new FactorClient(server, 'ada@example.com', 'http://localhost:3000');
      await ada.signUp();
      await ada.addPasskey(device);
      await ada.enrol();
      const enter = (flags) => ada.enterByPasskey(device, flags);
      ada.jar.clear();
      const touched = await enter('up');
      assert.equal(touched.status, 200, touched.text);
      assert.deepEqual(touched.json, {
        twoFactorRedirect: true,
        twoFactorMethods: ['totp', 'otp'],
      });
      assert.equal(await ada.isSignedIn(), false);
      assert.equal((await ada.totp()).status, 200);
      assert.equal(await ada.isSignedIn(), true);
      ada.jar.clear();
      assert.ok((await enter('up uv')).json.session, 'two factors in one');
    }));

  it('leave nothing in the database that opens a sign-in', () =>
    withServer({}, async (server) => {
      const ada = new FactorClient(server);
      await ada.signUp();
      await ada.enrol();
      await ada.post('/sign-out');
      await ada.signIn();
      await ada.good('/two-factor/send-otp');
      const code = ada.mailCode();
      const secret = new URL(ada.uri).searchParams.get('secret');
      const [row] = sql.rows(
        server.database,
        'select secret, "backupCodes" as codes from "twoFactor"',
      );
      for (const text of [...ada.codes, secret]) {
        assert.ok(!row.secret.includes(text));
        assert.ok(!row.codes.includes(text));
      }
      const values = sql.rows(
        server.database,
        `select value from verification where identifier like '2fa-otp-%'`,
      );
      assert.equal(values.length, 1);
      assert.ok(!values[0].value.includes(code));
      assert.equal((await ada.post('/two-factor/verify-otp', { code })).status, 200);
    }));

  it('are limited to three requests in ten seconds', () =>
    withServer({ OSTIARY_RATE_LIMIT: 'on' }, async (server) => {
      const ada = new FactorClient(server);
      const statuses = [];
      for (let i = 0; i < 4; i++)
        statuses.push((await ada.post('/two-factor/verify-totp', { code: 'x' })).status);
      assert.deepEqual(statuses, [401, 401, 401, 429]);
    }));
});

describe('the policy', () => {
  it('leads to a second factor, and then demands it', () =>
    withServer(
      { OSTIARY_TWO_FACTOR: 'required', OSTIARY_TWO_FACTOR_GRACE: '1h' },
      async (server) => {
        const ada = new FactorClient(server);
        await ada.signUp();
        const led = await ada.signIn();
        const left = Date.parse(led.json.twoFactorEnrolBy) - Date.now();
        assert.ok(left > 3500e3 && left <= 3600e3, led.text);
        sql.execute(server.database, 'update ostiary_second_factor set asked_ms = 1');
        ada.jar.clear();
        assert.deepEqual((await ada.signIn()).json, {
          twoFactorRedirect: true,
          twoFactorMethods: ['otp'],
        });
        await ada.good('/two-factor/send-otp');
        await ada.good('/two-factor/verify-otp', { code: ada.mailCode() });
        assert.equal((await ada.call('GET', '/get-session')).json.user.twoFactorEnabled, true);
        const kept = await ada.post('/two-factor/disable', { password: PASSWORD });
        assert.equal(kept.status, 403);
        assert.equal(kept.json.code, 'TWO_FACTOR_REQUIRED');
      },
    ));
});

describe('the operator', () => {
  it('resets the second factor of a user who has lost it', () =>
    withServer({}, async (server) => {
      const ada = new FactorClient(server);
      await ada.signUp();
      await ada.enrol();
      const reset = (name) =>
        run(['user', 'second-factor', 'reset', name, '--data', server.dir], {
          env: server.databaseUrl,
        });
      assert.equal(reset('nobody@example.com').code, 67);
      const done = reset('Ada@Example.com');
      assert.equal(done.code, 0, done.stderr);
      const [audit] = sql.rows(
        server.database,
        `select action, subject from ostiary_audit where action = 'second-factor-reset'`,
      );
      assert.ok(done.stdout.includes(audit.subject));
      const mails = sql.rows(
        server.database,
        `select kind from ostiary_mail where recipient = 'ada@example.com'`,
      );
      assert.ok(mails.some(({ kind }) => kind === 'sign-in-changed'));
      ada.jar.clear();
      assert.ok((await ada.signIn()).json.token);
    }));
});

describe('a new secret', () => {
  const [old, fresh] = ['old', 'new'].map((word) => `${word}-secret-0123456789abcdefghijklmnop`);

  const folderOfKeys = () => {
    const folder = path.join(temporaryDirectory(), 'keys');
    const { privateKey } = generateKeyPairSync('ed25519');
    fs.mkdirSync(folder);
    fs.writeFileSync(
      path.join(folder, 'key.pem'),
      privateKey.export({ type: 'pkcs8', format: 'pem' }),
      { mode: 0o600 },
    );
    return { OSTIARY_SIGNING_KEYS_DIR: folder, JWKS_ALG: 'EdDSA' };
  };

  const opens = (more) =>
    withServer({ BETTER_AUTH_SECRET: old, OSTIARY_PUSH: 'on', ...more }, async (server) => {
      const ada = new FactorClient(server);
      await ada.signUp();
      await ada.enrol();
      await server.stop();
      const file = path.join(temporaryDirectory(), 'old');
      fs.writeFileSync(file, old, { mode: 0o600 });
      const rewrap = () =>
        run(['key', 'rewrap', '--data', server.dir, '--old-secret-file', file], {
          env: { ...server.databaseUrl, ...more, BETTER_AUTH_SECRET: fresh },
        });
      const sealed = rewrap();
      assert.equal(sealed.code, 0, sealed.stderr);
      assert.match(sealed.stdout, /^1 second factors are sealed with the new secret; 0 were/);
      assert.match(sealed.stdout, /^the key of Web Push is sealed with the new secret$/m);
      assert.match(rewrap().stdout, /^0 second factors are sealed with the new secret; 1 were/);
      server.options.env.BETTER_AUTH_SECRET = fresh;
      await server.start();
      ada.jar.clear();
      for (const show of [
        () => ada.totp(),
        () => ada.post('/two-factor/verify-backup-code', { code: ada.codes[0] }),
      ]) {
        assert.equal((await ada.signIn()).json.twoFactorRedirect, true);
        assert.equal((await show()).status, 200);
        ada.jar.clear();
      }
    });

  it('opens second factors and the key of Web Push when they are sealed with it', () => opens({}));
  it('opens them also when the signing keys are managed elsewhere', () => opens(folderOfKeys()));
});

describe('several servers on one database', () => {
  for (const engine of ENGINES)
    it(`count each code once, on ${engine}`, { skip: skipOn(engine) }, async (t) => {
      const dir = `${temporaryDirectory()}/data`;
      const database = engine === 'SQLite' ? `${dir}/ostiary.db` : urlFor(dir);
      const env = { OSTIARY_TWO_FACTOR_LOCK_AFTER: '100' };
      const servers = [];
      for (let i = 0; i < 2; i++) {
        const server = new Server({ dir, database, env });
        t.after(() => server.stop());
        servers.push(await server.start());
      }
      const ada = new FactorClient(servers[0]);
      await ada.signUp();
      await ada.enrol();
      const waiting = async () => {
        const clients = [];
        for (let i = 0; i < 6; i++) {
          const client = new FactorClient(servers[i % 2]);
          assert.equal((await client.signIn()).json.twoFactorRedirect, true);
          clients.push(client);
        }
        return clients;
      };
      const race = async (clients, where, body) => {
        const answers = await Promise.all(clients.map((c) => c.post(where, body)));
        return answers.map(({ status }) => status).sort();
      };
      let clients = await waiting();
      await early();
      const body = { code: totp(ada.uri) };
      assert.deepEqual(
        await race(clients, '/two-factor/verify-totp', body),
        [200, 401, 401, 401, 401, 401],
      );
      clients = await waiting();
      const statuses = await race(clients, '/two-factor/verify-backup-code', {
        code: ada.codes[0],
      });
      assert.equal(statuses.filter((status) => status === 200).length, 1);
      assert.ok(
        statuses.every((status) => [200, 401, 409].includes(status)),
        String(statuses),
      );

      // One sign-in in two browsers.
      const [one, two] = [new FactorClient(servers[0]), new FactorClient(servers[1])];
      await one.signIn();
      two.jar = new Map(one.jar);
      const both = await Promise.all([
        one.post('/two-factor/verify-backup-code', { code: ada.codes[1] }),
        two.post('/two-factor/verify-backup-code', { code: ada.codes[2] }),
      ]);
      assert.equal(both.filter(({ status }) => status === 200).length, 1);
    });
});

describe('second factors of a real Better Auth', () => {
  for (const engine of ENGINES)
    it(`go over and back, on ${engine}`, { skip: needsNode || skipOn(engine) }, async (t) => {
      const place = new Place(engine);
      const env = { PEER_TWO_FACTOR: 'on' };
      let server = await place.open(t, { peer: true, env });
      const ada = new FactorClient(server);
      const bob = new FactorClient(server, 'bob@example.com');
      await ada.signUp();
      await ada.enrol();
      await bob.signUp();
      const move = async (options) => {
        await server.stop();
        server = await place.open(t, { ...options, env });
        for (const client of [ada, bob]) client.server = server;
      };
      const enter = async (client, show) => {
        client.jar.delete('better-auth.session_token');
        const asked = await client.signIn();
        assert.equal(asked.json.twoFactorRedirect, true, asked.text);
        const passed = await show();
        assert.equal(passed.status, 200, passed.text);
        assert.equal(await client.isSignedIn(), true);
      };
      const backup = (client) => () =>
        client.post('/two-factor/verify-backup-code', { code: client.codes.shift() });
      await enter(ada, () => ada.totp({ trustDevice: true }));

      await move({});
      assert.ok((await ada.signIn()).json.token, 'the browser is still trusted');
      ada.jar.delete('better-auth.trust_device');
      await enter(ada, () => ada.totp());
      await enter(ada, backup(ada));
      await bob.signIn();
      await bob.enrol();
      await enter(bob, backup(bob));
      await enter(bob, () => bob.totp({ trustDevice: true }));
      bob.freshSteps();

      await move({ peer: true });
      assert.ok((await bob.signIn()).json.token, 'and here too');
      bob.jar.delete('better-auth.trust_device');
      for (const client of [ada, bob]) {
        await enter(client, () => client.totp());
        await enter(client, backup(client));
      }
      await server.stop();
    });
});
