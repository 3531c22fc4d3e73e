import { describe, expect, it } from 'vitest';
import { dayNumber, dueDay, momentAgo, today } from '../src/ui/lib/format';

const noon = new Date('2026-11-20T12:00:00'); // a Friday, wherever the test runs

describe('due days', () => {
  it.each([
    ['2026-11-20', 'Today', 0],
    ['2026-11-21', 'Tomorrow', 1],
    ['2026-11-19', 'Yesterday', -1],
    ['2026-11-23', 'Monday', 3],
    ['2026-11-26', 'Thursday', 6],
    ['2026-11-27', 'Nov 27', 7],
    ['2026-11-10', 'Nov 10', -10],
    ['2027-03-01', 'Mar 1, 2027', 101],
  ])('tells %s as %s', (date, text, days) => {
    expect(dueDay(date, noon, 'en-US')).toEqual({ text, days });
  });

  it('is the same day late at night and early in the morning', () => {
    expect(dueDay('2026-11-20', new Date('2026-11-20T00:00:01'), 'en')?.days).toBe(0);
    expect(dueDay('2026-11-20', new Date('2026-11-20T23:59:59'), 'en')?.days).toBe(0);
  });

  it('has nothing to say about what is no day', () => {
    expect(dueDay('2026-02-30', noon)).toBeNull();
    expect(dayNumber('20260220')).toBeNull();
    expect(dayNumber('2028-02-29')).not.toBeNull();
  });

  it('reads today off the local clock', () => {
    expect(today(noon)).toBe('2026-11-20');
    expect(today(new Date(2027, 0, 3, 4))).toBe('2027-01-03');
  });
});

describe('moments', () => {
  const ago = (seconds: number) =>
    momentAgo(new Date(noon.getTime() - seconds * 1000), noon, 'en-US');

  it('counts in the unit that fits', () => {
    expect(ago(10)).toBe('this minute');
    expect(ago(90)).toBe('1 minute ago');
    expect(ago(7200)).toBe('2 hours ago');
    expect(ago(86_400)).toBe('yesterday');
    expect(ago(5 * 86_400)).toBe('5 days ago');
    expect(ago(10 * 86_400)).toBe('Nov 10, 2026');
  });

  it('takes a clock that runs behind for now', () => {
    expect(ago(-500)).toBe('this minute');
  });
});
