// What a browser has and Node.js does not, as far as the data needs it.

import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';

const page = new EventTarget();
const doc = Object.assign(new EventTarget(), {
  visibilityState: 'visible',
  documentElement: { dataset: {} },
});
const connection = { onLine: true, language: 'en' };

class Memory {
  [name: string]: unknown;
  getItem(name: string): string | null {
    return (this[name] as string | undefined) ?? null;
  }
  setItem(name: string, text: string): void {
    this[name] = text;
  }
  removeItem(name: string): void {
    delete this[name];
  }
}

// Locks as one browser has them: the first who asks, and who steals.
class Locks {
  #held = new Map<string, { lost(): void }>();
  #queue = new Map<string, (() => void)[]>();

  request(
    name: string,
    { steal = false, signal }: LockOptions,
    run: () => Promise<void> | undefined,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const hold = () => {
        const mine = { lost: () => reject(new DOMException('stolen', 'AbortError')) };

        this.#held.set(name, mine);
        void Promise.resolve(run()).then(() => {
          if (this.#held.get(name) === mine) {
            this.#held.delete(name);
            this.#queue.get(name)?.shift()?.();
          }
          resolve();
        });
      };

      signal?.addEventListener('abort', () => reject(signal.reason));
      if (steal) this.#held.get(name)?.lost();
      if (steal || !this.#held.has(name)) hold();
      else
        this.#queue.set(name, [
          ...(this.#queue.get(name) ?? []),
          () => (signal?.aborted ? this.#queue.get(name)?.shift()?.() : hold()),
        ]);
    });
  }
}

export function aBrowser(): void {
  Object.assign(globalThis, {
    document: doc,
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
    location: new URL('http://127.0.0.1:8080'),
    localStorage: new Memory(),
    sessionStorage: new Memory(),
    indexedDB: new IDBFactory(),
  });
  connection.onLine = true;
  doc.visibilityState = 'visible';
  Object.defineProperty(globalThis, 'navigator', {
    value: Object.assign(connection, { locks: new Locks() }),
    configurable: true,
  });
}

export function goOffline(): void {
  connection.onLine = false;
  page.dispatchEvent(new Event('offline'));
}

export function goOnline(): void {
  connection.onLine = true;
  page.dispatchEvent(new Event('online'));
}

export function look(state: 'visible' | 'hidden'): void {
  doc.visibilityState = state;
  doc.dispatchEvent(new Event('visibilitychange'));
}
