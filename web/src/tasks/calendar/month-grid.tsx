// The month as a grid: arrows go from day to day, Alt with arrows moves the task that has the
// focus.

import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { type Task, useLists } from '../../api';
import { useText } from '../../text';
import { formatDay } from '../../text/format';
import { useMedia } from '../../ui/hooks';
import { DayCell } from './day-cell';
import { addDays, weekdayOf } from '../../shell/days';
import { addMonths, type Day, type Month, monthOf, sameDayIn, startOfWeek } from './month';
import { moveBy, moveTo, stepOf } from './use-month';

interface Props {
  month: Month;
  weeks: readonly Day[][];
  days: ReadonlyMap<Day, Task[]>;
  today: Day;
  selected: Day;
  hrefOf(task: Task): string;
  onSelect(day: Day): void; // it may be in another month
  onOpen(day: Day): void;
}

// Where a key leads from a day.
function goal(event: KeyboardEvent, from: Day, first: Day): Day | null {
  const step = stepOf(event.key, document.documentElement.dir === 'rtl');

  if (step !== null) return addDays(from, step);
  if (event.key === 'Home') return first;
  if (event.key === 'End') return addDays(first, 6);
  const months = { PageUp: -1, PageDown: 1 }[event.key];

  return months ? sameDayIn(addMonths(monthOf(from), months), from) : null;
}

export function MonthGrid({ month, weeks, days, today, selected, hrefOf, ...on }: Props) {
  const t = useText();
  const table = useRef<HTMLTableElement>(null);
  const wanted = useRef<string | null>(null); // what gets the focus once it is there
  const printing = useMedia('print');
  const all = useLists();
  const lists = useMemo(() => new Map(all.map((list) => [list.id, list])), [all]);
  const byId = useMemo(
    () => new Map([...days.values()].flat().map((task) => [task.id, task])),
    [days],
  );
  const first = weekdayOf(weeks[0]![0]!);

  useEffect(() => {
    const found = wanted.current && table.current?.querySelector<HTMLElement>(wanted.current);

    if (!found) return;
    wanted.current = null;
    found.focus();
  });

  function onKeyDown(event: KeyboardEvent<HTMLTableElement>): void {
    const target = event.target as HTMLElement;
    const day = target.closest<HTMLElement>('[data-day]')?.dataset.day;
    const task = byId.get(Number(target.dataset.task));

    if (!day || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.altKey) {
      const step = stepOf(event.key, document.documentElement.dir === 'rtl');

      if (!task || step === null) return;
      event.preventDefault();
      event.stopPropagation();
      wanted.current = `[data-task="${task.id}"]`;
      on.onSelect(moveBy(task, step));
      return;
    }
    const next = goal(event, day, startOfWeek(day, first));

    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    wanted.current = `[data-day="${next}"] > .cal-day`;
    on.onSelect(next);
  }

  return (
    <table
      className="cal"
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of days
      role="grid"
      aria-label={formatDay(`${month}-01`, 'month')}
      aria-describedby="cal-help"
      ref={table}
      onKeyDown={onKeyDown}
    >
      <caption className="sr" id="cal-help">
        {t.calendar.help}
      </caption>
      <thead>
        <tr>
          {weeks[0]!.map((day) => (
            <th key={day} scope="col">
              <span aria-hidden="true">{formatDay(day, 'shortName')}</span>
              <span className="sr">{formatDay(day, 'name')}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <DayCell
                key={day}
                day={day}
                tasks={days.get(day) ?? []}
                lists={lists}
                outside={monthOf(day) !== month}
                today={day === today}
                selected={day === selected}
                stop={day === selected}
                whole={printing}
                hrefOf={hrefOf}
                onChoose={() => on.onOpen(day)}
                onMore={() => on.onOpen(day)}
                onDrop={(ids) => {
                  for (const id of ids) {
                    const task = byId.get(id);

                    if (task) moveTo(task, day);
                  }
                }}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
