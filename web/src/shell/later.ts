// Parts of a page that are loaded when they are wanted.

import { lazy, type ComponentType } from 'react';
import { backoff } from '../api/sync/backoff';
import { wait } from '../api/wait';

const TRIES = 6; // half a minute

// A server that does not answer may be back in a moment. After that the page itself must be loaded
// anew: the server may have another version.
export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++)
    try {
      return await load();
    } catch (error) {
      if (failures === TRIES) throw error;
      await wait(backoff(failures));
    }
}

// biome-ignore lint/suspicious/noExplicitAny: as lazy() has it
export const later = <T extends ComponentType<any>>(load: () => Promise<{ default: T }>) =>
  lazy(() => patiently(load));
