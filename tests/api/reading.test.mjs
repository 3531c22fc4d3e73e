// Reading tasks: conditions, search, orders, pages and counts, compared with a reference that is
// written here.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { callTasks, newPerson, newTask } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

let server;

before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const query = (parameters) => `?${new URLSearchParams(parameters)}`;

const list = (person, parameters = {}) =>
  callTasks(server, 'GET', person.tasks + query(parameters), { token: person.jwt });

async function found(person, parameters) {
  const answer = await list(person, parameters);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

const summaryOf = (person, parameters = {}) =>
  callTasks(server, 'GET', `/api/users/${person.id}/summary${query(parameters)}`, {
    token: person.jwt,
  });

// The path of the next page, or null.
function next(answer) {
  const link = answer.get('link');
  if (link === undefined) return null;
  const [, target] = /^<(.*)>; rel="next"$/.exec(link);
  return target;
}

async function createAll(person, tasks) {
  const made = [];
  for (let i = 0; i < tasks.length; i += 20)
    made.push(
      ...(await Promise.all(tasks.slice(i, i + 20).map((task) => newTask(server, person, task)))),
    );
  return made;
}

const daysFromNow = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('search', () => {
  // What was written, and what someone types to find it; also the other way round.
  const SPELLINGS = {
    Latin: [
      ['Straße', 'STRASSE'],
      ['GROẞE Wäsche', 'grosse wasche'],
      ['Łódź', 'lodz'],
      ['Crème brûlée', 'creme brulee'],
      ['Cre\u0300me', 'cr\u00e8me'],
      ['Smørrebrød', 'smorrebrod'],
      ['Đà Nẵng', 'da nang'],
      ['İzmir', 'izmir'],
      ['Iğdır', 'igdir'],
      ['Œuvre', 'oeuvre'],
      ['Ærø', 'aero'],
      ['Þingvellir', 'thingvellir'],
      ['ﬁnal oﬀer', 'final offer'],
      ['Ｆｕｌｌ　ｗｉｄｔｈ', 'full width'],
      ['don’t', "don't"],
      ['“quoted”', '"quoted"'],
      ['9–12', '9-12'],
      ['co\u00adoperate', 'cooperate'],
    ],
    Greek: [
      ['ΟΔΟΣ', 'οδος'],
      ['Οδυσσεύς', 'ΟΔΥΣΣΕΥΣ'],
      ['ἄνθρωπος', 'ανθρωπος'],
    ],
    Cyrillic: [
      ['Ёлка', 'елка'],
      ['ПРИВЕТ МИР', 'привет мир'],
      ['Мои\u0306', 'мой'],
    ],
    Hebrew: [['שָׁלוֹם', 'שלום']],
    Arabic: [
      ['مُحَمَّد', 'محمد'],
      ['أحمد', 'احمد'],
      ['۱۲۳', '123'],
    ],
    Kana: [
      ['ﾊﾟｿｺﾝ', 'ぱそこん'],
      ['か\u3099っこう', 'がっこう'],
    ],
    Han: [['株式会社', '㍿']],
    Hangul: [['\u1112\u1161\u11ab국', '한국']],
    Devanagari: [['\u0958लम', '\u0915\u093cलम']],
  };

  const DIFFERENT = [
    ['мои', 'мой'],
    ['か', 'が'],
    ['각', '가'],
    ['की', 'कि'],
    ['Bahn', 'Bahnhof'],
  ];

  it('takes spellings of one word for the same, in either direction', async () => {
    const ada = await newPerson(server, 'Ada');
    const pairs = Object.values(SPELLINGS).flat();
    assert.ok(pairs.length >= 27 && Object.keys(SPELLINGS).length >= 5);
    for (const [written, typed] of pairs) {
      const [one, other] = await createAll(
        ada,
        [written, typed].map((title) => ({ title: `before ${title} behind` })),
      );
      for (const q of [written, typed]) {
        const ids = (await found(ada, { q })).map((t) => t.id);
        assert.ok(ids.includes(one.id) && ids.includes(other.id), `${written} by ${q}`);
      }
    }
  });

  it('does not take other words for the same', async () => {
    const bea = await newPerson(server, 'Bea');
    for (const [written, typed] of DIFFERENT) {
      await newTask(server, bea, { title: written });
      assert.deepEqual(await found(bea, { q: typed }), [], `${written} by ${typed}`);
      assert.equal((await found(bea, { q: written })).length, 1);
    }
  });

  it('looks in titles, notes and tags, for every word and within words', async () => {
    const cy = await newPerson(server, 'Cy');
    const [task] = await createAll(cy, [
      { title: 'Call the plumber', description: 'The tap\r\ndrips at 50%', tags: ['Küche', 'a_b'] },
      { title: 'Something else' },
    ]);
    const SEEN = ['plumb', 'PLUMBER call', 'tap drips', 'kuche', '50%', 'a_b', 'the küche umber'];
    for (const q of SEEN)
      assert.deepEqual(
        (await found(cy, { q })).map((t) => t.id),
        [task.id],
        q,
      );
    for (const q of ['plumber nowhere', '51%', 'a%b', '_', '%', 'callthe', 'plumberthe'])
      assert.deepEqual(
        (await found(cy, { q })).map((t) => t.title),
        q === '_' || q === '%' ? [task.title] : [],
        q,
      );
  });

  it('follows what is changed', async () => {
    const dan = await newPerson(server, 'Dan');
    const task = await newTask(server, dan, { title: 'first', tags: ['old'] });
    await callTasks(server, 'PATCH', `${dan.tasks}/${task.id}`, {
      token: dan.jwt,
      body: { title: 'zweite Straße', tags: ['new'] },
    });
    assert.deepEqual(await found(dan, { q: 'first' }), []);
    assert.deepEqual(await found(dan, { q: 'old' }), []);
    assert.equal((await found(dan, { q: 'strasse new' })).length, 1);
  });
});

// The titles are folded by hand: [title, its key].
const TITLES = [
  ['Zebra', 'zebra'],
  ['apple', 'apple'],
  ['Apple', 'apple'],
  ['Äpfel', 'apfel'],
  ['Straße', 'strasse'],
  ['strasse 2', 'strasse 2'],
  ['Łódź', 'lodz'],
  ['ÉCOLE', 'ecole'],
  ['10 things', '10 things'],
  ['9 things', '9 things'],
  ['Ωμέγα', 'ωμεγα'],
  ['Яблоко', 'яблоко'],
  ['שלום', 'שלום'],
  ['リンゴ', 'りんご'],
  ['사과', '사과'],
  ["it's", "it's"],
];
const PRIORITIES = ['none', 'low', 'medium', 'high'];
const DATES = [null, '2020-02-29', daysFromNow(-3), daysFromNow(3), '9998-12-31'];
const TAGS = [[], ['home'], ['Home'], ['home', 'work'], ['a,b'], ['a', 'b'], [','], ['x,', ',y']];

const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byNumber = (a, b) => a - b;
const KEYS = {
  created_at: [(t) => t.created_at, byBytes],
  updated_at: [(t) => t.updated_at, byBytes],
  due: [(t) => t.due_date ?? '9999', byBytes],
  priority: [(t) => PRIORITIES.indexOf(t.priority), byNumber],
  title: [(t) => TITLES.find(([title]) => title === t.title)[1], byBytes],
};

function sorted(tasks, sort) {
  const [key, compare] = KEYS[sort.replace('-', '')];
  const order = [...tasks].sort((a, b) => compare(key(a), key(b)) || a.id - b.id);
  return sort.startsWith('-') ? order.reverse() : order;
}

const CONDITIONS = [
  [{ completed: 'true' }, (t) => t.completed],
  [{ completed: 'false' }, (t) => !t.completed],
  [{ priority: 'none' }, (t) => t.priority === 'none'],
  [{ priority: 'high' }, (t) => t.priority === 'high'],
  [{ tag: 'home' }, (t) => t.tags.includes('home')],
  [{ tag: 'Home' }, (t) => t.tags.includes('Home')],
  [{ tag: 'a,b' }, (t) => t.tags.includes('a,b')],
  [{ tag: 'a' }, (t) => t.tags.includes('a')],
  [{ tag: ',' }, (t) => t.tags.includes(',')],
  [{ tag: 'x,' }, (t) => t.tags.includes('x,')],
  [{ tag: 'nobody' }, () => false],
  [{ due_before: daysFromNow(0) }, (t) => t.due_date && t.due_date < daysFromNow(0)],
  [{ due_after: daysFromNow(0) }, (t) => t.due_date && t.due_date > daysFromNow(0)],
  [
    { due_after: '2020-02-29', due_before: `${daysFromNow(3)}T12:00` },
    (t) => t.due_date === daysFromNow(-3),
  ],
  [{ overdue: 'true' }, (t) => !t.completed && t.due_date && t.due_date < daysFromNow(0)],
  [{ overdue: 'false' }, (t) => t.completed || !t.due_date || t.due_date >= daysFromNow(0)],
  [{ list: 'inbox' }, () => true],
  [{ list: '12345' }, () => false],
  [{ parent: 'none' }, () => true],
  [{ parent: '12345' }, () => false],
  [{ q: 'strasse' }, (t) => t.title.toLowerCase().startsWith('stra')],
];

describe('conditions and orders', () => {
  let eva;
  let all;

  before(async () => {
    eva = await newPerson(server, 'Eva');
    const tasks = Array.from({ length: 96 }, (_, i) => ({
      title: TITLES[i % TITLES.length][0],
      completed: i % 5 === 0,
      priority: PRIORITIES[(i * 7) % 4],
      due_date: DATES[(i * 3) % 5],
      tags: TAGS[(i * 5 + (i >> 3)) % TAGS.length],
    }));
    await createAll(eva, tasks);
    for (const task of (await found(eva)).filter((_, i) => i % 9 === 0))
      await callTasks(server, 'PATCH', `${eva.tasks}/${task.id}`, {
        token: eva.jwt,
        body: { priority: 'high' },
      });
    all = await found(eva);
    assert.equal(all.length, 96);
  });

  it('orders by each key in both directions, with equal ones by id', async () => {
    for (const sort of Object.keys(KEYS).flatMap((key) => [key, `-${key}`]))
      assert.deepEqual(await found(eva, { sort }), sorted(all, sort), sort);
  });

  it('orders by position as the members say', async () => {
    const order = await found(eva, { sort: 'position' });
    assert.equal(order.length, 96);
    assert.deepEqual((await found(eva, { sort: '-position' })).reverse(), order);
    assert.deepEqual(await found(eva, { sort: 'position', list: 'inbox' }), order);
  });

  it('meets each condition', async () => {
    for (const [parameters, meets] of CONDITIONS)
      assert.deepEqual(await found(eva, parameters), all.filter(meets), JSON.stringify(parameters));
  });

  it('meets any two conditions at once, in any order, whole and in pages', async () => {
    const sorts = Object.keys(KEYS).flatMap((key) => [key, `-${key}`]);
    let turn = 0;
    for (const [one, meetsOne] of CONDITIONS)
      for (const [other, meetsOther] of CONDITIONS) {
        if (Object.keys(one).some((name) => name in other)) continue;
        const sort = sorts[turn++ % sorts.length];
        const parameters = { ...one, ...other, sort };
        const right = sorted(
          all.filter((t) => meetsOne(t) && meetsOther(t)),
          sort,
        );
        if (turn % 4)
          assert.deepEqual(await found(eva, parameters), right, JSON.stringify(parameters));
        else assert.deepEqual(await pages(eva, { ...parameters, limit: 7 }), right);
      }
  });
});

async function pages(person, parameters, between = async () => {}) {
  const tasks = [];
  let answer = await list(person, parameters);
  for (;;) {
    assert.equal(answer.status, 200, answer.text);
    assert.ok(answer.json.length <= Number(parameters.limit));
    tasks.push(...answer.json);
    const path = next(answer);
    if (path === null) return tasks;
    assert.equal(answer.json.length, Number(parameters.limit), 'only the last page is short');
    await between(tasks);
    answer = await callTasks(server, 'GET', path, { token: person.jwt });
  }
}

describe('pages', () => {
  const SORTS = [undefined, 'position', '-created_at', '-updated_at', 'due', '-priority', 'title'];

  for (const sort of SORTS)
    it(`neither skip nor repeat while the list changes, by ${sort ?? 'default'}`, async () => {
      const person = await newPerson(server, 'Fay');
      const stay = await createAll(
        person,
        Array.from({ length: 40 }, (_, i) => ({
          title: `stays ${(i * 17) % 40}`,
          priority: PRIORITIES[i % 4],
          due_date: DATES[i % 5],
        })),
      );
      const go = await createAll(
        person,
        Array.from({ length: 12 }, (_, i) => ({ title: `stays ${i} not`, due_date: DATES[i % 5] })),
      );
      const parameters = { limit: 6, ...(sort && { sort }) };
      const seen = await pages(person, parameters, async (tasks) => {
        await newTask(server, person, { title: 'aaa', priority: 'high', due_date: '2019-01-01' });
        await newTask(server, person, { title: 'zzz', priority: 'none' });
        await callTasks(server, 'DELETE', `${person.tasks}/${tasks.at(-1).id}`, {
          token: person.jwt,
        });
        const gone = go.pop();
        await callTasks(server, 'DELETE', `${person.tasks}/${gone.id}`, { token: person.jwt });
      });
      const ids = seen.map((t) => t.id);
      assert.equal(new Set(ids).size, ids.length, 'none is there twice');
      for (const task of stay) assert.ok(ids.includes(task.id), `${task.title} is there`);
    });

  it('have a link as long as there is more, and only for who asks for a part', async () => {
    const gus = await newPerson(server, 'Gus');
    await createAll(
      gus,
      Array.from({ length: 6 }, (_, i) => ({ title: `task ${i}` })),
    );
    assert.equal(next(await list(gus)), null);
    assert.equal(next(await list(gus, { sort: 'title' })), null);
    assert.equal(next(await list(gus, { limit: 6 })), null);
    assert.equal(next(await list(gus, { limit: 7, sort: 'title' })), null);
    const first = await list(gus, { limit: 5, q: 'task', tag: 'x', sort: '-title' });
    assert.equal(next(first), null);
    const answer = await list(gus, { limit: 5, sort: '-title', q: 'task & <more> "é" 100%' });
    assert.equal(next(answer), null);
    const some = await list(gus, { limit: 4, before: (await found(gus))[0].id });
    assert.deepEqual(
      (await callTasks(server, 'GET', next(some), { token: gus.jwt })).json,
      (await found(gus)).slice(5),
    );
    const rest = next(await list(gus, { limit: 4 })).replace('limit=4', '');
    assert.equal((await callTasks(server, 'GET', rest, { token: gus.jwt })).json.length, 2);
  });

  it('go on after the task at which they begin is gone', async () => {
    const hal = await newPerson(server, 'Hal');
    const made = await createAll(
      hal,
      Array.from({ length: 5 }, (_, i) => ({ title: `task ${i}` })),
    );
    const first = await list(hal, { limit: 2, sort: 'title' });
    for (const task of made.slice(0, 4))
      await callTasks(server, 'DELETE', `${hal.tasks}/${task.id}`, { token: hal.jwt });
    const second = await callTasks(server, 'GET', next(first), { token: hal.jwt });
    assert.deepEqual(
      second.json.map((t) => t.title),
      ['task 4'],
    );
  });
});

describe('parameters', () => {
  // Each refused query, the parameter that is to blame, and the accepted one beside it.
  const REFUSED = [
    [{ list: 'Inbox' }, 'list', { list: 'inbox' }],
    [{ parent: '-1' }, 'parent', { parent: '1' }],
    [{ completed: 'yes' }, 'completed', { completed: 'true' }],
    [{ priority: 'urgent' }, 'priority', { priority: 'high' }],
    [{ tag: '' }, 'tag', { tag: 'x' }],
    [{ tag: 'x'.repeat(51) }, 'tag', { tag: 'é'.repeat(50) }],
    [{ due_before: 'tomorrow' }, 'due_before', { due_before: '2026-12-31' }],
    [{ due_after: '2026-02-30' }, 'due_after', { due_after: '2026-12-31T09:30' }],
    [{ overdue: '' }, 'overdue', { overdue: 'false' }],
    [{ q: ' ' }, 'q', { q: 'x' }],
    [{ q: 'x'.repeat(501) }, 'q', { q: 'x'.repeat(500) }],
    [{ trash: '1' }, 'trash', { trash: 'true' }],
    [{ trash: 'true', sort: 'due' }, 'sort', { trash: 'false', sort: 'due' }],
    [{ sort: 'name' }, 'sort', { sort: 'title' }],
    [{ limit: '0' }, 'limit', { limit: '1' }],
    [{ before: 'x' }, 'before', { before: '1' }],
    [{ before: '1', sort: 'due' }, 'before', { before: '1', limit: '1' }],
    [{ cursor: 'x' }, 'cursor', {}],
    [{ time_zone: 'Berlin' }, 'time_zone', { time_zone: 'Europe/Berlin' }],
    [{ page: '2' }, 'page', {}],
    [{ Sort: 'title' }, 'Sort', { sort: 'title' }],
  ];

  it('are refused by name when they are unknown or wrong, beside accepted ones', async () => {
    const ida = await newPerson(server, 'Ida');
    for (const [refused, parameter, accepted] of REFUSED) {
      const answer = await list(ida, refused);
      assert.equal(answer.status, 400, JSON.stringify(refused));
      assert.equal(answer.json.parameter, parameter);
      assert.match(answer.json.type, /bad-parameter$/);
      assert.ok(answer.json.detail.includes(parameter));
      assert.equal((await list(ida, accepted)).status, 200, JSON.stringify(accepted));
    }
  });

  it('of the counts are a time zone and no other', async () => {
    const jan = await newPerson(server, 'Jan');
    assert.equal((await summaryOf(jan, { time_zone: 'Asia/Tokyo' })).status, 200);
    for (const [refused, parameter] of [
      [{ time_zone: 'Tokyo' }, 'time_zone'],
      [{ limit: '5' }, 'limit'],
      [{ sort: 'title' }, 'sort'],
    ]) {
      const answer = await summaryOf(jan, refused);
      assert.equal(answer.status, 400);
      assert.equal(answer.json.parameter, parameter);
    }
  });

  it('take no cursor of another query or another user', async () => {
    const [kim, leo] = [await newPerson(server, 'Kim'), await newPerson(server, 'Leo')];
    for (const person of [kim, leo])
      await createAll(person, [{ title: 'SECRET-A' }, { title: 'SECRET-B' }, { title: 'c' }]);
    const cursor = new URLSearchParams(
      next(await list(kim, { limit: 1, sort: 'title' })).split('?')[1],
    ).get('cursor');
    assert.equal((await list(kim, { sort: 'title', cursor })).json.length, 2);
    for (const [person, parameters] of [
      [kim, { sort: '-title' }],
      [kim, { sort: 'due' }],
      [kim, {}],
      [kim, { sort: 'title', completed: 'false' }],
      [leo, { sort: 'title' }],
    ]) {
      const answer = await list(person, { ...parameters, cursor });
      assert.equal(answer.status, 400, JSON.stringify(parameters));
      assert.equal(answer.json.parameter, 'cursor');
      assert.doesNotMatch(answer.text, /SECRET/);
    }
  });
});

describe('time zones', () => {
  // Eleven hours behind UTC and fourteen ahead of it: it is never the same day in both.
  const [WEST, EAST] = ['Pacific/Pago_Pago', 'Pacific/Kiritimati'];

  it('decide what is overdue and what today is', async () => {
    const mia = await newPerson(server, 'Mia');
    const west = (await summaryOf(mia, { time_zone: WEST })).json.date;
    const east = (await summaryOf(mia, { time_zone: EAST })).json.date;
    assert.ok(west < east);
    await createAll(mia, [
      { title: 'of the west', due_date: west },
      { title: 'of the east', due_date: east },
    ]);
    const overdue = async (time_zone) =>
      (await found(mia, { overdue: 'true', time_zone, sort: 'title' })).map((t) => t.title);
    assert.deepEqual(await overdue(WEST), []);
    assert.deepEqual(await overdue(EAST), ['of the west']);
    const counts = async (time_zone) => {
      const { today, upcoming, overdue: late } = (await summaryOf(mia, { time_zone })).json;
      return { today, upcoming, late };
    };
    assert.deepEqual(await counts(WEST), { today: 1, upcoming: 1, late: 0 });
    assert.deepEqual(await counts(EAST), { today: 1, upcoming: 0, late: 1 });
  });
});

// The date and the minute that a clock in the zone shows, some minutes from now.
function clockIn(timeZone, minutes) {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(Date.now() + minutes * 60_000));
  const [due_date, due_time] = text.split(' ');
  return { due_date, due_time, time_zone: timeZone };
}

