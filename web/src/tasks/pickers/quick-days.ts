// The days that are chosen most often, as texts such as 2026-12-02.

import { addDays, weekdayOf } from '../../shell/days';

export type FirstDay = 'monday' | 'saturday' | 'sunday';
export type QuickName = 'today' | 'tomorrow' | 'weekend' | 'nextWeekend' | 'nextWeek';

export interface QuickDay {
  name: QuickName;
  day: string;
}

// The next such weekday after the day; 0 is Sunday.
const next = (day: string, weekday: number): string =>
  addDays(day, (weekday - weekdayOf(day) + 7) % 7 || 7);

// Where the week begins on Saturday, people rest on Friday and Saturday, and work from Sunday on.
export function quickDays(today: string, first: FirstDay): QuickDay[] {
  const [rest, work] = first === 'saturday' ? [5, 0] : [6, 1];
  const resting = [rest, (rest + 1) % 7].includes(weekdayOf(today));

  return [
    { name: 'today', day: today },
    { name: 'tomorrow', day: addDays(today, 1) },
    { name: resting ? 'nextWeekend' : 'weekend', day: next(today, rest) },
    { name: 'nextWeek', day: next(today, work) },
  ];
}
