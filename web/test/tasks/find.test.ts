import { describe, expect, it } from 'vitest';
import { excerptOf, isEmpty, matches, wantedOf } from '../../src/tasks/views/find';
import { aTask } from './task';

const now = new Date(2026, 11, 2, 10);
const wanted = (query: string) => wantedOf(new URLSearchParams(query));
const finds = (query: string, members: Parameters<typeof aTask>[0]) =>
  matches(aTask(members), wanted(query), now);

describe('the search', () => {
  it('finds each word in the title, the notes or a tag, whatever accents and capitals', () => {
    expect(finds('q=cafe+RESERVER', { title: 'Réserver le café' })).toBe(true);
    expect(finds('q=milk', { title: 'Call', description: 'about the milk' })).toBe(true);
    expect(finds('q=home', { tags: ['Home'] })).toBe(true);
    expect(finds('q=milk+zebra', { title: 'milk' })).toBe(false);
  });

  it('leaves completed ones out unless they are wanted', () => {
    expect(finds('q=a', { completed: true })).toBe(false);
    expect(finds('q=a&completed=1', { completed: true })).toBe(true);
  });

  it('is limited to a list, a date and a priority', () => {
    expect(finds('list=inbox', {})).toBe(true);
    expect(finds('list=7', {})).toBe(false);
    expect(finds('list=7', { list_id: 7 })).toBe(true);
    expect(finds('priority=high', { priority: 'high' })).toBe(true);
    expect(finds('priority=high', {})).toBe(false);
    expect(finds('date=today', { due_date: '2026-12-02' })).toBe(true);
    expect(finds('date=week', { due_date: '2026-12-08' })).toBe(true);
    expect(finds('date=week', { due_date: '2026-12-09' })).toBe(false);
    expect(finds('date=overdue', { due_date: '2026-12-01' })).toBe(true);
    expect(finds('date=none', { due_date: '2026-12-01' })).toBe(false);
    expect(isEmpty(wanted('completed=1'))).toBe(true);
    expect(isEmpty(wanted('date=today'))).toBe(false);
  });

  it('shows the part of the notes that was found', () => {
    const task = aTask({ title: 'Renew', description: `${'x '.repeat(60)}With a photograph` });

    expect(excerptOf(task, wanted('q=photo'))).toMatch(/^….*With a photograph$/);
    expect(excerptOf(task, wanted('q=renew'))).toBeNull();
  });
});
