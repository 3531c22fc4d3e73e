// The routes of admins: who may use them, what they show, and what they change, on both engines.

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { Admins, ADMIN, callAdmin, makeAdmin, ROUTES } from './lib/admins.mjs';
import { claimsOf, newPerson, newToken } from './lib/people.mjs';
import { ENGINES, skipOn } from './lib/postgres.mjs';
import { run, temporaryDirectory } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const namesOf = (answer) => answer.json.users.map(({ name }) => name);

describe('without OSTIARY_ADMIN', () => {
  it('there are no such routes, and no role in answers and tokens', async (t) => {
    const place = new Admins('SQLite');
    const server = await place.open(t, { OSTIARY_ADMIN: 'off' });
    const ann = await newPerson(server, 'Ann');
    assert.equal(run(['user', 'role', ann.id, 'admin', '--database', place.database]).code, 0);
    for (const [method, where] of ROUTES.filter(([, , finds]) => !finds)) {
      const answer = await callAdmin(server, ann, method, where, {});
      assert.equal(answer.status, 404, where);
      assert.equal(answer.text, '');
    }
    const { session, user } = (
      await send(server.url, { path: '/api/auth/get-session', headers: [bearer(ann.session)] })
    ).json;
    assert.ok(!('role' in user) && !('banned' in user));
    assert.ok(!('impersonatedBy' in session));
    assert.ok(!('role' in claimsOf(await newToken(server, ann.session))));
  });
});

describe('a column of one’s own with the name of one of the plugin’s', () => {
  it('is refused with OSTIARY_ADMIN=on, and not without', () => {
    const fields = JSON.stringify({
      user: { additionalFields: { role: { type: 'string', input: false } } },
    });
    const check = (admin) =>
      run(['user', 'list', '--data', path.join(temporaryDirectory(), 'none')], {
        env: { ...ADMIN, OSTIARY_FIELDS: fields, OSTIARY_ADMIN: admin },
      });
    assert.match(check('on').stderr, /user\.role: OSTIARY_ADMIN=on has this column already/);
    assert.doesNotMatch(check('off').stderr, /OSTIARY_ADMIN/);
  });
});

