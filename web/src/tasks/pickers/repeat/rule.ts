// Rules by which tasks repeat, as the API takes them: the part of RFC 5545, section 3.3.10, that
// names days. Rules that the server has accepted are well-formed.

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

export type Weekday = (typeof WEEKDAYS)[number];
export type Freq = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

// nth: 1 is the first such day of the month or year, -1 the last one, 0 each.
export interface RuleDay {
  nth: number;
  day: Weekday;
}

export interface Rule {
  freq: Freq;
  interval: number;
  days: readonly RuleDay[];
  monthDays: readonly number[];
  months: readonly number[];
  weekStart: Weekday | null;
  count: number | null;
  until: string | null; // 2026-12-31
}

const NONE = { days: [], monthDays: [], months: [], weekStart: null, count: null, until: null };

export const plainRule = (freq: Freq, rest: Partial<Rule> = {}): Rule => ({
  ...NONE,
  freq,
  interval: 1,
  ...rest,
});

const isWeekday = (text: string): text is Weekday => WEEKDAYS.some((day) => day === text);

const numbers = (text: string | undefined) => text?.split(',').map(Number) ?? [];

function dayOf(text: string): RuleDay | null {
  const [, nth, day = ''] = /^([+-]?\d+)?([A-Z]{2})$/.exec(text) ?? [];

  return isWeekday(day) ? { nth: Number(nth ?? 0), day } : null;
}

const isFreq = (text: string | undefined): text is Freq =>
  text === 'DAILY' || text === 'WEEKLY' || text === 'MONTHLY' || text === 'YEARLY';

export function parseRule(text: string | null): Rule | null {
  if (!text) return null;
  const parts = new Map(
    text
      .toUpperCase()
      .split(';')
      .map((part) => part.split('=', 2) as [string, string]),
  );
  const freq = parts.get('FREQ');
  const until = /^(\d{4})(\d\d)(\d\d)/.exec(parts.get('UNTIL') ?? '');
  const start = parts.get('WKST') ?? '';

  if (!isFreq(freq)) return null;
  return {
    freq,
    interval: Number(parts.get('INTERVAL') ?? 1),
    days: (parts.get('BYDAY')?.split(',') ?? []).flatMap((day) => dayOf(day) ?? []),
    monthDays: numbers(parts.get('BYMONTHDAY')),
    months: numbers(parts.get('BYMONTH')),
    weekStart: isWeekday(start) ? start : null,
    count: parts.has('COUNT') ? Number(parts.get('COUNT')) : null,
    until: until ? until.slice(1).join('-') : null,
  };
}

export function ruleText(rule: Rule): string {
  const parts: [string, string | number | null][] = [
    ['FREQ', rule.freq],
    ['INTERVAL', rule.interval > 1 ? rule.interval : null],
    ['BYDAY', rule.days.map(({ nth, day }) => `${nth || ''}${day}`).join(',')],
    ['BYMONTHDAY', rule.monthDays.join(',')],
    ['BYMONTH', rule.months.join(',')],
    ['WKST', rule.weekStart],
    ['COUNT', rule.count],
    ['UNTIL', rule.until?.replaceAll('-', '') ?? null],
  ];

  return parts
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}=${value}`)
    .join(';');
}
