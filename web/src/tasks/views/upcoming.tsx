// The next days, one below the other, and after them the days that have tasks.

import { Calendar, List } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { dayOf } from '../../shell/clock';
import { addDays } from '../../shell/days';
import { Link } from '../../shell/link';
import { useText } from '../../text';
import { formatDay } from '../../text/format';
import { overdueIn, sorted, weekOf, type Group } from '../rows/arrange';
import { useRowData } from '../rows/context';
import { Rows } from '../rows/rows';
import { useOpenTasks } from './open-tasks';
import { ViewPage } from './page';
import { formatDays } from './range';
import { useWords } from './words';

const DAYS = 7;
const TODAY_SHOWN = 4; // of today's there is a page of its own

export function UpcomingView() {
  const t = useText();
  const data = useRowData();
  const words = useWords();
  const tasks = useOpenTasks(useCallback((task) => task.due_date !== null, []));
  const today = dayOf(data.now);
  const groups = useMemo(() => {
    const overdue = sorted(overdueIn(tasks, data.now), 'date', t.language);
    const week = weekOf(tasks, { now: data.now, days: DAYS, words, language: t.language });
    const found: Group[] = week.map((group, i) => {
      const sub = formatDay(group.change!.due_date!, i < 2 ? 'long' : 'date');
      const more = i === 0 ? group.tasks.length - TODAY_SHOWN : 0;

      return {
        ...group,
        ...(i < DAYS ? { sub } : {}),
        ...(more > 0
          ? {
              tasks: group.tasks.slice(0, TODAY_SHOWN),
              more: { href: '/today', label: t.views.moreToday(more) },
              add: false,
            }
          : {}),
      };
    });

    if (overdue.length)
      found.unshift({
        key: 'overdue',
        title: t.views.overdue,
        overdue: true,
        reschedule: true,
        tasks: overdue,
      });
    return found;
  }, [tasks, data.now, t, words]);

  return (
    <ViewPage
      title={t.shell.upcoming}
      sub={formatDays(today, addDays(today, DAYS - 1))}
      actions={
        <div className="segmented desk-only" role="group" aria-label={t.views.layout}>
          <Link href="/upcoming" aria-current="true">
            <List className="icon icon-sm" aria-hidden="true" />
            {t.views.week}
          </Link>
          <Link href="/calendar">
            <Calendar className="icon icon-sm" aria-hidden="true" />
            {t.views.month}
          </Link>
        </div>
      }
    >
      <Rows
        label={t.shell.upcoming}
        view="upcoming"
        groups={groups}
        data={data}
        showList
        timeOnly={({ overdue = false }) => !overdue}
      />
    </ViewPage>
  );
}
