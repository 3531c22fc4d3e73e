// Some changes need a sign-in of the last day.

import type { AuthError } from './auth-problems';
import { messages } from './messages';
import { notify } from './notify';
import { signOut } from './sign-out';

// True when that was the reason, and the person has been told.
export function toldStale(error: AuthError, title: string): boolean {
  if (error.code !== 'SESSION_NOT_FRESH') return false;
  notify({
    title,
    tone: 'danger',
    action: { label: messages.account.signInAgain, run: () => void signOut('fresh') },
  });
  return true;
}
