// Chooses the day of a task, its time and how it repeats. What is chosen is told at once;
// `onClose` follows what ends the choice.

import { CalendarX, Clock, Repeat } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { useNow } from '../../../shell/clock';
import { useText } from '../../../text';
import { formatTime, today } from '../../../text/format';
import { MonthChoice } from './month-choice';
import { QuickChoices } from './quick-choices';
import { useOwn } from '../own';
import { RepeatPicker } from '../repeat/repeat-picker';
import { repeatWords } from '../repeat/repeat-words';
import { TimeChoice } from './time-choice';
import { TypedDate } from './typed-date';
import { withoutDate, type DateChange, type DateValue } from '../value';

interface Props {
  value: DateValue;
  onChange(change: DateChange): void;
  onClose(): void;
}

type View = 'days' | 'time' | 'repeat';

function Line({
  icon,
  name,
  end,
  onPress,
}: {
  icon: ReactNode;
  name: string;
  end: string;
  onPress(): void;
}) {
  return (
    <Button className="menu-item" onPress={onPress}>
      {icon}
      {name} <span className="end">{end}</span>
    </Button>
  );
}

function Days({ value, onChange, onClose, show }: Props & { show(view: View): void }) {
  const t = useText();
  const now = useNow();
  const { firstDay } = useOwn();
  const choose = (change: DateChange) => {
    onChange(change);
    onClose();
  };
  const chooseDay = (day: string) => choose({ due_date: day });

  return (
    <div className="date-days">
      <TypedDate now={now} choose={choose} />
      <QuickChoices
        today={today(now)}
        firstDay={firstDay}
        chosen={value.due_date}
        choose={chooseDay}
      />
      <hr className="menu-sep" />
      <MonthChoice value={value.due_date} onChange={chooseDay} />
      <hr className="menu-sep" />
      <Line
        icon={<Clock className="icon" aria-hidden="true" />}
        name={t.pickers.time}
        end={value.due_time ? formatTime(value.due_time) : t.pickers.timeNone}
        onPress={() => show('time')}
      />
      <Line
        icon={<Repeat className="icon" aria-hidden="true" />}
        name={t.repeat.title}
        end={repeatWords(value)}
        onPress={() => show('repeat')}
      />
      {value.due_date ? (
        <Button className="menu-item" onPress={() => choose(withoutDate(value))}>
          <CalendarX className="icon" aria-hidden="true" />
          {t.pickers.noDate}
        </Button>
      ) : null}
    </div>
  );
}

export function DatePicker(props: Props) {
  const [view, show] = useState<View>('days');
  const back = () => show('days');

  if (view === 'time') return <TimeChoice {...props} back={back} />;
  if (view === 'repeat') return <RepeatPicker {...props} back={back} />;
  return <Days {...props} show={show} />;
}
