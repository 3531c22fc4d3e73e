// Which lines of a long list are in the page: those in sight and some around them. A short list is
// there as a whole, and any list while it is printed.

import { useEffect, useState, type ReactNode, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { patiently } from '../../shell/later';
import type { Item } from './items';
import { ROW, type Shown } from './shown';

const WHOLE = 150;

type Part = typeof import('./windowing').Windowing;

let loaded: Part | null = null;

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

// Null until it is there; 'none' if it cannot be had now.
function useWindowing(wanted: boolean): Part | 'none' | null {
  const [part, setPart] = useState<Part | 'none' | null>(() => loaded);

  useEffect(() => {
    if (!wanted || part) return;
    patiently(() => import('./windowing')).then(
      (module) => {
        loaded = module.Windowing;
        setPart(() => module.Windowing);
      },
      () => setPart('none'),
    );
  }, [wanted, part]);
  return part;
}

const nothing = () => undefined;

const firstOf = (count: number, to: number): Shown => ({
  from: 0,
  to,
  before: 0,
  after: (count - to) * ROW,
  measure: nothing,
  reveal: nothing,
});

// What is shown, and what must be in the page to follow the scrolling.
export function useWindow(
  items: readonly Item[],
  place: RefObject<HTMLElement | null>,
): { shown: Shown; follower: ReactNode } {
  const isLong = items.length > WHOLE;
  const Windowing = useWindowing(isLong);
  const printing = usePrinting();
  const [shown, setShown] = useState<Shown | null>(null);
  const count = items.length;

  if (!isLong || printing || Windowing === 'none')
    return { shown: firstOf(count, count), follower: null };
  return {
    shown: Windowing && shown ? shown : firstOf(count, WHOLE),
    follower: Windowing ? <Windowing items={items} place={place} report={setShown} /> : null,
  };
}
