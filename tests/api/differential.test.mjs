// The same scripts to the server and to a real Better Auth 1.7.7 with the same settings: status,
// headers, cookies and bodies must agree byte for byte but for what is random or of the moment.
// Where 1.7.7 differs from 1.7.24, which is what the server follows, the script is run against
// 1.7.24 as well.
//
// The scripts are those of tests/data/exchanges and the recorded exchanges of
// tests/data/better-auth.
//
// OSTIARY_SCRIPTS  only the scripts or sections of these names, separated by commas

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';

import { Likeness } from './lib/likeness.mjs';
import { Mails } from './lib/mails.mjs';
import { recordingFile, SECRET, SECTIONS } from './lib/recorded.mjs';
import { chunkedIfAsked, readRecording } from './lib/recording.mjs';
import { Memory, readScript } from './lib/script.mjs';
import { onPostgres } from './lib/postgres.mjs';
import { nodeWithSqlite, root } from './lib/server.mjs';
import { mailsOf, Sides } from './lib/sides.mjs';
import * as sql from './lib/sql.mjs';

const NEWEST = '1.7.24';
const needsNode = nodeWithSqlite() ? false : 'needs Node 22.13 or newer, see package.json';
const wanted = process.env.OSTIARY_SCRIPTS?.split(',');
const isWanted = (name) => !wanted || wanted.includes(name);

const documented = fs.readFileSync(path.join(root, 'docs/build/compatibility.md'), 'utf8');

// What is the same may not be called different, and what is different must be said so.
function judge({ older, deviates }, [ours, theirs], release) {
  if (deviates) {
    assert.ok(documented.includes(deviates), `"${deviates}" is not in docs/build/compatibility.md`);
    assert.notEqual(ours, theirs, `they agree: take "deviates ${deviates}" out`);
  } else if (older && release !== NEWEST) {
    assert.notEqual(ours, theirs, `they agree: take "older ${older}" out`);
  } else {
    assert.equal(ours, theirs);
  }
}

// --- our own scripts ----------------------------------------------------------------------------

const folder = path.join(root, 'tests/data/exchanges');

async function speakScript(t, { settings, steps }, release) {
  const basePath = settings.OSTIARY_BASE_PATH ?? '/api/auth';
  const sides = await new Sides({ secret: SECRET, env: settings, release, basePath }).start(t);
  for (const side of sides.sides)
    side.memory = new Memory({ server: side.server, secret: SECRET, basePath });
  for (const step of steps) {
    if (sides.dead) return; // ending it fails the script, with what it said
    await t.test(step.title, () => speakStep(sides, step, release));
  }
}

async function speakStep(sides, step, release) {
  if (step.sql !== undefined) {
    const rows = await sides.statement(({ memory }) => memory.put(step.sql));
    return rows && judge(step, rows, release);
  }
  if (step.mails !== undefined) {
    sides.compareMails();
    return keepFor(sides, step, []);
  }
  const { answers, texts } = await sides.exchange(({ memory }) => memory.request(step));
  keepFor(sides, step, answers);
  judge(step, texts, release);
}

function keepFor(sides, step, answers) {
  if (step.keep)
    sides.sides.forEach(({ memory, server }, i) =>
      memory.keep(step.keep, answers[i], mailsOf(server)),
    );
}

// --- the recorded exchanges ---------------------------------------------------------------------

const KEY_ROWS =
  "select id,publicKey,substr(privateKey,1,60)||'...',length(privateKey),createdAt,expiresAt,alg,crv from jwks";
const ALL_LINKS = 'a new password invalidates all reset links';
// By exchange: what differs and why, as in the scripts; a statement by its text.
const NOTES = {
  'basic 11': { leftOut: 'outside the base path there is more than the issuer here' },
  'basic 105': { older: 'since 1.7.18 a sign-in expires a stale dont_remember cookie' },
  'basic 122': { deviates: 'of several session cookies, the one whose session is alive counts' },
  'basic 151': { deviates: '`/update-user` refuses a name that is no text' },
  'basic 156': { deviates: '`/update-user` refuses a name that is no text' },
  'basic 216': { older: 'since 1.7.22 revoking the own session expires its cookies' },
  'basic 218': { older: 'as 216' },
  'basic 232': { older: 'since 1.7.22 an expired session gets no set-auth-jwt' },
  ...Object.fromEntries(
    ['compact', 'jwt', 'jwe'].flatMap((form) => [
      [`cache_${form} 7`, { older: 'since 1.7.22 revoking all sessions expires the cookies' }],
      [`cache_${form} 9`, { deviates: 'a session for which only the cookie cache vouches' }],
    ]),
  ),
  'full 28': { older: 'since 1.7.16 a link for an e-mail change signs nobody in' },
  'full 29': { older: 'since 1.7.16 such a link does nothing the second time' },
  'full 12': { deviates: ALL_LINKS },
  [`keys_plain ${KEY_ROWS}`]: { deviates: 'private keys are always sealed' },
  [`keys_rotation ${KEY_ROWS}`]: {
    deviates: 'the end of a key is written when the next one is published',
  },
  'origins 23': {
    older: 'since then a host pattern of digits, dots and wildcards matches IPv4 only',
  },
  'origins 49': { older: 'as 23' },
  'edge 6': { older: 'since 1.7.16 the token of a mail names the user' },
  'edge 7': { deviates: 'a link whose token names no valid address is refused' },
  'edge 20': { deviates: 'a stored hash that cannot be verified is a wrong password' },
  'edge 26': { older: 'as 6, which changed the user' },
  'edge 27': { older: 'as 6' },
  // Who could not sign up in 28 cannot sign in.
  'precedence 28': onPostgres
    ? { deviates: 'U+0000' }
    : { older: 'node:sqlite cuts a text at NUL' },
  'precedence 29': onPostgres ? {} : { older: 'as 28' },
  'precedence 38': { deviates: 'a repeated name in a JSON body' },
  'ratelimit 130': { deviates: '`/error` is a page of our own, also in production' },
  'edge 30': { leftOut: 'a server refuses to start on a key that its secret does not open' },
  'edge 31': { leftOut: 'as 30' },
};
// What an exchange that is refused here did to the database there: the number 5 in a column of
// texts.
const EFFECTS = {
  'basic 151': `update user set name = '${onPostgres ? '5' : '5.0'}', updatedAt = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    where email = 'alice@example.com'`,
};
const LEFT_OUT_SQL = /^update jwks set privateKey/;

