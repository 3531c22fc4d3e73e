// Says to a screen reader what has changed on the page.

import { useSyncExternalStore } from 'react';

let said = '';
let turn = 0;
const listeners = new Set<() => void>();

export function announce(words: string): void {
  turn++;
  said = turn % 2 ? words : `${words}\u00a0`; // the same words again are said again
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Announcer() {
  const words = useSyncExternalStore(
    subscribe,
    () => said,
    () => '',
  );

  return (
    <div className="sr" role="status" data-announcer="">
      {words}
    </div>
  );
}
