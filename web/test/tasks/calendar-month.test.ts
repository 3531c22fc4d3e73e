import { describe, expect, it } from 'vitest';
import { addMonths, byDay, isMonth, sameDayIn, weeksOf } from '../../src/tasks/calendar/month';

describe('months', () => {
  it('are shown in whole weeks from the first day of the week', () => {
    const monday = weeksOf('2026-12', 1);

    expect(monday).toHaveLength(5);
    expect(monday[0]![0]).toBe('2026-11-30');
    expect(monday.at(-1)!.at(-1)).toBe('2027-01-03');
    expect(weeksOf('2026-12', 0)[0]![0]).toBe('2026-11-29');
    expect(weeksOf('2026-12', 6)[0]![0]).toBe('2026-11-28');
    expect(weeksOf('2027-02', 1)).toHaveLength(4);
    expect(weeksOf('2026-11', 0)).toHaveLength(5);
    expect(weeksOf('2026-08', 1)).toHaveLength(6);
  });

  it('follow one another across years', () => {
    expect(addMonths('2026-12', 1)).toBe('2027-01');
    expect(addMonths('2027-01', -1)).toBe('2026-12');
    expect(addMonths('2026-01', 25)).toBe('2028-02');
  });

  it('have the same day, or end earlier', () => {
    expect(sameDayIn('2027-02', '2027-01-31')).toBe('2027-02-28');
    expect(sameDayIn('2027-03', '2027-01-31')).toBe('2027-03-31');
  });

  it('are read from the address with care', () => {
    expect(isMonth('2026-12')).toBe(true);
    for (const wrong of [null, '', '2026-13', '2026-1', '2026-12-01', 'x'])
      expect(isMonth(wrong)).toBe(false);
  });
});

describe('tasks of a day', () => {
  const task = (id: number, due_date: string | null, due_time: string | null = null) => ({
    id,
    due_date,
    due_time,
    completed: false,
    position: String(id),
  });

  it('stand in the order of their times, then by hand, and done ones last', () => {
    const days = byDay([
      { ...task(1, '2026-12-02', '08:00'), completed: true },
      task(3, '2026-12-02'),
      task(2, '2026-12-02'),
      task(4, '2026-12-02', '17:30'),
      task(5, '2026-12-02', '09:30'),
      task(6, '2026-12-03'),
      task(7, null),
    ]);

    expect(days.get('2026-12-02')!.map(({ id }) => id)).toEqual([5, 4, 2, 3, 1]);
    expect([...days.keys()]).toEqual(['2026-12-02', '2026-12-03']);
  });
});
