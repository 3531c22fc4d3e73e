// Which rows are chosen for an action on several, by pointer and by keys.

import { useMemo, useRef, useState } from 'react';

export interface Selection {
  chosen: ReadonlySet<string>;
  toggle(key: string): void;
  extendTo(key: string): void; // from where the last choice was made
  all(): void;
  only(keys: readonly string[]): void;
  clear(): void;
}

const NOTHING: ReadonlySet<string> = new Set();

// keys are those of all rows, in their order.
export function useSelection(keys: readonly string[]): Selection {
  const [raw, setChosen] = useState(NOTHING);
  const anchor = useRef<string | null>(null);
  const latest = useRef(keys);

  latest.current = keys;
  const chosen = useMemo(() => {
    if (raw.size === 0) return NOTHING;
    const left = keys.filter((key) => raw.has(key));

    return left.length === raw.size ? raw : new Set(left);
  }, [raw, keys]);

  const actions = useMemo(
    () => ({
      toggle(key: string) {
        anchor.current = key;
        setChosen((old) => {
          const next = new Set(old);

          if (!next.delete(key)) next.add(key);
          return next;
        });
      },
      extendTo(key: string) {
        const at = latest.current.indexOf(key);
        const from = anchor.current ? latest.current.indexOf(anchor.current) : at;
        const [low, high] = from < 0 ? [at, at] : [Math.min(from, at), Math.max(from, at)];

        if (from < 0) anchor.current = key;
        setChosen(new Set(latest.current.slice(low, high + 1)));
      },
      all: () => setChosen(new Set(latest.current)),
      only: (wanted: readonly string[]) => setChosen(new Set(wanted)),
      clear() {
        anchor.current = null;
        setChosen(NOTHING);
      },
    }),
    [],
  );

  return useMemo(() => ({ chosen, ...actions }), [chosen, actions]);
}
