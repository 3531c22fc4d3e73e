// The month: its days with their tasks. On narrow screens the days have dots, and the tasks of the
// chosen one stand below.

import { Calendar, ChevronLeft, ChevronRight, List } from 'lucide-react';
import { useState } from 'react';
import type { Task } from '../../api';
import { dayOf, useNow } from '../../shell/clock';

import { Link } from '../../shell/link';
import { useGo, usePlace, withQuery } from '../../shell/place';
import { useText } from '../../text';
import { formatDay } from '../../text/format';
import { ViewPage } from '../views/page';
import { useMedia } from '../../ui/hooks';
import { DayBelow } from './day-below';
import { DayDialog } from './day-dialog';
import { addMonths, type Day, isMonth, type Month, monthOf } from './month';
import { MonthGrid } from './month-grid';
import { useMonth } from './use-month';

// Below this width the tasks of a day stand under the month (components.css).
const DOTS = '(max-width: 63.99rem)';

function Actions({ month, goTo }: { month: Month; goTo(month: Month | null): void }) {
  const t = useText().calendar;

  return (
    <>
      <button type="button" className="btn btn-sm wide-only" onClick={() => goTo(null)}>
        {t.today}
      </button>
      <button
        type="button"
        className="btn btn-quiet btn-icon btn-sm"
        aria-label={t.previous}
        onClick={() => goTo(addMonths(month, -1))}
      >
        <ChevronLeft className="icon flip" aria-hidden="true" />
      </button>
      <button
        type="button"
        className="btn btn-quiet btn-icon btn-sm"
        aria-label={t.next}
        onClick={() => goTo(addMonths(month, 1))}
      >
        <ChevronRight className="icon flip" aria-hidden="true" />
      </button>
      <div className="segmented desk-only" role="group" aria-label={t.layout}>
        <Link href="/upcoming">
          <List className="icon icon-sm" aria-hidden="true" />
          {t.week}
        </Link>
        <Link href="/calendar" aria-current="page">
          <Calendar className="icon icon-sm" aria-hidden="true" />
          {t.month}
        </Link>
      </div>
    </>
  );
}

export default function CalendarView() {
  const today = dayOf(useNow());
  const dots = useMedia(DOTS);
  const place = usePlace();
  const go = useGo();
  const asked = place.query.get('month');
  const month = isMonth(asked) ? asked : monthOf(today);
  const [chosen, choose] = useState<Day>(today);
  const [open, setOpen] = useState<Day | null>(null);
  const { weeks, days } = useMonth(month);
  const selected =
    weeks.flat().includes(chosen) && monthOf(chosen) === month
      ? chosen
      : monthOf(today) === month
        ? today
        : `${month}-01`;
  const goTo = (next: Month | null) =>
    go(withQuery(place, { month: next === monthOf(today) ? null : next }));
  const select = (day: Day) => {
    choose(day);
    if (monthOf(day) !== month) goTo(monthOf(day));
  };
  const hrefOf = (task: Task) => withQuery(place, { task: String(task.id) });

  return (
    <ViewPage
      title={formatDay(`${month}-01`, 'month')}
      actions={<Actions month={month} goTo={goTo} />}
    >
      <MonthGrid
        month={month}
        weeks={weeks}
        days={days}
        today={today}
        selected={selected}
        hrefOf={hrefOf}
        onSelect={select}
        onOpen={(day) => {
          select(day);
          if (!dots) setOpen(day);
        }}
      />
      {dots ? <DayBelow day={selected} today={today} tasks={days.get(selected) ?? []} /> : null}
      {open ? (
        <DayDialog
          day={open}
          tasks={days.get(open) ?? []}
          hrefOf={hrefOf}
          close={() => setOpen(null)}
        />
      ) : null}
    </ViewPage>
  );
}
