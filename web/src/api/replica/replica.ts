// The person's data in memory: what the server last said (the base), what was done here and is not
// confirmed (the ops), and the two as one (the view), which is kept up to date task by task.

import type { Id, List, Preferences, Task } from '../types';
import { renumbered, tasksOf, type Given, type Op } from './ops';
import { overlay } from './overlay';
import { overlayLists, overlayPreferences } from './overlay-lists';

export type Kind = 'task' | 'list' | 'section';

// What the device keeps.
export interface Kept {
  tasks: readonly Task[];
  lists: readonly List[];
  preferences: Preferences | null;
  ops: readonly Op[];
  given: readonly { kind: Kind; local: Id; id: Id }[];
}

// What the server said; everything may be left out.
export interface News {
  tasks?: readonly Task[];
  gone?: readonly Id[]; // tasks that are deleted for good
  trashed?: readonly Id[]; // tasks that were moved to the trash, or are deleted
  lists?: readonly List[];
  goneLists?: readonly Id[];
  preferences?: Preferences;
  given?: readonly { kind: Kind; local: Id; id: Id }[];
}

const EMPTY_OPS: readonly Op[] = [];

export class Replica {
  readonly base = new Map<Id, Task>();
  readonly #lists = new Map<Id, List>();
  #preferences: Preferences | null = null;
  #ops: Op[] = [];
  #byTask = new Map<Id, Op[]>();
  #view = new Map<Id, Task>();
  #given = new Map<string, Id>();
  #keys = new Map<Id, Id>(); // a created task's real id -> its local one, which names its row
  #listeners = new Set<() => void>();
  #batch = 0;
  #stale = false;
  #tasks: readonly Task[] | null = null;
  #trash: readonly Task[] | null = null;
  #shownLists: readonly List[] | null = null;
  #shownPreferences: Preferences | null | undefined;

  constructor(readonly userId: string) {}

  // --- what is seen; the same object as long as nothing changed ---------------------------------

  tasks(): readonly Task[] {
    this.#tasks ??= [...this.#view.values()].filter((task) => !task.deleted_at);
    return this.#tasks;
  }

  trash(): readonly Task[] {
    this.#trash ??= [...this.#view.values()].filter((task) => task.deleted_at);
    return this.#trash;
  }

  lists(): readonly List[] {
    this.#shownLists ??= overlayLists([...this.#lists.values()], this.#ops);
    return this.#shownLists;
  }

