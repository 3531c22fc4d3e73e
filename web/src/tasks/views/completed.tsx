// What is done, the latest first, by the day on which it was.

import { useMemo } from 'react';
import { useTasks, type Task } from '../../api';
import { dayOf } from '../../shell/clock';
import { useText } from '../../text';
import { byCompletion, type Group } from '../rows/arrange';
import { useRowData } from '../rows/context';
import { Rows } from '../rows/rows';
import { Empty } from '../../ui/empty';
import { ViewPage } from './page';
import { useWords } from './words';

const isDone = (task: Task) => task.completed;

export function CompletedView() {
  const t = useText();
  const data = useRowData();
  const words = useWords();
  const tasks = useTasks(isDone);
  const groups = useMemo(() => {
    const days = new Map<string, Task[]>();

    for (const task of byCompletion(tasks)) {
      const day = dayOf(new Date(task.completed_at ?? task.updated_at));

      days.set(day, [...(days.get(day) ?? []), task]);
    }
    return [...days].map(
      ([day, done]): Group => ({ key: `done-${day}`, title: words.day(day), tasks: done }),
    );
  }, [tasks, words]);

  return (
    <ViewPage title={t.shell.completed}>
      {tasks.length ? null : <Empty title={t.views.completedEmpty} />}
      <Rows label={t.shell.completed} view="completed" groups={groups} data={data} showList />
    </ViewPage>
  );
}
