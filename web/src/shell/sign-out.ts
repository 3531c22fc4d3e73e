// Signing out: what waits is sent first, the person is asked about what cannot be, and the other
// tabs follow.

import {
  beforeSigningOut,
  leave,
  leaveDevice,
  meanToLeave,
  stay,
  type Left,
} from '../api/sign-out';
import { text } from '../text';
import { authClient } from '../api/http/auth-client';
import { ask, type AuthProblem } from '../ui/lib/auth-problems';
import type { Reason } from '../ui/lib/next-path';
import { clearSignOutReason, setSignOutReason } from '../ui/lib/sign-out-reason';
import { sessionEnded } from './ending';
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

type Call = Parameters<typeof ask>[0];

const ofThisSession: Call = (fetchOptions) => authClient.signOut({ fetchOptions });

// Ends the session by a call, and with it what this browser has of the person.
export async function endSession(
  reason: Reason,
  call: Call,
  { keep = false } = {},
): Promise<AuthProblem | null> {
  setSignOutReason(reason);
  meanToLeave();
  const answer = await ask(call);

  if (!answer.problem) {
    await leave({ keep });
    return null;
  }
  clearSignOutReason();
  stay();
  if (answer.error.status === 401) sessionEnded();
  return answer.problem;
}

// The call may end other sessions, too.
export async function signOut(
  reason: Reason = 'signed-out',
  call: Call = ofThisSession,
): Promise<boolean> {
  const answer = reason === 'signed-out' ? await asked(await beforeSigningOut()) : 'keep';

  if (answer === 'stay') return false;
  if (reason === 'signed-out') await leaveDevice();
  const problem = await endSession(reason, call, { keep: answer === 'keep' });

  if (problem) say({ words: problem.form ?? text().problems.unexpected });
  return !problem;
}
