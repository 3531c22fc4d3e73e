// The tasks as the user sees them: the server's list under layers of unconfirmed changes.
//
// I1  A write is visible at once, and a refused write undoes itself only.
// I2  Writes to one task reach the server in the order in which they were made.
// I3  A deleted task stays hidden until the server has deleted it or the deletion is undone. It can
//     be undone until it is sent, and leaving the page sends it.

import type { Task, TaskApi, TaskChange } from './api';
import { asProblem, type Problem } from './problems';
import { overlay, type Layer } from './task-overlay';

// The server's last list, which the caller keeps.
export interface ServerList {
  read(): readonly Task[] | undefined;
  write(change: (tasks: readonly Task[]) => readonly Task[]): void;
  refetch(): void;
}

export type Failure = 'notAdded' | 'notChanged' | 'notDeleted';

export interface TaskEvents {
  failed(what: Failure, title: string, problem: Problem): void;
}

interface Waiting {
  task: Task;
  layer: Layer;
}

const EMPTY: readonly Task[] = [];

export class TaskStore {
  #layers: readonly Layer[] = [];
  #waiting = new Map<number, Waiting>();
  #chains = new Map<number, Promise<unknown>>();
  #keys = new Map<number, number>(); // a created task's real id -> the id it had before, which names its row
  #ids = new Map<number, number>(); // the inverse
  #nextId = -1;
  #listeners = new Set<() => void>();
  #seen: { tasks: readonly Task[]; layers: readonly Layer[]; result: readonly Task[] } | null =
    null;

  constructor(
    private readonly api: TaskApi,
    private readonly list: ServerList,
    private readonly events: TaskEvents,
    private readonly now: () => Date = () => new Date(),
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  layers = (): readonly Layer[] => this.#layers;

  // The visible tasks; the same array as long as nothing changed.
  tasks(server: readonly Task[] = EMPTY): readonly Task[] {
    if (this.#seen?.tasks !== server || this.#seen.layers !== this.#layers)
      this.#seen = { tasks: server, layers: this.#layers, result: overlay(server, this.#layers) };
    return this.#seen.result;
  }

  // The key of the task's row, which stays when the server gives the task an id.
  keyOf(task: Task): number {
    return this.#keys.get(task.id) ?? task.id;
  }

  add(title: string, userId: string): Task {
    const moment = this.now().toISOString();
    const task: Task = {
      id: this.#nextId--,
      user_id: userId,
      title,
      description: null,
      completed: false,
      due_date: null,
      priority: 'none',
      tags: [],
      created_at: moment,
      updated_at: moment,
    };
    const layer: Layer = { kind: 'create', task };

    this.#put(layer);
    void this.#inOrder(task.id, async () => {
      try {
        const made = await this.api.create({ title });

        this.#keys.set(made.id, task.id);
        this.#ids.set(task.id, made.id);
        this.list.write((tasks) => [made, ...tasks.filter((other) => other.id !== made.id)]);
        this.#layers = this.#layers
          .filter((other) => other !== layer)
          .map((other) => renumbered(other, task.id, made.id));
        this.#tell();
      } catch (error) {
        this.#fail('notAdded', task, layer, error);
      }
    });
    return task;
  }

  change(task: Task, change: TaskChange): void {
    const layer: Layer = { kind: 'change', id: this.#idOf(task.id), change };

    this.#put(layer);
    void this.#inOrder(task.id, async () => {
      const id = this.#idOf(task.id);

      if (id < 0)
        // adding it failed, which the user has seen
        return this.#drop(layer);
      try {
        const changed = await this.api.change(id, change);

        this.list.write((tasks) =>
          tasks.map((other) => (other.id === changed.id ? changed : other)),
        );
        this.#drop(layer);
      } catch (error) {
        this.#fail('notChanged', task, layer, error);
      }
    });
  }

  // Hides the task. send() or leave() deletes it, restore() brings it back.
  remove(task: Task): void {
    const key = this.keyOf(task);

    if (this.#waiting.has(key)) return;
    const layer: Layer = { kind: 'remove', id: this.#idOf(task.id) };

    this.#waiting.set(key, { task, layer });
    this.#put(layer);
  }

  get removed(): Task[] {
    return [...this.#waiting.values()].map(({ task }) => task);
  }

  restore(task: Task): boolean {
    const key = this.keyOf(task);

    if (!this.#waiting.delete(key)) return false;
    this.#layers = this.#layers.filter(
      (layer) => layer.kind !== 'remove' || this.#rowOf(layer.id) !== key,
    );
    this.#tell();
    return true;
  }

  send(task: Task): Promise<void> {
    const key = this.keyOf(task);

    if (!this.#waiting.delete(key)) return Promise.resolve();
    return this.#inOrder(task.id, async () => {
      const id = this.#idOf(task.id);

      try {
        if (id > 0) await this.api.remove(id);
        this.list.write((tasks) => tasks.filter((other) => other.id !== id));
        this.#dropRemoval(key);
      } catch (error) {
        const problem = asProblem(error);

        this.#dropRemoval(key);
        this.list.refetch();
        if (problem.kind !== 'gone')
          // already deleted elsewhere, as wanted
          this.events.failed('notDeleted', task.title, problem);
      }
    });
  }

  // Whether a write has not reached the server. Deletions do not count: leaving sends them.
  get unsaved(): boolean {
    return this.#layers.some((layer) => layer.kind !== 'remove');
  }

  // Sends all pending writes, as signing out does.
  async sendAll(): Promise<void> {
    await Promise.all(this.removed.map((task) => this.send(task)));
  }

  // The page is being left.
  leave(): void {
    for (const task of this.removed) {
      const id = this.#idOf(task.id);

      this.#waiting.delete(this.keyOf(task));
      if (id > 0) this.api.removeOnLeave(id);
    }
  }

  #idOf(id: number): number {
    return this.#ids.get(id) ?? id;
  }

  #rowOf(id: number): number {
    return this.#keys.get(id) ?? id;
  }

  #inOrder(id: number, write: () => Promise<void>): Promise<void> {
    const row = this.#rowOf(id);
    const done = (this.#chains.get(row) ?? Promise.resolve()).then(write);

    this.#chains.set(row, done);
    void done.then(() => {
      if (this.#chains.get(row) === done) this.#chains.delete(row);
    });
    return done;
  }

  #put(layer: Layer): void {
    this.#layers = [...this.#layers, layer];
    this.#tell();
  }

  // A layer may have been renumbered during its write, and is another object then.
  #drop(layer: Layer): void {
    this.#layers = this.#layers.filter((other) =>
      layer.kind === 'change' && other.kind === 'change'
        ? other.change !== layer.change
        : other !== layer,
    );
    this.#tell();
  }

  #dropRemoval(key: number): void {
    this.#layers = this.#layers.filter(
      (layer) => layer.kind !== 'remove' || this.#rowOf(layer.id) !== key,
    );
    this.#tell();
  }

  #fail(what: Failure, task: Task, layer: Layer, error: unknown): void {
    const problem = asProblem(error);

    this.#drop(layer);
    if (what !== 'notAdded') this.list.refetch();
    this.events.failed(what, task.title, problem);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function renumbered(layer: Layer, from: number, to: number): Layer {
  return layer.kind !== 'create' && layer.id === from ? { ...layer, id: to } : layer;
}
