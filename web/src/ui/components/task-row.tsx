// One task, in plain elements, because a page may have thousands of them.

import { CalendarDays, Pencil, Trash2 } from 'lucide-react';
import { memo } from 'react';
import type { Task } from '../lib/api';
import { dueDay } from '../lib/format';
import { messages } from '../lib/messages';

export interface RowActions {
  toggle(task: Task): void;
  edit(task: Task): void;
  remove(task: Task): void;
}

interface RowProps {
  task: Task;
  row: number; // names the row, see TaskStore.keyOf
  day: string; // today: due dates are shown relative to it
  actions: RowActions;
}

export const rowId = (row: number) => `task-${row}`;

function Due({ date, day, done }: { date: string; day: string; done: boolean }) {
  const due = dueDay(date, new Date(`${day}T12:00`));

  if (!due) return null;
  const late = due.days < 0 && !done;
  const soon = due.days >= 0 && due.days <= 1 && !done;

  return (
    <span className={late ? 'due late-day' : soon ? 'due soon' : 'due'}>
      <CalendarDays aria-hidden="true" />
      <time dateTime={date}>{late ? `${messages.tasks.overdue}: ${due.text}` : due.text}</time>
    </span>
  );
}

function Meta({ task, day }: { task: Task; day: string }) {
  if (!task.due_date && task.priority === 'none' && task.tags.length === 0) return null;
  return (
    <span className="meta">
      {task.due_date ? <Due date={task.due_date} day={day} done={task.completed} /> : null}
      {task.priority === 'none' ? null : (
        <span>{messages.tasks.priorityText(messages.tasks.priority[task.priority])}</span>
      )}
      {task.tags.map((tag) => (
        <span key={tag}>#{tag}</span>
      ))}
    </span>
  );
}

export const TaskRow = memo(function TaskRow({ task, row, day, actions }: RowProps) {
  const id = rowId(row);

  return (
    <li className={task.completed ? 'row done' : 'row'} data-row={row}>
      <label className="row-main" htmlFor={id}>
        <input
          id={id}
          type="checkbox"
          className={`tick ${task.priority}`}
          checked={task.completed}
          aria-labelledby={`${id}-title`}
          onChange={() => actions.toggle(task)}
        />
        <span className="row-text">
          <span className="title" id={`${id}-title`}>
            {task.title}
          </span>
          {task.description ? (
            <span className="notes">{task.description.split('\n', 1)[0]}</span>
          ) : null}
          <Meta task={task} day={day} />
        </span>
      </label>
      <span className="row-actions">
        <button
          type="button"
          className="icon-button"
          aria-label={messages.tasks.edit(task.title)}
          onClick={() => actions.edit(task)}
        >
          <Pencil aria-hidden="true" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={messages.tasks.delete(task.title)}
          onClick={() => actions.remove(task)}
        >
          <Trash2 aria-hidden="true" />
        </button>
      </span>
    </li>
  );
});

export function Skeleton({ rows = 4 }: { rows?: number }) {
  return (
    <div className="bones panel list">
      <p className="sr-only" role="status">
        {messages.app.loading}
      </p>
      <div className="late" aria-hidden="true">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
          <div className="skeleton-row" key={row}>
            <span className="skeleton-tick" />
            <span className="skeleton-text" />
          </div>
        ))}
      </div>
    </div>
  );
}
