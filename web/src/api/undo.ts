// What can be taken back: for each thing done, the changes that undo it, as plain data. It is kept
// for the tab, so that it survives a reload.

import type { Acted } from './types';
import type { Body } from './replica/ops';

export interface Entry {
  kind: Acted['kind'];
  title: string;
  count: number;
  inverse: Body[];
  number: number;
}

const MOST = 50;
const KEY = 'ostiary.undo.';

function read(userId: string): Entry[] {
  try {
    return JSON.parse(sessionStorage.getItem(KEY + userId) ?? '[]') as Entry[];
  } catch {
    return [];
  }
}

export class UndoStack {
  #entries: Entry[];
  #next = 1;

  constructor(private readonly userId: string) {
    this.#entries = read(userId);
    this.#next = (this.#entries.at(-1)?.number ?? 0) + 1;
  }

  push(entry: Omit<Entry, 'number'>): number {
    const number = this.#next++;

    this.#entries = [...this.#entries, { ...entry, number }].slice(-MOST);
    this.#store();
    return number;
  }

  // The last one, or the one with that number.
  take(number?: number): Entry | null {
    const entry = number
      ? this.#entries.find((other) => other.number === number)
      : this.#entries.at(-1);

    if (!entry) return null;
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#store();
    return entry;
  }

  clear(): void {
    this.#entries = [];
    this.#store();
  }

  #store(): void {
    try {
      if (this.#entries.length)
        sessionStorage.setItem(KEY + this.userId, JSON.stringify(this.#entries));
      else sessionStorage.removeItem(KEY + this.userId);
    } catch {
      // it lasts as long as the page
    }
  }
}
