// Days of the calendar as text, "2026-12-31": the same day in every zone.

// Noon in UTC, which no change of clocks comes near.
export const dateOf = (day: string): Date => new Date(`${day}T12:00:00Z`);

export function addDays(day: string, days: number): string {
  const date = dateOf(day);

  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

// 0 is Sunday, as JavaScript counts.
export const weekdayOf = (day: string): number => dateOf(day).getUTCDay();