  preferences(): Preferences | null {
    if (this.#shownPreferences === undefined)
      this.#shownPreferences = overlayPreferences(this.#preferences, this.#ops);
    return this.#shownPreferences;
  }

  task(id: Id): Task | undefined {
    return this.#view.get(this.idOf('task', id));
  }

  partsOf(id: Id): Task[] {
    const at = this.idOf('task', id);

    return [...this.#view.values()].filter((task) => task.parent_id === at);
  }

  ops(): readonly Op[] {
    return this.#ops;
  }

  opsOf(id: Id): readonly Op[] {
    return this.#byTask.get(this.idOf('task', id)) ?? EMPTY_OPS;
  }

  idOf: Given = (kind, id) => (id < 0 ? (this.#given.get(`${kind} ${id}`) ?? id) : id);

  keyOf(id: Id): Id {
    return this.#keys.get(id) ?? id;
  }

  given(): readonly { kind: Kind; local: Id; id: Id }[] {
    return [...this.#given].map(([word, id]) => {
      const [kind, local] = word.split(' ') as [Kind, string];

      return { kind, local: Number(local), id };
    });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  // --- what changes it --------------------------------------------------------------------------

  // Tells the listeners once, however much is done.
  together<T>(run: () => T): T {
    this.#batch++;
    try {
      return run();
    } finally {
      this.#batch--;
      if (!this.#batch) this.#tell();
    }
  }

  learn(news: News): void {
    this.together(() => {
      for (const { kind, local, id } of news.given ?? []) this.#give(kind, local, id);
      for (const task of news.tasks ?? []) this.#put(task);
      for (const id of news.trashed ?? []) this.#trashed(id);
      for (const id of news.gone ?? []) {
        this.base.delete(id);
        this.#refresh(id);
      }
      for (const list of news.lists ?? []) this.#lists.set(list.id, list);
      for (const id of news.goneLists ?? []) this.#lists.delete(id);
      if (news.lists?.length || news.goneLists?.length) this.#shownLists = null;
      if (news.preferences) {
        this.#preferences = news.preferences;
        this.#shownPreferences = undefined;
      }
      this.#stale = true;
    });
  }

  knownLists(): readonly List[] {
    return [...this.#lists.values()];
  }

  knownPreferences(): Preferences | null {
    return this.#preferences;
  }

  // What the device has kept, in the place of everything; `unsaved` is what it does not have yet.
  restore(kept: Kept, unsaved: ReadonlySet<string>): void {
    const there = new Set(kept.ops.map(({ key }) => key));
    const own = this.#ops.filter(({ key }) => unsaved.has(key) && !there.has(key));

    this.together(() => {
      for (const map of [this.base, this.#lists, this.#view]) map.clear();
      for (const { kind, local, id } of kept.given) {
        this.#given.set(`${kind} ${local}`, id);
        if (kind === 'task') this.#keys.set(id, local);
      }
      for (const task of kept.tasks) this.base.set(task.id, task);
      for (const list of kept.lists) this.#lists.set(list.id, list);
      this.#preferences = kept.preferences;
      this.#ops = [...kept.ops, ...own]
        .map((op) => ({ ...op, body: renumbered(op.body, this.idOf) }))
        .sort((a, b) => a.seq - b.seq);
      this.#group();
      for (const id of [...this.base.keys(), ...this.#byTask.keys()]) this.#refresh(id);
      this.#shownLists = null;
      this.#shownPreferences = undefined;
      this.#stale = true;
    });
  }

  addOp(added: Op): void {
    if (this.#ops.some((other) => other.key === added.key)) return;
    const op = { ...added, body: renumbered(added.body, this.idOf) };
    const last = this.#ops.at(-1);
    const ops = [...this.#ops, op];

    this.#setOps(last && last.seq > op.seq ? ops.sort((a, b) => a.seq - b.seq) : ops, op);
  }

  #group(): void {
    this.#byTask.clear();
    for (const op of this.#ops)
      for (const task of tasksOf(op.body))
        this.#byTask.set(task, [...(this.#byTask.get(task) ?? []), op]);
  }

  changeOp(op: Op): void {
    this.#setOps(
      this.#ops.map((other) => (other.key === op.key ? op : other)),
      op,
    );
  }

  dropOp(key: string): void {
    const gone = this.#ops.find((op) => op.key === key);

    if (gone)
      this.#setOps(
        this.#ops.filter((op) => op !== gone),
        gone,
      );
  }

  #setOps(ops: Op[], touched: Op): void {
    this.together(() => {
      this.#ops = ops;
      for (const id of tasksOf(touched.body)) {
        const at = this.idOf('task', id);
        const own = ops.filter((op) => tasksOf(op.body).includes(at));

        if (own.length) this.#byTask.set(at, own);
        else this.#byTask.delete(at);
        this.#refresh(at);
      }
      if (touched.body.op === 'preferences') this.#shownPreferences = undefined;
      if ('list' in touched.body) this.#shownLists = null;
      this.#stale = true;
    });
  }

  #put(task: Task): void {
    const known = this.base.get(task.id);

    if (known && known.revision > task.revision) return; // an answer that was overtaken
    this.base.set(task.id, task);
    this.#refresh(task.id);
  }

  #trashed(id: Id): void {
    const known = this.base.get(id);

    if (!known || known.deleted_at) return;
    this.base.set(id, { ...known, deleted_at: new Date().toISOString() });
    this.#refresh(id);
  }

  #give(kind: Kind, local: Id, id: Id): void {
    if (this.#given.get(`${kind} ${local}`) === id) return;
    this.#given.set(`${kind} ${local}`, id);
    if (kind === 'task') this.#keys.set(id, local);
    this.#view.delete(local);
    this.#ops = this.#ops.map((op) => ({ ...op, body: renumbered(op.body, this.idOf) }));
    this.#group();
    for (const task of this.#byTask.keys()) this.#refresh(task);
    this.#shownLists = null;
    this.#shownPreferences = undefined;
  }

  #refresh(id: Id): void {
    const task = overlay(id, this.base.get(id), this.#byTask.get(id) ?? EMPTY_OPS, this.userId);

    if (task) this.#view.set(id, task);
    else this.#view.delete(id);
    this.#tasks = null;
    this.#trash = null;
    this.#stale = true;
  }

  #tell(): void {
    if (!this.#stale) return;
    this.#stale = false;
    for (const listener of [...this.#listeners]) listener();
  }
}
