// Which lines of a long list are in sight, by TanStack Virtual. The first long list loads it.

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useState, type RefObject } from 'react';
import type { Item } from './items';
import { HEAD, ROW, type Shown } from './shown';

const AROUND = 12;

interface Props {
  items: readonly Item[];
  place: RefObject<HTMLElement | null>;
  report(shown: Shown): void;
}

const isSame = (a: Shown | null, b: Shown) =>
  a?.from === b.from && a.to === b.to && a.before === b.before && a.after === b.after;

export function Windowing({ items, place, report }: Props) {
  const [top, setTop] = useState(0);
  const [last, setLast] = useState<Shown | null>(null);
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: (i) => (items[i]?.is === 'head' ? HEAD : ROW),
    getItemKey: (i) => items[i]!.key,
    overscan: AROUND,
    scrollMargin: top,
  });
  const lines = virtual.getVirtualItems();
  const begin = lines[0];
  const end = lines.at(-1);

  useLayoutEffect(() => {
    const now = place.current?.getBoundingClientRect();

    if (now) setTop(Math.round(now.top + scrollY));
  });
  useLayoutEffect(() => {
    if (!begin || !end) return;
    const shown: Shown = {
      from: begin.index,
      to: end.index + 1,
      before: begin.start - top,
      after: virtual.getTotalSize() - (end.end - top),
      measure: virtual.measureElement,
      reveal: (index) => virtual.scrollToIndex(index),
    };

    if (isSame(last, shown)) return;
    setLast(shown);
    report(shown);
  });
  return null;
}
