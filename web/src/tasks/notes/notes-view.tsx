// The formatted look of notes. A press that follows no link begins to write.

import { useMemo, type MouseEvent } from 'react';
import { Markdown } from './markdown';
import { isPlain, parseNotes } from './parse';

function write(event: MouseEvent<HTMLElement>): void {
  const isLink = (event.target as Element).closest('a') !== null;

  if (isLink || getSelection()?.isCollapsed === false) return;
  event.currentTarget.parentElement?.querySelector('textarea')?.focus();
}

export default function NotesView({ source, label }: { source: string; label: string }) {
  const notes = useMemo(() => parseNotes(source), [source]);

  if (isPlain(notes)) return null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field behind it takes the keyboard
    <div role="group" className="notes-view" aria-label={label} onClick={write}>
      <Markdown notes={notes} source={source} />
    </div>
  );
}