function prepare(side, section) {
  side.likeness = new Likeness({
    recordedBase: section.base,
    liveBase: side.server.url,
    secret: SECRET,
    fetchKeys: side.plain.fetchKeys,
  });
  side.mails = new Mails({ server: side.server, secret: SECRET, likeness: side.likeness });
}

function liveRequest({ likeness, mails }, exchange) {
  const request = chunkedIfAsked(exchange.request);
  const live = (text) => likeness.toLive(mails.toLive(text, exchange.time));
  return {
    ...request,
    path: live(request.path),
    headers: request.headers.map(([n, v]) => [n, live(v)]),
    body: request.body === undefined ? undefined : live(request.body),
  };
}

// Recorded values are bound to the live ones, so that later requests can name them.
async function bind(side, exchange, answer) {
  side.likeness.differences = [];
  await side.likeness.compare({ ...exchange }, answer, new Set());
}

async function replayExchange(sides, exchange, note) {
  const { answers, texts } = await sides.exchange((side) => liveRequest(side, exchange));
  await Promise.all(sides.sides.map((side, i) => bind(side, exchange, answers[i])));
  judge(note, texts, sides.release);
}

function nextTime(steps, at) {
  return (
    steps.slice(at).find((s) => s.kind === 'exchange')?.time ??
    steps.findLast((s) => s.kind === 'exchange').time
  );
}

async function replaySection(t, section, env) {
  const sides = await new Sides({ secret: SECRET, env }).start(t);
  sides.sides.forEach((side) => prepare(side, section));
  let last;
  for (const [at, step] of section.steps.entries()) {
    const name = `${section.name} ${step.number ?? step.statement}`;
    const note = NOTES[name] ?? {};
    if (sides.dead) return;
    if (step.kind === 'outbox') {
      if (!step.last) await t.test('mails', () => sides.compareMails());
    } else if (step.kind === 'sql') {
      const live = ({ likeness }) =>
        likeness.datesToNow(likeness.toLive(step.statement), nextTime(section.steps, at));
      if (!LEFT_OUT_SQL.test(step.statement))
        await t.test(`sql: ${step.statement}`, async () =>
          judge(note, (await sides.statement(live)) ?? ['', '']),
        );
    } else if (!note.leftOut) {
      // The recording leaves out repetitions of one request.
      for (
        let n = (last?.number ?? step.number) + 1;
        n < step.number && name.startsWith('ratelimit');
        n++
      )
        await replayExchange(sides, last, {});
      last = step;
      await t.test(`[${step.number}] ${step.title}`, () => replayExchange(sides, step, note));
    }
    if (EFFECTS[name]) sql.execute(sides.ours.server.database, EFFECTS[name]);
  }
}

// --- all of them --------------------------------------------------------------------------------

function scriptTests(file) {
  const script = readScript(path.join(folder, file));
  test(`script ${file}`, { skip: needsNode }, (t) => speakScript(t, script));
  if (script.steps.some(({ older }) => older))
    test(`script ${file}, with ${NEWEST}`, { skip: needsNode }, (t) =>
      speakScript(t, script, NEWEST),
    );
  for (const more of script.again) {
    const words = Object.entries(more)
      .map((pair) => pair.join('='))
      .join(' ');
    test(`script ${file}, ${words}`, { skip: needsNode }, (t) =>
      speakScript(t, { ...script, settings: { ...script.settings, ...more } }),
    );
  }
}

// Each has two servers of its own, which start while others hash passwords or write to the disk.
suite('differential', { concurrency: 3 }, () => {
  fs.readdirSync(folder)
    .filter((name) => name.endsWith('.txt') && isWanted(name.slice(0, -4)))
    .forEach(scriptTests);
  const sections = readRecording(recordingFile);
  for (const [name, env] of Object.entries(SECTIONS).filter(([n]) => isWanted(n)))
    test(`recorded ${name}`, { skip: needsNode }, (t) => replaySection(t, sections.get(name), env));
});
