import { describe, expect, it } from 'vitest';
import { catalogue as ar } from '../src/text/ar';
import type { Catalogue } from '../src/text/catalogue';
import { catalogue as de } from '../src/text/de';
import { catalogue as en } from '../src/text/en';
import { quoted } from '../src/text/en/words';
import { catalogue as pseudo } from '../src/text/pseudo';

type Made = (...values: unknown[]) => unknown;
type Leaf = [path: string, value: string | Made];

function leaves(value: unknown, path = ''): Leaf[] {
  if (typeof value === 'string' || typeof value === 'function')
    return [[path, value as string | Made]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, path ? `${path}.${key}` : key),
  );
}

// What a sentence can be given: names, numbers, lists, and things that have all of them.
const NAMES = ['Qué¤', 'Qwé¤', 'Qzé¤'];
const COUNT = 7;
const thing = (name: string) =>
  new Proxy({} as Record<string, unknown>, {
    get: (_, key) =>
      key === 'count' || key === 'number' ? COUNT : `${name.slice(0, -1)}.${String(key)}¤`,
  });
const KINDS = [
  (name: string) => name,
  () => COUNT,
  (name: string) => [name, `${name.slice(0, -1)}2¤`],
  thing,
];

// Sentences that choose among others by a word.
const GIVEN: Record<string, unknown[][]> = {
  'shell.acted': [
    [{ kind: 'moved', title: NAMES[0], count: 1, to: NAMES[1] }],
    [{ kind: 'completed', title: NAMES[0], count: COUNT }],
  ],
  'rows.moved': [[NAMES[0], 1]],
  'transfer.sum': [[{ made: COUNT, present: COUNT, skipped: COUNT, lists: COUNT }]],
  'transfer.done': [[{ made: COUNT, present: COUNT, skipped: COUNT, lists: COUNT }]],
  'calendar.day': [[NAMES[0], COUNT]],
};

