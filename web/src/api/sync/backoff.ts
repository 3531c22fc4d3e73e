// How long to wait before the next attempt.

const FIRST_RETRY_MS = 800;
const LAST_RETRY_MS = 60_000;

// A random part keeps many clients from coming back at one moment.
export function backoff(failures: number, random: () => number = Math.random): number {
  const most = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1));

  return most / 2 + (most / 2) * random();
}
