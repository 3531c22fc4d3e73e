// Signing out: pending writes are sent first, and the other tabs follow.

import { currentWorkspace } from '../../api/current';
import { ask } from './auth-problems';
import { authClient } from './auth-client';
import { setSignOutReason, clearSignOutReason } from './sign-out-reason';
import { text } from '../../text';
import type { Reason } from './next-path';
import { notify } from './notify';

const PATIENCE_MS = 3000;

// What waits is sent, or stays on this device until the person is back.
function allSent(): Promise<void> {
  const workspace = currentWorkspace();

  return new Promise((resolve) => {
    if (!workspace || workspace.sync().waiting === 0) return resolve();
    const timer = setTimeout(resolve, PATIENCE_MS);
    const stop = workspace.subscribe(() => {
      if (workspace.sync().waiting > 0) return;
      clearTimeout(timer);
      stop();
      resolve();
    });

    workspace.retry();
  });
}

export async function signOut(reason: Reason = 'signed-out'): Promise<boolean> {
  await allSent();
  setSignOutReason(reason);
  const { problem } = await ask((fetchOptions) => authClient.signOut({ fetchOptions }));

  if (problem) {
    clearSignOutReason();
    notify({ title: problem.form ?? text().problems.unexpected, tone: 'danger' });
  }
  return !problem;
}
