// The replica and the outbox on the device: one database for each person. Steps are numbered, so
// that a tab that was asleep notices that it has missed one.

import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Op } from '../replica/ops';
import type { Kind, News } from '../replica/replica';
import type { Id, List, Preferences, Task } from '../types';

// One step of the data: what is written, shown, and told to the other tabs together.
export interface Step {
  news?: News;
  add?: readonly Op[];
  change?: readonly Op[];
  drop?: readonly string[];
  cursor?: string | null; // the feed's, once everything before it is there
}

interface Given {
  word: string;
  kind: Kind;
  local: Id;
  id: Id;
}

interface Meta {
  step: number;
  cursor: string | null;
  preferences: Preferences | null;
}

interface Schema extends DBSchema {
  tasks: { key: Id; value: Task };
  lists: { key: Id; value: List };
  ops: { key: string; value: Op };
  given: { key: string; value: Given };
  meta: { key: string; value: Meta };
}

export interface Kept extends Meta {
  tasks: Task[];
  lists: List[];
  ops: Op[];
  given: Given[];
}

// What is written of the data after a step.
export interface Known {
  task(id: Id): Task | undefined;
}

const STORES = ['tasks', 'lists', 'ops', 'given', 'meta'] as const;
const EMPTY: Meta = { step: 0, cursor: null, preferences: null };

export const databaseOf = (userId: string): string => `ostiary.${userId}`;

function touched(news: News = {}): Id[] {
  return [...(news.tasks ?? []).map(({ id }) => id), ...(news.trashed ?? []), ...(news.gone ?? [])];
}

export class Storage {
  #last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  // Null: this browser keeps nothing, and the data lasts as long as the page.
  static async open(userId: string, closed: () => void): Promise<Storage | null> {
    try {
      const db = await openDB<Schema>(databaseOf(userId), 1, {
        upgrade(fresh) {
          fresh.createObjectStore('tasks', { keyPath: 'id' });
          fresh.createObjectStore('lists', { keyPath: 'id' });
          fresh.createObjectStore('ops', { keyPath: 'key' });
          fresh.createObjectStore('given', { keyPath: 'word' });
          fresh.createObjectStore('meta');
        },
        // Another tab deletes it, or has a newer program.
        blocking: (_current, _blocked, event) => {
          (event.target as IDBDatabase).close();
          closed();
        },
        terminated: closed,
      });

      return new Storage(db);
    } catch {
      return null;
    }
  }

  static async destroy(userId: string): Promise<void> {
    await deleteDB(databaseOf(userId)).catch(() => undefined);
  }

  async read(): Promise<Kept> {
    const tx = this.db.transaction(STORES, 'readonly');
    const [tasks, lists, ops, given, meta] = await Promise.all([
      tx.objectStore('tasks').getAll(),
      tx.objectStore('lists').getAll(),
      tx.objectStore('ops').getAll(),
      tx.objectStore('given').getAll(),
      tx.objectStore('meta').get('all'),
    ]);

    return { ...EMPTY, ...meta, tasks, lists, ops, given };
  }

  async step(): Promise<number> {
    return (await this.db.get('meta', 'all'))?.step ?? 0;
  }

  // Resolves to the number of the step, when it is on the device; to null if it could not be kept.
  write(step: Step, known: Known): Promise<number | null> {
    const done = this.#last.then(() => this.#write(step, known)).catch(() => null);

    this.#last = done;
    return done;
  }

  async #write({ news, add, change, drop, cursor }: Step, known: Known): Promise<number> {
    const tx = this.db.transaction(STORES, 'readwrite');
    const tasks = tx.objectStore('tasks');
    const lists = tx.objectStore('lists');
    const ops = tx.objectStore('ops');
    const given = tx.objectStore('given');
    const meta = tx.objectStore('meta');
    const work: Promise<unknown>[] = [];

    for (const id of touched(news)) {
      const task = known.task(id);

      work.push(task ? tasks.put(task) : tasks.delete(id));
    }
    for (const list of news?.lists ?? []) work.push(lists.put(list));
    for (const id of news?.goneLists ?? []) work.push(lists.delete(id));
    for (const each of news?.given ?? [])
      work.push(given.put({ ...each, word: `${each.kind} ${each.local}` }));
    for (const op of [...(add ?? []), ...(change ?? [])]) work.push(ops.put(op));
    for (const key of drop ?? []) work.push(ops.delete(key));
    const before = (await meta.get('all')) ?? EMPTY;
    const now: Meta = {
      step: before.step + 1,
      cursor: cursor === undefined ? before.cursor : cursor,
      preferences: news?.preferences ?? before.preferences,
    };

    await Promise.all([...work, meta.put(now, 'all'), tx.done]);
    return now.step;
  }

  async close(): Promise<void> {
    await this.#last;
    this.db.close();
  }
}
