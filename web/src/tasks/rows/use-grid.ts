// The focus in a list: Tab leads to one row, arrows go on from there, also into a row and back.

import {
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import type { RowItem } from './items';
import type { Selection } from './selection';

const INSIDE = 'input, a, button';

interface Options {
  rows: readonly RowItem[];
  place: RefObject<HTMLElement | null>;
  selection: Selection;
  reveal(key: string): void;
}

export function useGrid({ rows, place, selection, reveal }: Options) {
  const [wanted, setWanted] = useState<string | null>(null);
  const [, setTurn] = useState(0);
  const index = useRef(0);
  const moving = useRef(false); // the focus shall follow
  const had = useRef(false); // the focus was on a row, which may have gone
  const keys = rows.map(({ key }) => key);
  const found = wanted === null ? -1 : keys.indexOf(wanted);
  const at = Math.min(found < 0 ? index.current : found, keys.length - 1);
  const current = keys[at] ?? null;

  useLayoutEffect(() => {
    index.current = Math.max(at, 0);
    const lost = had.current && document.activeElement === document.body;

    if (current === null || !(moving.current || (lost && found < 0))) return;
    moving.current = false;
    const focus = () => place.current?.querySelector<HTMLElement>(`#${CSS.escape(current)}`);
    const row = focus();

    if (row) row.focus();
    else {
      reveal(current);
      requestAnimationFrame(() => requestAnimationFrame(() => focus()?.focus()));
    }
  });

  function go(to: string | undefined): boolean {
    if (to === undefined) return false;
    moving.current = true;
    setWanted(to);
    setTurn((turn) => turn + 1); // also when it is the row that had the focus before
    return true;
  }

  // From nowhere, the first step leads to the first row.
  function stepBy(by: number): boolean {
    const inList = place.current?.contains(document.activeElement) ?? false;
    const next = inList ? at + by : at;

    return go(keys[Math.max(0, Math.min(next, keys.length - 1))]);
  }

  function within(row: HTMLElement, by: 1 | -1): void {
    const stops = [row, ...row.querySelectorAll<HTMLElement>(INSIDE)].filter((stop) =>
      stop.checkVisibility(),
    );
    const now = stops.indexOf(document.activeElement as HTMLElement);

    stops[(now + by + stops.length) % stops.length]?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>('.row');

    if (!row || event.altKey || event.nativeEvent.isComposing) return;
    const forward = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const back = document.dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    const ctrl = event.ctrlKey || event.metaKey;
    const onRow = event.target === row;

    if (event.key === forward) within(row, 1);
    else if (event.key === back) within(row, -1);
    else if (event.key === 'Home') go(keys[0]);
    else if (event.key === 'End') go(keys.at(-1));
    else if (event.shiftKey && /^Arrow(Down|Up)$/.test(event.key)) {
      const next = keys[at + (event.key === 'ArrowDown' ? 1 : -1)];

      if (!selection.chosen.size) selection.toggle(row.id);
      if (next) selection.extendTo(next);
      go(next);
    } else if (event.key === ' ' && onRow) selection.toggle(row.id);
    else if (ctrl && event.key.toLowerCase() === 'a') selection.all();
    else if (event.key === 'Escape' && selection.chosen.size) selection.clear();
    else if (event.key === 'Escape' && !onRow) row.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const focused = useCallback((key: string) => {
    had.current = true;
    if (!moving.current) setWanted(key);
  }, []);

  return {
    current,
    at,
    stepBy,
    onKeyDown,
    focusOn: go,
    focused,
    // Where the focus went when it left.
    onBlur(event: React.FocusEvent) {
      if (event.relatedTarget && !place.current?.contains(event.relatedTarget as Node))
        had.current = false;
    },
  };
}
