// The tasks of the chosen day, below a month that shows dots alone.

import { useMemo } from 'react';
import type { Task } from '../../api';
import { localeOf, useText } from '../../text';
import { formatDay, nearDay } from '../../text/format';
import type { Group } from '../rows/arrange';
import { useRowData } from '../rows/context';
import { Rows } from '../rows/rows';
import type { Day } from './month';

interface Props {
  day: Day;
  today: Day;
  tasks: readonly Task[];
}

export function DayBelow({ day, today, tasks }: Props) {
  const t = useText();
  const data = useRowData();
  const groups = useMemo((): Group[] => {
    const language = localeOf(t.language);
    const long = formatDay(day, 'long', language);
    const near = day === today ? nearDay(0, language) : null;

    return [
      {
        key: `day-${day}`,
        title: near ?? long,
        ...(near ? { sub: long } : {}),
        tasks: tasks.filter(({ parent_id }) => parent_id === null),
        change: { due_date: day },
        add: true,
      },
    ];
  }, [day, today, tasks, t]);

  return (
    <div className="cal-below">
      <Rows
        key={day}
        label={formatDay(day)}
        view="calendar"
        groups={groups}
        data={data}
        showList
        timeOnly={() => true}
      />
    </div>
  );
}
