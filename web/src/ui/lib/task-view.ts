// The visible tasks: filter, search, counts.

import type { Task } from './api';

export type Filter = 'all' | 'open' | 'done';

export const FILTERS: readonly Filter[] = ['all', 'open', 'done'];

export interface Counts {
  all: number;
  open: number;
  done: number;
}

export function countTasks(tasks: readonly Task[]): Counts {
  const done = tasks.reduce((n, task) => n + (task.completed ? 1 : 0), 0);

  return { all: tasks.length, open: tasks.length - done, done };
}

// A search ignores case and accents.
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

const texts = new WeakMap<Task, string>(); // folding thousands of texts at every key press is slow

function textOf(task: Task): string {
  let text = texts.get(task);

  if (text === undefined) {
    text = folded(
      [task.title, task.description ?? '', ...task.tags.map((tag) => `#${tag}`)].join('\n'),
    );
    texts.set(task, text);
  }
  return text;
}

function matches(task: Task, words: readonly string[]): boolean {
  const text = textOf(task);

  return words.every((word) => text.includes(word));
}

export function selectTasks(
  tasks: readonly Task[],
  filter: Filter,
  search: string,
): readonly Task[] {
  const words = folded(search).split(/\s+/).filter(Boolean);

  if (filter === 'all' && words.length === 0) return tasks;
  return tasks.filter(
    (task) =>
      (filter === 'all' || task.completed === (filter === 'done')) &&
      (words.length === 0 || matches(task, words)),
  );
}

export type EmptyKind = 'never' | 'done' | 'noneDone' | 'search';

// Why no task is visible.
export function emptyKind(counts: Counts, filter: Filter, search: string): EmptyKind {
  if (counts.all === 0) return 'never';
  if (search.trim()) return 'search';
  return filter === 'done' ? 'noneDone' : 'done';
}
