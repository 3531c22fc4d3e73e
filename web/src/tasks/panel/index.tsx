// A task with its title and notes, beside the list.

import { Trash2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { act, useTask } from '../../api';
import { useText } from '../../text';

export default function TaskPanel({ id, close }: { id: number; close(): void }) {
  const t = useText();
  const task = useTask(id);
  const field = useRef<HTMLTextAreaElement>(null);
  const [title, setTitle] = useState(task?.title ?? '');
  const [notes, setNotes] = useState(task?.description ?? '');

  useEffect(() => field.current?.focus(), []);
  if (!task) return null;
  return (
    <aside
      className="panel"
      aria-label={task.title}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <div className="panel-head">
        <span className="where" />
        <button
          type="button"
          className="btn btn-quiet btn-icon btn-sm"
          aria-label={t.app.close}
          onClick={close}
        >
          <X className="icon" aria-hidden="true" />
        </button>
      </div>
      <div className="panel-body">
        <div className="panel-title">
          <textarea
            ref={field}
            className="edit"
            dir="auto"
            rows={1}
            aria-label={t.edit.name}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            onBlur={() => {
              if (title.trim() && title !== task.title) act.update(id, { title });
            }}
          />
        </div>
        <textarea
          className="edit notes"
          dir="auto"
          aria-label={t.edit.notes}
          value={notes}
          onChange={(event) => setNotes(event.target.value)}
          onBlur={() => {
            if (notes !== (task.description ?? '')) act.update(id, { description: notes || null });
          }}
        />
      </div>
      <div className="panel-foot">
        <span />
        <button
          type="button"
          className="btn btn-danger-quiet btn-icon btn-sm"
          aria-label={t.rows.remove}
          onClick={() => {
            act.remove(id);
            close();
          }}
        >
          <Trash2 className="icon" aria-hidden="true" />
        </button>
      </div>
    </aside>
  );
}
