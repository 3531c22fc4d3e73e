// Signing out: what waits is sent first, the person is asked about what cannot be, and the other
// tabs follow.

import { beforeSigningOut, leave, meanToLeave, stay, type Left } from '../api/sign-out';
import { text } from '../text';
import { authClient } from '../ui/lib/auth-client';
import { ask } from '../ui/lib/auth-problems';
import type { Reason } from '../ui/lib/next-path';
import { clearSignOutReason, setSignOutReason } from '../ui/lib/sign-out-reason';
import { say } from './toasts';

export type Answer = 'keep' | 'discard' | 'stay';

export interface Question extends Left {
  answer(answer: Answer): void;
}

let question: Question | null = null;
const listeners = new Set<() => void>();

function put(next: Question | null): void {
  question = next;
  for (const listener of [...listeners]) listener();
}

// What the person is asked before signing out, for the page to show.
export const signOutQuestion = {
  get: (): Question | null => question,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function asked(left: Left): Promise<Answer> {
  if (!left.changes && !left.drafts) return Promise.resolve('discard');
  return new Promise((resolve) =>
    put({
      ...left,
      answer(answer) {
        put(null);
        resolve(answer);
      },
    }),
  );
}

export async function signOut(reason: Reason = 'signed-out'): Promise<boolean> {
  const answer =
    reason === 'signed-out'
      ? await asked(await beforeSigningOut())
      : reason === 'deleted'
        ? 'discard'
        : 'keep';

  if (answer === 'stay') return false;
  setSignOutReason(reason);
  meanToLeave();
  const { problem } = await ask((fetchOptions) => authClient.signOut({ fetchOptions }));

  if (problem) {
    clearSignOutReason();
    stay();
    say({ words: problem.form ?? text().problems.unexpected });
  } else await leave({ keep: answer === 'keep' });
  return !problem;
}
