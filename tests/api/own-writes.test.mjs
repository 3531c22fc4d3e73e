// A property: whoever reads a list sees every write that was answered before, at whatever server of
// the database it was made. Random clients write at one of three servers and read at another; a
// model says what must be there.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { callTasks, newPerson, SECRET } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';
import { until } from './lib/until.mjs';

const SERVERS = 3;
const ROUNDS = 60;
const SEED = Number(process.env.OSTIARY_TEST_SEED ?? 20261130);
const env = {
  BETTER_AUTH_SECRET: SECRET,
  JWT_ISSUER: 'https://one.example',
  JWT_AUDIENCE: 'https://one.example',
};

// A small generator of numbers (mulberry32), so that a failure can be repeated.
function randomOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    below: (n) => Math.floor(next() * n),
    of: (list) => list[Math.floor(next() * list.length)],
  };
}

// What a query must answer, from the model: tasks by id, newest first.
const QUERIES = {
  '': (tasks) => tasks,
  '?limit=3': (tasks) => tasks.slice(0, 3),
  '?completed=true': (tasks) => tasks.filter(({ completed }) => completed),
};

let servers;
before(async () => {
  const first = await startServer({ env });
  servers = [first];
  for (let i = 1; i < SERVERS; i++)
    servers.push(await startServer({ env, dir: first.dir, database: first.database }));
});
after(async () => {
  for (const server of (servers ?? []).toReversed()) await server.stop();
});

async function newClient(name) {
  const person = await newPerson(servers[0], name);
  for (const server of servers)
    await until(
      'the server has the keys',
      async () =>
        (await callTasks(server, 'GET', person.tasks, { token: person.jwt })).status === 200,
    );
  return person;
}

// One write at a random server, and what the model has then. `own`: the ids that this client writes
// to.
async function write(random, person, own, title) {
  const server = random.of(servers);
  const call = async (method, path, body) => {
    const answer = await callTasks(server, method, path, { token: person.jwt, body });
    assert.ok(answer.status < 300, `${method} ${answer.status} ${answer.text}`);
    return answer;
  };
  const ids = [...own.keys()];
  const what = ids.length < 2 ? 0 : random.below(4);
  if (what <= 1) {
    const { json } = await call('POST', person.tasks, { title });
    own.set(json.id, json);
  } else if (what === 2) {
    const id = random.of(ids);
    const body = { title, completed: random.below(2) === 1 };
    own.set(id, (await call('PATCH', `${person.tasks}/${id}`, body)).json);
  } else {
    const id = random.of(ids);
    await call('DELETE', `${person.tasks}/${id}`);
    own.delete(id);
  }
}

const read = async (random, person, query) => {
  const answer = await callTasks(random.of(servers), 'GET', `${person.tasks}${query}`, {
    token: person.jwt,
  });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const brief = ({ id, title, completed }) => ({ id, title, completed });

describe(`three servers (OSTIARY_TEST_SEED=${SEED})`, () => {
  it('answer each of the lists of one who writes as it is', async () => {
    await Promise.all(
      [1, 2, 3, 4].map(async (n) => {
        const random = randomOf(SEED + n);
        const person = await newClient(`Alone ${n}`);
        const own = new Map();
        for (let round = 0; round < ROUNDS; round++) {
          await write(random, person, own, `${n}/${round}`);
          const newest = [...own.values()].sort((a, b) => b.id - a.id);
          for (let i = 0; i < 2; i++) {
            const query = random.of(Object.keys(QUERIES));
            assert.deepEqual(
              (await read(random, person, query)).map(brief),
              QUERIES[query](newest).map(brief),
              `${query} in round ${round}`,
            );
          }
        }
      }),
    );
  });

  it('show each of several who write to one account what it wrote last', async () => {
    const person = await newClient('Shared');
    await Promise.all(
      [1, 2, 3, 4].map(async (n) => {
        const random = randomOf(SEED + 100 + n);
        const own = new Map();
        for (let round = 0; round < ROUNDS; round++) {
          await write(random, person, own, `${n}/${round}`);
          const mine = (await read(random, person, ''))
            .filter(({ title }) => title.startsWith(`${n}/`))
            .map(brief);
          const wanted = [...own.values()].sort((a, b) => b.id - a.id).map(brief);
          assert.deepEqual(mine, wanted, `client ${n}, round ${round}`);
        }
      }),
    );
  });
});
