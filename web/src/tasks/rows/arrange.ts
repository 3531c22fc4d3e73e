// The order of a view's tasks, and the groups that it shows them in. No elements here.

import type { List, Section, Task } from '../../api';
import { dayOf } from '../../shell/clock';
import { addDays } from '../../shell/days';

export type Sort = 'hand' | 'date' | 'priority' | 'title' | 'created';
export type GroupBy = 'none' | 'date' | 'priority' | 'list';

export const SORTS: readonly Sort[] = ['hand', 'date', 'priority', 'title', 'created'];
export const GROUPINGS: readonly GroupBy[] = ['none', 'date', 'priority', 'list'];

// What a task gets by being put into a group.
export interface Change {
  due_date?: string | null;
  priority?: Task['priority'];
  list_id?: number | null;
  section_id?: number | null;
}

export interface Group {
  key: string;
  title?: string;
  sub?: string;
  list?: List | null; // its dot beside the title
  section?: Section;
  overdue?: boolean;
  tasks: readonly Task[];
  change?: Change; // what a task that is dropped here, or added here, gets
  reschedule?: boolean;
  fold?: boolean; // can be folded away, and is until somebody unfolds it
  add?: boolean;
  more?: { href: string; label: string };
}

const RANK = { high: 0, medium: 1, low: 2, none: 3 } as const;
const LAST = '9999';

const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const moment = ({ due_date, due_time }: Task) => `${due_date ?? LAST}T${due_time ?? '24:00'}`;

const byHand = (a: Task, b: Task) => text(a.position, b.position) || a.id - b.id;
const byDate = (a: Task, b: Task) =>
  text(moment(a), moment(b)) || RANK[a.priority] - RANK[b.priority] || byHand(a, b);

function comparing(sort: Sort, language: string): (a: Task, b: Task) => number {
  const titles = new Intl.Collator(language, { numeric: true });

  switch (sort) {
    case 'hand':
      return byHand;
    case 'date':
      return byDate;
    case 'priority':
      return (a, b) => RANK[a.priority] - RANK[b.priority] || byDate(a, b);
    case 'title':
      return (a, b) => titles.compare(a.title, b.title) || byHand(a, b);
    case 'created':
      return (a, b) => text(b.created_at, a.created_at) || b.id - a.id;
  }
}

export const sorted = (tasks: readonly Task[], sort: Sort, language: string): Task[] =>
  tasks.toSorted(comparing(sort, language));

// The latest first.
export const byCompletion = (tasks: readonly Task[]): Task[] =>
  tasks.toSorted((a, b) => text(b.completed_at ?? '', a.completed_at ?? '') || b.id - a.id);

export interface Words {
  overdue: string;
  noDate: string;
  inbox: string;
  priority: Record<Task['priority'], string>;
  day(date: string): string;
}

function gather<K>(tasks: readonly Task[], keyOf: (task: Task) => K): Map<K, Task[]> {
  const found = new Map<K, Task[]>();

  for (const task of tasks) {
    const key = keyOf(task);
    const group = found.get(key);

    if (group) group.push(task);
    else found.set(key, [task]);
  }
  return found;
}

function datesOf(tasks: readonly Task[], now: Date, words: Words): Group[] {
  const today = dayOf(now);
  const found = gather(tasks, (task) =>
    task.due_date && task.due_date < today ? 'overdue' : (task.due_date ?? LAST),
  );
  const order = [...found.keys()].sort((a, b) =>
    a === 'overdue' ? -1 : b === 'overdue' ? 1 : text(a, b),
  );

  return order.map((key) => {
    const group = { key: `date-${key}`, tasks: found.get(key)! };

    if (key === 'overdue')
      return { ...group, title: words.overdue, overdue: true, reschedule: true };
    return key === LAST
      ? { ...group, title: words.noDate, change: { due_date: null } }
      : { ...group, title: words.day(key), change: { due_date: key } };
  });
}

function prioritiesOf(tasks: readonly Task[], words: Words): Group[] {
  const found = gather(tasks, (task) => task.priority);

  return (['high', 'medium', 'low', 'none'] as const)
    .filter((priority) => found.has(priority))
    .map((priority) => ({
      key: `priority-${priority}`,
      title: words.priority[priority],
      tasks: found.get(priority)!,
      change: { priority },
    }));
}

function listsOf(tasks: readonly Task[], lists: readonly List[], words: Words): Group[] {
  const found = gather(tasks, (task) => task.list_id);
  const group = (list: List | null): Group => ({
    key: `list-${list?.id ?? 'inbox'}`,
    title: list?.name ?? words.inbox,
    list,
    tasks: found.get(list?.id ?? null)!,
    change: { list_id: list?.id ?? null },
  });

  return [null, ...lists].filter((list) => found.has(list?.id ?? null)).map(group);
}

export interface Arrangement {
  group: GroupBy;
  sort: Sort;
}

export function grouped(
  tasks: readonly Task[],
  { group, sort }: Arrangement,
  {
    lists,
    now,
    words,
    language,
  }: {
    lists: readonly List[];
    now: Date;
    words: Words;
    language: string;
  },
): Group[] {
  const ordered = sorted(tasks, sort, language);

  switch (group) {
    case 'none':
      return ordered.length ? [{ key: 'all', tasks: ordered }] : [];
    case 'date':
      return datesOf(ordered, now, words);
    case 'priority':
      return prioritiesOf(ordered, words);
    case 'list':
      return listsOf(ordered, lists, words);
  }
}

// The sections of a list, first what is in none.
export function sectionsOf(
  tasks: readonly Task[],
  sections: readonly Section[],
  sort: Sort,
  language: string,
): Group[] {
  const found = gather(sorted(tasks, sort, language), (task) =>
    sections.some(({ id }) => id === task.section_id) ? task.section_id : null,
  );
  const loose = found.get(null) ?? [];

  return [
    { key: 'section-none', tasks: loose, change: { section_id: null }, add: true },
    ...sections.map((section) => ({
      key: `section-${section.id}`,
      title: section.name,
      section,
      tasks: found.get(section.id) ?? [],
      change: { section_id: section.id },
      add: true,
    })),
  ];
}

// The next days as they come, each with its tasks; what lies further on comes after them by day.
export function weekOf(
  tasks: readonly Task[],
  { now, days, words, language }: { now: Date; days: number; words: Words; language: string },
): Group[] {
  const today = dayOf(now);
  const found = gather(
    sorted(tasks, 'date', language).filter(({ due_date }) => due_date && due_date >= today),
    (task) => task.due_date!,
  );
  const near = Array.from({ length: days }, (_, i) => addDays(today, i));
  const far = [...found.keys()].filter((day) => day > near.at(-1)!).sort();

  return [...near, ...far].map((day) => ({
    key: `day-${day}`,
    title: words.day(day),
    tasks: found.get(day) ?? [],
    change: { due_date: day },
    add: day <= near.at(-1)!,
  }));
}

export const overdueIn = (tasks: readonly Task[], now: Date): Task[] =>
  tasks.filter((task) => task.due_date !== null && task.due_date < dayOf(now));
