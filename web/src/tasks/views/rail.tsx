// Beside Today on a wide screen: the month, and what the next three days bring.

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { usePreferences, useTasks, type Task } from '../../api';
import { dayOf, useNow } from '../../shell/clock';
import { addDays } from '../../shell/days';
import { dotClass } from '../../shell/colours';
import { useGo } from '../../shell/place';
import { useText } from '../../text';
import { formatDay, formatTime } from '../../text/format';
import { addMonths, weeksOf } from '../calendar/month';
import { sorted } from '../rows/arrange';
import { useRowData } from '../rows/context';
import { formatInitial } from './range';

const DAYS = 3;
const FIRST = { monday: 1, saturday: 6, sunday: 0 };

function Month({ today, busy }: { today: string; busy: ReadonlySet<string> }) {
  const t = useText();
  const go = useGo();
  const first = usePreferences()?.first_day ?? 'monday';
  const [month, setMonth] = useState(today.slice(0, 7));
  const weeks = weeksOf(month, FIRST[first]);
  const title = formatDay(`${month}-01`, 'month');

  return (
    <>
      <div className="month-head">
        <span>{title}</span>
        <button
          type="button"
          className="btn btn-quiet btn-icon btn-sm"
          aria-label={t.views.previousMonth}
          onClick={() => setMonth(addMonths(month, -1))}
        >
          <ChevronLeft className="icon flip" aria-hidden="true" />
        </button>
        <button
          type="button"
          className="btn btn-quiet btn-icon btn-sm"
          aria-label={t.views.nextMonth}
          onClick={() => setMonth(addMonths(month, 1))}
        >
          <ChevronRight className="icon flip" aria-hidden="true" />
        </button>
      </div>
      <table className="month" aria-label={title}>
        <thead>
          <tr>
            {weeks[0]!.map((day) => (
              <th key={day} scope="col">
                <abbr title={formatDay(day, 'name')}>{formatInitial(day)}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day}>
                  <button
                    type="button"
                    className={day.startsWith(month) ? 'day' : 'day day-out'}
                    aria-label={formatDay(day, 'full')}
                    {...(day === today ? { 'aria-current': 'date' as const } : {})}
                    {...(busy.has(day) ? { 'data-busy': '' } : {})}
                    onClick={() => go(`/calendar?month=${day.slice(0, 7)}&day=${day}`)}
                  >
                    {Number(day.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Next({ day, tasks }: { day: string; tasks: readonly Task[] }) {
  const { lists } = useRowData();

  return (
    <section className="rail-day">
      <h3>
        {formatDay(day, 'name')}
        <small>{formatDay(day, 'date')}</small>
      </h3>
      <ul>
        {tasks.map((task) => (
          <li key={task.id}>
            <i className={dotClass(lists.get(task.list_id ?? 0)?.color ?? null)} />
            <span dir="auto">{task.title}</span>
            {task.due_time ? <time>{formatTime(task.due_time)}</time> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Rail() {
  const t = useText();
  const today = dayOf(useNow());
  const open = useTasks(useCallback((task: Task) => !task.completed && task.due_date !== null, []));
  const busy = useMemo(() => new Set(open.map(({ due_date }) => due_date!)), [open]);
  const days = Array.from({ length: DAYS }, (_, i) => addDays(today, i + 1));

  return (
    <aside className="rail" aria-label={t.views.comingUp}>
      <Month today={today} busy={busy} />
      <div className="rail-next">
        {days.map((day) => (
          <Next
            key={day}
            day={day}
            tasks={sorted(
              open.filter(({ due_date }) => due_date === day),
              'date',
              t.language,
            )}
          />
        ))}
      </div>
    </aside>
  );
}
