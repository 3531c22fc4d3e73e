// Reminders in words.

import { text } from '../../../text';
import { formatClock, formatDay, today } from '../../../text/format';
import { lengthOf, minutesBefore } from './reminder';

// timed: the task has a time; without one an offset counts from the beginning of the day.
export function reminderWords(reminder: string, timed: boolean): string {
  const { reminders } = text();
  const minutes = minutesBefore(reminder);

  if (minutes === null) {
    const moment = new Date(reminder);

    return `${formatDay(today(moment), 'weekday')}, ${formatClock(moment)}`;
  }
  if (minutes === 0) return timed ? reminders.onTime : reminders.atStart;
  const { unit, n } = lengthOf(minutes);

  return reminders.before[unit](n);
}

export function remindersWords(all: readonly string[], timed: boolean): string {
  const { reminders } = text();
  const [first, ...others] = all;

  if (!first) return reminders.none;
  const words = reminderWords(first, timed);

  return others.length ? reminders.more(words, others.length) : words;
}
