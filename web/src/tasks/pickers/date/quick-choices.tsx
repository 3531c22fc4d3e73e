// The days that are chosen most often, each with the day that it means.

import { Armchair, CalendarRange, Sun, Sunrise } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { useText } from '../../../text';
import { formatDay } from '../../../text/format';
import { quickDays, type FirstDay, type QuickName } from '../quick-days';

const ICONS = {
  today: Sun,
  tomorrow: Sunrise,
  weekend: Armchair,
  nextWeekend: Armchair,
  nextWeek: CalendarRange,
} satisfies Record<QuickName, unknown>;

interface Props {
  today: string;
  firstDay: FirstDay;
  chosen: string | null;
  choose(day: string): void;
}

export function QuickChoices({ today, firstDay, chosen, choose }: Props) {
  const t = useText();

  return quickDays(today, firstDay).map(({ name, day }) => {
    const Icon = ICONS[name];
    const near = name === 'today' || name === 'tomorrow';

    return (
      <Button
        key={name}
        className="menu-item"
        onPress={() => choose(day)}
        {...(day === chosen ? { 'aria-current': 'true' } : {})}
      >
        <Icon className="icon" aria-hidden="true" />
        {t.pickers.quick[name]}{' '}
        <span className="end">{formatDay(day, near ? 'shortName' : 'weekday')}</span>
      </Button>
    );
  });
}
