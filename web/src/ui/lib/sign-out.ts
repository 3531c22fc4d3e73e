// Signing out: pending writes are sent first, and the other tabs follow.

import { ask } from './auth-problems';
import { authClient } from './auth-client';
import { setSignOutReason, clearSignOutReason } from './sign-out-reason';
import { messages } from './messages';
import type { Reason } from './next-path';
import { notify } from './notify';
import { currentWorkspace } from './workspace';

const PATIENCE_MS = 3000;

export async function signOut(reason: Reason = 'signed-out'): Promise<boolean> {
  const tasks = currentWorkspace()?.tasks;

  if (tasks)
    await Promise.race([
      tasks.sendAll(),
      new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)),
    ]);
  setSignOutReason(reason);
  const { problem } = await ask((fetchOptions) => authClient.signOut({ fetchOptions }));

  if (problem) {
    clearSignOutReason();
    notify({ title: problem.form ?? messages.problems.unexpected, tone: 'danger' });
  }
  return !problem;
}
