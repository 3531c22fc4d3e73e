import { count, quoted } from './words';

export const tasks = {
  title: 'Tasks',
  add: 'Add a task',
  addLabel: 'New task',
  addButton: 'Add',
  search: 'Search',
  searchLabel: 'Search tasks',
  clearSearch: 'Clear the search',
  filters: 'Show',
  filter: { all: 'All', open: 'Open', done: 'Done' },
  list: 'Tasks',
  edit: (title: string) => `Edit ${quoted(title)}`,
  delete: (title: string) => `Delete ${quoted(title)}`,
  overdue: 'Overdue',
  priority: { none: 'None', low: 'Low', medium: 'Medium', high: 'High' },
  priorityText: (word: string) => `${word} priority`,
  help: 'Keyboard shortcuts',
  left: (n: number) => (n === 0 ? 'Nothing open' : `${count(n, '# task', '# tasks')} open`),
  found: (n: number) => (n === 0 ? 'No task found' : `${count(n, '# task', '# tasks')} found`),
  empty: {
    never: [
      'Nothing here yet',
      'Write down the first thing you want to get done, and press Enter.',
    ],
    done: ['All done', 'Every task is ticked off. Enjoy the quiet, or add the next one.'],
    noneDone: ['Nothing is done yet', 'Tasks that you tick off are kept here.'],
    search: ['No task matches', 'Try fewer or other words, or look under “All”.'],
  },
  announce: {
    added: (title: string) => `Added ${quoted(title)}`,
    done: (title: string) => `Done: ${quoted(title)}`,
    open: (title: string) => `Open again: ${quoted(title)}`,
    restored: (title: string) => `Restored ${quoted(title)}`,
  },
  deleted: (title: string) => `Deleted ${quoted(title)}`,
  undo: 'Undo',
  notAdded: (title: string) => `${quoted(title)} could not be added`,
  notChanged: (title: string) => `${quoted(title)} could not be changed`,
  notDeleted: (title: string) => `${quoted(title)} could not be deleted`,
};

export const edit = {
  title: 'Edit task',
  name: 'Title',
  notes: 'Notes',
  due: 'Due date',
  priority: 'Priority',
  tags: 'Tags',
  tagsHint: 'Separate them with commas.',
  done: 'Done',
  delete: 'Delete',
};

export const help = {
  title: 'Keyboard shortcuts',
  rows: [
    [['N'], 'Add a task'],
    [['J', 'K'], 'Next, previous task'],
    [['X', 'Space'], 'Tick off, or open again'],
    [['E', 'Enter'], 'Edit'],
    [['#', 'Delete'], 'Delete'],
    [['Ctrl', 'Z'], 'Take back the last deletion'],
    [['/'], 'Search'],
    [['?'], 'This list'],
    [['Esc'], 'Leave a field, close a dialog'],
  ] as const,
  off: 'Single-key shortcuts are turned off. The others work while a task has the focus.',
  where: 'Single keys can be turned off on the account page.',
};
