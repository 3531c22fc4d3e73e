// Waiting for what comes by another way than an answer.

import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 45_000;

// Asks twenty times a second until there is something, and returns it.
export async function until(what, ready) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(50)) {
    const found = await ready();
    if (found) return found;
  }
  throw new Error(`not in time: ${what}`);
}

// The first line of the server's log that is wanted.
export const logged = (server, wanted) =>
  until('a line of the log', () => server.logs.find(wanted));
