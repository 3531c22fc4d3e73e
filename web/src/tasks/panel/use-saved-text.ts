// The text of a task as it is typed: kept as a draft at once, saved half a second after the last
// key and on leaving the field. The server's text shows again when the field has been left.

import { useEffect, useRef, useState } from 'react';
import { act, keyOf, retryFailure, useDraft, useFailures, type Task } from '../../api';

const PAUSE_MS = 500;

export interface SavedText {
  text: string;
  waits: boolean; // something was typed that is not saved yet
  change(text: string): void;
  leave(): void;
}

interface Options {
  task: Task;
  member: 'title' | 'description';
  // The text as it is saved; null for one that cannot be.
  valid(text: string): string | null;
}

export function useSavedText({ task, member, valid }: Options): SavedText {
  const saved = task[member] ?? '';
  const [draft, setDraft, clearDraft] = useDraft(`task.${keyOf(task.id)}.${member}`, saved);
  const [shown, setShown] = useState<string | null>(draft === saved ? null : draft);
  const [waits, setWaits] = useState(shown !== null);
  const refused = useFailures().find(({ id, change }) => id === task.id && member in change);

  function save(): void {
    const text = shown === null ? null : valid(shown);

    setWaits(false);
    latest.current.waits = false;
    if (text === null) return;
    // What the server has refused is mended, not followed by another change.
    if (text !== saved && refused) retryFailure(refused.key, { [member]: text || null });
    else if (text !== saved) act.update(task.id, { [member]: text || null }, { silent: true });
    clearDraft(); // after the change, with which it goes
  }

  // Its change was on the device already when the page ended.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as it opens
  useEffect(() => {
    if (shown === null) clearDraft();
  }, []);

  const latest = useRef({ save, waits });

  latest.current = { save, waits };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the pause begins anew with each key
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => latest.current.save(), PAUSE_MS);

    return () => clearTimeout(timer);
  }, [waits, shown]);
  useEffect(() => {
    const now = () => latest.current.waits && latest.current.save();

    addEventListener('pagehide', now);
    document.addEventListener('visibilitychange', now);
    return () => {
      removeEventListener('pagehide', now);
      document.removeEventListener('visibilitychange', now);
      now();
    };
  }, []);

  return {
    text: shown ?? saved,
    waits,
    change(text) {
      setShown(text);
      setDraft(text);
      setWaits(true);
    },
    leave() {
      if (waits) save();
      if (shown !== null && valid(shown) === null) clearDraft();
      setShown(null);
    },
  };
}
