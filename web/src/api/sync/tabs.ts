// The tabs of one person in one browser: each has the whole data, one of them leads, which is to
// send and to listen, and each tells the others what it has done.

import type { Step } from './storage';

export type Message =
  | { is: 'step'; number: number; step: Step }
  | { is: 'refresh' } // to the one that leads
  | { is: 'here' } // its answer
  | { is: 'rest' } // the person signs out: no more requests
  | { is: 'over' } // the session is
  | { is: 'resumed' } // somebody has signed in again, or does not sign out after all
  | { is: 'closed' }; // the data was deleted from the device

export interface TabEvents {
  heard(message: Message): void;
  lead(): void;
  follow(): void; // another tab has taken over
}

const PATIENCE_MS = 2000;

export class Tabs {
  #channel: BroadcastChannel | null = null;
  #release: (() => void) | null = null;
  #stop = new AbortController();
  #asking: ReturnType<typeof setTimeout> | null = null;
  leads = false;

  constructor(
    private readonly name: string,
    private readonly events: TabEvents,
  ) {}

  start(): void {
    if (typeof BroadcastChannel !== 'undefined') {
      this.#channel = new BroadcastChannel(this.name);
      this.#channel.onmessage = ({ data }: MessageEvent<Message>) => this.#heard(data);
    }
    // Without locks, as on a host without https, each tab works for itself: the server carries out
    // what two of them send once.
    if (navigator.locks) this.#stand({ signal: this.#stop.signal });
    else this.#lead();
  }

  // There is nothing in common with the other tabs.
  alone(): void {
    this.stop();
    this.#lead();
  }

  stop(): void {
    this.#stop.abort();
    if (this.#asking) clearTimeout(this.#asking);
    this.leads = false;
    this.#release?.();
    this.#channel?.close();
    this.#channel = null;
  }

  tell(message: Message): void {
    this.#channel?.postMessage(message);
  }

  // Asks the leading tab to look for what is new. A tab that the browser has put to sleep does not
  // answer, and loses the lead.
  ask(): void {
    if (this.leads || this.#stop.signal.aborted) return;
    this.tell({ is: 'refresh' });
    this.#asking ??= setTimeout(() => {
      this.#asking = null;
      if (!this.leads) this.#stand({ steal: true });
    }, PATIENCE_MS);
  }

  #stand(options: LockOptions): void {
    navigator.locks
      .request(this.name, options, () => {
        if (this.#stop.signal.aborted) return undefined;
        this.#lead();
        return new Promise<void>((resolve) => {
          this.#release = resolve;
        });
      })
      .catch(() => {
        if (this.#stop.signal.aborted) return;
        this.leads = false;
        this.events.follow();
        this.#stand({ signal: this.#stop.signal });
      });
  }

  #lead(): void {
    this.leads = true;
    this.events.lead();
  }

  #heard(message: Message): void {
    if (message.is === 'here' && this.#asking) {
      clearTimeout(this.#asking);
      this.#asking = null;
    }
    if (message.is === 'refresh') {
      if (!this.leads) return;
      this.tell({ is: 'here' });
    }
    this.events.heard(message);
  }
}
