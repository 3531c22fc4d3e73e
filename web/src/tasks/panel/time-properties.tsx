// The properties of a task that are about time.

import { Bell, Calendar, CalendarClock, Repeat } from 'lucide-react';
import { act, type Task } from '../../api';
import { useNow } from '../../shell/clock';
import { useText } from '../../text';
import { formatDue } from '../../text/format';
import {
  DatePicker,
  dateWords,
  ReminderPicker,
  remindersWords,
  RepeatPicker,
  repeatWords,
  StartPicker,
} from '../pickers';
import { Property } from './property';
import { ZoneNote } from './zone-note';

export function DateProperty({ task }: { task: Task }) {
  const t = useText();
  const now = useNow();

  return (
    <Property
      icon={Calendar}
      name={t.pickers.date}
      value={task.due_date ? dateWords({ ...task, recurrence: null }, now) : t.pickers.noDate}
      isSet={task.due_date !== null}
      className="date"
      note={<ZoneNote task={task} />}
    >
      {(close) => (
        <DatePicker
          value={task}
          onChange={(change) => act.update(task.id, change)}
          onClose={close}
        />
      )}
    </Property>
  );
}

export function ReminderProperty({ task }: { task: Task }) {
  const t = useText();

  return (
    <Property
      icon={Bell}
      name={t.reminders.title}
      value={remindersWords(task.reminders, task.due_time !== null)}
      isSet={task.reminders.length > 0}
      className="pick"
    >
      {() => (
        <ReminderPicker value={task} onChange={(reminders) => act.update(task.id, { reminders })} />
      )}
    </Property>
  );
}

export function RepeatProperty({ task }: { task: Task }) {
  const t = useText();

  return (
    <Property
      icon={Repeat}
      name={t.repeat.title}
      value={repeatWords(task)}
      isSet={task.recurrence !== null}
      className="pick"
    >
      {(close) => (
        <RepeatPicker
          alone
          value={task}
          onChange={(change) => act.update(task.id, change)}
          back={close}
        />
      )}
    </Property>
  );
}

export function StartProperty({ task }: { task: Task }) {
  const t = useText();
  const now = useNow();
  const start = formatDue({ due_date: task.start_date }, now);

  return (
    <Property
      icon={CalendarClock}
      name={t.pickers.startDate}
      value={start?.text ?? t.pickers.noDate}
      isSet={start !== null}
      className="date"
    >
      {(close) => (
        <StartPicker
          value={task.start_date}
          onChange={(start_date) => {
            act.update(task.id, { start_date });
            close();
          }}
        />
      )}
    </Property>
  );
}
