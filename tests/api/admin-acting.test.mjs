// Admins who act as other users: what marks it, what it may do, and how it ends; on both engines.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Admins, callAdmin, makeAdmin } from './lib/admins.mjs';
import { bearer, jsonHeaders, send } from './lib/http.mjs';
import { Jar } from './lib/jar.mjs';
import { callTasks, claimsOf, newPerson, newToken } from './lib/people.mjs';
import { ENGINES, skipOn } from './lib/postgres.mjs';
import { run } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const REVOKING = { OSTIARY_REVOCATIONS: 'on' };

for (const engine of ENGINES)
  describe(`acting as another user, ${engine}`, { skip: skipOn(engine) }, () => {
    async function start(t, env = {}) {
      const place = new Admins(engine);
      const server = await place.open(t, { ...REVOKING, ...env });
      const [boss, ann] = [await makeAdmin(place, server), await newPerson(server, 'Ann')];
      const act = (userId, as = boss) =>
        callAdmin(server, as, 'POST', 'impersonate-user', { userId });
      const get = (path, session) =>
        send(server.url, { path: `/api/auth${path}`, headers: [bearer(session)] });
      return { place, server, boss, ann, act, get };
    }

    it('is marked in the session, in its tokens and in the audit', async (t) => {
      const { place, server, boss, ann, act, get } = await start(t);
      const answer = await act(ann.id);
      assert.equal(answer.status, 200, answer.text);
      const { session, user } = answer.json;
      assert.equal(user.id, ann.id);
      assert.equal(session.impersonatedBy, boss.id);
      const life_ms = Date.parse(session.expiresAt) - Date.parse(session.createdAt);
      assert.equal(life_ms, 3_600_000);
      const claims = claimsOf(await newToken(server, session.token));
      assert.deepEqual([claims.sub, claims.act], [ann.id, { sub: boss.id }]);
      assert.ok(claims.exp <= Math.ceil(Date.parse(session.expiresAt) / 1000));
      assert.equal(claims.amr, undefined);
      assert.equal(claimsOf(await newToken(server, ann.session)).act, undefined);
      assert.equal((await get('/get-session', session.token)).json.session.impersonatedBy, boss.id);
      const audit = sql.rows(
        place.database,
        `select * from ostiary_audit where subject = '${ann.id}' order by at_ms`,
      );
      assert.deepEqual(
        audit.map(({ actor, action }) => [actor, action]),
        [[boss.id, 'impersonation-started']],
      );
    });

    it('reaches no admin, nobody who is banned, and not further', async (t) => {
      const { place, server, boss, ann, act } = await start(t);
      const other = await makeAdmin(place, server, 'Other');
      const bea = await newPerson(server, 'Bea');
      assert.equal((await act(other.id)).json.code, 'YOU_CANNOT_IMPERSONATE_ADMINS');
      assert.equal((await act(boss.id)).json.code, 'YOU_CANNOT_IMPERSONATE_ADMINS');
      assert.equal((await act('nobody')).json.code, 'USER_NOT_FOUND');
      await callAdmin(server, boss, 'POST', 'ban-user', { userId: bea.id });
      assert.equal((await act(bea.id)).json.code, 'BANNED_USER');
      const { session } = (await act(ann.id)).json;
      const inside = { session: session.token };
      assert.equal(
        (await act(ann.id, inside)).json.code,
        'YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS',
      );
      const listed = await callAdmin(server, inside, 'GET', 'list-users');
      assert.equal(listed.json.code, 'YOU_ARE_NOT_ALLOWED_TO_LIST_USERS');
      const may = await callAdmin(server, inside, 'POST', 'has-permission', {
        permissions: { user: ['list'] },
      });
      assert.equal(may.json.success, false);
    });

    it('is not fresh, is not renewed, and shows no token of the user’s own', async (t) => {
      const { ann, server, act, get } = await start(t, { OSTIARY_COOKIE_CACHE: 'compact' });
      const answer = await act(ann.id);
      const { session } = answer.json;
      assert.ok(!answer.all('set-cookie').some((line) => /session_data=[^;]/.test(line)));
      const looked = await get('/get-session', session.token);
      assert.equal(looked.json.session.expiresAt, session.expiresAt);
      assert.equal(looked.get('set-cookie'), undefined);
      const gone = await send(server.url, {
        method: 'POST',
        path: '/api/auth/delete-user',
        headers: [bearer(session.token), ...jsonHeaders],
        body: '{}',
      });
      assert.equal(gone.json.code, 'SESSION_EXPIRED');
      const passkey = await get('/passkey/generate-register-options', session.token);
      assert.equal(passkey.json.code, 'SESSION_NOT_FRESH');
      const [listed, ...more] = (await get('/list-sessions', session.token)).json;
      assert.equal(more.length, 0);
      assert.equal(listed.token, listed.id);
      assert.notEqual(listed.token, ann.session);
    });

    it('ends with stop-impersonating, which gives the admin’s own session back', async (t) => {
      const { server, boss, ann } = await start(t);
      const jar = new Jar();
      const ask = async (path, body) =>
        jar.take(
          await send(server.url, {
            method: 'POST',
            path: `/api/auth/${path}`,
            headers: [...jsonHeaders, ...jar.headers, ['Origin', server.url]],
            body: JSON.stringify(body),
          }),
        );
      const { email, password } = boss;
      const own = (await ask('sign-in/email', { email, password })).json.token;
      const acting = (await ask('admin/impersonate-user', { userId: ann.id })).json.session.token;
      assert.ok(jar.has('better-auth.admin_session') && jar.has('better-auth.dont_remember'));
      const jwt = await newToken(server, acting);
      const tasks = () => callTasks(server, 'GET', ann.tasks, { token: jwt });
      assert.equal((await tasks()).status, 200);
      const stopped = await ask('admin/stop-impersonating', {});
      assert.equal(stopped.status, 200, stopped.text);
      assert.equal(stopped.json.session.token, own);
      assert.equal(stopped.json.user.id, boss.id);
      assert.deepEqual(
        [...jar.keys()].sort(),
        ['better-auth.device', 'better-auth.session_token'],
        'as before',
      );
      assert.equal((await tasks()).status, 401);
      const dead = await send(server.url, {
        path: '/api/auth/get-session',
        headers: [bearer(acting)],
      });
      assert.equal(dead.json, null);
      const again = await ask('admin/stop-impersonating', {});
      assert.equal(again.json.message, 'You are not impersonating anyone');
    });

    it('needs the admin’s own live session to return to', async (t) => {
      const { server, boss, ann, act, get } = await start(t);
      const { session } = (await act(ann.id)).json;
      const inside = { session: session.token };
      const bare = await callAdmin(server, inside, 'POST', 'stop-impersonating');
      assert.equal(bare.status, 500);
      assert.equal(bare.json.message, 'Failed to find admin session');
      assert.ok((await get('/get-session', session.token)).json);
      assert.ok((await get('/get-session', boss.session)).json);
    });

    it('signing out ends both sessions', async (t) => {
      const { server, boss, ann } = await start(t);
      const started = await send(server.url, {
        method: 'POST',
        path: '/api/auth/admin/impersonate-user',
        headers: [...jsonHeaders, ['Cookie', boss.cookie], ['Origin', server.url]],
        body: JSON.stringify({ userId: ann.id }),
      });
      const jar = new Jar();
      jar.take(started);
      const out = await send(server.url, {
        method: 'POST',
        path: '/api/auth/sign-out',
        headers: [...jar.headers, ['Origin', server.url]],
      });
      assert.equal(out.status, 200, out.text);
      jar.take(out);
      assert.equal(jar.has('better-auth.admin_session'), false);
      for (const session of [started.json.session.token, boss.session]) {
        const path = '/api/auth/get-session';
        assert.equal((await send(server.url, { path, headers: [bearer(session)] })).json, null);
      }
    });

    const ENDS = {
      'a ban of the admin': (place, id) =>
        run(['user', 'disable', id, '--database', place.database], place.command),
      'the loss of the role': (place, id) =>
        run(['user', 'role', id, 'user', '--database', place.database], place.command),
      'the loss of the role, written by hand': (place, id) =>
        sql.execute(place.database, `update "user" set "role" = 'user' where "id" = '${id}'`),
    };
    for (const [what, end] of Object.entries(ENDS))
      it(`ends with ${what}`, async (t) => {
        const { place, boss, ann, act, get } = await start(t);
        const { session } = (await act(ann.id)).json;
        const own = async (token) => (await get('/get-session', token)).json;
        assert.ok(await own(session.token));
        const done = end(place, boss.id);
        if (done) assert.equal(done.code, 0, done.stderr);
        assert.equal(await own(session.token), null);
        assert.equal((await own(ann.session)).user.id, ann.id);
      });

    it('ends when its user becomes an admin', async (t) => {
      const { server, boss, ann, act, get } = await start(t);
      const { session } = (await act(ann.id)).json;
      const made = await callAdmin(server, boss, 'POST', 'set-role', {
        userId: ann.id,
        role: 'admin',
      });
      assert.equal(made.status, 200, made.text);
      assert.equal((await get('/get-session', session.token)).json, null);
      assert.equal((await get('/get-session', ann.session)).json.user.role, 'admin');
    });

    it('is none of the sessions where OSTIARY_ADMIN is off', async (t) => {
      const { server, ann, act, get } = await start(t);
      const { session } = (await act(ann.id)).json;
      assert.ok((await get('/get-session', session.token)).json);
      await server.restart({ OSTIARY_ADMIN: 'off' });
      const path = '/api/auth/get-session';
      const seen = (token) => send(server.url, { path, headers: [bearer(token)] });
      assert.equal((await seen(session.token)).json, null);
      assert.equal((await seen(ann.session)).json.user.id, ann.id);
    });
  });
