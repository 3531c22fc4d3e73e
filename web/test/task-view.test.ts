import { describe, expect, it } from 'vitest';
import { countTasks, emptyKind, folded, selectTasks, type Filter } from '../src/ui/lib/task-view';
import { aTask } from './tasks';

const tasks = [
  aTask({ id: 4, title: 'Réserver le café', tags: ['Paris'] }),
  aTask({ id: 3, title: 'Buy milk', completed: true }),
  aTask({ id: 2, title: 'Call Jörg', description: 'about the milk' }),
  aTask({ id: 1, title: 'STRASSE fegen' }),
];
const ids = (filter: Filter, search = '') =>
  selectTasks(tasks, filter, search).map((task) => task.id);

describe('what is shown', () => {
  it('counts', () => {
    expect(countTasks(tasks)).toEqual({ all: 4, open: 3, done: 1 });
    expect(countTasks([])).toEqual({ all: 0, open: 0, done: 0 });
  });

  it('is filtered and keeps its order', () => {
    expect(ids('all')).toEqual([4, 3, 2, 1]);
    expect(ids('open')).toEqual([4, 2, 1]);
    expect(ids('done')).toEqual([3]);
  });

  it('is the very list when there is nothing to leave out', () => {
    expect(selectTasks(tasks, 'all', '  ')).toBe(tasks);
  });

  it('is searched in titles, notes and tags', () => {
    expect(ids('all', 'milk')).toEqual([3, 2]);
    expect(ids('open', 'milk')).toEqual([2]);
    expect(ids('all', '#paris')).toEqual([4]);
    expect(ids('all', 'nothing of this')).toEqual([]);
  });

  it('does not mind case and accents, nor the order of words', () => {
    expect(ids('all', 'CAFE reserver')).toEqual([4]);
    expect(ids('all', 'jorg')).toEqual([2]);
    expect(ids('all', 'strasse')).toEqual([1]);
    expect(folded('Ångström')).toBe('angstrom');
  });
});

describe('why nothing is shown', () => {
  it.each([
    [{ all: 0, open: 0, done: 0 }, 'all', '', 'never'],
    [{ all: 0, open: 0, done: 0 }, 'done', 'x', 'never'],
    [{ all: 2, open: 0, done: 2 }, 'open', '', 'done'],
    [{ all: 2, open: 2, done: 0 }, 'done', '', 'noneDone'],
    [{ all: 2, open: 1, done: 1 }, 'all', 'x', 'search'],
  ] as const)('%j under %s with %j: %s', (counts, filter, search, kind) => {
    expect(emptyKind(counts, filter, search)).toBe(kind);
  });
});
