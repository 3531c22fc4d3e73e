// In and out: exports in each format, imports of the files of other programs, and that neither a
// second import nor a crash makes anything twice.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { callTasks, newPerson, newTask } from './lib/people.mjs';
import { root, run, startServer, temporaryDirectory } from './lib/server.mjs';

let server;

before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const TYPES = {
  json: 'application/json',
  csv: 'text/csv',
  todoist: 'application/json',
  vikunja: 'application/json',
  taskwarrior: 'application/json',
  todotxt: 'text/plain',
  ics: 'text/calendar',
  trello: 'application/json',
};

const sample = (name) => fs.readFileSync(path.join(root, 'tests/data/exchange', name));

function exportOf(person, query) {
  return callTasks(server, 'GET', `${person.home}/export?${query}`, { token: person.jwt });
}

function importTo(person, query, body, type, at = server) {
  const format = new URLSearchParams(query).get('format');
  return send(at.url, {
    method: 'POST',
    path: `${person.home}/import?${query}`,
    body,
    headers: [bearer(person.jwt), ['Content-Type', type ?? TYPES[format]]],
  });
}

async function counts(person, query, body) {
  const answer = await importTo(person, query, body);
  assert.equal(answer.status, 200, answer.text);
  const { made, present, skipped } = answer.json;
  return { made, present, skipped };
}

async function tasksOf(person, at = server) {
  return (await callTasks(at, 'GET', person.tasks, { token: person.jwt })).json;
}

// Tasks with every member that texts can be hard in.
async function fill(person) {
  const call = (method, at, body) =>
    callTasks(server, method, at, { token: person.jwt, body }).then((answer) => {
      assert.ok(answer.status < 300, answer.text);
      return answer.json;
    });
  const lists = person.tasks.replace(/tasks$/, 'lists');
  const home = await call('POST', lists, { name: 'Home, sweet "home"', color: '#1d4ed8' });
  const later = await call('POST', `${lists}/${home.id}/sections`, { name: 'Later; maybe' });
  await call('POST', lists, { name: '=Empty', archived: true });
  const parent = await call('POST', person.tasks, {
    title: '=cmd|"x"',
    description: 'line one\nline, two; \\ three\n\n🎉 „Umlaute“ äöü',
    list_id: home.id,
    section_id: later.id,
    tags: ['a,b', 'plain', '#x', ' spaced '],
    priority: 'high',
    due_date: '2028-02-29',
    due_time: '09:30',
    time_zone: 'Europe/Berlin',
    start_date: '2028-02-01',
    recurrence: 'FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20301231',
    recurrence_from: 'completion',
    reminders: ['PT30M', 'P1DT12H', '2028-02-28T09:00:00+01:00', 'P1W'],
  });
  await call('POST', person.tasks, { title: "'quoted", parent_id: parent.id, completed: true });
  await call('POST', person.tasks, { title: '-dash', tags: ['one', 'two'], priority: 'low' });
  await call('POST', person.tasks, { title: 'x'.repeat(500), description: 'ß,\\'.repeat(1666) });
  await call('POST', person.tasks, {
    title: 'a\rb\tc\u0001',
    description: ' \r\n\t blank ends \u0007\n ',
    tags: ['[x]', '"'],
  });
}

