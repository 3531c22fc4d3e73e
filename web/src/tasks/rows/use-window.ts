// Which lines of a long list are in the page: those in sight and some around them. A short list is
// there as a whole, and any list while it is printed.

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { Item } from './items';

const WHOLE = 150;
const AROUND = 12;
const ROW = 40;
const HEAD = 64;

export interface Shown {
  from: number;
  to: number; // the one behind the last
  before: number; // the height of what is left out, in pixels
  after: number;
  measure(element: HTMLElement | null): void;
  reveal(index: number): void;
}

function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);

  useEffect(() => {
    const begin = () => flushSync(() => setPrinting(true));
    const end = () => setPrinting(false);

    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, []);
  return printing;
}

export function useWindow(items: readonly Item[], place: RefObject<HTMLElement | null>): Shown {
  const printing = usePrinting();
  const [top, setTop] = useState(0);
  const enabled = items.length > WHOLE && !printing;
  const virtual = useWindowVirtualizer({
    count: items.length,
    enabled,
    estimateSize: (i) => (items[i]?.is === 'head' ? HEAD : ROW),
    getItemKey: (i) => items[i]!.key,
    overscan: AROUND,
    scrollMargin: top,
  });

  useLayoutEffect(() => {
    const now = place.current?.getBoundingClientRect();

    if (now) setTop(Math.round(now.top + scrollY));
  });
  const lines = virtual.getVirtualItems();
  const first = lines[0];
  const last = lines.at(-1);

  if (!enabled || !first || !last)
    return {
      from: 0,
      to: enabled ? Math.min(items.length, WHOLE) : items.length,
      before: 0,
      after: 0,
      measure: () => undefined,
      reveal: () => undefined,
    };
  return {
    from: first.index,
    to: last.index + 1,
    before: first.start - top,
    after: virtual.getTotalSize() - (last.end - top),
    measure: virtual.measureElement,
    reveal: (index) => virtual.scrollToIndex(index),
  };
}
