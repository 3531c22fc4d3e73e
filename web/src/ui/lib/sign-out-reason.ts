// Why the session has ended, as far as this browser knows. The first reason counts: requests that
// were under way report others later.

import type { Reason } from './next-path';
import { store, stored } from './preferences';

const SIGNED_OUT_KEY = 'ostiary.signed-out'; // tells the other tabs that the user signed out
const RECENT_MS = 15_000;

let reason: Reason | null = null;

export function setSignOutReason(why: Reason): void {
  reason ??= why;
  if (why.startsWith('signed-out')) store(SIGNED_OUT_KEY, String(Date.now()));
}

// Signing out has failed, or a new session has started.
export function clearSignOutReason(): void {
  reason = null;
}

// Whether the person has signed out just now, here or in another tab.
export const hasSignedOut = (): boolean =>
  Date.now() - Number(stored(SIGNED_OUT_KEY) ?? 0) < RECENT_MS;

export function takeSignOutReason(hadSession: boolean): Reason | null {
  const mine = reason;
  const elsewhere = hasSignedOut();

  reason = null;
  if (mine && mine !== 'expired') return mine;
  if (hadSession && elsewhere)
    // a request that was under way may have reported "expired" first
    return 'signed-out';
  return mine ?? (hadSession ? 'ended' : null);
}
