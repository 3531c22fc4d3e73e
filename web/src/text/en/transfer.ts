import { count } from './words';

interface Sums {
  made: number;
  present: number;
  skipped: number;
  lists: number;
}

const tasks = (n: number) => count(n, '# task', '# tasks');

export const transfer = {
  title: 'Import and export',
  import: 'Import',
  importText: 'You’ll see what comes of the file before anything is added. Nothing is added twice.',
  file: 'File to import',
  choose: 'Choose a file…',
  another: 'Choose another file…',
  drop: 'or drop it here',
  format: 'Written by',
  chooseFormat: 'Choose a program',
  formats: {
    json: 'Ostiary (JSON)',
    csv: 'Ostiary (CSV)',
    todoist: 'Todoist',
    vikunja: 'Vikunja',
    taskwarrior: 'Taskwarrior',
    todotxt: 'todo.txt',
    ics: 'Calendar (iCalendar)',
    trello: 'Trello',
  },
  reading: 'Reading the file…',
  line: (n: number) => `Line ${n}`,
  linesOf: 'What comes of each line',
  outcomes: { made: 'New', present: 'Already here', skipped: 'Left out' },
  sum: ({ made, present, skipped, lists }: Sums) =>
    [
      `${tasks(made)} will be added${lists ? `, with ${count(lists, '# new list', '# new lists')}` : ''}.`,
      present ? `${count(present, '# is here already', '# are here already')}.` : '',
      skipped ? `${count(skipped, '# is left out', '# are left out')}.` : '',
    ]
      .filter(Boolean)
      .join(' '),
  rest: (n: number) => `and ${count(n, '# more', '# more')}`,
  go: (n: number) => (n === 0 ? 'Nothing to add' : `Add ${tasks(n)}`),
  importing: (n: number) => `Adding ${tasks(n)}…`,
  done: ({ made, present, skipped }: Sums) =>
    `Added ${tasks(made)}.${present + skipped ? ` ${count(present + skipped, '# was', '# were')} left out or already here.` : ''}`,
  undo: 'Undo',
  undone: (n: number) => `Moved ${tasks(n)} to the bin.`,
  export: 'Export',
  exportText: 'All your tasks and lists, as a file that can be imported again.',
  exports: { json: 'JSON, everything', csv: 'CSV, a table', ics: 'iCalendar' },
  exported: 'Your tasks are saved as a file',
  faults: {
    large: 'The file is too large. 8 MB is the most.',
    empty: 'The file is empty.',
  },
};
