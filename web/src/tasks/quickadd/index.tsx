// A new task by its title alone.

import { useState, type FormEvent } from 'react';
import { act } from '../../api';
import { DialogFrame } from '../../shell/dialog';
import type { NewTask } from '../../shell/overlay';
import { useText } from '../../text';

export default function QuickAdd({ task, close }: { task: NewTask; close(): void }) {
  const t = useText();
  const [title, setTitle] = useState('');

  function send(event: FormEvent) {
    event.preventDefault();
    if (!title.trim()) return;
    act.create({ ...task, title: title.trim() });
    setTitle('');
  }

  return (
    <DialogFrame title={t.shell.addTaskLabel} close={close}>
      <form className="form" onSubmit={send}>
        <input
          className="input"
          dir="auto"
          maxLength={500}
          aria-label={t.tasks.addLabel}
          autoComplete="off"
          // biome-ignore lint/a11y/noAutofocus: a dialog with one field
          autoFocus
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <div className="dialog-foot">
          <button type="button" className="btn" onClick={close}>
            {t.app.close}
          </button>
          <button type="submit" className="btn btn-primary">
            {t.shell.addTask}
          </button>
        </div>
      </form>
    </DialogFrame>
  );
}
