// The days that are chosen most often, as texts such as 2026-12-02.

import { getDayOfWeek, parseDate } from '@internationalized/date';

export type FirstDay = 'monday' | 'saturday' | 'sunday';
export type QuickName = 'today' | 'tomorrow' | 'weekend' | 'nextWeekend' | 'nextWeek';

export interface QuickDay {
  name: QuickName;
  day: string;
}

const SUNDAY_FIRST = 'en-US'; // whose week begins on Sunday: getDayOfWeek counts from there

// The next such weekday after the day; 0 is Sunday.
function next(day: string, weekday: number): string {
  const from = parseDate(day);
  const days = (weekday - getDayOfWeek(from, SUNDAY_FIRST) + 7) % 7 || 7;

  return from.add({ days }).toString();
}

// Where the week begins on Saturday, people rest on Friday and Saturday, and work from Sunday on.
export function quickDays(today: string, first: FirstDay): QuickDay[] {
  const [rest, work] = first === 'saturday' ? [5, 0] : [6, 1];
  const resting = [rest, (rest + 1) % 7].includes(getDayOfWeek(parseDate(today), SUNDAY_FIRST));

  return [
    { name: 'today', day: today },
    { name: 'tomorrow', day: parseDate(today).add({ days: 1 }).toString() },
    { name: resting ? 'nextWeekend' : 'weekend', day: next(today, rest) },
    { name: 'nextWeek', day: next(today, work) },
  ];
}
