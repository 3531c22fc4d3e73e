// Reminders as the API has them: a time, or an offset before the task is due (RFC 3339, ISO 8601).

const UNITS = { W: 10_080, D: 1440, H: 60, M: 1 } as const;

// The minutes of an offset such as PT30M or P1D; null for a time.
export function minutesBefore(reminder: string): number | null {
  if (!reminder.startsWith('P')) return null;
  let minutes = 0;

  for (const [, number, unit] of reminder.matchAll(/(\d+)([WDHMS])/g))
    minutes +=
      unit === 'S' ? Number(number) / 60 : Number(number) * UNITS[unit as keyof typeof UNITS];
  return minutes;
}

export function offsetOf(minutes: number): string {
  if (minutes && minutes % UNITS.D === 0) return `P${minutes / UNITS.D}D`;
  if (minutes && minutes % UNITS.H === 0) return `PT${minutes / UNITS.H}H`;
  return `PT${minutes}M`;
}

export const OFFSETS = [0, 10, 30, 60, 1440] as const;

// Before the whole day, of which the offset counts from its beginning.
export const DAY_OFFSETS = [0, 1440, 2880, 10_080] as const;

export interface Length {
  unit: 'week' | 'day' | 'hour' | 'minute';
  n: number;
}

// In the largest unit that divides it: 90 minutes stay minutes.
export function lengthOf(minutes: number): Length {
  if (minutes && minutes % UNITS.W === 0) return { unit: 'week', n: minutes / UNITS.W };
  if (minutes && minutes % UNITS.D === 0) return { unit: 'day', n: minutes / UNITS.D };
  if (minutes && minutes % UNITS.H === 0) return { unit: 'hour', n: minutes / UNITS.H };
  return { unit: 'minute', n: Math.round(minutes) };
}

// A time on this device's clock (2026-12-02T14:00), as a form has it.
export function instantOf(local: string): string | null {
  const date = new Date(local);

  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace('.000Z', 'Z');
}

export function withReminder(reminders: readonly string[], reminder: string): string[] {
  return reminders.includes(reminder) ? [...reminders] : [...reminders, reminder];
}
