// The rules that a day suggests: each day, each week on its weekday, and so on.

import { parseDate } from '@internationalized/date';
import { plainRule, WEEKDAYS, type Rule, type Weekday } from './rule';

export type MonthWay = 'day' | 'nth' | 'last';

const DAY_MS = 86_400_000;

export function weekdayOf(day: string): Weekday {
  const days = Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);

  return WEEKDAYS[(((days + 3) % 7) + 7) % 7]!; // 1 January 1970 was a Thursday
}

// The ways in which a month can have that day again: the 31st, the fifth Friday, the last one.
export function monthWays(day: string): Record<MonthWay, Pick<Rule, 'days' | 'monthDays'> | null> {
  const date = parseDate(day);
  const left = date.calendar.getDaysInMonth(date) - date.day;
  const weekday = weekdayOf(day);

  return {
    day: { days: [], monthDays: [date.day] },
    nth: { days: [{ nth: Math.ceil(date.day / 7), day: weekday }], monthDays: [] },
    last: left < 7 ? { days: [{ nth: -1, day: weekday }], monthDays: [] } : null,
  };
}

export function monthWayOf(rule: Rule): MonthWay {
  if (!rule.days.length) return 'day';
  return rule.days[0]!.nth < 0 ? 'last' : 'nth';
}

const WORKING: readonly Weekday[] = ['MO', 'TU', 'WE', 'TH', 'FR'];

export function suggestedRules(day: string): Rule[] {
  const { month, day: monthDay } = parseDate(day);
  const each = (days: readonly Weekday[]) => days.map((weekday) => ({ nth: 0, day: weekday }));

  return [
    plainRule('DAILY'),
    plainRule('WEEKLY', { days: each(WORKING) }),
    plainRule('WEEKLY', { days: each([weekdayOf(day)]) }),
    plainRule('MONTHLY', { monthDays: [monthDay] }),
    plainRule('YEARLY', { months: [month], monthDays: [monthDay] }),
  ];
}
