import { describe, expect, it } from 'vitest';
import { changeOf } from '../src/ui/components/edit-dialog';
import { aTask } from './tasks';

const task = aTask({
  title: 'Buy milk',
  description: 'two\nlitres',
  due_date: '2026-11-21',
  priority: 'low',
  tags: ['home'],
});
const as = (values: Record<string, string>) => {
  const form = new FormData();

  for (const [name, value] of Object.entries({
    title: 'Buy milk',
    notes: 'two\r\nlitres',
    due: '2026-11-21',
    priority: 'low',
    tags: 'home',
    ...values,
  }))
    form.set(name, value);
  return form;
};

describe('editing', () => {
  it('sends nothing when nothing was changed, line ends notwithstanding', () => {
    expect(changeOf(task, as({}))).toEqual({});
  });

  it.each([
    [{ title: '  Buy oat milk ' }, { title: 'Buy oat milk' }],
    [{ notes: '' }, { description: null }],
    [{ due: '' }, { due_date: null }],
    [{ priority: 'high' }, { priority: 'high' }],
    [{ tags: 'home, #shop' }, { tags: ['home', 'shop'] }],
    [{ done: 'on' }, { completed: true }],
  ])('sends what was changed: %j', (values, change) => {
    expect(changeOf(task, as(values))).toEqual(change);
  });
});
