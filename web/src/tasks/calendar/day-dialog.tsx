// All tasks of a day, where the month has no room for them.

import { Plus } from 'lucide-react';
import type { Task } from '../../api';
import { Dialog } from '../../ui/dialog';
import { Link } from '../../shell/link';
import { addTask } from '../../shell/overlay';
import { useText } from '../../text';
import { formatDay, formatTime } from '../../text/format';
import { DialPicture } from '../rows/dial';
import type { Day } from './month';

interface Props {
  day: Day;
  tasks: readonly Task[];
  hrefOf(task: Task): string;
  close(): void;
}

export function DayDialog({ day, tasks, hrefOf, close }: Props) {
  const t = useText().calendar;

  return (
    <Dialog title={formatDay(day)} close={close}>
      {tasks.length ? (
        <ul className="cal-all">
          {tasks.map((task) => (
            <li key={task.id} data-done={task.completed || undefined}>
              <Link className="menu-item" href={hrefOf(task)} onClick={close}>
                <span data-priority={task.priority === 'none' ? undefined : task.priority}>
                  <DialPicture />
                </span>
                <span dir="auto">{task.title}</span>
                {task.completed ? <span className="sr">{t.done}</span> : null}
                {task.due_time ? <time className="end">{formatTime(task.due_time)}</time> : null}
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <p>{t.none}</p>
      )}
      <div className="dialog-foot">
        <button type="button" className="btn" onClick={close}>
          {t.close}
        </button>
        <button
          type="button"
          className="btn btn-primary"
          // biome-ignore lint/a11y/noAutofocus: what a day is pressed for
          autoFocus
          onClick={() => {
            close();
            addTask({ due_date: day });
          }}
        >
          <Plus className="icon" aria-hidden="true" />
          {t.add}
        </button>
      </div>
    </Dialog>
  );
}
