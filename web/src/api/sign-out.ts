// Signing out: what waits is sent first, the device forgets the person, and the other tabs follow.

import { currentWorkspace, setCurrent } from './current';
import { drafts } from './drafts';
import { rememberedDevice } from './push-device';

const PATIENCE_MS = 3000;

let leaving = false;

// Whether the end of the session is meant, here or in another tab.
export const isLeaving = (): boolean => leaving || (currentWorkspace()?.rests() ?? false);

export function meanToLeave(): void {
  leaving = true;
  currentWorkspace()?.rest();
}

export function stay(): void {
  const workspace = currentWorkspace();

  leaving = false;
  if (workspace?.rests()) workspace.resume();
}

export interface Left {
  changes: number; // that the server does not have
  drafts: number; // texts that were typed and not saved
}

// What would be lost by signing out now, after what can be sent was sent.
export async function beforeSigningOut(): Promise<Left> {
  const workspace = currentWorkspace();

  if (!workspace) return { changes: 0, drafts: 0 };
  await Promise.race([
    workspace.settled(),
    new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)),
  ]);
  return {
    changes: workspace.replica.ops().length,
    drafts: Object.keys(drafts.all(workspace.userId)).length,
  };
}

// Reminders come to this device no more. Without an answer the browser's own end of it has to do.
export async function leaveDevice(): Promise<void> {
  if (!rememberedDevice()) return;
  await Promise.race([
    import('./push').then((push) => push.leaveDevice()).catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)),
  ]);
}

// Closes the data of the person; without `keep` it is deleted from this device, in all tabs.
export async function leave({ keep = false } = {}): Promise<void> {
  const workspace = currentWorkspace();

  leaving = true;
  if (!workspace) return;
  if (keep) await workspace.stop();
  else await workspace.destroy();
  setCurrent(null);
}
