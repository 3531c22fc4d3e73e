import { describe, expect, test } from 'vitest';
import { merge, seenBy } from '../../src/api/replica/merge';
import { blank } from '../../src/api/replica/overlay';

const task = (members = {}) =>
  blank(1, 'u', '2026-12-01T08:00:00.000Z', {
    title: 'A',
    tags: ['a', 'b'],
    revision: 7,
    ...members,
  });

describe('a change over one of somebody else', () => {
  test('of other members is sent as it is', () => {
    const change = { priority: 'high' as const };

    expect(merge(change, seenBy(task(), change), task({ title: 'B', description: 'x' }))).toEqual({
      change,
      conflicts: [],
    });
  });

  test('of the same member to something else is a conflict', () => {
    const change = { title: 'Mine', priority: 'high' as const };

    expect(merge(change, seenBy(task(), change), task({ title: 'Theirs' })).conflicts).toEqual([
      'title',
    ]);
  });

  test('to the same is done already', () => {
    const change = { title: 'Same' };

    expect(merge(change, seenBy(task(), change), task({ title: 'Same' }))).toEqual({
      change: {},
      conflicts: [],
    });
  });

  test('of tags adds and takes away what each has', () => {
    const change = { tags: ['a', 'mine'] };

    expect(merge(change, seenBy(task(), change), task({ tags: ['a', 'b', 'theirs'] }))).toEqual({
      change: { tags: ['a', 'theirs', 'mine'] },
      conflicts: [],
    });
  });

  test('of the place asks nobody', () => {
    const change = { list_id: 5, position: '00000000000009' };

    expect(merge(change, seenBy(task(), change), task({ list_id: 6 })).conflicts).toEqual([]);
  });

  test('a date that goes takes its time along, and that is seen too', () => {
    const before = task({ due_date: '2026-12-01', due_time: '09:00' });
    const change = { due_date: null };

    expect(Object.keys(seenBy(before, change)).sort()).toEqual([
      'due_date',
      'due_time',
      'time_zone',
    ]);
  });

  test('a repeating task is completed once, wherever first', () => {
    const before = task({ recurrence: 'FREQ=DAILY', due_date: '2026-12-01' });
    const change = { completed: true };
    const seen = seenBy(before, change);

    expect(merge(change, seen, before).change).toEqual(change);
    expect(merge(change, seen, { ...before, due_date: '2026-12-02' }).change).toEqual({});
  });
});
