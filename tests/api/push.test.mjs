// The devices of a user that reminders are pushed to: the key, subscriptions, their bounds, and
// what a URL of a push service may be.

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, it } from 'node:test';

import { callTasks, newPerson, postJson, SECRET } from './lib/people.mjs';
import { Browser } from './lib/push.mjs';
import { startServer } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';

const env = { BETTER_AUTH_SECRET: SECRET, OSTIARY_PUSH: 'on' };
const service = { origin: 'https://push.example.net', requests: [] };

const pushOf = (person) => `/api/users/${person.id}/push`;
const devicesOf = (person) => `${pushOf(person)}/subscriptions`;
const call = (server, person, method, path, body) =>
  callTasks(server, method, path, { token: person.jwt, ...(body && { body }) });

describe('a device', () => {
  let server;
  let ann;
  const subscribe = (body, person = ann) => call(server, person, 'POST', devicesOf(person), body);
  const all = async (person = ann) => {
    const answer = await call(server, person, 'GET', devicesOf(person));
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const remove = (id, person = ann) => call(server, person, 'DELETE', `${devicesOf(person)}/${id}`);

  before(async () => {
    server = await startServer({ env });
    ann = await newPerson(server, 'Ann');
  });
  after(() => server?.stop());

  it('subscribes with the key of the server, which stays the same', async () => {
    const answer = await call(server, ann, 'GET', `${pushOf(ann)}/key`);
    assert.equal(answer.status, 200, answer.text);
    const point = Buffer.from(answer.json.public_key, 'base64url');
    assert.equal(point.length, 65);
    const [x, y] = [point.subarray(1, 33), point.subarray(33)];
    crypto.createPublicKey({
      format: 'jwk',
      key: { kty: 'EC', crv: 'P-256', x: x.toString('base64url'), y: y.toString('base64url') },
    });
    await server.stop();
    server = await startServer({
      dir: server.dir,
      database: server.database,
      env: { ...env, BETTER_AUTH_URL: server.ready.url },
    });
    const again = await call(server, ann, 'GET', `${pushOf(ann)}/key`);
    assert.deepEqual(again.json, answer.json);
  });

  it('has its private half sealed', () => {
    const [row] = sql.rows(server.database, 'select private_jwk, seal from ostiary_push_key');
    assert.match(row.private_jwk, /^"[0-9a-f]{100,}"$/);
    assert.ok(row.seal.length > 20);
    assert.ok(!server.output.stderr.includes('"d"'));
  });

  it('is subscribed, listed and removed', async () => {
    const bob = await newPerson(server, 'Bob');
    const browser = new Browser(service);
    const made = await subscribe({ ...browser.subscription, name: ' Phone ' }, bob);
    assert.equal(made.status, 201, made.text);
    const { id, created_at, ...rest } = made.json;
    assert.deepEqual(rest, { name: 'Phone', endpoint: browser.endpoint, last_sent_at: null });
    assert.ok(Math.abs(Date.parse(created_at) - Date.now()) < 60_000);
    assert.equal(made.all('location')[0], `${devicesOf(bob)}/${id}`);
    assert.deepEqual(await all(bob), [made.json]);
    assert.ok(!made.text.includes(browser.keys.auth), 'no keys are told');
    assert.equal((await remove(id, bob)).status, 204);
    assert.equal((await remove(id, bob)).status, 404);
    assert.deepEqual(await all(bob), []);
  });

  it('that subscribes again is the same device with its new keys', async () => {
    const browser = new Browser(service);
    const first = await subscribe(browser.subscription);
    const keys = new Browser(service).keys;
    const body = { endpoint: browser.endpoint, expirationTime: null, keys, name: 'Laptop' };
    const second = await subscribe(body);
    assert.equal(second.status, 200, second.text);
    assert.deepEqual(second.json, { ...first.json, name: 'Laptop' });
    const [row] = sql.rows(
      server.database,
      `select p256dh, auth from ostiary_push_subscription where id = ${first.json.id}`,
    );
    assert.deepEqual({ ...row }, keys);
    assert.equal((await remove(first.json.id)).status, 204);
  });

  it('of another user is as if it did not exist', async () => {
    const [bob, eve] = [await newPerson(server, 'Bob'), await newPerson(server, 'Eve')];
    const browser = new Browser(service);
    const his = (await subscribe(browser.subscription, bob)).json;
    assert.deepEqual(await all(eve), []);
    assert.equal((await remove(his.id, eve)).status, 404);
    const path = `${devicesOf(bob)}/${his.id}`;
    assert.equal((await call(server, eve, 'DELETE', path)).status, 403);
    assert.equal((await call(server, eve, 'GET', devicesOf(bob))).status, 403);
    assert.equal((await call(server, eve, 'POST', devicesOf(bob), his)).status, 403);
    assert.equal((await call(server, eve, 'GET', `${pushOf(bob)}/key`)).status, 403);
    // The same browser, with another user signed in.
    const hers = await subscribe(browser.subscription, eve);
    assert.equal(hers.status, 201, hers.text);
    assert.deepEqual(await all(bob), [his]);
    assert.equal((await remove(hers.json.id, eve)).status, 204);
    assert.deepEqual(await all(bob), [his]);
  });

  it('is the twentieth at most', async () => {
    const bob = await newPerson(server, 'Bob');
    const browsers = Array.from({ length: 21 }, () => new Browser(service));
    const answers = await Promise.all(
      browsers.map(({ subscription }) => subscribe(subscription, bob)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [...Array(20).fill(201), 409]);
    const refused = answers.find(({ status }) => status === 409);
    assert.match(refused.json.type, /devices-full$/);
    const devices = await all(bob);
    assert.equal(devices.length, 20);
    // One that is there may still change.
    const known = browsers.find(({ endpoint }) => endpoint === devices[0].endpoint);
    assert.equal((await subscribe(known.subscription, bob)).status, 200);
    assert.equal((await remove(devices[0].id, bob)).status, 204);
    assert.equal((await subscribe(new Browser(service).subscription, bob)).status, 201);
  });

  it('goes with the account', async () => {
    const bob = await newPerson(server, 'Bob');
    assert.equal((await subscribe(new Browser(service).subscription, bob)).status, 201);
    const gone = await postJson(server, '/api/auth/delete-user', { password: bob.password }, [
      ['Cookie', bob.cookie],
      ['Origin', server.ready.url],
    ]);
    assert.equal(gone.status, 200, gone.text);
    const rows = sql.rows(
      server.database,
      `select id from ostiary_push_subscription where user_id = '${bob.id}'`,
    );
    assert.equal(rows.length, 0);
  });

  const keys = new Browser(service).keys;
  for (const [name, change, member] of [
    ['no endpoint', { endpoint: undefined }, 'endpoint'],
    ['no keys', { keys: undefined }, 'keys'],
    ['a number as its endpoint', { endpoint: 5 }, 'endpoint'],
    ['a key that is too short', { keys: { ...keys, auth: keys.auth.slice(3) } }, 'keys'],
    ['a point beside the curve', { keys: { ...keys, p256dh: `BA${'A'.repeat(85)}` } }, 'keys'],
    ['one key alone', { keys: { auth: keys.auth } }, 'keys'],
    ['a third key', { keys: { ...keys, more: 'x' } }, 'keys'],
    ['an empty name', { name: ' ' }, 'name'],
    ['a name of 101 characters', { name: 'x'.repeat(101) }, 'name'],
    ['a name with U+0000', { name: 'a\0b' }, 'name'],
    ['a member that is unknown', { device: 'x' }, 'device'],
  ])
    it(`is refused with ${name}`, async () => {
      const answer = await subscribe({ ...new Browser(service).subscription, ...change });
      assert.equal(answer.status, 400, answer.text);
      assert.equal(answer.json.member, member, answer.text);
    });

  const long = (n) => `https://push.example.net/${'x'.repeat(n - 25)}`;
  for (const [endpoint, accepted] of [
    ['https://push.example.net/a?b=c', true],
    ['https://push.example.net:8443/a', true],
    ['https://8.8.8.8/a', true],
    ['https://[2606:4700::1111]/a', true],
    [long(2000), true],
    [long(2001), false],
    ['http://push.example.net/a', false],
    ['HTTPS://push.example.net/a', false],
    ['ftp://push.example.net/a', false],
    ['https:push.example.net/a', false],
    ['https:///push.example.net/a', false],
    ['https://push.example.net/a b', false],
    ['https://push.example.net/a#b', false],
    ['https://push.example.net\\@127.0.0.1/a', false],
    ['https://user:pass@push.example.net/a', false],
    ['https://push.exämple.net/a', false],
    ['https://localhost/a', false],
    ['https://LOCALHOST./a', false],
    ['https://a.localhost/a', false],
    ['https://127.0.0.1/a', false],
    ['https://127.1/a', false],
    ['https://2130706433/a', false],
    ['https://0x7f000001/a', false],
    ['https://0.0.0.0/a', false],
    ['https://10.1.2.3/a', false],
    ['https://100.64.0.1/a', false],
    ['https://169.254.169.254/latest/meta-data', false],
    ['https://172.31.255.255/a', false],
    ['https://192.168.0.1/a', false],
    ['https://224.0.0.1/a', false],
    ['https://255.255.255.255/a', false],
    ['https://[::1]/a', false],
    ['https://[::]/a', false],
    ['https://[::ffff:127.0.0.1]/a', false],
    ['https://[::ffff:10.0.0.1]/a', false],
    ['https://[::127.0.0.1]/a', false],
    ['https://[64:ff9b::7f00:1]/a', false],
    ['https://[64:ff9b::808:808]/a', true],
    ['https://[fd00::1]/a', false],
    ['https://[fe80::1]/a', false],
    ['https://[ff02::1]/a', false],
    ['https://[2001:db8::1]/a', false],
    ['https://[2002:7f00:1::]/a', false],
    ['', false],
  ])
    it(`${accepted ? 'may' : 'must not'} be at ${endpoint.slice(0, 60)}`, async () => {
      const answer = await subscribe({ endpoint, keys });
      assert.equal(answer.status, accepted ? 201 : 400, answer.text);
      if (accepted) assert.equal((await remove(answer.json.id)).status, 204);
      else assert.equal(answer.json.member, 'endpoint');
    });
});

describe('a server', () => {
  it('without pushes has none of the paths', async (t) => {
    const server = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
    t.after(() => server.stop());
    const ann = await newPerson(server, 'Ann');
    for (const path of ['key', 'subscriptions']) {
      const response = await fetch(`${server.url}${pushOf(ann)}/${path}`, {
        headers: { authorization: `Bearer ${ann.jwt}` },
      });
      assert.equal(response.status, 404, path);
    }
    assert.equal(sql.rows(server.database, 'select 1 from ostiary_push_key').length, 0);
  });

  it('may be told to push to this machine, and to private networks', async (t) => {
    const server = await startServer({ env: { ...env, OSTIARY_PUSH_TARGETS: 'any' } });
    t.after(() => server.stop());
    const ann = await newPerson(server, 'Ann');
    const { keys } = new Browser(service);
    for (const [endpoint, status] of [
      ['http://127.0.0.1:9/a', 201],
      ['http://localhost:9/a', 201],
      ['http://[::1]:9/a', 201],
      ['https://10.0.0.1/a', 201],
      ['https://localhost/a', 201],
      ['http://10.0.0.1/a', 400],
      ['http://push.example.net/a', 400],
    ]) {
      const answer = await call(server, ann, 'POST', devicesOf(ann), { endpoint, keys });
      assert.equal(answer.status, status, `${endpoint}: ${answer.text}`);
    }
  });
});
