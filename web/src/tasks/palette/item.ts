// What the palette offers: a task, a place or a command.

import type { ComponentType } from 'react';
import type { KeyId } from '../../shell/keys';
import { fold, match, type Folded } from './match';
import type { Range } from './ranges';

export type Icon = ComponentType<{ className?: string; 'aria-hidden'?: 'true' }>;

export interface Where {
  dot: string | null; // the class of the list's dot; null is the inbox
  name: string;
}

export interface Item {
  id: string;
  name: string;
  hidden?: string; // words that find it too
  icon?: Icon;
  dot?: string; // a class
  dial?: 'none' | 'low' | 'medium' | 'high';
  done?: boolean;
  where?: Where;
  strokes?: KeyId;
  run(): void;
  complete?(): void;
}

export interface Found {
  item: Item;
  ranges: readonly Range[];
}

const folded = new Map<string, Folded>();
const MOST_KEPT = 50_000;

export function foldedOf(text: string): Folded {
  let found = folded.get(text);

  if (!found) {
    if (folded.size >= MOST_KEPT) folded.clear();
    found = fold(text);
    folded.set(text, found);
  }
  return found;
}

// The best ones first; those that are equally good stay in their order.
export function findItems(items: readonly Item[], words: readonly string[], most: number): Found[] {
  const found: (Found & { rank: number })[] = [];

  for (const item of items) {
    const hit = match(words, foldedOf(item.name), item.hidden ? foldedOf(item.hidden) : undefined);

    if (hit) found.push({ item, ranges: hit.ranges, rank: hit.rank });
  }
  return found.sort((a, b) => b.rank - a.rank).slice(0, most);
}
