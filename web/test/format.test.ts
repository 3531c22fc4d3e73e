import { describe, expect, it } from 'vitest';
import { dayNumber, formatDue, momentAgo, today } from '../src/text/format';

const noon = new Date('2026-11-20T12:00:00'); // a Friday, wherever the test runs

describe('due days', () => {
  it.each([
    ['2026-11-20', 'Today', 0],
    ['2026-11-21', 'Tomorrow', 1],
    ['2026-11-19', 'Yesterday', -1],
    ['2026-11-18', '2 days ago', -2],
    ['2026-11-14', '6 days ago', -6],
    ['2026-11-13', 'Fri, Nov 13', -7],
    ['2026-11-23', 'Mon, Nov 23', 3],
    ['2026-11-26', 'Thu, Nov 26', 6],
    ['2026-11-27', 'Nov 27', 7],
    ['2027-03-01', 'Mar 1, 2027', 101],
    ['2025-03-01', 'Mar 1, 2025', -629],
  ])('tells %s as %s', (date, text, days) => {
    expect(formatDue({ due_date: date }, noon, 'en-US')).toEqual({ text, days });
  });

  it.each([
    ['en-US', 'Today 5:30 PM'],
    ['en-GB', 'Today 17:30'],
    ['de', 'Heute 17:30'],
    ['ar-u-nu-latn', 'اليوم 5:30 م'],
    ['ar-EG-u-nu-latn', 'اليوم 5:30 م'],
  ])('adds the time as %s writes it', (language, text) => {
    const due = formatDue({ due_date: '2026-11-20', due_time: '17:30' }, noon, language);

    expect(due?.text.replace(/[\s\u200e\u200f]+/g, ' ')).toBe(text);
  });

  it('is the same day late at night and early in the morning', () => {
    expect(formatDue({ due_date: '2026-11-20' }, new Date('2026-11-20T00:00:01'), 'en')?.days).toBe(
      0,
    );
    expect(formatDue({ due_date: '2026-11-20' }, new Date('2026-11-20T23:59:59'), 'en')?.days).toBe(
      0,
    );
  });

  it('has nothing to say about what is no day', () => {
    expect(formatDue({ due_date: '2026-02-30' }, noon)).toBeNull();
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
