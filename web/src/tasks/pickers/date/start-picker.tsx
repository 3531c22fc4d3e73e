// Chooses the day from which on a task can be worked on.

import { CalendarX } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { useNow } from '../../../shell/clock';
import { useText } from '../../../text';
import { today } from '../../../text/format';
import { useOwn } from '../own';
import { MonthChoice } from './month-choice';
import { QuickChoices } from './quick-choices';

interface Props {
  value: string | null;
  onChange(day: string | null): void;
}

export function StartPicker({ value, onChange }: Props) {
  const t = useText();
  const day = today(useNow());
  const { firstDay } = useOwn();

  return (
    <div className="date-days">
      <QuickChoices today={day} firstDay={firstDay} chosen={value} choose={onChange} />
      <hr className="menu-sep" />
      <MonthChoice value={value} onChange={onChange} />
      {value ? (
        <>
          <hr className="menu-sep" />
          <Button className="menu-item" onPress={() => onChange(null)}>
            <CalendarX className="icon" aria-hidden="true" />
            {t.pickers.noDate}
          </Button>
        </>
      ) : null}
    </div>
  );
}
