// Listens to the server: it says when something has changed. The stream rests while the page has
// been hidden for long, and comes back by itself; meanwhile the page asks when it is looked at.

import type { Client } from '../http/client';
import { Problem } from '../http/problems';
import { backoff } from './backoff';
import { EventParser, type ServerEvent } from './stream';

const SILENCE_MS = 45_000; // three times what the server lets pass without a word
const HIDDEN_MS = 5 * 60_000;
const CROWDED_MS = 60_000;

export interface Listening {
  cursor(): string | null;
  changed(): void; // there is something new
  lost(): void; // the cursor is too old
  ended(problem: Problem): void; // the session is over
}

export class Events {
  #stream: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #hiding: ReturnType<typeof setTimeout> | null = null;
  #failures = 0;
  #retryMs = 0;
  #open = false;

  constructor(
    private readonly client: Client,
    private readonly events: Listening,
  ) {}

  start(): void {
    if (this.#open) return;
    this.#open = true;
    document.addEventListener('visibilitychange', this.#look);
    addEventListener('online', this.#again);
    addEventListener('offline', this.#drop);
    this.#connect();
  }

  stop(): void {
    this.#open = false;
    document.removeEventListener('visibilitychange', this.#look);
    removeEventListener('online', this.#again);
    removeEventListener('offline', this.#drop);
    if (this.#hiding) clearTimeout(this.#hiding);
    this.#hiding = null;
    this.#drop();
  }

  get connected(): boolean {
    return this.#stream !== null;
  }

  #look = (): void => {
    if (this.#hiding) clearTimeout(this.#hiding);
    this.#hiding = null;
    if (document.visibilityState === 'hidden') this.#hiding = setTimeout(this.#drop, HIDDEN_MS);
    else if (!this.#stream) this.#again();
  };

  #again = (): void => {
    this.#failures = 0;
    this.#drop();
    this.#connect();
  };

  #drop = (): void => {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#stream?.abort();
    this.#stream = null;
  };

  #later(ms: number): void {
    if (this.#open && !this.#timer)
      this.#timer = setTimeout(() => {
        this.#timer = null;
        if (!this.#stream) this.#connect();
      }, ms);
  }

  #connect(): void {
    const cursor = this.events.cursor();

    if (!this.#open || !navigator.onLine) return;
    if (cursor === null) {
      this.#later(1000); // everything is being read
      return;
    }
    const stream = new AbortController();

    this.#stream = stream;
    void this.#read(cursor, stream).then((wait) => {
      if (this.#stream !== stream) return; // dropped, or replaced
      this.#stream = null;
      this.#later(wait);
    });
  }

  // Resolves to how long to wait before the next one.
  async #read(cursor: string, stream: AbortController): Promise<number> {
    try {
      const response = await this.client.send(
        new Request(`${this.client.path}/events`, {
          headers: { accept: 'text/event-stream', 'last-event-id': cursor },
          credentials: 'omit',
          cache: 'no-store',
          signal: stream.signal,
        }),
      );

      if (response.status === 410) {
        this.events.lost();
        return this.#failed();
      }
      if (!response.ok || !response.body) {
        await response.body?.cancel();
        return response.status === 429 ? CROWDED_MS : this.#failed();
      }
      this.#failures = 0;
      return await this.#listen(response.body, stream);
    } catch (error) {
      if (error instanceof Problem && error.kind === 'ended') this.events.ended(error);
      return this.#failed();
    }
  }

  #failed(): number {
    return backoff(++this.#failures);
  }

  async #listen(body: ReadableStream<Uint8Array>, stream: AbortController): Promise<number> {
    const reader = body
      .pipeThrough(new TextDecoderStream() as never)
      .getReader() as ReadableStreamDefaultReader<string>;
    const parser = new EventParser();

    for (;;) {
      const silence = setTimeout(() => stream.abort(), SILENCE_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));

      if (done) return this.#failed();
      const { events, retryMs } = parser.push(value);

      this.#retryMs = retryMs ?? this.#retryMs;
      for (const event of events)
        if (this.#take(event)) {
          stream.abort();
          return event.data.includes('"token"') ? 0 : this.#retryMs || this.#failed();
        }
    }
  }

  // True: the stream is over.
  #take({ event, id }: ServerEvent): boolean {
    if (event === 'end') return true;
    if (id !== this.events.cursor()) this.events.changed();
    return false;
  }
}
