// What admins change of users by the wire, what that ends, here and on another node, and what it
// leaves in ostiary_audit; on both engines.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Admins, callAdmin, makeAdmin } from './lib/admins.mjs';
import { bearer, send } from './lib/http.mjs';
import { callTasks, claimsOf, newPerson, newToken, signIn } from './lib/people.mjs';
import { ENGINES, skipOn } from './lib/postgres.mjs';
import { startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { until } from './lib/until.mjs';

const REVOKING = { OSTIARY_REVOCATIONS: 'on' };

const userOf = async (server, { session }) =>
  (await send(server.url, { path: '/api/auth/get-session', headers: [bearer(session)] })).json;

const tasksOf = async (server, person) =>
  (await callTasks(server, 'GET', person.tasks, { token: person.jwt })).status;

const auditOf = ({ database }, id) =>
  sql
    .rows(database, `select * from ostiary_audit where subject = '${id}' order by at_ms`)
    .filter(({ origin }) => origin === 'routes of admins')
    .map(({ actor, action }) => `${actor}: ${action}`);

for (const engine of ENGINES)
  describe(`what admins change, ${engine}`, { skip: skipOn(engine) }, () => {
    async function start(t, env = REVOKING) {
      const place = new Admins(engine);
      const server = await place.open(t, env);
      const [boss, ann] = [await makeAdmin(place, server), await newPerson(server, 'Ann')];
      const post = (where, body, as = boss) => callAdmin(server, as, 'POST', where, body);
      const good = async (where, body) => {
        const answer = await post(where, body);
        assert.equal(answer.status, 200, `${where}: ${answer.text}`);
        return answer.json;
      };
      const refused = async (where, body, code, status = 400) => {
        const answer = await post(where, body);
        assert.equal(answer.json.code, code, `${where}: ${answer.text}`);
        assert.equal(answer.status, status);
      };
      return { place, server, boss, ann, post, good, refused };
    }

    it('a ban ends sessions and tokens, and lifting it lets in again', async (t) => {
      const { place, server, boss, ann, good } = await start(t);
      const bea = await newPerson(server, 'Bea');
      const { user } = await good('ban-user', {
        userId: ann.id,
        banReason: 'spam',
        banExpiresIn: 3600,
      });
      assert.deepEqual([user.banned, user.banReason], [true, 'spam']);
      assert.ok(Math.abs(Date.parse(user.banExpires) - Date.now() - 3_600_000) < 60_000);
      assert.equal(await userOf(server, ann), null);
      assert.equal(await tasksOf(server, ann), 401);
      assert.equal((await signIn(server, ann)).json.code, 'BANNED_USER');
      assert.equal(await tasksOf(server, bea), 200);
      const lifted = (await good('unban-user', { userId: ann.id })).user;
      assert.deepEqual([lifted.banned, lifted.banReason, lifted.banExpires], [false, null, null]);
      const again = await signIn(server, ann);
      assert.equal(again.status, 200, again.text);
      assert.equal(await tasksOf(server, ann), 401, 'the old token stays revoked');
      const named = boss.id;
      assert.deepEqual(auditOf(place, ann.id), [
        `${named}: user-banned`,
        `${named}: user-unbanned`,
      ]);
    });

    it('a banned person’s token is refused by another node within its interval', async (t) => {
      const place = new Admins(engine);
      const issuer = await place.open(t, REVOKING, ['--role', 'auth']);
      const node = await startServer({
        args: [
          ...['--role', 'tasks', '--revocations', 'on', '--revocations-interval', '1'],
          ...['--jwks-url', `${issuer.url}/api/auth/jwks`],
        ],
      });
      t.after(() => node.kill());
      const boss = await makeAdmin(place, issuer);
      const [ann, bea] = [await newPerson(issuer, 'Ann'), await newPerson(issuer, 'Bea')];
      await until(
        'the node is ready',
        async () => (await send(node.url, { path: '/readyz' })).status === 200,
      );
      assert.equal(await tasksOf(node, ann), 200);
      const banned = await callAdmin(issuer, boss, 'POST', 'ban-user', { userId: ann.id });
      assert.equal(banned.status, 200, banned.text);
      await until('the node knows', async () => (await tasksOf(node, ann)) === 401);
      assert.equal(await tasksOf(node, bea), 200);
    });

    it('nobody bans or removes oneself, and the last admin stays one', async (t) => {
      const { place, server, boss, good, refused } = await start(t);
      await refused('ban-user', { userId: boss.id }, 'YOU_CANNOT_BAN_YOURSELF');
      await refused(
        'update-user',
        { userId: boss.id, data: { banned: true } },
        'YOU_CANNOT_BAN_YOURSELF',
      );
      await refused('remove-user', { userId: boss.id }, 'YOU_CANNOT_REMOVE_YOURSELF');
      await refused('set-role', { userId: boss.id, role: 'user' }, 'LAST_ADMIN');
      const mixed = { userId: boss.id, data: { role: 'user', name: 'Nobody' } };
      await refused('update-user', mixed, 'LAST_ADMIN');
      assert.equal((await userOf(server, boss)).user.name, 'Boss');
      const other = await makeAdmin(place, server, 'Other');
      assert.equal((await good('set-role', { userId: boss.id, role: 'user' })).user.role, 'user');
      const late = await callAdmin(server, boss, 'GET', 'list-users');
      assert.equal(late.json.code, 'YOU_ARE_NOT_ALLOWED_TO_LIST_USERS');
      assert.equal((await callAdmin(server, other, 'GET', 'list-users')).status, 200);
    });

    it('roles are set at once, and tokens with the old ones are revoked', async (t) => {
      const { place, server, ann, boss, good, refused } = await start(t);
      assert.equal(claimsOf(ann.jwt).role, 'user');
      const { user } = await good('set-role', { userId: ann.id, role: ['user', 'editor'] });
      assert.equal(user.role, 'user,editor');
      assert.equal(await tasksOf(server, ann), 401);
      const jwt = await newToken(server, ann.session);
      assert.equal(claimsOf(jwt).role, 'user,editor');
      assert.equal(await tasksOf(server, { ...ann, jwt }), 200);
      for (const role of ['', 'a,', "x' or 1=1", ['a b'], []])
        await refused('set-role', { userId: ann.id, role }, 'INVALID_ROLE_TYPE');
      await refused('set-role', { userId: ann.id, role: 7 }, 'VALIDATION_ERROR');
      await refused('set-role', { userId: 'nobody', role: 'user' }, 'USER_NOT_FOUND', 404);
      assert.deepEqual(auditOf(place, ann.id), [`${boss.id}: user-role-set`]);
    });

    it('a new password ends sessions and tokens, also for a user who had none', async (t) => {
      const { server, boss, ann, post, good, refused } = await start(t);
      const short = { userId: ann.id, newPassword: 'short' };
      await refused('set-user-password', short, 'PASSWORD_TOO_SHORT');
      assert.equal(await tasksOf(server, ann), 200);
      const password = 'battery staple horse';
      const done = await good('set-user-password', { userId: ann.id, newPassword: password });
      assert.deepEqual(done, { status: true });
      assert.equal(await userOf(server, ann), null);
      assert.equal(await tasksOf(server, ann), 401);
      assert.equal((await signIn(server, ann)).status, 401);
      assert.equal((await signIn(server, { ...ann, password })).status, 200);
      const email = 'bare@example.com';
      const { user } = await good('create-user', { email, name: 'Bare' });
      assert.equal((await signIn(server, { email, password })).status, 401);
      await good('set-user-password', { userId: user.id, newPassword: password });
      assert.equal((await signIn(server, { email, password })).status, 200);
      const own = await post('set-user-password', { userId: boss.id, newPassword: password });
      assert.equal(own.status, 200, own.text);
      assert.match(own.all('set-cookie').join(), /session_token=; Max-Age=0/);
      assert.equal(await userOf(server, boss), null);
    });

    it('users are created as asked, and nothing else of them is set', async (t) => {
      const { place, boss, server, good, refused } = await start(t);
      const made = await good('create-user', {
        email: 'New@Example.com',
        name: 'New',
        password: 'correct horse battery',
        role: ['user', 'admin'],
        data: { image: 'https://example.com/a.png', emailVerified: true },
      });
      const { email, role, image, emailVerified, banned } = made.user;
      assert.deepEqual(
        [email, role, image, emailVerified, banned],
        ['new@example.com', 'user,admin', 'https://example.com/a.png', true, false],
      );
      const entered = await signIn(server, { email, password: 'correct horse battery' });
      assert.equal(entered.status, 200, entered.text);
      assert.equal(entered.json.user.role, 'user,admin');
      const again = { email, name: 'Again' };
      await refused('create-user', again, 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL');
      const other = { email: 'other@example.com', name: 'Other' };
      await refused('create-user', { ...other, email: 'x' }, 'INVALID_EMAIL');
      await refused('create-user', { ...other, role: 'a b' }, 'INVALID_ROLE_TYPE');
      await refused('create-user', { ...other, password: 'x' }, 'PASSWORD_TOO_SHORT');
      for (const data of [{ banned: false }, { role: 'admin' }, { id: 'x' }, { password: 'x' }])
        await refused('create-user', { ...other, data }, 'FIELD_NOT_ALLOWED');
      for (const data of [{ image: 'javascript:1' }, { emailVerified: 'yes' }])
        await refused('create-user', { ...other, data }, 'VALIDATION_ERROR');
      assert.deepEqual(auditOf(place, made.user.id), [`${boss.id}: user-created`]);
    });

    it('users are updated whole or not at all', async (t) => {
      const { place, server, boss, ann, good, refused } = await start(t);
      const update = (data) => good('update-user', { userId: ann.id, data });
      const no = (data, code) => refused('update-user', { userId: ann.id, data }, code);
      const changed = await update({ name: 'Ann II', image: 'https://example.com/a.png' });
      assert.deepEqual([changed.name, changed.image], ['Ann II', 'https://example.com/a.png']);
      assert.equal((await update({ emailVerified: true })).emailVerified, true);
      const moved = await update({ email: 'Ann.Two@Example.com' });
      assert.deepEqual([moved.email, moved.emailVerified], ['ann.two@example.com', false]);
      assert.equal(await tasksOf(server, ann), 401, 'tokens with the old address are revoked');
      assert.equal((await userOf(server, ann)).user.email, 'ann.two@example.com');
      assert.equal((await update({ image: null })).image, null);
      await no({ email: boss.email, name: 'Thief' }, 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL');
      await no({ email: boss.email, role: 'admin' }, 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL');
      await no({ email: 'x' }, 'INVALID_EMAIL');
      await no({ password: 'x' }, 'PASSWORD_CANNOT_BE_UPDATED_VIA_UPDATE_USER');
      await no({}, 'NO_DATA_TO_UPDATE');
      await no({ id: 'x', createdAt: 'y' }, 'NO_DATA_TO_UPDATE');
      for (const data of [
        { name: 1 },
        { image: 'javascript:1' },
        { banned: 'yes' },
        { banned: true, banExpires: 'soon' },
        { name: 'x'.repeat(501) },
      ])
        await no(data, 'VALIDATION_ERROR');
      const now = (await userOf(server, ann)).user;
      assert.deepEqual([now.name, now.role, now.email], ['Ann II', 'user', 'ann.two@example.com']);
      const out = await update({ banned: true, banReason: 'x', banExpires: '2999-01-01' });
      assert.deepEqual(
        [out.banned, out.banReason, out.banExpires],
        [true, 'x', '2999-01-01T00:00:00.000Z'],
      );
      assert.equal(await userOf(server, ann), null);
      assert.equal((await update({ banned: false, role: 'editor' })).role, 'editor');
      const kinds = new Set(auditOf(place, ann.id).map((row) => row.split(': ')[1]));
      assert.deepEqual([...kinds].sort(), [
        'user-banned',
        'user-role-set',
        'user-unbanned',
        'user-updated',
      ]);
    });

    it('sessions are ended one by one, by token or id, and all together', async (t) => {
      const { place, server, boss, ann, good } = await start(t);
      const second = (await signIn(server, ann)).json.token;
      const third = (await signIn(server, ann)).json.token;
      const list = async () =>
        (await good('list-user-sessions', { userId: ann.id })).sessions.map(({ token }) => token);
      assert.equal((await list()).length, 3);
      await good('revoke-user-session', { sessionToken: ann.session });
      assert.equal(await userOf(server, ann), null);
      assert.equal(await tasksOf(server, ann), 401);
      const [next] = await list();
      await good('revoke-user-session', { sessionToken: next });
      assert.equal(await userOf(server, { session: second }), null);
      assert.ok(await userOf(server, { session: third }));
      await good('revoke-user-session', { sessionToken: 'nothing' });
      await good('revoke-user-sessions', { userId: ann.id });
      await good('revoke-user-sessions', { userId: 'nobody' });
      assert.equal(await userOf(server, { session: third }), null);
      assert.ok(await userOf(server, boss));
      const named = boss.id;
      assert.deepEqual(auditOf(place, ann.id), [
        `${named}: session-ended`,
        `${named}: session-ended`,
        `${named}: sessions-ended`,
      ]);
    });

    it('a removed user is gone, with sessions and tokens', async (t) => {
      const { place, server, boss, ann, good, refused } = await start(t);
      assert.deepEqual(await good('remove-user', { userId: ann.id }), { success: true });
      assert.equal(await userOf(server, ann), null);
      assert.equal(await tasksOf(server, ann), 401);
      await refused('remove-user', { userId: ann.id }, 'USER_NOT_FOUND', 404);
      assert.deepEqual(auditOf(place, ann.id), [`${boss.id}: user-deleted`]);
    });

    it('nobody gives a role or a ban to oneself', async (t) => {
      const { server, ann } = await start(t);
      for (const [name, value] of Object.entries({ role: 'admin', banned: true, banReason: 'x' })) {
        const answer = await send(server.url, {
          method: 'POST',
          path: '/api/auth/update-user',
          headers: [bearer(ann.session), ['Content-Type', 'application/json']],
          body: JSON.stringify({ name: 'Ann', [name]: value }),
        });
        assert.equal(answer.json.code, 'FIELD_NOT_ALLOWED');
        assert.equal(answer.json.message, `${name} is not allowed to be set`);
      }
    });
  });
