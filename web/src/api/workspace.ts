// Everything that belongs to the signed-in person. Another person gets another workspace, which
// shares nothing with the first.

import type { Deed } from './do';
import type { Client } from './http/client';
import { asProblem, type Problem } from './http/problems';
import type { Body, Op } from './replica/ops';
import { updateBody } from './do';
import { Replica, type News } from './replica/replica';
import { Feed } from './sync/feed';
import { Outbox } from './sync/outbox';
import type { Acted, Load, Sync } from './types';
import { UndoStack, type Entry } from './undo';
import { undone } from './words';

// One step of the data: what is written, shown, and told to the other tabs together.
export interface Step {
  news?: News;
  add?: readonly Op[];
  change?: readonly Op[];
  drop?: readonly string[];
}

export class Workspace {
  readonly replica: Replica;
  readonly outbox: Outbox;
  readonly undoStack: UndoStack;
  readonly feed: Feed;
  #seq = 0;
  #load: Load = 'loading';
  #problem: Problem | null = null;
  #ended: Problem | null = null;
  #sync: Sync = { state: 'saved', waiting: 0 };
  #listeners = new Set<() => void>();
  #acted = new Set<(acted: Acted) => void>();

  constructor(
    readonly userId: string,
    readonly client: Client,
    private readonly onEnded: () => void,
  ) {
    this.replica = new Replica(userId);
    this.undoStack = new UndoStack(userId);
    this.outbox = new Outbox(client, this.replica, {
      settled: (op, news) => this.commit({ news, drop: [op.key] }),
      changed: (op) => this.commit({ change: [op] }),
      ended: (problem) => this.#end(problem),
      stateChanged: () => this.#tell(),
    });
    this.feed = new Feed(client, {
      learn: (news) => this.commit({ news }),
      begin: () => ({
        tasks: [...this.replica.base.values()].flatMap(({ id, deleted_at }) =>
          deleted_at ? [] : id,
        ),
        lists: this.replica.knownLists().map(({ id }) => id),
      }),
      gone: (gone, goneLists) => this.commit({ news: { gone, goneLists } }),
      loaded: () => this.#setLoad('ready', null),
      failed: (problem) => this.#failed(problem),
      succeeded: () => this.#setLoad(this.#load, null),
    });
  }

  start(): void {
    this.outbox.start();
    void this.feed.refresh();
    addEventListener('online', this.#awake);
    addEventListener('offline', this.#tell);
    addEventListener('focus', this.#awake);
    document.addEventListener('visibilitychange', this.#awake);
  }

  stop(): void {
    this.outbox.stop();
    this.feed.stop();
    removeEventListener('online', this.#awake);
    removeEventListener('offline', this.#tell);
    removeEventListener('focus', this.#awake);
    document.removeEventListener('visibilitychange', this.#awake);
  }

  // The person has signed in again: what waited goes on.
  resume(): void {
    this.#ended = null;
    this.outbox.kick(true);
    void this.feed.refresh();
    this.#tell();
  }

  retry(): void {
    this.outbox.kick();
    void this.feed.refresh();
  }

  #awake = (): void => {
    this.#tell();
    if (document.visibilityState === 'hidden') return;
    this.outbox.kick();
    void this.feed.refresh();
  };

  commit(step: Step): void {
    this.replica.together(() => {
      if (step.news) this.replica.learn(step.news);
      for (const op of step.add ?? []) this.replica.addOp(op);
      for (const op of step.change ?? []) this.replica.changeOp(op);
      for (const key of step.drop ?? []) this.replica.dropOp(key);
    });
    this.#tell();
    if (step.add) this.outbox.kick();
  }

  // --- what is done and undone ------------------------------------------------------------------

  carryOut(about: Omit<Acted, 'undo'>, deed: Deed): void {
    this.commit({ add: deed.bodies.map((body) => this.op(body)) });
    const number = deed.inverse
      ? this.undoStack.push({
          kind: about.kind,
          title: about.title,
          count: about.count,
          inverse: deed.inverse,
        })
      : null;
    const acted: Acted = { ...about, undo: number === null ? null : () => this.undo(number) };

    for (const listener of [...this.#acted]) listener(acted);
    this.#tell();
  }

  undo(number?: number): Promise<string | null> {
    const entry = this.undoStack.take(number);

    if (!entry) return Promise.resolve(null);
    this.replica.together(() => {
      for (const body of entry.inverse) this.commit({ add: [this.op(this.#present(body))] });
    });
    this.#tell();
    return Promise.resolve(undone(entry));
  }

  get lastDone(): Entry | null {
    return this.undoStack.last;
  }

  onActed(listener: (acted: Acted) => void): () => void {
    this.#acted.add(listener);
    return () => this.#acted.delete(listener);
  }

  // An entry of the undo stack as of now.
  #present(body: Body): Body {
    if (body.op !== 'update') return body;
    const task = this.replica.task(body.id);

    return task ? updateBody(this.replica, task, body.change) : body;
  }

  op(body: Body): Op {
    this.#seq = Math.max(this.#seq + 1, Date.now() * 1000);
    return {
      key: crypto.randomUUID(),
      seq: this.#seq,
      at: new Date().toISOString(),
      body,
      state: 'waiting',
    };
  }

  // An entry that was refused, to be sent again. Its key stays: a refusal has used up none, and
  // what was done after all is not done twice. A mended one needs another key.
  anew(op: Op): Op {
    const { refusal: _, theirs: __, ...rest } = op;

    return { ...rest, key: rest.key, state: 'waiting' };
  }

  // --- its state --------------------------------------------------------------------------------

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  load = (): Load => this.#load;
  problem = (): Problem | null => this.#problem;
  sync = (): Sync => this.#sync;
  ended = (): Problem | null => this.#ended;

  #failed(problem: Problem): void {
    if (problem.kind === 'ended') this.#end(problem);
    this.#setLoad(this.#load === 'ready' ? 'ready' : 'failed', problem);
  }

  #end(problem: Problem): void {
    const isNew = !this.#ended;

    this.#ended = problem;
    this.#tell();
    if (isNew && problem.kind === 'ended') this.onEnded();
  }

  #setLoad(load: Load, problem: Problem | null): void {
    if (load === this.#load && problem === this.#problem) return;
    this.#load = load;
    this.#problem = problem;
    this.#tell();
  }

  #state(): Sync['state'] {
    const ops = this.replica.ops();

    if (this.#ended) return 'ended';
    if (!navigator.onLine) return 'offline';
    if (ops.some(({ state }) => state === 'conflict')) return 'conflict';
    if (ops.some(({ state }) => state === 'failed')) return 'failed';
    if (
      asProblem(this.outbox.problem ?? this.#problem).passes &&
      (this.outbox.problem ?? this.#problem)
    )
      return 'away';
    return ops.length ? 'saving' : 'saved';
  }

  #tell = (): void => {
    const { retryAt } = this.outbox;
    const next: Sync = {
      state: this.#state(),
      waiting: this.replica.ops().length,
      ...(retryAt === null ? {} : { retryAt }),
    };

    if (JSON.stringify(next) !== JSON.stringify(this.#sync)) this.#sync = next;
    for (const listener of [...this.#listeners]) listener();
  };
}
