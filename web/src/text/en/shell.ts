import { count, quoted } from './words';

const changes = (n: number) => count(n, '# change', '# changes');
const tasks = (n: number) => count(n, '# task', '# tasks');

// Something that was done to tasks, a list or a section.
interface Deed {
  title: string;
  count: number;
  to?: string;
}

const what = ({ title, count: n }: Deed) => (n > 1 ? tasks(n) : quoted(title));

const acts = {
  created: (acted: Deed) => `Added ${what(acted)}`,
  edited: (acted: Deed) => `Changed ${what(acted)}`,
  completed: (acted: Deed) => `Completed ${what(acted)}`,
  reopened: (acted: Deed) => `Reopened ${what(acted)}`,
  deleted: (acted: Deed) => `Deleted ${what(acted)}`,
  restored: (acted: Deed) => `Restored ${what(acted)}`,
  purged: (acted: Deed) => `Deleted ${what(acted)} for good`,
  moved: (acted: Deed) => `Moved ${what(acted)} to ${acted.to || 'Inbox'}`,
  rescheduled: (acted: Deed) => `Rescheduled ${what(acted)}`,
  reordered: (acted: Deed) => `Moved ${what(acted)}`,
  'list-created': ({ title }: Deed) => `Added the list ${quoted(title)}`,
  'list-edited': ({ title }: Deed) => `Changed the list ${quoted(title)}`,
  'list-deleted': ({ title }: Deed) => `Deleted the list ${quoted(title)}`,
  'section-created': ({ title }: Deed) => `Added the section ${quoted(title)}`,
  'section-edited': ({ title }: Deed) => `Changed the section ${quoted(title)}`,
  'section-deleted': ({ title }: Deed) => `Deleted the section ${quoted(title)}`,
  preferences: (_: Deed) => 'Saved your preferences',
};

const sync = {
  saved: (_: number) => 'All changes saved',
  saving: (_: number) => 'Saving…',
  offline: (n: number) => (n ? `Offline, ${changes(n)} kept here` : 'Offline'),
  away: (n: number) => (n ? `Server away, ${changes(n)} kept here` : 'Server away'),
  conflict: (_: number) => 'A task needs a decision',
  failed: (n: number) => `${changes(n)} not accepted`,
  ended: (n: number) => (n ? `Signed out, ${changes(n)} kept here` : 'Signed out'),
};

export const shell = {
  main: 'Main',
  addTask: 'Add task',
  addTaskLabel: 'Add a task',
  search: 'Search',
  inbox: 'Inbox',
  today: 'Today',
  upcoming: 'Upcoming',
  calendar: 'Calendar',
  all: 'All tasks',
  lists: 'Lists',
  tags: 'Tags',
  moreTags: (n: number) => `All ${n} tags`,
  fewerTags: 'Fewer tags',
  completed: 'Completed',
  trash: 'Bin',
  keys: 'Keyboard shortcuts',
  people: 'People',
  settings: 'Settings',
  transfer: 'Import and export',
  openTasks: (n: number) => `, ${tasks(n)}`,
  undo: 'Undo',
  newList: 'New list',
  listOptions: (name: string) => `Options of the list ${quoted(name)}`,
  listMoved: (name: string, at: number, of: number) => `${quoted(name)} is now list ${at} of ${of}`,
  renameList: 'Rename…',
  colourList: 'Colour…',
  archiveList: 'Archive',
  unarchiveList: 'Take out of the archive',
  deleteList: 'Delete list',
  archivedLists: 'Archived lists',
  listName: 'Name',
  nameMissing: 'Enter a name.',
  colour: 'Colour',
  colours: {
    slate: 'Slate',
    blue: 'Blue',
    teal: 'Teal',
    green: 'Green',
    ochre: 'Ochre',
    clay: 'Clay',
    rose: 'Rose',
    violet: 'Violet',
  },
  listDialogs: {
    new: { title: 'New list', go: 'Add list' },
    edit: { title: 'Edit list', go: 'Save' },
  },
  sectionDialogs: {
    new: { title: 'New section', go: 'Add section' },
    edit: { title: 'Rename section', go: 'Save' },
  },
  deleteListTitle: (name: string, n: number) =>
    n ? `Delete ${quoted(name)} and its ${tasks(n)}?` : `Delete ${quoted(name)}?`,
  deleteListText: 'You can restore the tasks from the bin for 30 days.',
  sync,
  acted: (acted: Deed & { kind: keyof typeof acts }) => acts[acted.kind](acted),
  offline: 'You’re offline.',
  offlineText: (n: number) =>
    n
      ? `Keep working: ${count(n, '# change is', '# changes are')} saved on this device and will be sent when you’re back.`
      : 'Keep working: your changes are saved on this device and will be sent when you’re back.',
  away: 'The server isn’t answering.',
  awayText: 'You’re seeing the last version.',
  awayRetry: (seconds: number) => `Trying again in ${seconds} s.`,
  tryNow: 'Try now',
  refused: 'The server didn’t accept a change.',
  refusedText: 'Your text is still here.',
  discard: 'Discard',
};

