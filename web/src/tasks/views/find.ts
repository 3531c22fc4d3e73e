// What a search finds, as the server finds it: each of its words somewhere in the title, the notes
// or a tag, whatever capitals and accents.

import type { Task } from '../../api';
import { dayOf, isLate } from '../../shell/clock';
import { addDays } from '../../shell/days';
import { fold, wordsOf } from '../palette/match';

export interface Wanted {
  words: readonly string[];
  completed: boolean;
  list: string | null;
  date: string | null;
  priority: string | null;
}

export const wantedOf = (query: URLSearchParams): Wanted => ({
  words: wordsOf(query.get('q') ?? ''),
  completed: query.has('completed'),
  list: query.get('list'),
  date: query.get('date'),
  priority: query.get('priority'),
});

export const isEmpty = ({ words, list, date, priority }: Wanted): boolean =>
  words.length === 0 && !list && !date && !priority;

// Folding is slow, and a task does not change while somebody types.
const folded = new WeakMap<Task, string>();

function textOf(task: Task): string {
  let text = folded.get(task);

  if (text === undefined) {
    text = fold([task.title, task.description ?? '', ...task.tags].join('\n')).text;
    folded.set(task, text);
  }
  return text;
}

function onDate(task: Task, date: string, now: Date): boolean {
  const today = dayOf(now);

  switch (date) {
    case 'overdue':
      return isLate(task, now);
    case 'today':
      return task.due_date === today;
    case 'week':
      return task.due_date !== null && task.due_date >= today && task.due_date <= addDays(today, 6);
    default:
      return task.due_date === null;
  }
}

export function matches(task: Task, wanted: Wanted, now: Date): boolean {
  const { words, completed, list, date, priority } = wanted;

  if (task.completed && !completed) return false;
  if (list && String(task.list_id ?? 'inbox') !== list) return false;
  if (priority && task.priority !== priority) return false;
  if (date && !onDate(task, date, now)) return false;
  return words.every((word) => textOf(task).includes(word));
}

const AROUND = 40;

// The part of the notes that holds a word which the title does not.
export function excerptOf(task: Task, { words }: Wanted): string | null {
  const { description } = task;

  if (!description || words.length === 0) return null;
  const title = fold(task.title).text;
  const notes = fold(description);
  const word = words.find((one) => !title.includes(one) && notes.text.includes(one));

  if (!word) return null;
  const at = notes.at[notes.text.indexOf(word)] ?? 0;
  const from = Math.max(0, at - AROUND);
  const to = Math.min(description.length, at + word.length + AROUND);
  const line = description.slice(from, to).replace(/\s+/g, ' ');

  return `${from ? '…' : ''}${line}${to < description.length ? '…' : ''}`;
}
