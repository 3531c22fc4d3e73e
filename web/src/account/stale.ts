// Some changes need a sign-in of the last day.

import type { AuthError } from '../ui/lib/auth-problems';
import { text } from '../text';
import { signInAgain } from '../shell/sign-out';
import { say } from '../shell/toasts';

// True when that was the reason, and the person has been told.
export function toldStale(error: AuthError, title: string): boolean {
  if (error.code !== 'SESSION_NOT_FRESH') return false;
  say({
    words: title,
    action: { label: text().account.signInAgain, run: () => void signInAgain() },
  });
  return true;
}
