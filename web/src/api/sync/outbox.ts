// Sends what was done, in its order: entries about different things side by side, those about one
// thing one after the other. What is refused or in conflict waits for the person, and what follows
// from it waits behind it.

import type { Client } from '../http/client';
import type { Problem } from '../http/problems';
import { refusalOf, wordsOf, type Op } from '../replica/ops';
import type { News, Replica } from '../replica/replica';
import { backoff } from './backoff';
import { send, type Outcome } from './send';

const SIDE_BY_SIDE = 4;

export interface OutboxEvents {
  // Called before the replica has learned it, so that it can be kept.
  settled(op: Op, news: News): void;
  changed(op: Op): void;
  ended(problem: Problem): void;
  stateChanged(): void;
}

export class Outbox {
  #running = new Set<string>();
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #problem: Problem | null = null;
  #idle: (() => void)[] = [];
  #open = false;
  retryAt: number | null = null;

  constructor(
    private readonly client: Client,
    private readonly replica: Replica,
    private readonly events: OutboxEvents,
  ) {}

  get busy(): boolean {
    return this.#running.size > 0;
  }

  // Why nothing can be sent, if so.
  get problem(): Problem | null {
    return this.#problem;
  }

  // Only one tab sends.
  start(): void {
    this.#open = true;
    this.kick();
  }

  stop(): void {
    this.#open = false;
    this.#cancelRetry();
  }

  // Something waits, or there is a reason to believe that it will work now. After the end of the
  // session only signing in is one.
  kick(anew = false, sideBySide = SIDE_BY_SIDE): void {
    if (!this.#open || (!anew && this.#problem && !this.#problem.passes)) return;
    this.#cancelRetry();
    for (const op of this.#ready(sideBySide)) void this.#run(op);
    if (!this.busy) this.#rest();
  }

  // Resolves when nothing is left that can be sent by itself now.
  idle(): Promise<void> {
    if (!this.busy && (this.#timer !== null || this.#problem || !this.#ready().length))
      return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  // The first entries that nothing before them holds up.
  #ready(sideBySide = SIDE_BY_SIDE): Op[] {
    const held = new Set<string>();
    const ready: Op[] = [];
    let room = sideBySide - this.#running.size;

    for (const op of this.replica.ops()) {
      const words = wordsOf(op.body);
      const runs = this.#running.has(op.key);
      const free = op.state === 'waiting' && !runs && !words.some((word) => held.has(word));

      if (free && room > 0) {
        ready.push(op);
        room--;
      }
      // A failed addition holds up what is about that task, and not the next additions.
      for (const word of words)
        if (op.state === 'waiting' || !word.startsWith('new ')) held.add(word);
    }
    return ready;
  }

  async #run(op: Op): Promise<void> {
    this.#running.add(op.key);
    this.events.stateChanged();
    const outcome = await send(this.client, this.replica, op);

    this.#running.delete(op.key);
    this.#take(op, outcome);
    if (outcome.is !== 'later') this.kick();
    else if (!this.busy) this.#rest();
    this.events.stateChanged();
  }

  #take(op: Op, outcome: Outcome): void {
    const current = this.replica.ops().find(({ key }) => key === op.key) ?? op;

    if (outcome.is === 'later') {
      this.#later(outcome.problem);
      return;
    }
    this.#failures = 0;
    this.#problem = null;
    if (outcome.is === 'done') this.events.settled(current, outcome.news);
    else
      this.events.changed(
        outcome.is === 'conflict'
          ? { ...current, state: 'conflict', theirs: outcome.theirs }
          : { ...current, state: 'failed', refusal: refusalOf(outcome.problem) },
      );
  }

  #later(problem: Problem): void {
    this.#problem = problem;
    this.#cancelRetry();
    if (!problem.passes) {
      this.events.ended(problem);
      return;
    }
    this.#failures++;
    const wait = Math.max(problem.afterMs ?? 0, backoff(this.#failures));

    this.retryAt = Date.now() + wait;
    this.#timer = setTimeout(() => this.kick(), wait);
  }

  #cancelRetry(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.retryAt = null;
  }

  #rest(): void {
    const waiting = this.#idle;

    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}
