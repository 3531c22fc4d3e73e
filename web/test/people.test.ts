// What an admin asks the server, and what is made of its answers.

import { expect, test } from 'vitest';
import { EVERYBODY, isBanned, PAGE, queryOf, roleOf, type Someone } from '../src/people/calls';
import { people as arabic } from '../src/people/text/ar';
import { people as german } from '../src/people/text/de';
import { people as english } from '../src/people/text/en';

const someone = (members: Partial<Someone>) => members as Someone;

test('everybody is asked for by pages, in the order of their names', () => {
  expect(queryOf(EVERYBODY)).toEqual({
    limit: String(PAGE),
    offset: '0',
    sortBy: 'name',
    sortDirection: 'asc',
  });
});

test('a search and a filter are the query of the server', () => {
  expect(
    queryOf({ ...EVERYBODY, text: ' ada@ ', field: 'email', show: 'banned', offset: PAGE }),
  ).toMatchObject({
    offset: String(PAGE),
    searchField: 'email',
    searchOperator: 'contains',
    searchValue: 'ada@',
    filterField: 'banned',
    filterValue: 'true',
  });
  expect(queryOf({ ...EVERYBODY, show: 'admins' })).toMatchObject({
    filterField: 'role',
    filterOperator: 'contains',
    filterValue: 'admin',
  });
});

test('a ban that has ended is none', () => {
  const now = new Date('2026-12-01T12:00:00Z');
  const until = (text: string) =>
    isBanned(someone({ banned: true, banExpires: new Date(text) }), now);

  expect(isBanned(someone({ banned: true, banExpires: null }), now)).toBe(true);
  expect(until('2026-12-01T12:00:01Z')).toBe(true);
  expect(until('2026-12-01T11:59:59Z')).toBe(false);
  expect(isBanned(someone({ banned: null }), now)).toBe(false);
});

test('an admin is one of whom one of the roles says so', () => {
  expect(roleOf(someone({ role: 'user,admin' }))).toBe('admin');
  expect(roleOf(someone({ role: 'administrator' }))).toBe('user');
  expect(roleOf(someone({ role: null }))).toBe('user');
});

test('every language has every text', () => {
  const shape = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
      : typeof value;

  expect(shape(german)).toEqual(shape(english));
  expect(shape(arabic)).toEqual(shape(english));
});
