import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/api';
import {
  byCompletion,
  grouped,
  overdueIn,
  sectionsOf,
  sorted,
  weekOf,
  type Group,
} from '../../src/tasks/rows/arrange';
import { itemsOf } from '../../src/tasks/rows/items';
import { aTask } from './task';

const now = new Date(2026, 11, 2, 10);
const words = {
  overdue: 'Overdue',
  noDate: 'No date',
  inbox: 'Inbox',
  priority: { high: 'High', medium: 'Medium', low: 'Low', none: 'None' },
  day: (date: string) => date,
};
const options = { lists: [], now, words, language: 'en' };
const titles = (tasks: readonly Task[]) => tasks.map(({ title }) => title);
const shape = (groups: readonly Group[]) =>
  groups.map(({ title, tasks }) => [title, ...titles(tasks)]);

const a = aTask({ id: 1, title: 'a', position: '3', due_date: '2026-12-02', due_time: '14:00' });
const b = aTask({ id: 2, title: 'b', position: '1', due_date: '2026-11-30', priority: 'low' });
const c = aTask({ id: 3, title: 'c', position: '2', priority: 'high' });
const d = aTask({ id: 4, title: 'd', position: '4', due_date: '2026-12-02', due_time: '09:30' });

describe('the order of tasks', () => {
  it('is that of their positions, dates, priorities, titles or age', () => {
    expect(titles(sorted([a, b, c, d], 'hand', 'en'))).toEqual(['b', 'c', 'a', 'd']);
    expect(titles(sorted([a, b, c, d], 'date', 'en'))).toEqual(['b', 'd', 'a', 'c']);
    expect(titles(sorted([a, b, c, d], 'priority', 'en'))).toEqual(['c', 'b', 'd', 'a']);
    expect(titles(sorted([c, a, d, b], 'title', 'en'))).toEqual(['a', 'b', 'c', 'd']);
    expect(titles(sorted([a, b, c, d], 'created', 'en'))).toEqual(['d', 'c', 'b', 'a']);
  });

  it('has the latest completed one first', () => {
    const done = (title: string, at: string) => aTask({ title, completed_at: at });

    expect(
      titles(byCompletion([done('x', '2026-12-01T10:00:00Z'), done('y', '2026-12-02T10:00:00Z')])),
    ).toEqual(['y', 'x']);
  });
});

describe('groups', () => {
  it('are by date, what is overdue first and what has none last', () => {
    expect(shape(grouped([a, b, c, d], { group: 'date', sort: 'date' }, options))).toEqual([
      ['Overdue', 'b'],
      ['2026-12-02', 'd', 'a'],
      ['No date', 'c'],
    ]);
    expect(titles(overdueIn([a, b, c, d], now))).toEqual(['b']);
  });

  it('are by priority, and by list with the inbox first', () => {
    const home = aTask({ id: 5, title: 'e', list_id: 7 });
    const lists = [{ id: 7, name: 'Home' }] as never;

    expect(shape(grouped([a, b, c], { group: 'priority', sort: 'hand' }, options))).toEqual([
      ['High', 'c'],
      ['Low', 'b'],
      ['None', 'a'],
    ]);
    expect(
      shape(grouped([home, a], { group: 'list', sort: 'hand' }, { ...options, lists })),
    ).toEqual([
      ['Inbox', 'a'],
      ['Home', 'e'],
    ]);
  });

  it('are the sections of a list, also those without tasks', () => {
    const sections = [
      { id: 1, name: 'Kitchen', position: '1' },
      { id: 2, name: 'Bath', position: '2' },
    ];
    const inKitchen = aTask({ id: 6, title: 'f', section_id: 1 });

    expect(shape(sectionsOf([inKitchen, a], sections, 'hand', 'en'))).toEqual([
      [undefined, 'a'],
      ['Kitchen', 'f'],
      ['Bath'],
    ]);
  });

  it('are the next days one by one, and later ones that have tasks', () => {
    const later = aTask({ id: 8, title: 'l', due_date: '2027-01-11' });
    const week = weekOf([a, d, b, later], { now, days: 3, words, language: 'en' });

    expect(shape(week)).toEqual([
      ['2026-12-02', 'd', 'a'],
      ['2026-12-03'],
      ['2026-12-04'],
      ['2027-01-11', 'l'],
    ]);
    expect(week[1]!.change).toEqual({ due_date: '2026-12-03' });
  });
});

describe('lines', () => {
  it('are heads, rows with their unfolded parts, and places to add', () => {
    const part = aTask({ id: 9, title: 'part', parent_id: 1 });
    const groups = [
      { key: 'g', title: 'G', tasks: [a, b], add: true },
      { key: 'done', title: 'Done', tasks: [c], fold: true },
    ];
    const lines = itemsOf(groups, new Map([[1, [part]]]), {
      folded: () => true,
      unfolded: ({ id }) => id === 1,
    });

    expect(lines.map((line) => (line.is === 'row' ? line.task.title : line.is))).toEqual([
      'head',
      'a',
      'part',
      'b',
      'add',
      'head',
    ]);
  });
});