// The same numbers in each run, so that a failure can be repeated.
function dice(seed) {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const PIECES = [
  'a',
  ' ',
  '"',
  "'",
  ',',
  ';',
  '\\',
  '\\n',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '=',
  '-',
  '@',
  ':',
  '[',
  ']',
  '{}',
  'ä',
  '🎉',
  '\u00a0',
  '\u200b',
  '\u0001',
  '\u007f',
  'BEGIN:VTODO',
  'x'.repeat(80),
];

function randomText(roll, pieces, least = 0) {
  const text = Array.from({ length: least + roll(pieces) }, () => PIECES[roll(PIECES.length)]);
  return text.join('');
}

function randomTask(roll) {
  const tags = Array.from({ length: roll(4) }, (_, i) => `${randomText(roll, 3)}${i}`.slice(0, 40));
  const timed = roll(2) === 1;
  return {
    title: `t${randomText(roll, 6)}`,
    description: roll(2) ? `${randomText(roll, 12)}` : null,
    tags: [...new Set(tags)],
    completed: roll(2) === 1,
    priority: ['none', 'low', 'medium', 'high'][roll(4)],
    ...(roll(2) && {
      due_date: `2027-0${1 + roll(9)}-1${roll(10)}`,
      ...(timed && { due_time: `1${roll(10)}:30`, time_zone: 'Asia/Kathmandu' }),
    }),
  };
}

describe('an export', () => {
  it('has the media type of its format and a name', async () => {
    const ann = await newPerson(server, 'Ann');
    await newTask(server, ann, { title: 'Buy milk' });
    for (const [format, type] of [
      ['json', /^application\/json$/],
      ['csv', /^text\/csv; charset=utf-8$/],
      ['ics', /^text\/calendar; charset=utf-8$/],
    ]) {
      const answer = await exportOf(ann, `format=${format}`);
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.get('content-type'), type);
      assert.equal(answer.get('content-disposition'), `attachment; filename="tasks.${format}"`);
      assert.match(answer.text, /Buy milk/);
    }
  });

  it('of an account without tasks is a whole file', async () => {
    const ann = await newPerson(server, 'Ann');
    for (const format of ['json', 'csv', 'ics']) {
      const file = await exportOf(ann, `format=${format}`);
      assert.equal(file.status, 200);
      assert.deepEqual(await counts(ann, `format=${format}`, file.bytes), {
        made: 0,
        present: 0,
        skipped: 0,
      });
    }
  });

  for (const format of ['json', 'csv', 'ics'])
    it(`comes back identical: ${format}`, async () => {
      const [ann, bob] = [await newPerson(server, 'Ann'), await newPerson(server, 'Bob')];
      await fill(ann);
      const file = await exportOf(ann, `format=${format}`);
      assert.equal(file.status, 200);
      const made = await importTo(bob, `format=${format}`, file.bytes);
      assert.equal(made.status, 200, made.text);
      assert.equal(made.json.made, 5, made.text);
      assert.equal(made.json.skipped, 0, made.text);
      const again = await exportOf(bob, `format=${format}`);
      assert.equal(again.text, file.text);
      const back = await counts(ann, `format=${format}`, again.bytes);
      assert.deepEqual(back, { made: 0, present: 5, skipped: 0 });
    });

  it('of any texts comes back identical in each format', async () => {
    const roll = dice(20261130);
    const ann = await newPerson(server, 'Ann');
    for (let i = 0; i < 150; i++) {
      const body = randomTask(roll);
      const made = await callTasks(server, 'POST', ann.tasks, { token: ann.jwt, body });
      assert.equal(made.status, 201, `${JSON.stringify(body)}: ${made.text}`);
    }
    for (const format of ['json', 'csv', 'ics']) {
      const bob = await newPerson(server, 'Bob');
      const file = await exportOf(ann, `format=${format}`);
      assert.deepEqual(await counts(bob, `format=${format}`, file.bytes), {
        made: 150,
        present: 0,
        skipped: 0,
      });
      const again = await exportOf(bob, `format=${format}`);
      assert.deepEqual(again.text.split('\n'), file.text.split('\n'));
    }
  });

  it('of one list has its tasks alone', async () => {
    const ann = await newPerson(server, 'Ann');
    await fill(ann);
    const lists = await callTasks(server, 'GET', ann.tasks.replace(/tasks$/, 'lists'), {
      token: ann.jwt,
    });
    const answer = await exportOf(ann, `format=json&list=${lists.json[0].id}`);
    assert.deepEqual(
      answer.json.tasks.map(({ title }) => title),
      ['=cmd|"x"', "'quoted"],
    );
  });

  it('of a list of another user is as one of no list', async () => {
    const [ann, bob] = [await newPerson(server, 'Ann'), await newPerson(server, 'Bob')];
    await fill(ann);
    const lists = await callTasks(server, 'GET', ann.tasks.replace(/tasks$/, 'lists'), {
      token: ann.jwt,
    });
    const hers = await exportOf(bob, `format=json&list=${lists.json[0].id}`);
    const none = await exportOf(bob, 'format=json&list=1');
    assert.equal(hers.status, 200);
    assert.equal(hers.text, none.text);
    assert.doesNotMatch(hers.text, /Home|quoted/);
  });

  it('longer than a short answer is whole', async () => {
    const [ann, bob] = [await newPerson(server, 'Ann'), await newPerson(server, 'Bob')];
    const lines = Array.from({ length: 3000 }, (_, i) => `Task ${i} ${'x'.repeat(100)}`);
    assert.equal((await counts(ann, 'format=todotxt', lines.join('\n'))).made, 3000);
    const file = await exportOf(ann, 'format=json');
    assert.equal(file.json.tasks.length, 3000);
    assert.equal((await counts(bob, 'format=json', file.bytes)).made, 3000);
    assert.equal((await exportOf(bob, 'format=json')).text, file.text);
  });
});

