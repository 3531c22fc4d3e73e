// The official client with its plugin admin, as a page of an admin would use it.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { createAuthClient } from 'better-auth/client';
import { adminClient } from 'better-auth/client/plugins';

import { Admins, makeAdmin } from './lib/admins.mjs';
import { Browser } from './lib/browser.mjs';
import { newPerson, signIn } from './lib/people.mjs';
import { onPostgres } from './lib/postgres.mjs';

describe('the official client of admins', () => {
  const cleanups = [];
  let server;
  let client;
  let boss;
  let ann;

  const good = async (promise) => {
    const { data, error } = await promise;
    assert.equal(error, null, JSON.stringify(error));
    return data;
  };

  before(async () => {
    const place = new Admins(onPostgres ? 'PostgreSQL' : 'SQLite');
    server = await place.open({ after: (clean) => cleanups.push(clean) });
    [boss, ann] = [await makeAdmin(place, server), await newPerson(server, 'Ann')];
    const browser = new Browser(server.url);
    client = createAuthClient({
      baseURL: server.url,
      plugins: [adminClient()],
      fetchOptions: { customFetchImpl: browser.fetch },
    });
  });
  after(() => Promise.all(cleanups.map((clean) => clean())));

  it('is refused without a session, and as anybody', async () => {
    assert.equal((await client.admin.listUsers({ query: {} })).error.status, 401);
    await good(client.signIn.email({ email: ann.email, password: ann.password }));
    const { error } = await client.admin.listUsers({ query: {} });
    assert.deepEqual([error.status, error.code], [403, 'YOU_ARE_NOT_ALLOWED_TO_LIST_USERS']);
    await good(client.signOut());
  });

  it('lists, shows, creates and changes users', async () => {
    await good(client.signIn.email({ email: boss.email, password: boss.password }));
    const query = { searchField: 'name', searchValue: 'nn', sortBy: 'name', limit: 10 };
    const { users, total } = await good(client.admin.listUsers({ query }));
    assert.deepEqual([total, users[0].id], [1, ann.id]);
    assert.equal((await good(client.admin.getUser({ query: { id: ann.id } }))).name, 'Ann');
    const password = 'correct horse battery';
    const { user } = await good(
      client.admin.createUser({ email: 'cid@example.com', name: 'Cid', password, role: 'user' }),
    );
    const renamed = await good(
      client.admin.updateUser({ userId: user.id, data: { name: 'Cid II' } }),
    );
    assert.equal(renamed.name, 'Cid II');
    const set = await good(client.admin.setRole({ userId: user.id, role: ['user', 'admin'] }));
    assert.equal(set.user.role, 'user,admin');
    await good(client.admin.setRole({ userId: user.id, role: 'user' }));
    await good(
      client.admin.setUserPassword({ userId: user.id, newPassword: 'another horse battery' }),
    );
    assert.equal(
      (await signIn(server, { email: user.email, password: 'another horse battery' })).status,
      200,
    );
    assert.equal((await good(client.admin.banUser({ userId: user.id }))).user.banned, true);
    assert.equal((await good(client.admin.unbanUser({ userId: user.id }))).user.banned, false);
    assert.deepEqual(await good(client.admin.removeUser({ userId: user.id })), { success: true });
  });

  it('ends sessions, and asks for rights', async () => {
    const token = (await signIn(server, ann)).json.token;
    const { sessions } = await good(client.admin.listUserSessions({ userId: ann.id }));
    assert.ok(sessions.length >= 1 && sessions.every((session) => session.token !== token));
    await good(client.admin.revokeUserSession({ sessionToken: sessions[0].token }));
    await good(client.admin.revokeUserSessions({ userId: ann.id }));
    const left = await good(client.admin.listUserSessions({ userId: ann.id }));
    assert.deepEqual(left.sessions, []);
    const asked = await good(client.admin.hasPermission({ permissions: { user: ['ban'] } }));
    assert.equal(asked.success, true);
  });

  it('acts as another user and returns', async () => {
    await good(client.admin.impersonateUser({ userId: ann.id }));
    const acting = await good(client.getSession());
    assert.deepEqual([acting.user.id, acting.session.impersonatedBy], [ann.id, boss.id]);
    await good(client.admin.stopImpersonating());
    assert.equal((await good(client.getSession())).user.id, boss.id);
  });
});
