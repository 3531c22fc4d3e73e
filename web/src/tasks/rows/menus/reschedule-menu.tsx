// Gives all overdue tasks another day.

import { CalendarClock } from 'lucide-react';
import { act, type Task } from '../../../api';
import { MenuButton } from '../../../shell/menu';
import { useText } from '../../../text';
import { dayOfEntry, useDayEntries } from './day-entries';

export function RescheduleMenu({ tasks }: { tasks: readonly Task[] }) {
  const t = useText();

  return (
    <MenuButton
      className="btn btn-quiet btn-sm end"
      entries={useDayEntries()}
      onAction={(id) =>
        act.updateAll(
          tasks.map((task) => task.id),
          { due_date: dayOfEntry(id) },
        )
      }
    >
      <CalendarClock className="icon icon-sm" aria-hidden="true" />
      {t.rows.reschedule}
    </MenuButton>
  );
}