const SAMPLES = [
  ['todotxt', 'todo.txt', 9, 0],
  ['taskwarrior', 'taskwarrior.json', 7, 2],
  ['todoist', 'todoist.json', 4, 3],
  ['csv', 'todoist.csv', 5, 0],
  ['vikunja', 'vikunja.json', 3, 0],
  ['trello', 'trello.json', 4, 2],
  ['ics', 'calendar.ics', 3, 1],
];

describe('an import', () => {
  for (const [format, file, made, skipped] of SAMPLES)
    it(`of ${file} makes its tasks once, and a dry run none`, async () => {
      const ann = await newPerson(server, 'Ann');
      const query = `format=${format}&time_zone=Europe/Berlin`;
      const dry = await counts(ann, `${query}&dry_run=true`, sample(file));
      assert.deepEqual(dry, { made, present: 0, skipped });
      assert.deepEqual(await tasksOf(ann), []);
      assert.deepEqual(await counts(ann, query, sample(file)), dry);
      assert.equal((await tasksOf(ann)).length, made);
      assert.deepEqual(await counts(ann, query, sample(file)), { made: 0, present: made, skipped });
      assert.equal((await tasksOf(ann)).length, made);
    });

  it('says by line what is skipped, and why', async () => {
    const ann = await newPerson(server, 'Ann');
    const answer = await importTo(ann, 'format=todoist', sample('todoist.json'));
    assert.deepEqual(
      answer.json.items.filter(({ outcome }) => outcome === 'skipped'),
      [
        { line: 8, title: 'Thrown away', outcome: 'skipped', reason: 'It was deleted' },
        { line: 9, title: '', outcome: 'skipped', reason: 'It has no title' },
        { line: 10, title: 'The same again', outcome: 'skipped', reason: 'The file has it twice' },
      ],
    );
    const first = answer.json.items.find(({ line }) => line === 4);
    assert.equal(first.list, 'Work');
    assert.equal(first.outcome, 'made');
  });

  it('puts parts below their tasks, and tasks into lists and sections', async () => {
    const ann = await newPerson(server, 'Ann');
    await counts(ann, 'format=trello', sample('trello.json'));
    const tasks = await tasksOf(ann);
    const card = tasks.find(({ title }) => title === 'Order tiles');
    const items = tasks.filter(({ parent_id }) => parent_id === card.id);
    assert.deepEqual(items.map(({ title }) => title).sort(), ['First shop', 'Second shop']);
    const lists = await callTasks(server, 'GET', ann.tasks.replace(/tasks$/, 'lists'), {
      token: ann.jwt,
    });
    assert.deepEqual(
      lists.json.map(({ id, name }) => [id, name]),
      [[card.list_id, 'Kitchen']],
    );
    assert.equal(lists.json[0].sections.find(({ id }) => id === card.section_id).name, 'To do');
  });

  it('of what Taskwarrior itself exports has every pending task', async () => {
    const ann = await newPerson(server, 'Ann');
    const dir = temporaryDirectory();
    const env = {
      ...process.env,
      TASKDATA: dir,
      TASKRC: path.join(dir, 'rc'),
      TZ: 'Europe/Berlin',
    };
    fs.writeFileSync(env.TASKRC, 'confirmation=off\nverbose=nothing\n');
    const task = (...args) => {
      const done = spawnSync('task', args, { env, encoding: 'utf8' });
      assert.equal(done.status, 0, done.stderr);
      return done.stdout;
    };
    task('add', 'Pay rent', 'due:2027-01-01', 'project:Home', '+money', 'priority:H');
    task('add', 'Ring Bob', 'due:2027-06-15T09:30');
    task('add', 'Bins', 'due:2027-01-04', 'recur:weekly');
    task('add', 'Über „Umlaute“', '+a');
    task('2', 'annotate', 'He moved');
    task('list');
    task('1', 'done');
    const file = task('export');
    const answer = await importTo(ann, 'format=taskwarrior&time_zone=Europe/Berlin', file);
    assert.equal(answer.status, 200, answer.text);
    const tasks = await tasksOf(ann);
    const find = (wanted) => tasks.find(({ title }) => title === wanted);
    assert.equal(find('Pay rent').due_date, '2027-01-01');
    assert.equal(find('Pay rent').due_time, null);
    assert.equal(find('Pay rent').completed, true);
    assert.deepEqual(find('Pay rent').tags, ['money']);
    assert.equal(find('Ring Bob').due_time, '09:30');
    assert.equal(find('Ring Bob').description, 'He moved');
    assert.equal(find('Bins').due_date, '2027-01-04');
    assert.equal(find('Bins').recurrence, 'FREQ=WEEKLY');
    assert.deepEqual(find('Über „Umlaute“').tags, ['a']);
    const again = await importTo(ann, 'format=taskwarrior', file);
    assert.equal(again.json.made, 0, again.text);
  });

  it('that is killed in the middle is completed by the same import', async (t) => {
    const own = await startServer();
    t.after(() => own.stop());
    const ann = await newPerson(own, 'Ann');
    const lines = Array.from({ length: 4000 }, (_, i) => `Task ${i}`).join('\n');
    const broken = importTo(ann, 'format=todotxt', lines, undefined, own).catch(() => null);
    while ((await tasksOf(ann, own)).length === 0);
    own.options = { ...own.options, listen: new URL(own.url).host };
    await own.kill();
    await broken;
    await own.start();
    const made = (await tasksOf(ann, own)).length;
    const answer = await importTo(ann, 'format=todotxt', lines, undefined, own);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual([answer.json.made, answer.json.present], [4000 - made, made]);
    const titles = new Set((await tasksOf(ann, own)).map(({ title }) => title));
    assert.equal(titles.size, 4000);
  });

  it('twice at the same time makes each task once', async () => {
    const ann = await newPerson(server, 'Ann');
    const lines = Array.from({ length: 500 }, (_, i) => `Task ${i}`).join('\n');
    const answers = await Promise.all([1, 2].map(() => importTo(ann, 'format=todotxt', lines)));
    for (const answer of answers) {
      assert.ok([200, 503].includes(answer.status), answer.text);
      if (answer.status === 503) assert.ok(answer.get('retry-after'));
    }
    assert.equal((await tasksOf(ann)).length, 500);
  });

  it('of a task that was completed or deleted meanwhile makes it no second time', async () => {
    const ann = await newPerson(server, 'Ann');
    const file = 'Bins rec:+1w due:2027-01-04\nMilk\n';
    assert.equal((await counts(ann, 'format=todotxt', file)).made, 2);
    for (const { id, title } of await tasksOf(ann)) {
      const [method, body] = title === 'Bins' ? ['PATCH', { completed: true }] : ['DELETE'];
      const done = await callTasks(server, method, `${ann.tasks}/${id}`, { token: ann.jwt, body });
      assert.ok(done.status < 300, done.text);
    }
    assert.deepEqual(await counts(ann, 'format=todotxt', file), {
      made: 0,
      present: 2,
      skipped: 0,
    });
    const bins = (await tasksOf(ann)).filter(({ title }) => title === 'Bins');
    assert.deepEqual(bins.map(({ due_date, completed }) => [due_date, completed]).sort(), [
      ['2027-01-04', true],
      ['2027-01-11', false],
    ]);
  });

  it('into a full account makes what there is room for', async () => {
    const ann = await newPerson(server, 'Ann');
    const lines = Array.from({ length: 10_050 }, (_, i) => `Task ${i}`).join('\n');
    assert.deepEqual(await counts(ann, 'format=todotxt', lines), {
      made: 10_000,
      present: 0,
      skipped: 50,
    });
  });
});

