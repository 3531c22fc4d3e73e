// What the date picker shows and changes.

import type { Task } from '../../api';

export type DateValue = Pick<
  Task,
  'due_date' | 'due_time' | 'time_zone' | 'recurrence' | 'recurrence_from'
>;
export type DateChange = Partial<DateValue>;

export const NO_DATE: DateValue = {
  due_date: null,
  due_time: null,
  time_zone: null,
  recurrence: null,
  recurrence_from: null,
};

// Takes the date away with what needs one; only what is there is named.
export function withoutDate(value: DateValue): DateChange {
  const set = Object.keys(NO_DATE).filter((name) => value[name as keyof DateValue] !== null);

  return Object.fromEntries(set.map((name) => [name, null]));
}

export const withoutTime = (value: DateValue): DateChange =>
  value.time_zone === null ? { due_time: null } : { due_time: null, time_zone: null };

export const deviceZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

// A time that was typed is meant where the device is; the preferences may say another place.
export function withTime(value: DateValue, time: string, today: string, own: string): DateChange {
  const here = deviceZone();

  return {
    due_time: time,
    ...(value.due_date ? {} : { due_date: today }),
    ...(value.due_time === null && here !== own ? { time_zone: here } : {}),
  };
}
