// What lies over the page and has no address of its own: quick add, the palette, the keys. The
// shell only remembers which; the feature that has it draws it.

import { useSyncExternalStore } from 'react';

// What a new task begins with, by where it was asked for.
export interface NewTask {
  title?: string;
  due_date?: string;
  list_id?: number | null;
  section_id?: number | null;
  parent_id?: number | null;
  priority?: 'low' | 'medium' | 'high';
  tags?: string[];
}

export type Overlay =
  | { is: 'add'; task: NewTask }
  | { is: 'palette' }
  | { is: 'keys' }
  | { is: 'transfer' }
  | { is: 'lists' }
  | { is: 'conflict'; id: number };

let current: Overlay | null = null;
const listeners = new Set<() => void>();

function set(next: Overlay | null): void {
  current = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const openOverlay = (overlay: Overlay): void => set(overlay);
export const closeOverlay = (): void => set(null);
export const addTask = (task: NewTask = {}): void => set({ is: 'add', task });

export const useOverlay = (): Overlay | null =>
  useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  );
