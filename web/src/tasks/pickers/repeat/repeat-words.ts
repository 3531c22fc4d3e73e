// A rule of repetition as a sentence.

import { text } from '../../../text';
import { formatDay, formatList } from '../../../text/format';
import { weekdays } from '../../../text/week';
import { parseRule, WEEKDAYS, type Rule, type Weekday } from './rule';
import type { DateChange } from '../value';

export function weekdayName(day: Weekday, shape: 'long' | 'short' = 'long'): string {
  return weekdays(1)[WEEKDAYS.indexOf(day)]![shape];
}

const isWorkWeek = ({ freq, interval, days }: Rule) =>
  freq === 'WEEKLY' && interval === 1 && days.map(({ day }) => day).join() === 'MO,TU,WE,TH,FR';

function monthly({ interval: n, days, monthDays }: Rule): string | null {
  const { repeat } = text();
  const [day] = days;
  const [monthDay] = monthDays;

  if (days.length + monthDays.length === 0) return repeat.months(n);
  if (days.length + monthDays.length > 1) return null;
  if (day)
    return day.nth < -1 || !day.nth ? null : repeat.monthsOnNth(n, day.nth, weekdayName(day.day));
  if (monthDay === -1) return repeat.monthsOnLast(n);
  return monthDay! < 0 ? null : repeat.monthsOn(n, monthDay!);
}

function yearly({ interval: n, days, monthDays, months }: Rule): string | null {
  const { repeat } = text();
  const [day] = monthDays;
  const [month] = months;

  if (!days.length && !day && !month) return repeat.years(n);
  if (days.length || monthDays.length !== 1 || months.length !== 1 || day! < 0) return null;
  const two = (part: number) => String(part).padStart(2, '0');

  return repeat.yearsOn(n, formatDay(`2024-${two(month!)}-${two(day!)}`, 'date'));
}

// null: there is no sentence for that rule.
function patternWords(rule: Rule): string | null {
  const { repeat } = text();
  const { freq, interval, days, monthDays, months } = rule;

  if (freq === 'YEARLY') return yearly(rule);
  if (months.length) return null;
  if (freq === 'MONTHLY') return monthly(rule);
  if (freq === 'DAILY') return days.length + monthDays.length ? null : repeat.days(interval);
  if (isWorkWeek(rule)) return repeat.weekdays;
  if (!days.length) return repeat.weeks(interval);
  return repeat.weeksOn(interval, formatList(days.map(({ day }) => weekdayName(day))));
}

export function ruleWords(rule: Rule): string {
  const { repeat } = text();
  const words = patternWords(rule) ?? repeat.other;

  if (rule.until) return repeat.until(words, formatDay(rule.until, 'full'));
  return rule.count ? repeat.times(words, rule.count) : words;
}

export function repeatWords({ recurrence, recurrence_from: from }: DateChange): string {
  const { repeat } = text();
  const rule = parseRule(recurrence ?? null);

  if (!rule) return recurrence ? repeat.other : repeat.never;
  return from === 'completion' ? repeat.fromCompletion(ruleWords(rule)) : ruleWords(rule);
}
