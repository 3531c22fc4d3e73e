// The words with which tasks are grouped.

import { useMemo } from 'react';
import { dayOf, useNow } from '../../shell/clock';
import { addDays } from '../../shell/days';
import { useText } from '../../text';
import { formatDay, nearDay } from '../../text/format';
import type { Words } from '../rows/arrange';

export function useWords(): Words {
  const t = useText();
  const now = useNow();

  return useMemo(() => {
    const today = dayOf(now);

    return {
      overdue: t.views.overdue,
      noDate: t.views.noDate,
      inbox: t.shell.inbox,
      priority: t.rows.priorities,
      day(date) {
        if (date === today) return nearDay(0);
        if (date === addDays(today, 1)) return nearDay(1);
        if (date > today && date <= addDays(today, 6)) return formatDay(date, 'name');
        return formatDay(date, date.slice(0, 4) === today.slice(0, 4) ? 'long' : 'full');
      },
    };
  }, [t, now]);
}
