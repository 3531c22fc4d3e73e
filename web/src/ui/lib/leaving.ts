// Why a session is over, as far as this browser knows. The first reason is the true one: what follows are its echoes.

import type { Reason } from './next-path';
import { store, stored } from './preferences';

const SIGNED_OUT_KEY = 'ostiary.signed-out'; // tells the other tabs that it was meant
const RECENT_MS = 15_000;

let reason: Reason | null = null;

export function leaveBecause(why: Reason): void {
  reason ??= why;
  if (why === 'signed-out')
    store(SIGNED_OUT_KEY, String(Date.now()));
}

// Leaving did not work after all, or is over.
export function stay(): void {
  reason = null;
}

export function takeReason(hadSession: boolean): Reason | null {
  const mine = reason;
  const elsewhere = Date.now() - Number(stored(SIGNED_OUT_KEY) ?? 0) < RECENT_MS;

  reason = null;
  if (mine && mine !== 'expired')
    return mine;
  if (hadSession && elsewhere) // a request that was under way then may have found it "expired"
    return 'signed-out';
  return mine ?? (hadSession ? 'ended' : null);
}
