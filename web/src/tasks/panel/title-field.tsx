// The title, edited in place. It is one line of text however it wraps.

import { useEffect, useRef } from 'react';
import type { Task } from '../../api';
import { useText } from '../../text';
import { useSavedText } from './use-saved-text';

const MOST = 500;

const oneLine = (text: string) => text.replace(/\s*[\r\n]+\s*/g, ' ');
const valid = (text: string) => text.trim() || null;

interface Props {
  task: Task;
  report(waits: boolean): void;
}

export function TitleField({ task, report }: Props) {
  const t = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, waits, change, leave } = useSavedText({ task, member: 'title', valid });

  useEffect(() => report(waits), [report, waits]);
  // A finger has not asked for its keyboard.
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) field.current?.focus({ preventScroll: true });
    else field.current?.closest<HTMLElement>('.panel')?.focus({ preventScroll: true });
  }, []);

  return (
    <textarea
      ref={field}
      className="edit"
      dir="auto"
      rows={1}
      maxLength={MOST}
      aria-label={t.panel.title}
      value={text}
      onChange={({ target }) => change(oneLine(target.value))}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
        event.preventDefault();
        event.currentTarget.closest('.panel')?.querySelector<HTMLElement>('.notes')?.focus();
      }}
    />
  );
}
