import { count, quoted } from './words';

const NTH: Record<number, string> = {
  1: 'first',
  2: 'second',
  3: 'third',
  4: 'fourth',
  5: 'fifth',
  [-1]: 'last',
};

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
const ENDS: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
const ordinal = (n: number) => `${n}${ENDS[ordinals.select(n)] ?? 'th'}`;

const days = (n: number) => count(n, 'Every day', 'Every # days');
const weeks = (n: number) => count(n, 'Every week', 'Every # weeks');
const months = (n: number) => count(n, 'Every month', 'Every # months');
const years = (n: number) => count(n, 'Every year', 'Every # years');

export const repeat = {
  title: 'Repeat',
  never: 'Never',
  custom: 'Custom…',
  days,
  weeks,
  months,
  years,
  weekdays: 'Every weekday',
  weeksOn: (n: number, names: string) => `${weeks(n)} on ${names}`,
  monthsOn: (n: number, day: number) => `${months(n)} on the ${ordinal(day)}`,
  monthsOnLast: (n: number) => `${months(n)} on the last day`,
  monthsOnNth: (n: number, nth: number, name: string) =>
    `${months(n)} on the ${NTH[nth] ?? ordinal(nth)} ${name}`,
  yearsOn: (n: number, date: string) => `${years(n)} on ${date}`,
  other: 'By a rule of its own',
  until: (words: string, date: string) => `${words}, until ${date}`,
  times: (words: string, n: number) => `${words}, ${count(n, 'once more', '# times')}`,
  fromCompletion: (words: string) => `${words}, counted from completion`,
  every: 'Every',
  unit: 'Unit',
  units: (n: number) => ({
    DAILY: count(n, 'day', 'days'),
    WEEKLY: count(n, 'week', 'weeks'),
    MONTHLY: count(n, 'month', 'months'),
    YEARLY: count(n, 'year', 'years'),
  }),
  onDays: 'On',
  onDay: 'On',
  dayOfMonth: (day: number) => `the ${ordinal(day)}`,
  nthOfMonth: (nth: number, name: string) => `the ${NTH[nth] ?? ordinal(nth)} ${name}`,
  ends: 'Ends',
  endsNever: 'Never',
  endsOn: 'On a day',
  endsAfter: 'After a number of times',
  endDay: 'Last day',
  endCount: 'Times',
  countFrom: 'Counts from',
  fromDue: 'the due date',
  fromDone: 'the day it is completed',
  set: 'Set',
  back: 'Back',
};

export const pickers = {
  date: 'Date',
  startDate: 'Start date',
  typeDate: 'Type a date',
  typeDateExample: 'fri 5pm, in 2 weeks',
  notUnderstood: 'No date in that yet.',
  notReachable: 'Dates can be read as text only when the server answers. Choose a day below.',
  quick: {
    today: 'Today',
    tomorrow: 'Tomorrow',
    weekend: 'This weekend',
    nextWeekend: 'Next weekend',
    nextWeek: 'Next week',
  },
  month: 'Month',
  previousMonth: 'Previous month',
  nextMonth: 'Next month',
  time: 'Time',
  timeNone: 'None',
  noTime: 'No time',
  timeZone: 'Time zone',
  ownZone: (zone: string) => `Yours (${zone})`,
  zoneNote: (time: string, zone: string) => `${time} in ${zone}`,
  noDate: 'No date',
  priority: 'Priority',
  priorities: { none: 'No priority', low: 'Low', medium: 'Medium', high: 'High' },
  list: 'List',
  inbox: 'Inbox',
  findList: 'Find or create a list',
  createList: (name: string) => `Create the list ${quoted(name)}`,
  inSection: (list: string, section: string) => `${list}, ${section}`,
  noList: 'No list of that name.',
  tags: 'Tags',
  findTag: 'Find or create a tag',
  createTag: (name: string) => `Create #${name}`,
  noTags: 'No tags yet. Type one.',
  tooManyTags: 'A task can have 20 tags.',
  findTask: 'Find a task',
  noTask: 'No task of that name.',
  close: 'Close',
};

export const reminders = {
  title: 'Reminders',
  none: 'None',
  before: {
    week: (n: number) => count(n, '# week before', '# weeks before'),
    day: (n: number) => count(n, '# day before', '# days before'),
    hour: (n: number) => count(n, '# hour before', '# hours before'),
    minute: (n: number) => count(n, '# minute before', '# minutes before'),
  },
  onTime: 'When it is due',
  atStart: 'At the beginning of the day',
  more: (first: string, others: number) => `${first}, ${count(others, '# more', '# more')}`,
  remove: (words: string) => `Remove ${quoted(words)}`,
  atTime: 'At a time',
  add: 'Add',
  needDate: 'Reminders before the task is due need a date.',
  passed: 'That time has passed.',
  full: 'A task can have 10 reminders.',
  push: {
    ask: 'Get reminders on this device, too?',
    on: 'Turn on notifications',
    working: 'Turning on…',
    done: 'This device gets reminders.',
    refused:
      'The browser doesn’t allow notifications from this site. You can change that in its settings.',
    failed: 'Couldn’t turn on notifications.',
    notOff: 'Couldn’t turn off notifications.',
  },
};
