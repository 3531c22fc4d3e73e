// Keeps the replica true: everything once, then what has changed since.

import type { Client } from '../http/client';
import { asProblem, type Problem } from '../http/problems';
import type { Id } from '../types';
import type { News } from '../replica/replica';
import { backoff } from './backoff';
import { loadAll } from './load';

export interface FeedEvents {
  learn(news: News, cursor?: string): void;
  begin(): { tasks: Id[]; lists: Id[] }; // what is known now
  gone(tasks: Id[], lists: Id[], cursor: string): void; // of that, what the server does not have
  loaded(): void;
  failed(problem: Problem): void;
  succeeded(): void;
}

export class Feed {
  cursor: string | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #failures = 0;

  constructor(
    private readonly client: Client,
    private readonly events: FeedEvents,
  ) {}

  stop(): void {
    this.#stop.abort();
    if (this.#timer) clearTimeout(this.#timer);
  }

  // Reads what is new. A call while one is under way is carried out after it.
  refresh(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#loop().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #loop(): Promise<void> {
    while (this.#again && !this.#stop.signal.aborted) {
      this.#again = false;
      try {
        if (this.cursor === null) await this.#all();
        else await this.#changes(this.cursor);
        this.#failures = 0;
        this.events.succeeded();
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        const problem = asProblem(error);

        if (problem.status === 410) {
          this.cursor = null;
          this.#again = true;
        } else {
          this.events.failed(problem);
          if (problem.passes) this.#later(problem.afterMs);
        }
      }
    }
  }

  // It asks again by itself.
  #later(afterMs = 0): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => void this.refresh(),
      Math.max(afterMs, backoff(++this.#failures)),
    );
  }

  async #all(): Promise<void> {
    const known = this.events.begin();
    const { cursor, tasks, lists } = await loadAll(
      this.client,
      { learn: (news) => this.events.learn(news), ready: () => this.events.loaded() },
      this.#stop.signal,
    );

    this.cursor = cursor;
    this.events.gone(
      known.tasks.filter((id) => !tasks.has(id)),
      known.lists.filter((id) => !lists.has(id)),
      cursor,
    );
    this.#again = true; // what changed while it was read
  }

  async #changes(from: string): Promise<void> {
    for (let since = from, more = true; more; ) {
      const answer = await this.client.changes(since, this.#stop.signal);
      const ids = (kind: string) =>
        answer.deleted.filter((each) => each.kind === kind).map(({ id }) => id);
      const trashed = ids('task');
      const goneLists = ids('list');

      since = answer.cursor;
      more = answer.more;
      this.cursor = since;
      this.events.learn(
        {
          tasks: answer.tasks,
          lists: answer.lists,
          ...(trashed.length ? { trashed } : {}),
          ...(goneLists.length ? { goneLists } : {}),
        },
        since,
      );
    }
  }
}
