// A database with columns of one's own moves from a real Better Auth to this server and back, with
// the same declarations on both sides; `ostiary doctor` says what a start does with them.
//
// OSTIARY_TEST_PG   a PostgreSQL cluster (tests/postgres.sh run): the same on it

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { newPerson, postJson, SECRET } from './lib/people.mjs';
import { ENGINES, isPostgres, skipOn } from './lib/postgres.mjs';
import { root, run } from './lib/server.mjs';
import * as sql from './lib/sql.mjs';
import { needsNode, Place, postAs } from './lib/takeover.mjs';

const RELEASES = ['1.4.18', '1.5.6', '1.6.34', '1.7.24'];
const FIELDS = fs.readFileSync(path.join(root, 'tests/data/exchanges/fields.json'), 'utf8');
const env = {
  OSTIARY_FIELDS: FIELDS,
  OSTIARY_PASSWORD_HASH: 'scrypt',
  OSTIARY_STORE_IDENTIFIER: 'plain',
};
const GIVEN = {
  age: 7,
  news: true,
  born: '1990-04-01T00:00:00.000Z',
  tags: ['a', 'b "c"'],
  lang: 'de',
  hidden: 'h',
};

async function join(server, name) {
  const person = { name, email: `${name}@example.com`, password: 'correct horse', nick: name };
  const answer = await postJson(server, '/api/auth/sign-up/email', { ...person, ...GIVEN });
  assert.equal(answer.status, 200, answer.text);
  return { ...person, session: answer.json.token };
}

const sessionOf = async (server, person) =>
  (await send(server.url, { path: '/api/auth/get-session', headers: [bearer(person.session)] }))
    .json;

async function assertSame(server, person, before) {
  const now = await sessionOf(server, person);
  const own = ({ user, session }) => {
    const { role, nick, lang, age, news, born, tags, closed, joined } = user;
    const { theme, seats } = session;
    return { role, nick, lang, age, news, born, tags, closed, joined, theme, seats };
  };
  assert.deepEqual(own(now), own(before));
  assert.ok(!('hidden' in now.user) && !('hidden' in now.session));
}

async function change(server, person, seats) {
  const user = await postAs(server, person, '/update-user', { tags: [`${seats}`], age: seats });
  assert.equal(user.status, 200, user.text);
  const { role } = (await sessionOf(server, person)).user;
  assert.equal(role, 'reader');
  const again = await sessionOf(server, person);
  assert.deepEqual([again.user.age, again.user.tags], [seats, [`${seats}`]]);
  return again;
}

async function thereAndBack(t, engine, peer) {
  const place = new Place(engine);
  const theirs = await place.open(t, { peer, env });
  const ann = await join(theirs, 'ann');
  let before = await change(theirs, ann, 3);
  await theirs.stop();

  const ours = await place.open(t, { env });
  await assertSame(ours, ann, before);
  before = await change(ours, ann, 4);
  const bob = await join(ours, 'bob');
  const ofBob = await sessionOf(ours, bob);
  await ours.stop();

  const back = await place.open(t, { peer, env });
  assert.deepEqual([...back.ready.created, ...back.ready.added], [], 'nothing is missing');
  await assertSame(back, ann, before);
  await assertSame(back, bob, ofBob);
  await change(back, bob, 5);
}

// In a database of our own making.
async function toPeerAndBack(t, engine) {
  const place = new Place(engine);
  const ours = await place.open(t, { env });
  const ann = await join(ours, 'ann');
  const set = await postAs(ours, ann, '/update-session', { theme: 'dark', seats: 2 });
  assert.equal(set.json.session.theme, 'dark');
  let before = await change(ours, ann, 3);
  await ours.stop();

  const theirs = await place.open(t, { peer: true, env });
  assert.deepEqual([...theirs.ready.created, ...theirs.ready.added], [], 'nothing is missing');
  await assertSame(theirs, ann, before);
  const taken = await postAs(theirs, null, '/sign-up/email', {
    name: 'x',
    email: 'x@example.com',
    password: 'correct horse',
    nick: 'ann',
  });
  assert.equal(taken.status, 422, 'the column is unique');
  before = await change(theirs, ann, 4);
  const bob = await join(theirs, 'bob');
  const ofBob = await sessionOf(theirs, bob);
  await theirs.stop();

  const back = await place.open(t, { env });
  await assertSame(back, ann, before);
  await assertSame(back, bob, ofBob);
}

const doctor = (place, more = {}) =>
  run(['doctor', '--database', place.database], { env: { BETTER_AUTH_SECRET: SECRET, ...more } });

async function doctorTells(t, engine) {
  const place = new Place(engine);
  const theirs = await place.open(t, { peer: true });
  await newPerson(theirs, 'Ann');
  await theirs.stop();
  const report = doctor(place, { OSTIARY_FIELDS: FIELDS });
  assert.equal(report.code, 0, report.stderr);
  assert.match(report.stdout, /alter table "user" add column "role" text default 'reader'/);
  assert.match(report.stdout, /create unique index "user_nick_uidx" on "user" \("nick"\)/);
  assert.match(report.stdout, /alter table "session" add column "seat_count" integer/);

  const ours = await place.open(t, { env });
  await ours.stop();
  assert.match(doctor(place).stdout, /more +.*user\.role/);
  const after = doctor(place, { OSTIARY_FIELDS: FIELDS });
  assert.match(after.stdout, /A start would change nothing/);
  assert.doesNotMatch(after.stdout, /^more /m);

  const wrong = FIELDS.replace('"type": "number"', '"type": "boolean"');
  if (!isPostgres(place.database))
    sql.execute(place.database, 'alter table "user" drop column age');
  if (!isPostgres(place.database))
    sql.execute(place.database, 'alter table "user" add column age text');
  const refused = doctor(place, { OSTIARY_FIELDS: wrong });
  assert.equal(refused.code, 78);
  assert.match(refused.stderr, /a start would be refused: .*"age".*its type does not fit/);
}

for (const engine of ENGINES)
  describe(`columns of one's own on ${engine}`, { skip: needsNode || skipOn(engine) }, () => {
    for (const release of RELEASES)
      it(`come from ${release} and go back`, (t) => thereAndBack(t, engine, release));
    it('go to a real Better Auth and come back', (t) => toPeerAndBack(t, engine));
    it('are announced by the doctor', (t) => doctorTells(t, engine));
  });