describe('what is refused', () => {
  let ann;
  before(async () => {
    ann = await newPerson(server, 'Ann');
  });

  for (const [what, query, parameter] of [
    ['no format', '', 'format'],
    ['an unknown format', 'format=xml', 'format'],
    ['a list that is no id', 'format=json&list=x', 'list'],
  ])
    it(`${what} of an export`, async () => {
      const answer = await exportOf(ann, query);
      assert.equal(answer.status, 400);
      assert.equal(answer.json.parameter, parameter);
    });

  for (const [what, query, parameter] of [
    ['no format', '', 'format'],
    ['an unknown format', 'format=xml', 'format'],
    ['a dry run that is neither true nor false', 'format=json&dry_run=1', 'dry_run'],
    ['an unknown zone', 'format=json&time_zone=Nowhere', 'time_zone'],
    ['an unknown parameter', 'format=json&x=1', 'x'],
    ['a parameter twice', 'format=json&format=json', 'format'],
  ])
    it(`${what} of an import`, async () => {
      const answer = await importTo(ann, query, '[]', 'application/json');
      assert.equal(answer.status, 400);
      assert.equal(answer.json.parameter, parameter);
    });

  it('a file of another format, and one of another media type', async () => {
    assert.equal((await importTo(ann, 'format=json', '[]')).status, 400);
    assert.equal((await importTo(ann, 'format=todoist', '[]')).status, 200);
    assert.equal((await importTo(ann, 'format=todoist', '[]', 'text/plain')).status, 415);
    const any = await importTo(ann, 'format=todoist', '[]', 'application/octet-stream');
    assert.equal(any.status, 200);
  });

  it('a file over 8 MiB, and none just below', async () => {
    const file = (bytes) => `[]${' '.repeat(bytes - 2)}`;
    assert.equal((await importTo(ann, 'format=todoist', file(8 << 20))).status, 200);
    const answer = await importTo(ann, 'format=todoist', file((8 << 20) + 1));
    assert.equal(answer.status, 413);
    assert.equal(answer.json.detail, 'The file is larger than 8 MiB: import it in parts');
    assert.equal(answer.json.type, '/api/docs#problem-file-too-large');
  });

  it('a long file without a token, before it has come', async () => {
    const answer = await send(server.url, {
      method: 'POST',
      path: `${ann.home}/import?format=todoist`,
      body: `[]${' '.repeat(4 << 20)}`,
      headers: [['Content-Type', 'application/json']],
    });
    assert.equal(answer.status, 401);
  });
});

