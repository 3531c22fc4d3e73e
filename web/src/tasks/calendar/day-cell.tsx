// A day of the calendar: its number, as many of its tasks as there is room for, and on narrow
// screens dots in their place.

import { useState, type DragEvent } from 'react';
import type { List, Task } from '../../api';
import { dotClass } from '../../shell/colours';
import { draggedTasks, endDrag, startDrag } from '../../shell/drag';
import { Link } from '../../shell/link';
import { useText } from '../../text';
import { formatDay, formatTime } from '../../text/format';
import type { Day } from './month';

export const SHOWN = 3;
const DOTS = 3;

export interface DayProps {
  day: Day;
  tasks: readonly Task[];
  lists: ReadonlyMap<number, List>;
  outside: boolean; // of another month
  today: boolean;
  selected: boolean;
  stop: boolean; // Tab stops here
  whole: boolean; // with all of its tasks, on paper
  hrefOf(task: Task): string;
  onChoose(): void;
  onMore(): void;
  onDrop(ids: readonly number[]): void;
}

function CalendarTask({
  task,
  color,
  href,
  stop,
}: {
  task: Task;
  color: string | null;
  href: string;
  stop: boolean;
}) {
  const t = useText();

  return (
    <Link
      className="cal-task"
      href={href}
      data-task={task.id}
      data-done={task.completed || undefined}
      tabIndex={stop ? 0 : -1}
      aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight Alt+ArrowUp Alt+ArrowDown"
      draggable
      onDragStart={(event) => startDrag(event, { is: 'tasks', ids: [task.id] }, task.title)}
      onDragEnd={endDrag}
    >
      <i className={dotClass(color)} />
      <span dir="auto">
        {task.due_time ? <time>{formatTime(task.due_time)}</time> : null} {task.title}
      </span>
      {task.completed ? <span className="sr">{t.calendar.done}</span> : null}
    </Link>
  );
}

function useDropTarget(onDrop: (ids: readonly number[]) => void) {
  const [over, setOver] = useState(false);
  const takes = (event: DragEvent) => {
    if (!draggedTasks()) return;
    event.preventDefault();
    setOver(true);
  };

  return {
    over,
    handlers: {
      onDragEnter: takes,
      onDragOver: takes,
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        const ids = draggedTasks();

        setOver(false);
        if (!ids) return;
        event.preventDefault();
        onDrop(ids);
      },
    },
  };
}

export function DayCell({ day, tasks, lists, ...props }: DayProps) {
  const t = useText();
  const { over, handlers } = useDropTarget(props.onDrop);
  const shown = tasks.length > SHOWN + 1 && !props.whole ? tasks.slice(0, SHOWN) : tasks;
  const open = tasks.filter((task) => !task.completed).length;

  return (
    <td
      className={props.outside ? 'cal-out' : undefined}
      data-day={day}
      aria-current={props.today ? 'date' : undefined}
      data-selected={props.selected || undefined}
      data-drop={over || undefined}
      {...handlers}
    >
      <button
        type="button"
        className="cal-day"
        tabIndex={props.stop ? 0 : -1}
        aria-label={t.calendar.day(formatDay(day), open)}
        onClick={props.onChoose}
      >
        <time dateTime={day}>{Number(day.slice(8))}</time>
      </button>
      {shown.map((task) => (
        <CalendarTask
          key={task.id}
          task={task}
          color={task.list_id === null ? null : (lists.get(task.list_id)?.color ?? null)}
          href={props.hrefOf(task)}
          stop={props.stop}
        />
      ))}
      {shown.length < tasks.length ? (
        <button
          type="button"
          className="cal-more"
          tabIndex={props.stop ? 0 : -1}
          onClick={props.onMore}
        >
          {t.calendar.more(tasks.length - shown.length)}
        </button>
      ) : null}
      <span className="cal-dots" aria-hidden="true">
        {tasks.slice(0, DOTS).map((task) => (
          <i key={task.id} />
        ))}
      </span>
    </td>
  );
}