export const rows = {
  complete: (title: string) => `Complete ${quoted(title)}`,
  name: (facts: readonly string[]) => facts.join(', '),
  done: 'completed',
  overdue: 'overdue',
  due: (day: string) => `due ${day}`,
  hasNotes: 'Has notes',
  repeats: 'Repeats',
  unsent: 'Not sent yet',
  parts: (done: number, all: number) =>
    `${done} of ${count(all, '# sub-task', '# sub-tasks')} done`,
  tags: (tags: readonly string[]) => `${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`,
  priorities: {
    high: 'High priority',
    medium: 'Medium priority',
    low: 'Low priority',
    none: 'No priority',
  },
  prioritySet: (priority: string) => priority,
  open: 'Open',
  more: 'More',
  setDate: 'Set a date',
  moveTo: 'Move to',
  setPriority: 'Set the priority',
  setTag: 'Set a tag',
  copyTitle: 'Copy the title',
  remove: 'Delete',
  moveUp: 'Move up',
  moveDown: 'Move down',
  moved: (title: string, by: 1 | -1) => `Moved ${quoted(title)} ${by > 0 ? 'down' : 'up'}`,
  picks: {
    date: 'Set a date',
    move: 'Move to',
    tag: 'Set a tag',
    priority: 'Set the priority',
    more: 'Task',
  },
  days: {
    today: 'Today',
    tomorrow: 'Tomorrow',
    weekend: 'This weekend',
    nextWeekend: 'Next weekend',
    nextWeek: 'Next week',
    none: 'No date',
    other: 'Another day…',
  },
  inSection: (list: string, section: string) => `${list} / ${section}`,
  reschedule: 'Reschedule…',
  chosen: (n: number) => `${n} selected`,
  clearChosen: 'Clear the selection',
  completeAll: 'Complete',
  reopenAll: 'Reopen',
  sectionOptions: (name: string) => `Options of the section ${quoted(name)}`,
  renameSection: 'Rename…',
  deleteSection: 'Delete section',
};

export const views = {
  loading: 'Loading your tasks',
  notLoaded: 'The server isn’t answering. It will be asked again.',
  options: 'View',
  sortBy: 'Sort by',
  groupBy: 'Group by',
  sorts: {
    hand: 'By hand',
    date: 'Date',
    priority: 'Priority',
    title: 'Title',
    created: 'Newest first',
  },
  groupings: { none: 'No groups', date: 'Date', priority: 'Priority', list: 'List' },
  overdue: 'Overdue',
  noDate: 'No date',
  layout: 'Layout',
  week: 'Week',
  month: 'Month',
  moreToday: (n: number) => `${n} more today`,
  comingUp: 'Coming up',
  previousMonth: 'Previous month',
  nextMonth: 'Next month',
  allDone: {
    title: 'That’s everything for today',
    text: (done: number, last: string, tomorrow: number) =>
      [
        done === 1
          ? `One task completed, at ${last}.`
          : `${count(done, '# task', '# tasks')} completed, the last one at ${last}.`,
        tomorrow ? `${count(tomorrow, '# is', '# are')} waiting for tomorrow.` : '',
      ]
        .filter(Boolean)
        .join(' '),
    go: 'Look at tomorrow',
  },
  free: {
    title: 'Nothing planned for today',
    text: 'Enjoy it, or pick something from your lists.',
    go: 'Choose tasks',
  },
  first: {
    title: 'Write down the first thing',
    text: 'Try “Call Sam tomorrow 5pm”.',
  },
  inboxEmpty: { title: 'Inbox is empty', text: 'Tasks without a list land here.' },
  listEmpty: (name: string) => `Nothing in ${name} yet`,
  tagEmpty: (name: string) => `No open task has the tag #${name}`,
  noList: { title: 'List not found', text: 'It may have been deleted.' },
  toToday: 'Go to Today',
  addSection: 'Add section',
  completedEmpty: 'Nothing completed yet',
  trashText: 'What you delete can be restored for 30 days.',
  trashEmpty: 'The bin is empty',
  restore: 'Restore',
  restoreNamed: (title: string) => `Restore ${quoted(title)}`,
  emptyTrash: 'Empty the bin',
  emptyTrashTitle: (n: number) => `Delete ${tasks(n)} for good?`,
  emptyTrashText: 'This can’t be undone.',
  results: 'Results',
  filters: 'Filters',
  includeCompleted: 'Include completed',
  byList: 'List',
  anyList: 'Any list',
  byDate: 'Date',
  anyDate: 'Any date',
  dates: { overdue: 'Overdue', today: 'Today', week: 'Next 7 days', none: 'No date' },
  byPriority: 'Priority',
  anyPriority: 'Any priority',
  noMatch: {
    title: (query: string) => `No matches for ${quoted(query)}`,
    text: 'Try fewer words, or include completed tasks.',
    go: 'Include completed',
  },
};