for (const engine of ENGINES)
  describe(`admins, ${engine}`, { skip: skipOn(engine) }, () => {
    it('are the only ones: every route refuses whoever is none', async (t) => {
      const place = new Admins(engine);
      const server = await place.open(t);
      const [boss, ann] = [await makeAdmin(place, server), await newPerson(server, 'Ann')];
      for (const [method, where, , body, code] of ROUTES) {
        const none = await callAdmin(server, null, method, where, body);
        assert.equal(none.status, 401, where);
        assert.equal(none.text, '');
        const refused = await callAdmin(server, ann, method, where, body);
        assert.equal(refused.status, code ? 403 : where.includes('stop') ? 400 : 200, where);
        if (code) assert.equal(refused.json.code, code);
        const allowed = await callAdmin(server, boss, method, where, body);
        assert.notEqual(allowed.status, 403, `${where}: ${allowed.text}`);
        assert.notEqual(allowed.status, 401, where);
      }
    });

    it('lose their rights at once, also where a cookie cache says otherwise', async (t) => {
      const place = new Admins(engine);
      const server = await place.open(t, { OSTIARY_COOKIE_CACHE: 'compact' });
      const [boss, other] = [await makeAdmin(place, server), await makeAdmin(place, server)];
      const ask = (person) => callAdmin(server, person, 'GET', 'list-users');
      assert.equal((await ask(boss)).status, 200);
      assert.equal((await ask(other)).status, 200);
      sql.execute(place.database, `update "user" set "role" = 'user' where "id" = '${boss.id}'`);
      assert.equal((await ask(boss)).json.code, 'YOU_ARE_NOT_ALLOWED_TO_LIST_USERS');
      assert.equal(claimsOf(await newToken(server, boss.session)).role, 'user');
      assert.equal((await ask(other)).status, 200);
      sql.execute(
        place.database,
        `update "user" set "banned" = ${engine === 'SQLite' ? 1 : true} where "id" = '${other.id}'`,
      );
      assert.equal((await ask(other)).json.code, 'BANNED_USER');
    });

    it('list users: searched, filtered, sorted, cut and counted', async (t) => {
      const place = new Admins(engine);
      const server = await place.open(t);
      const boss = await makeAdmin(place, server);
      for (const name of ['Cid', 'Ann', 'Bea 100%']) await newPerson(server, name);
      const list = (query) =>
        callAdmin(server, boss, 'GET', `list-users?${new URLSearchParams(query)}`);
      const names = async (query) => namesOf(await list(query));
      assert.deepEqual(await names({}), ['Boss', 'Cid', 'Ann', 'Bea 100%']);
      assert.deepEqual(await names({ sortBy: 'name' }), ['Ann', 'Bea 100%', 'Boss', 'Cid']);
      assert.deepEqual(await names({ sortBy: 'createdAt', sortDirection: 'desc' }), [
        'Bea 100%',
        'Ann',
        'Cid',
        'Boss',
      ]);
      const cut = await list({ sortBy: 'name', limit: '2', offset: '1' });
      assert.deepEqual(namesOf(cut), ['Bea 100%', 'Boss']);
      const { total, limit, offset } = cut.json;
      assert.deepEqual([total, limit, offset], [4, 2, 1]);
      const within = { searchField: 'name', searchValue: '0%' };
      assert.deepEqual(await names(within), ['Bea 100%']);
      assert.deepEqual(await names({ searchValue: 'ANN-', searchOperator: 'starts_with' }), [
        'Ann',
      ]);
      assert.deepEqual(await names({ ...within, searchOperator: 'starts_with' }), []);
      const filter = (filterField, filterOperator, ...values) =>
        names([
          ['filterField', filterField],
          ['filterOperator', filterOperator],
          ...values.map((value) => ['filterValue', value]),
        ]);
      assert.deepEqual(await filter('role', 'eq', 'admin'), ['Boss']);
      assert.deepEqual(await filter('role', 'ne', 'admin'), ['Cid', 'Ann', 'Bea 100%']);
      assert.deepEqual(await filter('name', 'in', 'Ann', 'Cid'), ['Cid', 'Ann']);
      assert.deepEqual(await filter('name', 'not_in', 'Ann', 'Cid'), ['Boss', 'Bea 100%']);
      assert.deepEqual(await filter('name', 'gt', 'Bet'), ['Boss', 'Cid']);
      assert.deepEqual(await filter('name', 'lte', 'Ann'), ['Ann']);
      assert.deepEqual(await filter('name', 'ends_with', '0%'), ['Bea 100%']);
      assert.deepEqual(await filter('name', 'contains', '_'), []);
      assert.deepEqual(await filter('id', 'eq', boss.id), ['Boss']);
      assert.deepEqual(await filter('banned', 'eq', 'true'), []);
      assert.equal((await filter('emailVerified', 'eq', 'false')).length, 4);
      assert.deepEqual(await filter('createdAt', 'lt', '2020-01-01'), []);
      assert.equal((await filter('updatedAt', 'gte', '2020-01-01T00:00:00Z')).length, 4);
      for (const [field, operator, value] of [
        ['password', 'eq', 'x'],
        ['createdAt', 'lt', 'soon'],
        ['banned', 'eq', 'maybe'],
      ])
        assert.deepEqual(await filter(field, operator, value), [], field);
      assert.deepEqual((await list({ sortBy: 'x' })).json, { users: [], total: 0 });
      for (const query of [
        { searchField: 'id' },
        { searchOperator: 'is' },
        { sortDirection: 'up' },
        { filterOperator: "eq' or 1=1" },
      ])
        assert.equal((await list(query)).json.code, 'VALIDATION_ERROR');
    });

    it('see a user’s sessions, and not what would let them act as the user', async (t) => {
      const place = new Admins(engine);
      const server = await place.open(t);
      const [boss, ann] = [await makeAdmin(place, server), await newPerson(server, 'Ann')];
      const list = async (userId) =>
        (await callAdmin(server, boss, 'POST', 'list-user-sessions', { userId })).json.sessions;
      const [theirs] = await list(ann.id);
      assert.equal(theirs.userId, ann.id);
      assert.equal(theirs.token, theirs.id);
      assert.equal(theirs.impersonatedBy, null);
      assert.equal((await list(boss.id))[0].token, boss.session);
      assert.deepEqual(await list('nobody'), []);
      assert.deepEqual(await list(17), []);
      const used = await send(server.url, {
        path: '/api/auth/get-session',
        headers: [bearer(theirs.token)],
      });
      assert.equal(used.json, null);
    });

    it('are told what they may do, and others that they may not', async (t) => {
      const place = new Admins(engine);
      const server = await place.open(t);
      const [boss, ann] = [await makeAdmin(place, server), await newPerson(server, 'Ann')];
      const may = async (person, permissions, more = {}) =>
        (await callAdmin(server, person, 'POST', 'has-permission', { permissions, ...more })).json
          .success;
      assert.equal(await may(boss, { user: ['list', 'ban'], session: ['revoke'] }), true);
      assert.equal(await may(boss, { user: ['list', 'impersonate-admins'] }), false);
      assert.equal(await may(boss, { user: [], project: ['x'] }), false);
      assert.equal(await may(boss, {}), false);
      assert.equal(await may(ann, { user: ['list'] }), false);
      assert.equal(await may(ann, { user: ['list'] }, { role: 'admin', userId: boss.id }), false);
    });
  });