describe('tasks with a time zone of their own', () => {
  const [WEST, EAST] = ['Pacific/Pago_Pago', 'Pacific/Kiritimati'];

  it('are overdue by their own clock, wherever the reader is', async () => {
    const pia = await newPerson(server, 'Pia');
    await createAll(pia, [
      { title: 'past in the east', ...clockIn(EAST, -5) },
      { title: 'not yet in the west', ...clockIn(WEST, 30) },
      { title: 'past in the west', ...clockIn(WEST, -5) },
      { title: 'not yet in the east', ...clockIn(EAST, 30) },
      { title: 'done', ...clockIn(EAST, -5), completed: true },
    ]);
    for (const time_zone of [WEST, EAST, 'UTC']) {
      const titles = (parameters) =>
        found(pia, { ...parameters, time_zone, sort: 'title' }).then((tasks) =>
          tasks.map((t) => t.title),
        );
      assert.deepEqual(await titles({ overdue: 'true' }), ['past in the east', 'past in the west']);
      assert.deepEqual(await titles({ overdue: 'false' }), [
        'done',
        'not yet in the east',
        'not yet in the west',
      ]);
      assert.equal((await summaryOf(pia, { time_zone })).json.overdue, 2);
    }
  });
});

describe('lists, parts and positions', () => {
  const newList = async (person, name) => {
    const answer = await callTasks(server, 'POST', person.tasks.replace(/tasks$/, 'lists'), {
      token: person.jwt,
      body: { name },
    });
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  };
  const titlesOf = (tasks) => tasks.map((t) => t.title);

  it('are read by list and parent, in the order by hand', async () => {
    const [quin, rae] = [await newPerson(server, 'Quin'), await newPerson(server, 'Rae')];
    const [home, work] = [await newList(quin, 'Home'), await newList(quin, 'Work')];
    const theirs = await newList(rae, 'Home');
    const made = await createAll(quin, [
      { title: 'one', list_id: home.id },
      { title: 'two', list_id: home.id },
      { title: 'three', list_id: work.id },
      { title: 'four' },
    ]);
    await newTask(server, rae, { title: 'of Rae', list_id: theirs.id });
    const part = await newTask(server, quin, { title: 'a part', parent_id: made[0].id });
    const [one, two] = made;
    const moved = await callTasks(server, 'PATCH', `${quin.tasks}/${one.id}`, {
      token: quin.jwt,
      body: { position: 'ffffffffffffff' },
    });
    assert.equal(moved.status, 200, moved.text);
    const inHome = await found(quin, { list: home.id, parent: 'none', sort: 'position' });
    assert.deepEqual(titlesOf(inHome), ['two', 'one']);
    assert.deepEqual(
      titlesOf(await found(quin, { list: home.id, parent: 'none', sort: '-position' })),
      ['one', 'two'],
    );
    assert.deepEqual(titlesOf(await found(quin, { list: work.id })), ['three']);
    assert.deepEqual(titlesOf(await found(quin, { list: 'inbox', parent: 'none' })), ['four']);
    assert.deepEqual(titlesOf(await found(quin, { parent: one.id })), ['a part']);
    assert.deepEqual(titlesOf(await found(quin, { parent: two.id })), []);
    assert.equal(titlesOf(await found(quin, { parent: 'none' })).includes('a part'), false);

    const counts = (await summaryOf(quin)).json;
    const openIn = (list) => counts.lists.find(({ id }) => id === list.id)?.open;
    assert.equal(openIn(home), (await found(quin, { list: home.id })).length);
    assert.equal(openIn(work), 1);
    assert.equal(counts.open, 5);

    for (const parameters of [{ list: theirs.id }, { list: theirs.id, sort: 'position' }])
      assert.deepEqual(await found(quin, parameters), [], 'a list of another user is empty');
    assert.deepEqual(await found(rae, { parent: one.id }), []);
    assert.deepEqual(await found(rae, { q: 'part' }), []);
    assert.ok(part.parent_id === one.id);
  });

  it('are read from the trash, which no other list shows', async () => {
    const sam = await newPerson(server, 'Sam');
    const [gone, stays] = await createAll(sam, [{ title: 'gone' }, { title: 'stays' }]);
    await callTasks(server, 'DELETE', `${sam.tasks}/${gone.id}`, { token: sam.jwt });
    for (const parameters of [{}, { sort: 'title' }, { list: 'inbox', sort: 'position' }])
      assert.deepEqual(await found(sam, parameters), [stays], JSON.stringify(parameters));
    assert.deepEqual(await found(sam, { q: 'gone' }), []);
    assert.equal((await summaryOf(sam)).json.open, 1);
  });
});