describe('ostiary tasks', () => {
  let ann;
  let env;
  before(async () => {
    ann = await newPerson(server, 'Ann');
    env = { OSTIARY_TOKEN: ann.jwt, BETTER_AUTH_URL: server.url };
  });
  const tasks = (args, options = {}) => run(['tasks', ...args], { env, ...options });

  it('adds a task that repeats', () => {
    const added = tasks([
      'add',
      '--json',
      '--time-zone',
      'Asia/Tokyo',
      'Pay 2027-03-15 9am monthly',
    ]);
    assert.equal(added.code, 0, added.stderr);
    const { title, due_time, time_zone, recurrence } = JSON.parse(added.stdout);
    assert.deepEqual(
      [title, due_time, time_zone, recurrence],
      ['Pay', '09:00', 'Asia/Tokyo', 'FREQ=MONTHLY'],
    );
  });

  it('adds a task of a line of text, and lists it', async () => {
    const added = tasks(['add', 'Pay rent 2027-03-15 #money !high']);
    assert.equal(added.code, 0, added.stderr);
    assert.match(added.stdout, /^\d+ 2027-03-15 - {5}high {5}Pay rent\n$/);
    const plain = tasks(['add', '--plain', '--json', 'Pay rent tomorrow']);
    assert.equal(JSON.parse(plain.stdout).title, 'Pay rent tomorrow');
    const listed = tasks(['list']);
    assert.equal(listed.code, 0, listed.stderr);
    assert.equal(listed.stdout.split('\n').length, 4);
    assert.equal(JSON.parse(tasks(['list', '--json']).stdout).length, 3);
  });

  it('exports, and imports what it has exported', async () => {
    const file = tasks(['export']);
    assert.equal(file.code, 0, file.stderr);
    const bob = await newPerson(server, 'Bob');
    const token = path.join(temporaryDirectory(), 'token');
    fs.writeFileSync(token, `${bob.jwt}\n`);
    const into = (...args) =>
      run(['tasks', 'import', '--format', 'json', '--token', token, ...args, '-'], {
        env: { BETTER_AUTH_URL: server.url },
        input: file.stdout,
      });
    assert.equal(into('--dry-run').stdout, '3 tasks would be made, 0 there already, 0 skipped\n');
    assert.equal(into().stdout, '3 tasks made, 0 there already, 0 skipped\n');
    assert.equal(into().stdout, '0 tasks made, 3 there already, 0 skipped\n');
  });

  it('names the line and the reason of what it skips', () => {
    const file = path.join(root, 'tests/data/exchange/todoist.json');
    const done = tasks(['import', '--format', 'todoist', '--dry-run', file]);
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /^line 8: Thrown away: It was deleted$/m);
  });

  it('refuses to go on without a token, a server or encryption', () => {
    assert.match(run(['tasks', 'list'], { env: { BETTER_AUTH_URL: server.url } }).stderr, /token/);
    const bad = { OSTIARY_TOKEN: 'x', BETTER_AUTH_URL: server.url };
    assert.equal(run(['tasks', 'list'], { env: bad }).code, 65);
    const away = run(['tasks', 'list'], { env: { ...env, BETTER_AUTH_URL: 'http://127.0.0.1:1' } });
    assert.equal(away.code, 69);
    const open = run(['tasks', 'list'], { env: { ...env, BETTER_AUTH_URL: 'http://t.example' } });
    assert.equal(open.code, 78);
    assert.match(open.stderr, /https/);
  });

  it('says that a token is refused', () => {
    const done = run(['tasks', 'list'], { env: { ...env, OSTIARY_TOKEN: `${ann.jwt}x` } });
    assert.equal(done.code, 77);
  });
});
