// Columns of one's own of users and sessions, as the official client sees them; paths that are
// switched off. What a real Better Auth answers to the same is in tests/data/exchanges.
//
// OSTIARY_API_DATABASE   "postgres": on PostgreSQL, see lib/postgres.mjs

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import { createAuthClient } from 'better-auth/client';
import { inferAdditionalFields } from 'better-auth/client/plugins';

import { Browser } from './lib/browser.mjs';
import { bearer, send } from './lib/http.mjs';
import { unwatch } from './lib/openapi.mjs';
import { claimsOf, newPerson, newToken, postJson } from './lib/people.mjs';
import { onPostgres } from './lib/postgres.mjs';
import { run, serverFor, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const optional = (type, more = {}) => ({ type, required: false, ...more });
const fieldsOf = (user, session = {}) =>
  JSON.stringify({
    user: { additionalFields: user },
    session: { additionalFields: session },
  });
const withFields = (t, user, session, env = {}) =>
  serverFor(t, { env: { OSTIARY_FIELDS: fieldsOf(user, session), ...env } });

const newcomer = (name, more = {}) => ({
  name,
  email: `${name}@example.com`,
  password: 'correct horse battery',
  ...more,
});
const signUp = (server, ...of) => postJson(server, '/api/auth/sign-up/email', newcomer(...of));
const update = (server, person, body) =>
  postJson(server, '/api/auth/update-user', body, [bearer(person.session)]);
const sessionOf = async (server, person) =>
  (await send(server.url, { path: '/api/auth/get-session', headers: [bearer(person.session)] }))
    .json;

describe("columns of one's own", () => {
  it('work with the official client and its inferAdditionalFields', async (t) => {
    const user = {
      role: { type: 'string', defaultValue: 'reader', input: false },
      nick: { type: 'string' },
      age: optional('number'),
      news: optional('boolean'),
      born: optional('date'),
      tags: optional('string[]'),
    };
    const session = { theme: { type: 'string', defaultValue: 'light' } };
    const server = await withFields(t, user, session);
    const browser = new Browser(server.url);
    const client = createAuthClient({
      baseURL: server.url,
      plugins: [inferAdditionalFields({ user, session })],
      fetchOptions: { customFetchImpl: browser.fetch },
    });
    const born = new Date('1990-04-01T12:00:00.000Z');
    const mira = newcomer('mira', { nick: 'mi', age: 7.5, news: true, born, tags: ['a', 'b'] });
    if (onPostgres) mira.age = 7;

    const signedUp = await client.signUp.email(mira);
    assert.equal(signedUp.error, null);
    const { nick, age, news, tags } = mira;
    const shown = { role: 'reader', nick, age, news, born, tags };
    const pick = (of) => Object.fromEntries(Object.keys(shown).map((key) => [key, of[key]]));
    assert.deepEqual(pick(signedUp.data.user), shown);

    const { data } = await client.getSession();
    assert.deepEqual(pick(data.user), shown);
    assert.equal(data.session.theme, 'light');

    assert.equal((await client.updateUser({ nick: 'mia', tags: [] })).error, null);
    assert.equal((await client.updateSession({ theme: 'dark' })).error, null);
    const changed = (await client.getSession()).data;
    assert.deepEqual(pick(changed.user), { ...shown, nick: 'mia', tags: [] });
    assert.equal(changed.session.theme, 'dark');

    const refused = await client.updateUser({ role: 'admin' });
    assert.equal(refused.error.code, 'FIELD_NOT_ALLOWED');
    assert.equal((await client.getSession()).data.user.role, 'reader');
    const { error } = await client.signUp.email(newcomer('bob'));
    assert.equal(error.message, 'nick is required');
  });

  it('are in access tokens unless they are not returned, or no claims', async (t) => {
    const server = await withFields(t, {
      role: optional('string', { defaultValue: 'reader' }),
      bio: optional('string', { token: false }),
      secret: optional('string', { returned: false }),
    });
    const person = await newPerson(server, 'Ann');
    await update(server, person, { bio: 'long', secret: 'x', role: 'editor' });
    const claims = claimsOf(await newToken(server, person.session));
    assert.equal(claims.role, 'editor');
    assert.ok(!('bio' in claims) && !('secret' in claims));
    const { user } = await sessionOf(server, person);
    assert.equal(user.bio, 'long');
    assert.ok(!('secret' in user));
    assert.deepEqual(sql.rows(server.database, 'select secret from "user"'), [{ secret: 'x' }]);
  });

  it('are left out of a token that they make too long', async (t) => {
    const server = await withFields(t, { bio: optional('string'), role: optional('string') });
    const person = await newPerson(server, 'Ann');
    await update(server, person, { bio: 'x'.repeat(4000), role: 'editor' });
    assert.equal(claimsOf(await newToken(server, person.session)).bio.length, 4000);
    await update(server, person, { bio: '\u20ac'.repeat(5000) });
    const claims = claimsOf(await newToken(server, person.session));
    assert.ok(!('bio' in claims) && !('role' in claims));
    assert.equal(claims.sub, person.id);
    assert.equal((await sessionOf(server, person)).user.bio.length, 5000);
    const longer = await update(server, person, { bio: 'x'.repeat(5001) });
    assert.equal(longer.json.code, 'VALIDATION_ERROR');
  });

  it('can be sent as a form', async (t) => {
    const server = await withFields(t, { age: { type: 'number' }, news: { type: 'boolean' } });
    const form = (fields) =>
      send(server.url, {
        method: 'POST',
        path: '/api/auth/sign-up/email',
        headers: [['Content-Type', 'application/x-www-form-urlencoded']],
        body: new URLSearchParams({ ...newcomer('ann'), ...fields }).toString(),
      });
    const bad = await form({ age: 'seven', news: 'true' });
    assert.equal(bad.json.message, '[body.age] Invalid input: expected number, received string');
    const { user } = (await form({ age: '7', news: 'true' })).json;
    assert.deepEqual([user.age, user.news], [7, true]);
  });

  it('that are unique are given to one of many users at once', async (t) => {
    const server = await withFields(t, { nick: { type: 'string', unique: true } });
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, i) => signUp(server, `u${i}`, { nick: 'same' })),
    );
    assert.equal(all.filter(({ status }) => status === 200).length, 1);
    for (const { status, json } of all.filter((answer) => answer.status !== 200)) {
      assert.equal(status, 422);
      assert.equal(json.code, 'FAILED_TO_CREATE_USER');
    }
    const users = sql.rows(server.database, 'select count(*) as n from "user"');
    assert.equal(Number(users[0].n), 1);
  });

  it('refuse what the database cannot hold with 400, and keep the rest', async (t) => {
    const server = await withFields(t, { age: optional('number'), nick: optional('string') });
    const person = await newPerson(server, 'Ann');
    const answers = [
      await update(server, person, { age: 1.5 }),
      await update(server, person, { age: 1e15 }),
      await update(server, person, { nick: 'a\0b' }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      onPostgres ? [400, 400, 400] : [200, 200, 200],
    );
    const { user } = await sessionOf(server, person);
    assert.deepEqual([user.age, user.nick], onPostgres ? [null, null] : [1e15, 'a\0b']);
  });

  it('take dates from the year 1 on, on each engine', async (t) => {
    const server = await withFields(t, { born: optional('date') });
    const person = await newPerson(server, 'Ann');
    const first = '0001-01-01T00:00:00.000Z';
    assert.equal((await update(server, person, { born: first })).status, 200);
    for (const born of ['0000-12-31T23:59:59.999Z', '-000001-01-01T00:00:00Z']) {
      const { status, json } = await update(server, person, { born });
      assert.deepEqual([status, json?.code], [400, 'VALIDATION_ERROR'], born);
    }
    assert.equal((await sessionOf(server, person)).user.born, first);
  });

  it('are not read by a program whose settings have none', async (t) => {
    const server = await withFields(t, { nick: optional('string') });
    const person = await newPerson(server, 'Ann');
    await update(server, person, { nick: 'ann' });
    await server.restart({ OSTIARY_FIELDS: '' });
    assert.ok(!('nick' in (await sessionOf(server, person)).user));
    assert.equal((await update(server, person, { nick: 'x' })).json.message, 'No fields to update');
  });
});

