// Today: what is left of the days before, what is due today, and what was done.

import { useCallback, useMemo } from 'react';
import { useTasks, type Task } from '../../api';
import { dayOf } from '../../shell/clock';
import { addDays } from '../../shell/days';
import { Link } from '../../shell/link';
import { useText } from '../../text';
import { formatClock, formatDay } from '../../text/format';
import { byCompletion, grouped, overdueIn, sorted, type Group } from '../rows/arrange';
import { useRowData } from '../rows/context';
import { Rows } from '../rows/rows';
import { Empty } from '../../ui/empty';
import { AddFirst } from './empty';
import { useDoneTasks, useOpenTasks, useTops } from './open-tasks';
import { ViewPage } from './page';
import { Sunrise } from './sunrise';
import { useArrangement, ViewOptions } from './view-options';
import { useWords } from './words';

const onDay = (day: string) => (task: Task) => task.due_date === day;

// The day on the wall on which a task was completed.
const doneOn = (task: Task): string =>
  task.completed_at ? dayOf(new Date(task.completed_at)) : '';

function useToday(today: string) {
  const due = useOpenTasks(
    useCallback((task) => task.due_date !== null && task.due_date <= today, [today]),
  );
  const done = useDoneTasks(
    useCallback((task) => task.parent_id === null && doneOn(task) === today, [today]),
  );

  return { due: useTops(due), done: useMemo(() => byCompletion(done), [done]) };
}

function NothingLeft({ done, today }: { done: readonly Task[]; today: string }) {
  const t = useText();
  const all = useTasks();
  const tomorrow = all.filter(
    (task) => !task.completed && task.due_date === addDays(today, 1),
  ).length;
  const last = done[0]?.completed_at;

  if (all.length === 0)
    return (
      <Empty title={t.views.first.title} text={t.views.first.text}>
        <AddFirst task={{ due_date: today }} />
      </Empty>
    );
  if (!last)
    return (
      <Empty title={t.views.free.title} text={t.views.free.text} picture={<Sunrise />}>
        <Link className="btn" href="/all">
          {t.views.free.go}
        </Link>
      </Empty>
    );
  return (
    <Empty
      picture={<Sunrise />}
      title={t.views.allDone.title}
      text={t.views.allDone.text(done.length, formatClock(new Date(last)), tomorrow)}
    >
      <Link className="btn" href="/upcoming">
        {t.views.allDone.go}
      </Link>
    </Empty>
  );
}

export function TodayView() {
  const t = useText();
  const data = useRowData();
  const words = useWords();
  const today = dayOf(data.now);
  const { due, done } = useToday(today);
  const [arrangement, change] = useArrangement('today', { sort: 'date', group: 'none' });
  const groups = useMemo(() => {
    const { sort, group } = arrangement;
    const overdue = sorted(overdueIn(due, data.now), sort, t.language);
    const rest = sorted(due.filter(onDay(today)), sort, t.language);
    const lists = [...data.lists.values()];
    const found: Group[] = [];

    if (overdue.length)
      found.push({
        key: 'overdue',
        title: t.views.overdue,
        overdue: true,
        reschedule: true,
        tasks: overdue,
      });
    if (group === 'none') {
      if (rest.length || overdue.length)
        found.push({
          key: 'today',
          title: t.shell.today,
          tasks: rest,
          change: { due_date: today },
          add: true,
        });
    } else
      found.push(
        ...grouped(rest, arrangement, { lists, now: data.now, words, language: t.language }),
      );
    if (done.length) found.push({ key: 'done', title: t.shell.completed, tasks: done, fold: true });
    return found;
  }, [arrangement, due, done, data, t, words, today]);

  return (
    <ViewPage
      title={t.shell.today}
      sub={formatDay(today, 'long')}
      open={due.length}
      actions={
        <ViewOptions
          arrangement={arrangement}
          groupings={['none', 'priority', 'list']}
          change={change}
        />
      }
    >
      {due.length ? null : <NothingLeft done={done} today={today} />}
      <Rows
        label={t.shell.today}
        view="today"
        groups={groups}
        data={data}
        showList
        byHand={arrangement.sort === 'hand'}
        timeOnly={({ key }) => key === 'today'}
      />
    </ViewPage>
  );
}
