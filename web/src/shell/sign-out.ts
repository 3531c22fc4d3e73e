// Signing out: what waits is sent first, the person is asked about what cannot be, and the other
// tabs follow.

import { renewReminders } from '../api/open';
import type { Which } from '../api/push';
import {
  beforeSigningOut,
  leave,
  meanToLeave,
  stay,
  stopReminders,
  type Left,
} from '../api/sign-out';
import { text } from '../text';
import { authClient } from '../api/http/auth-client';
import { ask, type AuthProblem } from '../ui/lib/auth-problems';
import { hasFeature } from '../ui/lib/features';
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
  how: Parameters<typeof leave>[0] = {},
): Promise<AuthProblem | null> {
  setSignOutReason(reason);
  meanToLeave();
  const answer = await ask(call);

  if (!answer.problem) {
    await leave(how);
    return null;
  }
  clearSignOutReason();
  stay();
  if (answer.error.status === 401) sessionEnded();
  return answer.problem;
}

function tellOf(problem: AuthProblem | null): void {
  if (problem) say({ words: problem.form ?? text().problems.unexpected });
}

// The session is over already. To the doors, with what waits kept on the device.
export const leaveForGood = async (): Promise<void> =>
  tellOf(await endSession('ended', ofThisSession, { keep: true }));

// To come back at once: something needs a recent sign-in.
export const signInAgain = async (): Promise<void> =>
  tellOf(await endSession('fresh', ofThisSession, { keep: true, returns: true }));

// Whether the devices get no more reminders: sure where the server sends none.
export const endReminders = async (which: Which): Promise<boolean> =>
  !hasFeature('push') || stopReminders(which);

// The call may end other sessions, too, and with them the reminders on those devices.
export async function signOut(call = ofThisSession, devices: Which = 'here'): Promise<void> {
  const answer = await asked(await beforeSigningOut());

  if (answer === 'stay') return;
  const ended = await endReminders(devices);
  // The browser ends its own subscription, whatever the server says.
  const reason = ended || devices === 'here' ? 'signed-out' : 'signed-out-reminded';
  const problem = await endSession(reason, call, { keep: answer === 'keep' });

  tellOf(problem);
  if (problem) renewReminders();
}
