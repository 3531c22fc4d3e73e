import { count, quoted } from './words';

export const calendar = {
  today: 'Today',
  previous: 'Previous month',
  next: 'Next month',
  layout: 'Layout',
  week: 'Week',
  month: 'Month',
  help: 'Arrow keys go from day to day. Alt with an arrow key moves the task that has the focus.',
  day: (day: string, n: number) => (n === 0 ? day : `${day}, ${count(n, '# task', '# tasks')}`),
  more: (n: number) => `${count(n, '# more', '# more')}`,
  done: 'completed',
  none: 'Nothing due on this day',
  add: 'Add task',
  close: 'Close',
  moved: (title: string, day: string) => `Moved ${quoted(title)} to ${day}`,
};
