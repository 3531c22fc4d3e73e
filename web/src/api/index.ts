// The person's data, and what can be done with it. Pages import from here.

import { currentWorkspace, watchCurrent } from './current';
import type { Acted, Id } from './types';

export * from './types';
export * from './hooks';
export { act } from './act';
export { dropFailure, resolve, retryFailure } from './decide';
export { drafts, useDraft } from './drafts';
export { asProblem, Problem } from './http/problems';
export { closeWorkspace, openWorkspace } from './open';
export { isOverdue, momentIn } from './replica/counts';
export { inOrder } from './replica/overlay-lists';
export { exportFile, importFile, parse } from './transfer';
export { reload, useNewVersion } from './version';

// Takes back the last thing done; resolves to it in words, or to null if there is nothing.
export const undo = (): Promise<string | null> =>
  currentWorkspace()?.undo() ?? Promise.resolve(null);

// Calls back after each thing done, for the message with Undo. Returns how to stop.
export function onActed(listener: (acted: Acted) => void): () => void {
  let stop = currentWorkspace()?.onActed(listener);
  const unwatch = watchCurrent(() => {
    stop?.();
    stop = currentWorkspace()?.onActed(listener);
  });

  return () => {
    unwatch();
    stop?.();
  };
}

// What names a task's row: it stays when the server gives the task its id.
export const keyOf = (id: Id): Id => currentWorkspace()?.replica.keyOf(id) ?? id;

// The id by which the server knows a task, if it does.
export const idOf = (id: Id): Id => currentWorkspace()?.replica.idOf('task', id) ?? id;

// Sends what waits now, and reads what is new.
export const retrySync = (): void => currentWorkspace()?.retry();

// Reads what is in the bin, of which the news tell only what was deleted since the tasks were read.
export const refreshTrash = (): Promise<void> =>
  currentWorkspace()?.refreshTrash() ?? Promise.resolve();

// The same person has signed in again: what waited goes on.
export const resumeSession = (): void => currentWorkspace()?.resume();
