// The workspace of the person who is signed in, if any. Hooks and actions work on it.

import type { Workspace } from './workspace';

let current: Workspace | null = null;
const listeners = new Set<() => void>();

export const currentWorkspace = (): Workspace | null => current;

export function setCurrent(workspace: Workspace | null): void {
  if (current === workspace) return;
  current = workspace;
  for (const listener of [...listeners]) listener();
}

export function watchCurrent(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
