// What stands behind a title: tags, sub-tasks, notes, repeat, date, list.

import { ChevronDown, CloudOff, Inbox, ListChecks, Repeat, TextAlignStart } from 'lucide-react';
import { memo } from 'react';
import type { List, Task } from '../../api';
import { dotClass } from '../../shell/colours';
import { isLate } from '../../shell/clock';
import { useText } from '../../text';
import { formatDue, formatTime } from '../../text/format';

export interface Parts {
  done: number;
  all: number;
}

export interface MetaProps {
  task: Task;
  now: Date;
  parts: Parts | null;
  unfolded: boolean;
  list: List | null | undefined; // null is the inbox; undefined: the view says it
  timeOnly: boolean; // the head of the group says the day
  unsent: boolean;
  fold?: (() => void) | undefined;
}

export function dueWords(task: Task, now: Date, timeOnly: boolean): string {
  if (timeOnly && !isPast(task, now)) return task.due_time ? formatTime(task.due_time) : '';
  return formatDue(task, now)?.text ?? '';
}

const isPast = (task: Task, now: Date) => (formatDue(task, now)?.days ?? 0) < 0;

function Due({ task, now, timeOnly }: Pick<MetaProps, 'task' | 'now' | 'timeOnly'>) {
  const words = dueWords(task, now, timeOnly);
  const days = formatDue(task, now)?.days;
  const tone = isLate(task, now)
    ? ' meta-overdue'
    : days === 0 && !timeOnly && !task.completed
      ? ' meta-today'
      : '';

  if (!words) return <span className="meta-when desk-only" />;
  return (
    <time
      className={`meta meta-when${tone}`}
      dateTime={task.due_time ? `${task.due_date}T${task.due_time}` : task.due_date!}
    >
      {words}
    </time>
  );
}

function PartsCount({ parts, unfolded, fold }: Pick<MetaProps, 'parts' | 'unfolded' | 'fold'>) {
  const t = useText();

  if (!parts) return null;
  return (
    <button
      type="button"
      className="meta row-twist num"
      tabIndex={-1}
      aria-expanded={unfolded}
      onClick={fold}
    >
      <ListChecks className="icon icon-sm" aria-hidden="true" />
      <span className="sr">{t.rows.parts(parts.done, parts.all)}</span>
      <span aria-hidden="true">
        {parts.done}/{parts.all}
      </span>
      <ChevronDown className="icon icon-sm" aria-hidden="true" />
    </button>
  );
}

function Place({ list }: { list: List | null }) {
  const t = useText();

  return (
    <span className="meta meta-list">
      {list ? (
        <i className={dotClass(list.color)} />
      ) : (
        <Inbox className="icon icon-sm" aria-hidden="true" />
      )}
      <span className="cut" dir="auto">
        {list?.name ?? t.shell.inbox}
      </span>
    </span>
  );
}

export const RowMeta = memo(function RowMeta(props: MetaProps) {
  const { task, list, unsent } = props;
  const t = useText();

  return (
    <span className="row-meta">
      {unsent ? (
        <span className="meta">
          <CloudOff className="icon icon-sm" aria-hidden="true" />
          {t.rows.unsent}
        </span>
      ) : null}
      {task.tags.map((tag) => (
        <span key={tag} className="meta meta-tag" dir="auto">
          #{tag}
        </span>
      ))}
      <PartsCount {...props} />
      {task.description ? (
        <span className="meta">
          <TextAlignStart className="icon icon-sm" aria-hidden="true" />
          <span className="sr">{t.rows.hasNotes}</span>
        </span>
      ) : null}
      {task.recurrence ? (
        <span className="meta">
          <Repeat className="icon icon-sm" aria-hidden="true" />
          <span className="sr">{t.rows.repeats}</span>
        </span>
      ) : null}
      <Due {...props} />
      {list === undefined ? null : <Place list={list} />}
    </span>
  );
});
