// Everything that belongs to the signed-in person. Another person gets another workspace, which
// shares nothing with the first.

import { asOfNow, type Deed } from './do';
import { drafts } from './drafts';
import type { Client } from './http/client';
import type { Problem } from './http/problems';
import { uuid } from './http/uuid';
import type { Body, Op } from './replica/ops';
import { Replica } from './replica/replica';
import { Events } from './sync/events';
import { Feed } from './sync/feed';
import { Keeper } from './sync/keeper';
import { loadTrash } from './sync/load';
import { Outbox } from './sync/outbox';
import type { Step } from './sync/storage';
import type { Acted, Load, Sync } from './types';
import { UndoStack } from './undo';
import { wait } from './wait';
import { undone } from './words';

const PATIENCE_MS = 2000;
const REST_MS = 10_000; // of a tab that is told to rest: the one that told may have ended since

export class Workspace {
  readonly replica: Replica;
  readonly outbox: Outbox;
  readonly feed: Feed;
  readonly undoStack: UndoStack;
  readonly #keeper: Keeper;
  readonly #events: Events;
  #seq = 0;
  #load: Load = 'loading';
  #problem: Problem | null = null;
  #over = false; // the session is
  #rests = false; // the person is signing out: a request would find no session
  #resting: ReturnType<typeof setTimeout> | null = null;
  #sync: Sync = { state: 'saved', waiting: 0 };
  #listeners = new Set<() => void>();
  #acted = new Set<(acted: Acted) => void>();

