// Days and times as text. A due date is a day without a time zone: "2026-12-31" is that day in
// every zone.

import { messages } from './messages';

export function locale(): string {
  const wanted = typeof navigator === 'undefined' ? [] : navigator.languages;

  return wanted.find((tag) => tag.split('-')[0] === messages.language) ?? messages.language;
}

const DAY_MS = 86_400_000;

// Days since 1970 of a date text, or null when there is no such day.
export function dayNumber(date: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);

  if (!parts) return null;
  const ms = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));

  return new Date(ms).toISOString().slice(0, 10) === date ? ms / DAY_MS : null;
}

export function today(now: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');

  return `${String(now.getFullYear()).padStart(4, '0')}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase(messages.language) + text.slice(1);
}

export interface DueDay {
  text: string;
  days: number; // from today: negative is past
}

// "Today", "Tomorrow", "Thursday" within the week, else "12 Mar", with the year when it is another.
export function dueDay(date: string, now: Date, language = locale()): DueDay | null {
  const day = dayNumber(date);
  const base = dayNumber(today(now));

  if (day === null || base === null) return null;
  const days = day - base;

  if (Math.abs(days) <= 1)
    return {
      days,
      text: capitalised(
        new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day'),
      ),
    };
  const sameYear = date.slice(0, 4) === today(now).slice(0, 4);
  const shape: Intl.DateTimeFormatOptions =
    days > 1 && days < 7
      ? { weekday: 'long' }
      : { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) };

  return {
    days,
    text: new Intl.DateTimeFormat(language, { ...shape, timeZone: 'UTC' }).format(day * DAY_MS),
  };
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
    return new Intl.DateTimeFormat(language, {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    }).format(moment);
  const [unit, length] = STEPS.findLast(([, least]) => seconds >= least) ?? ['minute', 60];

  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(
    -Math.floor(seconds / length),
    unit,
  );
}

export function wholeNumber(n: number, language = locale()): string {
  return new Intl.NumberFormat(language).format(n);
}
