// The members of a task in words, to compare two versions of it.

import type { List, Task, TaskChange } from '../../api';
import { text } from '../../text';
import { formatDay, formatList } from '../../text/format';
import { dateWords, remindersWords, repeatWords } from '../pickers';

export interface Row {
  name: string;
  words(task: Task): string;
  free: boolean; // the person's own words
}

const DATE = ['due_date', 'due_time', 'time_zone'];
const REPEAT = ['recurrence', 'recurrence_from'];
const PLACE = ['list_id', 'section_id'];

function placeWords(task: Task, lists: readonly List[]): string {
  const { pickers } = text();
  const list = lists.find(({ id }) => id === task.list_id);
  const section = list?.sections.find(({ id }) => id === task.section_id);

  if (!list) return pickers.inbox;
  return section ? pickers.inSection(list.name, section.name) : list.name;
}

// The title always, as it says which task it is; the others when both have changed them.
export function rowsOf(
  members: readonly (keyof TaskChange)[],
  lists: readonly List[],
  now: Date,
): Row[] {
  const t = text();
  const touches = (...names: string[]) => members.some((member) => names.includes(member));
  const all: [boolean, Row][] = [
    [true, { name: t.panel.title, words: ({ title }) => title, free: true }],
    [
      touches(...DATE),
      {
        name: t.pickers.date,
        words: (task) => dateWords({ ...task, recurrence: null }, now) || t.pickers.noDate,
        free: false,
      },
    ],
    [touches(...REPEAT), { name: t.repeat.title, words: repeatWords, free: false }],
    [
      touches('reminders'),
      {
        name: t.reminders.title,
        words: (task) => remindersWords(task.reminders, task.due_time !== null),
        free: false,
      },
    ],
    [
      touches('priority'),
      {
        name: t.pickers.priority,
        words: ({ priority }) => t.pickers.priorities[priority],
        free: false,
      },
    ],
    [
      touches(...PLACE),
      { name: t.pickers.list, words: (task) => placeWords(task, lists), free: false },
    ],
    [
      touches('tags'),
      {
        name: t.pickers.tags,
        words: ({ tags }) => formatList(tags.map((tag) => `#${tag}`)),
        free: true,
      },
    ],
    [
      touches('start_date'),
      {
        name: t.pickers.startDate,
        words: (task) => (task.start_date ? formatDay(task.start_date, 'full') : t.pickers.noDate),
        free: false,
      },
    ],
    [
      touches('completed'),
      {
        name: t.conflict.state,
        words: ({ completed }) => (completed ? t.conflict.done : t.conflict.open),
        free: false,
      },
    ],
    [
      touches('description'),
      { name: t.panel.notes, words: ({ description }) => description ?? '', free: true },
    ],
  ];

  return all.filter(([is]) => is).map(([, row]) => row);
}
