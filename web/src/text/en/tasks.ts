import { count, quoted } from './words';

export const tasks = {
  searchLabel: 'Search tasks',
  clearSearch: 'Clear the search',
  left: (n: number) => (n === 0 ? 'Nothing open' : `${count(n, '# task', '# tasks')} open`),
  found: (n: number) => (n === 0 ? 'No task found' : `${count(n, '# task', '# tasks')} found`),
  deleted: (title: string) => `Deleted ${quoted(title)}`,
};
