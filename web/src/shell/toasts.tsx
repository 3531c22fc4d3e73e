// The message at the foot of the page: one at a time, for eight seconds, longer while somebody
// looks at it. What was done can be taken back from here.

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { onActed, type Acted } from '../api';
import { text, useText } from '../text';
import { announce } from './announce';

export interface Message {
  words: string;
  action?: { label: string; run(): void };
}

const SHOWN_MS = 8000;

let current: (Message & { turn: number }) | null = null;
let turn = 0;
const listeners = new Set<() => void>();

function set(next: Message | null): void {
  current = next && { ...next, turn: ++turn };
  for (const listener of listeners) listener();
}

export function say(message: Message): void {
  set(message);
  announce(message.words);
}

export const clearMessage = (): void => set(null);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// Says what was taken back, or that nothing could be.
export async function takeBack(undo: Acted['undo']): Promise<void> {
  const words = await undo?.();

  clearMessage();
  if (words) announce(words);
}

function tell(acted: Acted): void {
  if (acted.silent) return;
  const { undo } = acted;

  say({
    words: text().shell.acted(acted),
    ...(undo ? { action: { label: text().shell.undo, run: () => void takeBack(undo) } } : {}),
  });
}

export function Toasts() {
  const t = useText();
  const message = useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  );
  const [held, setHeld] = useState(false);
  const place = useRef<HTMLElement>(null);

  useEffect(() => onActed(tell), []);
  useEffect(() => {
    if (!message || held) return;
    const timer = setTimeout(clearMessage, SHOWN_MS);

    return () => clearTimeout(timer);
  }, [message, held]);
  useEffect(() => {
    const toMessage = (event: KeyboardEvent) => {
      const button = event.key === 'F6' && place.current?.querySelector('button');

      if (!button) return;
      event.preventDefault();
      button.focus();
    };

    addEventListener('keydown', toMessage);
    return () => removeEventListener('keydown', toMessage);
  }, []);

  return (
    <section className="toasts" aria-label={t.app.notifications} ref={place}>
      {message ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: it stays while somebody looks at it
        <div
          key={message.turn}
          className="toast"
          data-entering=""
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <span>{message.words}</span>
          {message.action ? (
            <button
              type="button"
              className="btn btn-sm"
              onClick={() => {
                message.action?.run();
                setHeld(false);
              }}
            >
              {message.action.label}
            </button>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
