// Text that is being typed, kept on the device for the person, until it is saved or given up. It
// survives reloads, crashes, signing out and the end of a session; another person never sees it.

import { useCallback, useState, useSyncExternalStore } from 'react';
import { currentWorkspace, watchCurrent } from './current';

const PREFIX = 'ostiary.draft.';

const nameOf = (userId: string, key: string): string => `${PREFIX}${userId}.${key}`;

// Texts that are done with, by name: they go once what has become of them is kept. What was typed
// behind them waits as long.
const leaving = new Map<string, { text: string; next: string | null }>();

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  } catch {
    // full, or refused: the text lasts as long as the page
  }
}

// What is still to be done with.
function shown(name: string): string | null {
  const text = read(name);
  const gone = leaving.get(name);

  return gone && gone.text === text ? gone.next : text;
}

// A page that ends now leaves either the text or the change that was made of it.
async function replaceOnceKept(name: string, next: string | null): Promise<void> {
  const text = read(name);

  if (text === null) return write(name, next);
  const mine = { text, next };

  leaving.set(name, mine);
  await currentWorkspace()?.kept();
  if (leaving.get(name) !== mine) return; // there was another change
  leaving.delete(name);
  if (read(name) === text) write(name, mine.next);
}

export const drafts = {
  get: (userId: string, key: string): string | null => read(nameOf(userId, key)),
  set: (userId: string, key: string, text: string | null): void => write(nameOf(userId, key), text),

  // Those of one person, by key.
  all(userId: string): Record<string, string> {
    const start = nameOf(userId, '');
    const out: Record<string, string> = {};

    try {
      for (const name of Object.keys(localStorage))
        if (name.startsWith(start)) out[name.slice(start.length)] = read(name) ?? '';
    } catch {
      // there is no storage
    }
    return out;
  },
  clear(userId: string): void {
    for (const key of Object.keys(drafts.all(userId))) drafts.set(userId, key, null);
  },
};

// The text of a field, how to set it, and how to be done with it, but for a rest that is left in
// the field. `initial` is what the field shows while nothing of its own was typed; a null key is a
// field without a draft.
export function useDraft(
  key: string | null,
  initial = '',
): [string, (text: string) => void, (rest?: string) => void] {
  const workspace = useSyncExternalStore(watchCurrent, currentWorkspace, () => null);
  const userId = workspace?.userId ?? null;
  const name = userId && key !== null ? nameOf(userId, key) : null;
  const [typed, setTyped] = useState<{ name: string | null; text: string | null }>({
    name: null,
    text: null,
  });
  const mine = typed.name === name ? typed.text : name ? shown(name) : null;

  const set = useCallback(
    (text: string) => {
      setTyped({ name, text });
      if (!name) return;
      const gone = leaving.get(name);
      const next = text === initial ? null : text;

      if (gone) gone.next = next;
      else write(name, next);
    },
    [name, initial],
  );
  const clear = useCallback(
    (rest?: string) => {
      const next = rest || null;

      setTyped({ name, text: next });
      if (name) void replaceOnceKept(name, next);
    },
    [name],
  );

  return [mine ?? initial, set, clear];
}
