// Adds parts to a task: Enter adds one and stays for the next, several pasted lines add several.

import { Plus } from 'lucide-react';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { act, keyOf, useDraft, type Task } from '../../api';
import { announce } from '../../shell/announce';
import { useText } from '../../text';
import { linesOf, type Line } from '../quickadd/lines';

const TITLE_MOST = 500;

export function AddPart({ task }: { task: Task }) {
  const t = useText();
  const [text, setText, clear] = useDraft(`task.${keyOf(task.id)}.part`);

  function add(lines: readonly Line[]): void {
    const { id, list_id, section_id } = task;

    for (const { text: title, completed } of lines)
      act.create(
        {
          title: title.slice(0, TITLE_MOST),
          parent_id: id,
          ...(list_id === null ? {} : { list_id }),
          ...(section_id === null ? {} : { section_id }),
          ...(completed ? { completed } : {}),
        },
        { silent: true },
      );
    announce(t.panel.partsAdded(lines.length));
    clear();
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing || event.key !== 'Enter') return;
    event.preventDefault();
    const title = text.trim();

    if (title) add([{ text: title, completed: false }]);
  }

  function onPaste(event: ClipboardEvent<HTMLInputElement>): void {
    const lines = linesOf(event.clipboardData.getData('text/plain'));

    if (lines.length < 2) return;
    event.preventDefault();
    add(text.trim() ? [{ text: text.trim(), completed: false }, ...lines] : lines);
  }

  return (
    <label className="row-add part-add">
      <Plus className="icon" aria-hidden="true" />
      <input
        className="part-input"
        dir="auto"
        maxLength={TITLE_MOST}
        aria-label={t.panel.addPart}
        placeholder={t.panel.addPart}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
    </label>
  );
}