describe('a page that is asked for again', () => {
  it('is the same, with the same link, until something changes', async () => {
    const tim = await newPerson(server, 'Tim');
    await createAll(
      tim,
      Array.from({ length: 6 }, (_, i) => ({ title: `task ${i}` })),
    );
    const parameters = { limit: 4, sort: 'title' };
    const first = await list(tim, parameters);
    for (let i = 0; i < 3; i++) {
      const again = await list(tim, parameters);
      assert.equal(again.text, first.text);
      assert.equal(next(again), next(first));
    }
    await newTask(server, tim, { title: 'a first task' });
    assert.equal((await list(tim, parameters)).json[0].title, 'a first task');
  });
});

describe('the counts', () => {
  it('are those of the lists', async () => {
    const ned = await newPerson(server, 'Ned');
    assert.deepEqual((await summaryOf(ned)).json, {
      date: daysFromNow(0),
      open: 0,
      inbox: 0,
      today: 0,
      upcoming: 0,
      overdue: 0,
      lists: [],
      tags: [],
    });
    await createAll(
      ned,
      Array.from({ length: 60 }, (_, i) => ({
        title: `task ${i}`,
        completed: i % 4 === 0,
        due_date: [null, daysFromNow(-1), daysFromNow(0), daysFromNow(1)][i % 4 ? i % 3 : 3],
        tags: TAGS[i % TAGS.length],
      })),
    );
    const counts = (await summaryOf(ned)).json;
    const open = await found(ned, { completed: 'false' });
    const tags = [...new Set(open.flatMap((t) => t.tags))].sort(byBytes);
    assert.equal(counts.open, open.length);
    assert.equal(counts.inbox, (await found(ned, { completed: 'false', list: 'inbox' })).length);
    assert.equal(counts.today, open.filter((t) => t.due_date === daysFromNow(0)).length);
    assert.equal(counts.upcoming, open.filter((t) => t.due_date > daysFromNow(0)).length);
    assert.equal(counts.overdue, (await found(ned, { overdue: 'true' })).length);
    assert.deepEqual(
      counts.tags,
      tags.map((tag) => ({ tag, open: open.filter((t) => t.tags.includes(tag)).length })),
    );
  });
});

