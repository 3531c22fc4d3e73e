// The days that are offered at once, with the date that each of them means.

import { CalendarDays, CalendarPlus, CalendarRange, CalendarX2, Sun } from 'lucide-react';
import { usePreferences } from '../../../api';
import { dayOf, useNow } from '../../../shell/clock';
import type { MenuEntry } from '../../../shell/menu';
import { useText } from '../../../text';
import { formatDay } from '../../../text/format';
import { quickDays } from '../../pickers/quick-days';

const ICON = {
  today: Sun,
  tomorrow: CalendarPlus,
  weekend: CalendarDays,
  nextWeekend: CalendarDays,
  nextWeek: CalendarRange,
};

export function useDayEntries(): MenuEntry[] {
  const t = useText();
  const now = useNow();
  const first = usePreferences()?.first_day ?? 'monday';

  return [
    ...quickDays(dayOf(now), first).map(({ name, day }) => ({
      id: `day-${day}`,
      label: t.rows.days[name],
      icon: ICON[name],
      end: formatDay(day, 'weekday'),
    })),
    { id: 'day-', label: t.rows.days.none, icon: CalendarX2 },
  ];
}

export const dayOfEntry = (id: string): string | null => id.slice('day-'.length) || null;
