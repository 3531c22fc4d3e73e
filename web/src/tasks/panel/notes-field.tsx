// The notes: their formatted look until somebody writes in them, then the text itself. The field is
// always there, so that it is one stop for the keyboard; the formatted look lies over it.

import { Suspense, useEffect, useState } from 'react';
import type { Task } from '../../api';
import { useText } from '../../text';
import { useSavedText } from './use-saved-text';
import { later } from '../../shell/later';

const NotesView = later(() => import('../notes/notes-view'));

const MOST = 5000;
// Whether it can hold anything but plain text; what is looked at more closely is loaded then.
const MARKS = /[*_`[\]<>@]|https?:|www\.|^\s*(?:[-+]|\d+[.)])\s/im;

const asIs = (text: string) => text;

interface Props {
  task: Task;
  report(waits: boolean): void;
}

export function NotesField({ task, report }: Props) {
  const t = useText();
  const [writing, setWriting] = useState(false);
  const { text, waits, change, leave } = useSavedText({ task, member: 'description', valid: asIs });

  useEffect(() => report(waits), [report, waits]);
  return (
    <div className="notes-box" {...(writing ? { 'data-writing': '' } : {})}>
      {!writing && MARKS.test(text) ? (
        <Suspense>
          <NotesView source={text} label={t.panel.notesFormatted} />
        </Suspense>
      ) : null}
      <textarea
        className="edit notes"
        dir="auto"
        rows={2}
        maxLength={MOST}
        aria-label={t.panel.notes}
        placeholder={t.panel.notesExample}
        value={text}
        onChange={({ target }) => change(target.value)}
        onFocus={() => setWriting(true)}
        onBlur={() => {
          setWriting(false);
          leave();
        }}
      />
    </div>
  );
}