const isSentence = (value: unknown): value is string =>
  value !== undefined && !/undefined|NaN|\[object|null/.test(JSON.stringify(value) ?? 'undefined');

const combinations = (n: number): unknown[][] =>
  n === 0
    ? [[]]
    : combinations(n - 1).flatMap((some) => KINDS.map((kind) => [...some, kind(NAMES[n - 1]!)]));

function attempt(make: Made, values: unknown[]): string | null {
  try {
    const made = make(...values);

    return isSentence(made) ? JSON.stringify(made) : null;
  } catch {
    return null;
  }
}

// The first values of which the English sentence is one.
function valuesFor(path: string, make: Made): unknown[][] {
  const found = combinations(make.length).find((values) => attempt(make, values) !== null);

  return GIVEN[path] ?? (found ? [found] : []);
}

// What of the values is in a sentence.
const variablesIn = (sentence: string): string[] =>
  [...new Set(sentence.match(/Q[uwz]é[.\w]*¤|7/g) ?? [])].sort();

const english = leaves(en);
const at = (catalogue: Catalogue, path: string) =>
  new Map(leaves(catalogue)).get(path) as string | Made | undefined;

// Every text of a catalogue, sentences with their variables.
function texts(catalogue: Catalogue): [string, string][] {
  return leaves(catalogue).flatMap(([path, value]) => {
    if (typeof value === 'string') return [[path, value] as [string, string]];
    const make = new Map(english).get(path) as Made;

    return valuesFor(path, make).flatMap((values) =>
      leaves(JSON.parse(attempt(value, values) ?? '""'), path).map(
        ([place, made]): [string, string] => [place, made as string],
      ),
    );
  });
}

const plain = (catalogue: Catalogue) =>
  texts(catalogue)
    .map(([path, value]): [string, string] => [
      path,
      value.replace(/Q[uwz]é[.\w]*¤/g, '').replace(/[\u2066-\u2069]/g, ''),
    ])
    .filter(([path]) => !/^language$|codesFile$/.test(path));

describe.each([
  ['English', en as Catalogue],
  ['German', de],
  ['Arabic', ar],
])('the catalogue in %s', (_, catalogue) => {
  it('has each text of the English one, and no other', () => {
    expect(
      leaves(catalogue)
        .map(([path]) => path)
        .sort(),
    ).toEqual(english.map(([path]) => path).sort());
  });

  it('has no empty text, no straight quotation mark and no three dots', () => {
    for (const [path, value] of texts(catalogue)) expect(value.trim(), path).not.toBe('');
    for (const [path, value] of plain(catalogue)) {
      expect(value, path).not.toMatch(/["']|\.\.\./);
    }
  });

  it('has the same variables in each sentence', () => {
    for (const [path, value] of english) {
      if (typeof value === 'string') continue;
      const cases = valuesFor(path, value);

      expect(cases.length, `${path}: say in GIVEN how it is called`).toBeGreaterThan(0);
      for (const values of cases)
        expect(variablesIn(attempt(at(catalogue, path) as Made, values) ?? ''), path).toEqual(
          variablesIn(attempt(value, values)!),
        );
    }
  });
});

// Names, keys and abbreviations that are the same everywhere.
const NAMES_EVERYWHERE =
  /^(Ostiary|JavaScript|Enter|Caps|Lock|QR|PIN|Space|Delete|Del|Ctrl|Esc|Shift|Alt|JSON|CSV|URL|API|MIT|iCalendar|Todoist|Vikunja|Taskwarrior|Trello|Google|GitHub|Passkeys?|PC|OK|UTC|ICS|ID|Markdown|RRULE|Backspace|Tab|F6|am|pm|name|example|com|Mac|Home|End|todo|txt|tasks|home|work|high|medium|low|mon|fri)$/;

// Examples of what can be typed: the server reads English and German.
const TYPED = /^(pickers\.typeDateExample|views\.first\.text|quickAdd\.example|palette\.hidden)/;

describe('another language than English', () => {
  it('has no English left in German', () => {
    const same = new Set(['app.name', 'auth.name']);
    const leftover = plain(de).filter(
      ([path, value]) =>
        /\b(the|and|your|you|with|this|not|from|have|are|please|task|tasks|list)\b/i.test(value) &&
        !same.has(path) &&
        !/#|example/.test(value),
    );

    expect(leftover).toEqual([]);
  });

  it('has no Latin words left in Arabic but names', () => {
    const words = plain(ar).flatMap(([path, value]) =>
      (TYPED.test(path) ? [] : (value.match(/[A-Za-z]{2,}/g) ?? []))
        .filter((word) => !NAMES_EVERYWHERE.test(word))
        .map((word) => `${path}: ${word}`),
    );

    expect(words).toEqual([]);
  });

  it('has the marks of its own script', () => {
    for (const [path, value] of plain(ar)) {
      expect(value, path).not.toMatch(/\p{Script=Arabic}\s?[?,;]|[“”„]/u);
    }
    for (const [path, value] of plain(de)) expect(value, path).not.toMatch(/”|«|»/);
    for (const [path, value] of plain(en as Catalogue)) expect(value, path).not.toMatch(/„|«|»/);
  });

  it('says du in German', () => {
    for (const [path, value] of plain(de)) {
      expect(value, path).not.toMatch(/[a-zäöüß,] (Sie|Ihnen|Ihre?[mnrs]?)\b/);
    }
  });

  it('marks every text of the pseudo language', () => {
    for (const [path, value] of leaves(pseudo))
      if (typeof value === 'string' && path !== 'language') expect(value, path).toMatch(/^⟦.*⟧$/);
    expect(pseudo.tasks.deleted('Buy milk')).toBe('⟦Délétéd “Buy milk”~~~~⟧');
  });
});

describe('sentences', () => {
  it('count in words', () => {
    expect(en.tasks.left(0)).toBe('Nothing open');
    expect(en.tasks.left(1)).toBe('1 task open');
    expect(en.tasks.left(5000)).toBe('5,000 tasks open');
    expect(en.problems.tooMany(1)).toContain('1 second.');
    expect(de.tasks.left(5000)).toBe('5.000 Aufgaben offen');
    expect(de.tasks.left(1)).toBe('1 Aufgabe offen');
  });

  it.each([
    [1, 'مهمة واحدة'],
    [2, 'مهمتان'],
    [3, '3 مهام'],
    [11, '11 مهمة'],
    [100, '100 مهمة'],
  ])('count %i in Arabic', (n, words) => {
    expect(ar.tasks.left(n)).toBe(`المفتوحة: ${words}`);
  });

  it('have the number of open tasks in the title', () => {
    expect(en.title('Tasks', 2)).toBe('(2) Tasks · Ostiary');
    expect(en.title('Tasks')).toBe('Tasks · Ostiary');
  });

  it('name a task so that it can be read at a glance', () => {
    expect(quoted('Buy milk')).toBe('“Buy milk”');
    expect(quoted('🧺'.repeat(60))).toBe(`“${'🧺'.repeat(39)}…”`);
  });

  it('keep a title of the other direction apart', () => {
    expect(en.tasks.deleted('חלב')).toBe('Deleted “\u2068חלב\u2069”');
    expect(ar.tasks.deleted('Buy milk')).toBe('تم حذف «\u2068Buy milk\u2069»');
    expect(ar.tasks.deleted('شراء الحليب')).toBe('تم حذف «شراء الحليب»');
  });
});
