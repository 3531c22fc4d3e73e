// Texts about days that only the views have.

import { dayNumber, locale } from '../../text/format';

const DAY_MS = 86_400_000;

// Two days as one text: "2–8 December".
export function formatDays(from: string, to: string): string {
  const format = new Intl.DateTimeFormat(locale(), {
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });

  return format.formatRange(dayNumber(from)! * DAY_MS, dayNumber(to)! * DAY_MS);
}

// The weekday as the head of a narrow column: "W".
export const formatInitial = (day: string): string =>
  new Intl.DateTimeFormat(locale(), { weekday: 'narrow', timeZone: 'UTC' }).format(
    dayNumber(day)! * DAY_MS,
  );
