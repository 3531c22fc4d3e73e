// Keeps the replica on the device and the same in all tabs: each step of the data is applied here,
// written, and told to the others.

import type { Replica } from '../replica/replica';
import { databaseOf, Storage, type Step } from './storage';
import { Tabs, type Message } from './tabs';

export interface KeeperEvents {
  applied(step: Step): void; // of another tab
  restored(cursor: string | null): void; // the data is what the device has
  lead(): void;
  follow(): void;
  refresh(): void; // another tab wants to know what is new
  rest(): void; // another tab signs out
  over(): void; // the session is, another tab says
  resumed(): void;
  closed(): void;
}

export class Keeper {
  readonly tabs: Tabs;
  #storage: Storage | null = null;
  #opened: Promise<void>;
  #open: () => void = () => undefined;
  #stopped = false;
  #step = 0; // every step up to this one is here
  #ahead = new Set<number>(); // and these
  #unsaved = new Set<string>(); // entries of the outbox that are not on the device yet
  #written: Promise<void> = Promise.resolve(); // of the last step

  constructor(
    private readonly userId: string,
    private readonly replica: Replica,
    private readonly events: KeeperEvents,
  ) {
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
    this.tabs = new Tabs(databaseOf(userId), {
      heard: (message) => this.#heard(message),
      lead: () => void this.catchUp().then(() => this.tabs.leads && this.events.lead()),
      follow: () => this.events.follow(),
    });
  }

  get leads(): boolean {
    return this.tabs.leads;
  }

  // Whether what is done survives the page.
  get keeps(): boolean {
    return this.#storage !== null;
  }

  async start(): Promise<void> {
    this.#storage = await Storage.open(this.userId, () => this.#lost());
    if (this.#stopped) return void this.#storage?.close();
    await this.#restore();
    this.#open();
    if (this.#stopped) return;
    if (!this.#storage) {
      this.tabs.alone();
      return;
    }
    this.tabs.start();
    await this.catchUp(); // what was told before this tab could hear
  }

  // Resolves when all that was done is on the device.
  async stop(): Promise<void> {
    this.#stopped = true;
    this.tabs.stop();
    const storage = this.#storage;

    this.#storage = null;
    await storage?.close();
  }

  async destroy(): Promise<void> {
    this.tabs.tell({ is: 'closed' });
    await this.stop();
    await Storage.destroy(this.userId);
  }

  commit(step: Step): void {
    this.#apply(step);
    for (const { key } of step.add ?? []) this.#unsaved.add(key);
    for (const key of step.drop ?? []) this.#unsaved.delete(key);
    this.#written = this.#write(step);
  }

  // The entries of the outbox that have found no place on the device, once that is known of all
  // that was done until now.
  async kept(): Promise<ReadonlySet<string>> {
    await this.#written;
    return new Set(this.#unsaved);
  }

  // Reads everything anew if a step of another tab was missed.
  async catchUp(): Promise<void> {
    await this.#opened;
    const step = await this.#storage?.step().catch(() => undefined);

    if (step !== undefined && step > this.#step && !this.#stopped) await this.#restore();
  }

  #apply({ news, add, change, drop }: Step): void {
    this.replica.together(() => {
      if (news) this.replica.learn(news);
      for (const op of add ?? []) this.replica.addOp(op);
      for (const op of change ?? []) this.replica.changeOp(op);
      for (const key of drop ?? []) this.replica.dropOp(key);
    });
  }

  async #write(step: Step): Promise<void> {
    await this.#opened;
    // Entries of the outbox are sent from the device: an answer can then only follow what is there.
    const number = await this.#storage?.write(step, { task: (id) => this.replica.base.get(id) });

    if (typeof number !== 'number') return;
    for (const { key } of [...(step.add ?? []), ...(step.change ?? [])]) this.#unsaved.delete(key);
    this.#seen(number);
    this.tabs.tell({ is: 'step', number, step });
  }

  async #restore(): Promise<void> {
    const kept = await this.#storage?.read().catch(() => null);

    if (!kept || this.#stopped) return;
    this.#step = kept.step;
    this.#ahead.clear();
    this.replica.restore(kept, this.#unsaved);
    this.events.restored(kept.cursor);
  }

  #seen(number: number): void {
    this.#ahead.add(number);
    while (this.#ahead.delete(this.#step + 1)) this.#step++;
  }

  #heard(message: Message): void {
    switch (message.is) {
      case 'step':
        this.#apply(message.step);
        this.#seen(message.number);
        this.events.applied(message.step);
        return;
      case 'refresh':
        this.events.refresh();
        return;
      case 'rest':
        this.events.rest();
        return;
      case 'over':
        this.events.over();
        return;
      case 'resumed':
        this.events.resumed();
        return;
      case 'closed':
        void this.stop();
        this.events.closed();
        return;
      case 'here':
    }
  }

  // The device has given up the database: what is done lasts as long as the page.
  #lost(): void {
    if (this.#stopped) return;
    this.#storage = null;
    this.tabs.alone();
  }
}
