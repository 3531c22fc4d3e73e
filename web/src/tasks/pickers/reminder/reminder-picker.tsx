// The reminders of a task: those it has, the usual ones before it is due, and one at any time.

import { BellPlus, X } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import type { Task } from '../../../api';
import { useNow } from '../../../shell/clock';
import { useText } from '../../../text';
import { DAY_OFFSETS, instantOf, OFFSETS, offsetOf, withReminder } from './reminder';
import { PushOffer } from './push-offer';
import { reminderWords } from './reminder-words';

interface Props {
  value: Pick<Task, 'reminders' | 'due_date' | 'due_time'>;
  onChange(reminders: string[]): void;
  children?: ReactNode; // what is said below them
}

const MOST = 10;

function AtTime({ add }: { add(reminder: string): void }) {
  const t = useText();
  const id = useId();
  const now = useNow();
  const [local, setLocal] = useState('');
  const instant = local ? instantOf(local) : null;
  const passed = instant !== null && new Date(instant) <= now;

  return (
    <form
      className="field"
      onSubmit={(event) => {
        event.preventDefault();
        if (!instant || passed) return;
        add(instant);
        setLocal('');
      }}
    >
      <label className="field-label" htmlFor={id}>
        {t.reminders.atTime}
      </label>
      <div className="pick-row">
        <input
          id={id}
          type="datetime-local"
          className="input"
          value={local}
          onChange={({ target }) => setLocal(target.value)}
        />
        <Button type="submit" className="btn">
          {t.reminders.add}
        </Button>
      </div>
      {passed ? (
        <p className="field-hint" role="status">
          {t.reminders.passed}
        </p>
      ) : null}
    </form>
  );
}

function Chosen({ value, onChange }: Props) {
  const t = useText();

  if (!value.reminders.length) return null;
  return (
    <ul className="reminder-list" aria-label={t.reminders.title}>
      {value.reminders.map((reminder) => {
        const words = reminderWords(reminder, value.due_time !== null);

        return (
          <li key={reminder}>
            <span>{words}</span>
            <Button
              className="btn btn-quiet btn-icon btn-sm"
              aria-label={t.reminders.remove(words)}
              onPress={() => onChange(value.reminders.filter((one) => one !== reminder))}
            >
              <X className="icon" aria-hidden="true" />
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

export function ReminderPicker(props: Props) {
  const t = useText();
  const { value, onChange, children } = props;
  const { reminders, due_date, due_time } = value;
  const add = (reminder: string) => onChange(withReminder(reminders, reminder));
  const offered = (due_time ? OFFSETS : DAY_OFFSETS).map(offsetOf);

  return (
    <div className="pick-part">
      <Chosen {...props} />
      {reminders.length >= MOST ? <p className="field-hint">{t.reminders.full}</p> : null}
      {due_date ? (
        offered
          .filter((offset) => !reminders.includes(offset) && reminders.length < MOST)
          .map((offset) => (
            <Button key={offset} className="menu-item" onPress={() => add(offset)}>
              <BellPlus className="icon" aria-hidden="true" />
              {reminderWords(offset, due_time !== null)}
            </Button>
          ))
      ) : (
        <p className="field-hint">{t.reminders.needDate}</p>
      )}
      {reminders.length < MOST ? <AtTime add={add} /> : null}
      {reminders.length ? <PushOffer /> : null}
      {children}
    </div>
  );
}
