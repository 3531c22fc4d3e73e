// A date, its time and its repetition in words.

import { formatDay, formatDue, formatTime } from '../../../text/format';
import { repeatWords } from '../repeat/repeat-words';
import { deviceZone, type DateChange } from '../value';

// “Today, 14:00”, “Fri 4 Dec”.
export function dateWords(value: DateChange, now: Date): string {
  const { due_date: day, due_time: time } = value;

  if (!day) return '';
  const due = formatDue({ due_date: day }, now);
  const words = due && Math.abs(due.days) <= 1 ? due.text : formatDay(day, 'weekday');
  const parts = [words, time ? formatTime(time) : '', value.recurrence ? repeatWords(value) : ''];

  return parts.filter(Boolean).join(', ');
}

// The zone of a time that is meant elsewhere than here.
export const foreignZone = ({ due_time, time_zone }: DateChange): string | null =>
  due_time && time_zone && time_zone !== deviceZone() ? time_zone : null;

export const zoneName = (zone: string): string => zone.replaceAll('_', ' ');
