// The dialogs for lists and sections, which are loaded when the first one is opened.

import { Suspense, useSyncExternalStore } from 'react';
import type { List, Section } from '../../api';
import { later } from '../later';

export type ListDialog =
  | { is: 'new' }
  | { is: 'edit'; list: List }
  | { is: 'delete'; list: List }
  | { is: 'section'; list: List; section?: Section };

let current: ListDialog | null = null;
const listeners = new Set<() => void>();

function set(next: ListDialog | null): void {
  current = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const openListDialog = (dialog: ListDialog): void => set(dialog);

const Content = later(() => import('./list-dialog'));

export function ListDialogs() {
  const dialog = useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  );

  if (!dialog) return null;
  return (
    <Suspense>
      <Content dialog={dialog} close={() => set(null)} />
    </Suspense>
  );
}
