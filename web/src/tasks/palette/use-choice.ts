// Which result is chosen: the first one, until the arrows or the pointer choose another.

import { useEffect, useState, type KeyboardEvent } from 'react';

interface Keys {
  count: number;
  onRun(index: number, complete: boolean): void;
}

const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  PageDown: (at, count) => Math.min(at + 8, count - 1),
  PageUp: (at) => Math.max(at - 8, 0),
};

// reset: with another text the first result is chosen again.
export function useChoice(reset: string, { count, onRun }: Keys) {
  const [at, setAt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is what the effect is for
  useEffect(() => setAt(0), [reset]);
  const chosen = Math.min(at, Math.max(count - 1, 0));

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return;
    const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : STEPS[event.key];

    if (step && count > 0) setAt(step(chosen, count));
    else if (event.key === 'Enter') onRun(chosen, event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  }

  return { chosen, choose: setAt, onKeyDown };
}
