// The state of quick add: the text, what is understood of it, what the person has corrected.

import { useEffect, useRef, useState } from 'react';
import { act, useDraft } from '../../api';
import { announce } from '../../shell/announce';
import { text as words } from '../../text';
import { addLines } from './add-lines';
import { ask } from './ask';
import { linesOf, oneLine, type Line } from './lines';
import { type Correction, type Defaults, draftOf, inputOf, stillCorrect } from './new-task';
import { rememberTyped, type Typed } from './sent';
import { follow, type Range, type Span } from './spans';
import { useUnderstanding } from './use-understanding';

export const TITLE_MOST = 500;
const NOTES_MOST = 5000;

// What is left of the field after its text was taken: what was typed meanwhile.
const rest = (field: string, taken: string) =>
  field.startsWith(taken) ? field.slice(taken.length).trimStart() : field;

export function useQuickAdd(defaults: Defaults, begin = '') {
  const [text, setText, clearText] = useDraft('quick-add', '');
  const [notes, setNotes, clearNotes] = useDraft('quick-add-notes', '');
  const [kept, setKept] = useState<Range[]>([]);
  const [correction, setCorrection] = useState<Correction>({});
  const [composing, setComposing] = useState(false);
  const [lines, setLines] = useState<Line[] | null>(null);
  const [busy, setBusy] = useState(false);
  const understanding = useUnderstanding(text, kept, ask, composing);
  const { task, settle } = understanding;
  const before = useRef(task);
  const field = useRef(text);

  field.current = text;
  // A text that was given begins the field, behind one that was kept from the last time.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as it opens
  useEffect(() => {
    if (begin) setText(text ? `${text} ${begin}` : begin);
  }, []);
  useEffect(() => {
    setCorrection((now) => stillCorrect(now, before.current, task));
    before.current = task;
  }, [task]);

  function change(next: string): void {
    setKept((ranges) => follow(ranges, text, next));
    setText(next);
    if (next.trim() === '') setCorrection({});
  }

  async function add(): Promise<boolean> {
    if (text.trim() === '' || text.length > TITLE_MOST || notes.length > NOTES_MOST || busy)
      return false;
    setBusy(true);
    const understood = understanding.now ?? (await settle());
    const draft = draftOf(defaults, understood, correction);
    const task = act.create(inputOf(draft, understood.title, notes), { silent: true });

    rememberTyped(task.id, { text, notes, kept, correction });
    setBusy(false);
    setKept([]);
    setCorrection({});
    clearNotes();
    clearText(rest(field.current, text));
    announce(words().quickAdd.added(task.title));
    return true;
  }

  // The text of a task that was refused.
  function takeOver(typed: Typed): void {
    setText(typed.text);
    setKept([...typed.kept]);
    setCorrection(typed.correction);
    if (typed.notes) setNotes(typed.notes);
  }

  // Several lines are asked about; one is pasted as the field would do it.
  function paste(pasted: string): boolean {
    const found = linesOf(pasted);

    if (found.length < 2) return false;
    setLines(found);
    return true;
  }

  async function addSeveral(): Promise<void> {
    if (!lines || busy) return;
    setBusy(true);
    const count = await addLines(lines, defaults, ask);

    setBusy(false);
    setLines(null);
    announce(words().quickAdd.addedSeveral(count));
  }

  function keepAsOne(): void {
    const one = oneLine((lines ?? []).map((line) => line.text).join('\n'));

    setLines(null);
    change(text === '' ? one : `${text} ${one}`);
  }

  return {
    text,
    notes,
    lines,
    busy,
    spans: understanding.spans,
    draft: draftOf(defaults, task, correction),
    tooLong: Math.max(text.length - TITLE_MOST, 0),
    change,
    setNotes,
    setComposing,
    correct: (more: Correction) => setCorrection((now) => ({ ...now, ...more })),
    takeBack: (span: Span) =>
      setKept((ranges) => [...ranges, { start: span.start, end: span.end }]),
    takeOver,
    add,
    paste,
    addSeveral,
    keepAsOne,
  };
}

export type QuickAddState = ReturnType<typeof useQuickAdd>;