describe('declarations', () => {
  const check = (env) => run(['config', '--check'], { env });

  it('are read from a file, and judged before a start', () => {
    const file = path.join(temporaryDirectory(), 'fields.json');
    const judge = (text) => {
      fs.writeFileSync(file, text);
      return check({ OSTIARY_FIELDS_FILE: file });
    };
    assert.equal(judge(fieldsOf({ nick: { type: 'string' } })).code, 0);
    const wrong = judge(fieldsOf({ nick: { type: 'text' } }));
    assert.equal(wrong.code, 78);
    assert.match(wrong.stderr, /OSTIARY_FIELDS_FILE: user\.additionalFields\.nick: type must be/);
  });

  it('of paths and limits are judged, too', () => {
    const cases = [
      { OSTIARY_DISABLED_PATHS: 'sign-up' },
      { OSTIARY_RATE_LIMIT_RULES: '/ok' },
      { OSTIARY_RATE_LIMIT_RULES: '/ok=3' },
      { OSTIARY_RATE_LIMIT_RULES: '/ok=0/10s' },
      { OSTIARY_RATE_LIMIT_RULES: '/ok=3/soon' },
    ];
    for (const env of cases) {
      const { code, stderr } = check({ OSTIARY_RATE_LIMIT: 'on', ...env });
      assert.equal(code, 78, stderr);
      assert.ok(stderr.includes(Object.keys(env)[0]), stderr);
    }
    const good = { OSTIARY_DISABLED_PATHS: '/sign-up/email', OSTIARY_RATE_LIMIT: 'on' };
    const rules = '/ok=off, /sign-in/*=5/1m';
    assert.equal(check({ ...good, OSTIARY_RATE_LIMIT_RULES: rules }).code, 0);
  });
});

describe('a path that is switched off', () => {
  it('does not exist, and the others do', async (t) => {
    const server = await serverFor(t, { env: { OSTIARY_DISABLED_PATHS: '/sign-up/email,/token' } });
    unwatch(server.url);
    const off = await signUp(server, 'ann');
    assert.deepEqual([off.status, off.text], [404, 'Not Found']);
    assert.equal((await send(server.url, { path: '/api/auth/token' })).status, 404);
    assert.equal((await send(server.url, { path: '/api/auth/ok' })).status, 200);
    assert.deepEqual(sql.rows(server.database, 'select id from "user"'), []);
  });
});