describe('a person with many tasks', () => {
  it('gets the same answers, from another thread', async () => {
    const ole = await newPerson(server, 'Ole');
    await createAll(
      ole,
      Array.from({ length: 620 }, (_, i) => ({
        title: `task ${String(i).padStart(4, '0')}`,
        tags: i % 10 ? [] : ['tenth'],
        completed: i % 2 === 1,
      })),
    );
    assert.equal((await found(ole, { tag: 'tenth' })).length, 62);
    assert.equal((await found(ole, { q: 'task 0617' })).length, 1);
    assert.equal((await summaryOf(ole)).json.open, 310);
    const tenth = await pages(ole, { tag: 'tenth', sort: 'title', limit: 25 });
    assert.deepEqual(
      tenth.map((t) => t.title),
      Array.from({ length: 62 }, (_, i) => `task ${String(i * 10).padStart(4, '0')}`),
    );
    assert.equal((await pages(ole, { sort: 'title', limit: 50 })).length, 620);
    const asked = [{ q: 'task' }, { q: 'nowhere' }, { tag: 'tenth' }, { completed: 'true' }];
    const answers = await Promise.all(asked.map((parameters) => found(ole, parameters)));
    assert.deepEqual(
      answers.map((tasks) => tasks.length),
      [620, 0, 62, 310],
    );
  });
});
