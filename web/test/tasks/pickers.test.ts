import { describe, expect, test } from 'vitest';
import { quickDays } from '../../src/tasks/pickers/quick-days';
import {
  DAY_OFFSETS,
  lengthOf,
  minutesBefore,
  OFFSETS,
  offsetOf,
} from '../../src/tasks/pickers/reminder/reminder';
import { parseRule, ruleText } from '../../src/tasks/pickers/repeat/rule';
import { monthWays, suggestedRules, weekdayOf } from '../../src/tasks/pickers/repeat/rule-choices';

describe('quick days', () => {
  const days = (today: string, first: 'monday' | 'saturday' | 'sunday' = 'monday') =>
    Object.fromEntries(quickDays(today, first).map(({ name, day }) => [name, day]));

  test('on a Wednesday', () =>
    expect(days('2026-12-02')).toEqual({
      today: '2026-12-02',
      tomorrow: '2026-12-03',
      weekend: '2026-12-05',
      nextWeek: '2026-12-07',
    }));

  test('at the weekend it is the next one', () => {
    expect(days('2026-12-05')).toMatchObject({ nextWeekend: '2026-12-12', nextWeek: '2026-12-07' });
    expect(days('2026-12-06')).toMatchObject({ nextWeekend: '2026-12-12', nextWeek: '2026-12-07' });
  });

  test('a Monday’s next week is not today', () =>
    expect(days('2026-12-07')).toMatchObject({ nextWeek: '2026-12-14', weekend: '2026-12-12' }));

  test('where Friday and Saturday are free', () => {
    expect(days('2026-12-02', 'saturday')).toMatchObject({
      weekend: '2026-12-04',
      nextWeek: '2026-12-06',
    });
    expect(days('2026-12-05', 'saturday')).toMatchObject({ nextWeekend: '2026-12-11' });
  });

  test('over the end of a year', () => expect(days('2026-12-31').tomorrow).toBe('2027-01-01'));
});

describe('rules', () => {
  test.each([
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3',
    'FREQ=WEEKLY;BYDAY=MO,WE',
    'FREQ=MONTHLY;BYDAY=-1FR;COUNT=6',
    'FREQ=MONTHLY;BYMONTHDAY=-1',
    'FREQ=YEARLY;BYMONTHDAY=3;BYMONTH=12;UNTIL=20301231',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU',
  ])('%s comes back as it was', (text) => expect(ruleText(parseRule(text)!)).toBe(text));

  test('small letters, plus signs and times are read', () =>
    expect(parseRule('freq=monthly;byday=+1mo;until=20261231T220000Z')).toMatchObject({
      freq: 'MONTHLY',
      days: [{ nth: 1, day: 'MO' }],
      until: '2026-12-31',
    }));

  test('what is no rule is none', () => {
    expect(parseRule(null)).toBeNull();
    expect(parseRule('FREQ=HOURLY')).toBeNull();
  });

  test('weekdays', () => {
    expect(weekdayOf('2026-12-02')).toBe('WE');
    expect(weekdayOf('1969-12-31')).toBe('WE');
    expect(weekdayOf('2026-12-06')).toBe('SU');
  });

  test('what a day suggests', () =>
    expect(suggestedRules('2026-12-03').map(ruleText)).toEqual([
      'FREQ=DAILY',
      'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
      'FREQ=WEEKLY;BYDAY=TH',
      'FREQ=MONTHLY;BYMONTHDAY=3',
      'FREQ=YEARLY;BYMONTHDAY=3;BYMONTH=12',
    ]));

  test('the ways of a month', () => {
    expect(monthWays('2026-12-03')).toMatchObject({
      nth: { days: [{ nth: 1, day: 'TH' }] },
      last: null,
    });
    expect(monthWays('2026-12-31')).toMatchObject({
      day: { monthDays: [31] },
      nth: { days: [{ nth: 5, day: 'TH' }] },
      last: { days: [{ nth: -1, day: 'TH' }] },
    });
  });
});

describe('reminders', () => {
  test.each([...OFFSETS, ...DAY_OFFSETS, 90, 45])('%d minutes come back', (minutes) =>
    expect(minutesBefore(offsetOf(minutes))).toBe(minutes),
  );

  test('what others have written is read', () => {
    expect(minutesBefore('P1DT2H')).toBe(1560);
    expect(minutesBefore('P2W')).toBe(20_160);
    expect(minutesBefore('PT90S')).toBe(1.5);
    expect(minutesBefore('2026-12-01T08:30:00Z')).toBeNull();
  });

  test('lengths are in the largest unit that divides them', () => {
    expect(lengthOf(0)).toEqual({ unit: 'minute', n: 0 });
    expect(lengthOf(90)).toEqual({ unit: 'minute', n: 90 });
    expect(lengthOf(120)).toEqual({ unit: 'hour', n: 2 });
    expect(lengthOf(10_080)).toEqual({ unit: 'week', n: 1 });
  });
});
