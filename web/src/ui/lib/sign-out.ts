// Leaving on purpose: what waits is sent first, and every tab follows.

import { ask } from './auth-problems';
import { authClient } from './auth-client';
import { leaveBecause, stay } from './leaving';
import { messages } from './messages';
import type { Reason } from './next-path';
import { notify } from './notify';
import { currentWorkspace } from './workspace';

const PATIENCE_MS = 3000;

export async function signOut(reason: Reason = 'signed-out'): Promise<boolean> {
  const tasks = currentWorkspace()?.tasks;

  if (tasks)
    await Promise.race([tasks.sendAll(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  leaveBecause(reason);
  const { problem } = await ask((fetchOptions) => authClient.signOut({ fetchOptions }));

  if (problem) {
    stay();
    notify({ title: problem.form ?? messages.problems.unexpected, tone: 'danger' });
  }
  return !problem;
}