  constructor(
    readonly userId: string,
    readonly client: Client,
    private readonly closed: () => void, // its data was deleted from the device
  ) {
    this.replica = new Replica(userId);
    this.undoStack = new UndoStack(userId);
    this.outbox = new Outbox(client, this.replica, {
      settled: (op, news) => this.commit({ news, drop: [op.key] }),
      changed: (op) => this.commit({ change: [op] }),
      ended: () => this.#end(),
      stateChanged: () => this.#tell(),
    });
    this.feed = new Feed(client, {
      learn: (news, cursor) => this.commit({ news, ...(cursor === undefined ? {} : { cursor }) }),
      begin: () => ({
        tasks: [...this.replica.base.values()].flatMap(({ id, deleted_at }) =>
          deleted_at ? [] : id,
        ),
        lists: this.replica.knownLists().map(({ id }) => id),
      }),
      gone: (gone, goneLists, cursor) => this.commit({ news: { gone, goneLists }, cursor }),
      loaded: () => this.#setLoad('ready', null),
      failed: (problem) => this.#failed(problem),
      succeeded: () => this.#succeeded(),
    });
    this.#events = new Events(client, {
      cursor: () => this.feed.cursor,
      changed: () => void this.feed.refresh(),
      lost: () => {
        this.feed.cursor = null;
        void this.feed.refresh();
      },
      ended: () => this.#end(),
    });
    this.#keeper = new Keeper(userId, this.replica, {
      applied: (step) => this.#heard(step),
      restored: (cursor) => {
        this.feed.cursor = cursor;
        if (cursor !== null) this.#setLoad('ready', null);
      },
      lead: () => void this.#lead(),
      follow: () => this.#follow(),
      refresh: () => void this.feed.refresh(),
      rest: () => this.#restAWhile(),
      over: () => this.#end(false),
      resumed: () => this.#resumed(),
      closed: () => this.closed(),
    });
  }

  start(): void {
    void this.#keeper.start();
    addEventListener('online', this.#awake);
    addEventListener('offline', this.#tell);
    addEventListener('focus', this.#awake);
    addEventListener('pageshow', this.#awake);
    addEventListener('pagehide', this.#leave);
    addEventListener('beforeunload', this.#ask);
    document.addEventListener('visibilitychange', this.#awake);
  }

  // Resolves when all that was done is on the device.
  stop(): Promise<void> {
    this.#wake();
    this.outbox.stop();
    this.feed.stop();
    this.#events.stop();
    removeEventListener('online', this.#awake);
    removeEventListener('offline', this.#tell);
    removeEventListener('focus', this.#awake);
    removeEventListener('pageshow', this.#awake);
    removeEventListener('pagehide', this.#leave);
    removeEventListener('beforeunload', this.#ask);
    document.removeEventListener('visibilitychange', this.#awake);
    return this.#keeper.stop();
  }

  // Deletes everything of the person from this device, in all tabs.
  async destroy(): Promise<void> {
    void this.stop();
    this.undoStack.clear();
    drafts.clear(this.userId);
    await this.#keeper.destroy();
  }

  // The person is about to sign out, of all tabs: none of them asks the server for anything more.
  rest(): void {
    this.#keeper.tabs.tell({ is: 'rest' });
    this.#rest();
  }

  #rest(): void {
    this.#wake();
    this.#rests = true;
    this.#follow();
  }

  #restAWhile(): void {
    this.#rest();
    this.#resting = setTimeout(() => this.#resumed(), REST_MS);
  }

  #wake(): void {
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#resting = null;
  }

  // The person has signed in again, or does not sign out after all: what waited goes on.
  resume(): void {
    this.#keeper.tabs.tell({ is: 'resumed' });
    this.#resumed();
  }

  #resumed(): void {
    this.#wake();
    this.#over = false;
    this.#rests = false;
    if (this.#keeper.leads) void this.#lead();
    this.#tell();
  }

  // The server has ended the session.
  sessionOver(): void {
    this.#end();
  }

  // Resolves when all that was done until now is on the device, or at the server where the device
  // has no place for it.
  async kept(): Promise<void> {
    const left = await this.#keeper.kept();

    if (left.size) await this.#until(() => !this.replica.ops().some(({ key }) => left.has(key)));
  }

  // Resolves when nothing is left that can be sent now.
  async settled(): Promise<void> {
    if (this.#keeper.leads) return this.outbox.idle();
    await this.#until(() => !this.replica.ops().length);
  }

  async #until(isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    await new Promise<void>((resolve) => {
      const stop = this.replica.subscribe(() => {
        if (!isSo()) return;
        stop();
        resolve();
      });
    });
  }

  // Sends what waits, and reads what is new.
  retry(): void {
    this.outbox.kick();
    void this.refresh();
  }

  refresh(): Promise<void> {
    if (this.#over || this.#rests) return Promise.resolve();
    if (this.#keeper.leads) return this.feed.refresh();
    this.#keeper.tabs.ask();
    return Promise.resolve();
  }

  async refreshTrash(): Promise<void> {
    const tasks = await loadTrash(this.client);
    const there = new Set(tasks.map(({ id }) => id));
    const gone = [...this.replica.base.values()].flatMap(({ id, deleted_at }) =>
      deleted_at && !there.has(id) ? id : [],
    );

    this.commit({ news: { tasks, gone } });
  }

  // What waits may have been sent by a page that ended before the answer came: the news tell, so
  // that nothing is sent twice.
  async #lead(): Promise<void> {
    if (this.#over || this.#rests) return;
    this.#events.start();
    const news = this.feed.refresh();

    if (this.replica.ops().length) await Promise.race([news, wait(PATIENCE_MS)]);
    if (this.#over || this.#rests || !this.#keeper.leads) return;
    this.outbox.start();
    this.outbox.kick(true);
  }

  #follow(): void {
    this.outbox.stop();
    this.#events.stop();
  }

  #awake = (): void => {
    this.#tell();
    if (document.visibilityState === 'hidden') {
      this.outbox.kick();
      return;
    }
    this.outbox.kick();
    void this.#keeper.catchUp();
    void this.refresh();
  };

  // The page is being left: all that may be sent beside one another goes out now, and the rest is
  // on the device.
  #leave = (): void => this.outbox.kick(false, Number.POSITIVE_INFINITY);

  #ask = (event: BeforeUnloadEvent): void => {
    if (!this.#keeper.keeps && this.replica.ops().length) event.preventDefault();
  };

  // --- the data ---------------------------------------------------------------------------------

  commit(step: Step): void {
    this.#keeper.commit(step);
    this.#tell();
    if (step.add || step.change) this.outbox.kick();
  }

  #heard(step: Step): void {
    if (step.cursor !== undefined) {
      if (!this.#keeper.leads) this.feed.cursor = step.cursor;
      if (this.#load !== 'ready') this.#setLoad('ready', null);
    }
    if (step.add || step.change) this.outbox.kick();
    this.#tell();
  }

  // --- what is done and undone ------------------------------------------------------------------

  carryOut(about: Omit<Acted, 'undo'>, deed: Deed): void {
    const { kind, title, count } = about;

    this.commit({ add: deed.bodies.map((body) => this.op(body)) });
    const number = deed.inverse
      ? this.undoStack.push({ kind, title, count, inverse: deed.inverse })
      : null;
    const acted: Acted = { ...about, undo: number === null ? null : () => this.undo(number) };

    for (const listener of [...this.#acted]) listener(acted);
    this.#tell();
  }

  undo(number?: number): Promise<string | null> {
    const entry = this.undoStack.take(number);

    if (!entry) return Promise.resolve(null);
    const bodies = entry.inverse.flatMap((body) => asOfNow(this.replica, body));

    this.commit({ add: bodies.map((body) => this.op(body)) });
    return Promise.resolve(undone(entry));
  }

  onActed(listener: (acted: Acted) => void): () => void {
    this.#acted.add(listener);
    return () => this.#acted.delete(listener);
  }

  op(body: Body): Op {
    this.#seq = Math.max(this.#seq + 1, Date.now() * 1000);
    return { key: uuid(), seq: this.#seq, at: new Date().toISOString(), body, state: 'waiting' };
  }

  // One that was refused, to be sent again. Its key stays: a refusal has used up none, and what was
  // done after all is not done twice.
  anew({ refusal: _, theirs: __, ...op }: Op): Op {
    return { ...op, state: 'waiting' };
  }

  // --- its state --------------------------------------------------------------------------------

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  load = (): Load => this.#load;
  problem = (): Problem | null => this.#problem;
  sync = (): Sync => this.#sync;
  ended = (): boolean => this.#over;
  rests = (): boolean => this.#rests;

  #succeeded(): void {
    this.#setLoad(this.#load, null);
    if (this.outbox.problem) this.outbox.kick();
  }

  #failed(problem: Problem): void {
    // A sign-in that is not enough for the tasks is told in their place.
    if (!problem.passes && (problem.kind !== 'weak' || this.#load === 'ready')) this.#end();
    this.#setLoad(this.#load === 'ready' ? 'ready' : 'failed', problem);
  }

  #end(isNews = true): void {
    if (this.#over || this.#rests) return;
    this.#over = true;
    this.#follow();
    if (isNews) this.#keeper.tabs.tell({ is: 'over' });
    this.#tell();
  }

  #setLoad(load: Load, problem: Problem | null): void {
    if (load === this.#load && problem === this.#problem) return;
    this.#load = load;
    this.#problem = problem;
    this.#tell();
  }

  #state(): Sync['state'] {
    const ops = this.replica.ops();
    const problem = this.outbox.problem ?? this.#problem;

    if (this.#over) return 'ended';
    if (!navigator.onLine) return 'offline';
    if (ops.some(({ state }) => state === 'conflict')) return 'conflict';
    if (ops.some(({ state }) => state === 'failed')) return 'failed';
    if (problem?.passes) return 'away';
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
