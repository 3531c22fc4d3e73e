// Signing out: what waits is sent first, the device forgets the person, and the other tabs follow.

import { currentWorkspace, setCurrent } from './current';
import { drafts } from './drafts';
import type { Which } from './push';
import { rememberedDevice } from './push-device';
import { wait } from './wait';

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
  await Promise.race([workspace.settled(), wait(PATIENCE_MS)]);
  return {
    changes: workspace.replica.ops().length,
    drafts: Object.keys(drafts.all(workspace.userId)).length,
  };
}

// The server sends these devices no more reminders; whether that is sure. Nobody waits for it for
// long.
export async function stopReminders(which: Which): Promise<boolean> {
  if (which === 'here' && !rememberedDevice()) return true;
  return Promise.race([
    import('./push').then((push) => push.removeDevices(which)).catch(() => false),
    wait(PATIENCE_MS).then(() => false),
  ]);
}

async function endSubscription(): Promise<void> {
  if (!rememberedDevice()) return;
  await Promise.race([
    import('./push').then((push) => push.endSubscription()).catch(() => undefined),
    wait(PATIENCE_MS),
  ]);
}

interface Leaving {
  keep?: boolean; // the data stays on the device; else it is deleted, in all tabs
  returns?: boolean; // the person signs in again at once: the device goes on getting reminders
}

// Closes the data of the person.
export async function leave({ keep = false, returns = false }: Leaving = {}): Promise<void> {
  const workspace = currentWorkspace();

  leaving = true;
  if (!returns) await endSubscription();
  if (!workspace) return;
  if (keep) await workspace.stop();
  else await workspace.destroy();
  setCurrent(null);
}
