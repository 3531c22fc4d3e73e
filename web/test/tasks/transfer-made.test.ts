import { describe, expect, it } from 'vitest';
import type { ImportReport, Task } from '../../src/api';
import { madeOf } from '../../src/tasks/transfer/made';

const task = (id: number, title: string, parent_id: number | null = null) =>
  ({ id, title, parent_id }) as Task;
const made = (...titles: string[]): Pick<ImportReport, 'items'> => ({
  items: [
    ...titles.map((title, i) => ({ line: i + 1, title, outcome: 'made' as const })),
    { line: 99, title: 'Old', outcome: 'present' as const },
  ],
});
const ids = (tasks: Task[]) => tasks.map(({ id }) => id);

describe('what an import has made', () => {
  it('is new and named by the report', () => {
    const tasks = [task(1, 'Milk'), task(2, 'Milk'), task(3, 'From my phone'), task(4, 'Old')];

    expect(ids(madeOf(tasks, new Set([1]), made('Milk')))).toEqual([2]);
  });

  it('is named by the first hundred characters', () => {
    const long = '🎉'.repeat(120);

    expect(ids(madeOf([task(2, long)], new Set(), made('🎉'.repeat(100))))).toEqual([2]);
  });

  it('goes with its parts', () => {
    const tasks = [task(2, 'Party'), task(3, 'Candles', 2), task(4, 'Part of mine', 1)];

    expect(ids(madeOf(tasks, new Set([1]), made('Party', 'Candles', 'Part of mine')))).toEqual([
      2, 4,
    ]);
  });
});
