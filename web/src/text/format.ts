// Days, times and numbers as text, in the person's language and region. A due date is a day without
// a time zone: "2026-12-31" is that day in every zone.

import { joined, number } from './grammar';
import { localeOf } from './language';
import { text } from './text';

export const locale = (): string => localeOf(text().language);

// Making a format is slow, and a list has thousands of dates.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let format = formats.get(key);

  if (!format) {
    format = new Intl.DateTimeFormat(language, options);
    formats.set(key, format);
  }
  return format;
}

const DAY_MS = 86_400_000;

// Days since 1970 of a date text, or null when there is no such day.
export function dayNumber(date: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);

  if (!parts) return null;
  const ms = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));

  return new Date(ms).toISOString().slice(0, 10) === date ? ms / DAY_MS : null;
}

// The day of a number of days since 1970.
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

export function today(now: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');

  return `${String(now.getFullYear()).padStart(4, '0')}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function capitalised(words: string, language: string): string {
  return words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
}

const DAY_SHAPES = {
  short: { day: 'numeric', month: 'short' },
  weekday: { weekday: 'short', day: 'numeric', month: 'short' },
  long: { weekday: 'long', day: 'numeric', month: 'long' },
  date: { day: 'numeric', month: 'long' },
  full: { day: 'numeric', month: 'long', year: 'numeric' },
  name: { weekday: 'long' },
  shortName: { weekday: 'short' },
  month: { month: 'long', year: 'numeric' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

export type DayShape = keyof typeof DAY_SHAPES;

// "2026-12-02" as "2 Dec", "Wed 2 Dec", "Wednesday, 2 December", "2 December", "2 December 2026",
// "Wednesday", "Wed" or "December 2026".
export function formatDay(date: string, shape: DayShape = 'long', language = locale()): string {
  const day = dayNumber(date);

  return day === null
    ? date
    : formatOf(language, { ...DAY_SHAPES[shape], timeZone: 'UTC' }).format(day * DAY_MS);
}

// "14:00" as the person's region writes it.
export function formatTime(time: string, language = locale()): string {
  const [hour, minute] = time.split(':').map(Number);

  return formatOf(language, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(
    Date.UTC(2026, 0, 1, hour, minute),
  );
}

// The clock of a moment, where the reader is.
export const formatClock = (moment: Date, language = locale()): string =>
  formatOf(language, { hour: 'numeric', minute: '2-digit' }).format(moment);

// "Yesterday", "Today", "Tomorrow".
export function nearDay(days: number, language = locale()): string {
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day');

  return capitalised(words, language);
}

const NEAR = 6; // days that are named by their distance or weekday

// "Tomorrow", "2 days ago" up to six, "Mon 23 Nov" before; the weekday up to six days ahead, then
// "11 Jan", with the year when it is another.
function dueText(date: string, days: number, now: Date, language: string): string {
  const sameYear = date.slice(0, 4) === today(now).slice(0, 4);

  if (Math.abs(days) <= 1) return nearDay(days, language);
  if (days < 0 && days >= -NEAR)
    return new Intl.RelativeTimeFormat(language, { numeric: 'always' }).format(days, 'day');
  if (!sameYear)
    return formatOf(language, { ...DAY_SHAPES.short, year: 'numeric', timeZone: 'UTC' }).format(
      dayNumber(date)! * DAY_MS,
    );
  return formatDay(date, days > NEAR ? 'short' : 'weekday', language);
}

export interface Due {
  text: string;
  days: number; // from today: negative is past
}

export function formatDue(
  task: { due_date: string | null; due_time?: string | null },
  now: Date,
  language = locale(),
): Due | null {
  const day = task.due_date ? dayNumber(task.due_date) : null;
  const base = dayNumber(today(now));

  if (day === null || base === null) return null;
  const days = day - base;
  const words = dueText(task.due_date!, days, now, language);

  return { days, text: task.due_time ? `${words} ${formatTime(task.due_time, language)}` : words };
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
];

// "3 minutes ago", "yesterday"; older than a week it is a date.
export function momentAgo(moment: Date, now: Date, language = locale()): string {
  const seconds = Math.max(0, Math.round((now.getTime() - moment.getTime()) / 1000));

  if (seconds >= 7 * 86_400)
    return formatOf(language, { day: 'numeric', month: 'short', year: 'numeric' }).format(moment);
  const [unit, length] = STEPS.findLast(([, least]) => seconds >= least) ?? ['minute', 60];

  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(
    -Math.floor(seconds / length),
    unit,
  );
}

export const formatMoment = (moment: Date, language = locale()): string =>
  formatOf(language, { dateStyle: 'long' }).format(moment);

export const formatNumber = (n: number): string => number(n, text().language);

export const formatList = (parts: readonly string[]): string => joined(parts, text().language);
