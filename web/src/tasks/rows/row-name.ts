import { isLate } from '../../shell/clock';
import { useText } from '../../text';
import { formatDue } from '../../text/format';
import type { RowProps } from './row';

// What the row says to somebody who does not see it: all that matters of the task.
export function useRowName({ item, now, parts, list }: RowProps): string {
  const t = useText();
  const { task } = item;
  const due = formatDue(task, now);

  return t.rows.name(
    [
      task.title,
      task.completed ? t.rows.done : '',
      task.priority === 'none' ? '' : t.rows.priorities[task.priority],
      isLate(task, now) ? t.rows.overdue : '',
      due ? t.rows.due(due.text) : '',
      task.recurrence ? t.rows.repeats : '',
      parts ? t.rows.parts(parts.done, parts.all) : '',
      task.tags.length ? t.rows.tags(task.tags) : '',
      list === undefined ? '' : (list?.name ?? t.shell.inbox),
    ].filter(Boolean),
  );
}
