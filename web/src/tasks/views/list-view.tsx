// Tasks of one place: the inbox, all of them, those of a tag, or a list with its sections.

import { useMemo, type ReactNode } from 'react';
import type { List, Task } from '../../api';
import type { NewTask } from '../../shell/overlay';
import { useText } from '../../text';
import {
  byCompletion,
  grouped,
  sectionsOf,
  type Arrangement,
  type Change,
  type Group,
} from '../rows/arrange';
import { useRowData } from '../rows/context';
import { Rows } from '../rows/rows';
import { Empty } from '../../ui/empty';
import { AddFirst } from './empty';
import { useDoneTasks, useOpenTasks, useTops } from './open-tasks';
import { ViewPage } from './page';
import { useArrangement, ViewOptions } from './view-options';
import { useWords } from './words';

interface Props {
  view: string;
  title: string;
  mark?: ReactNode;
  actions?: ReactNode;
  select(task: Task): boolean; // the same function as long as the place is the same
  usual: Arrangement;
  list?: List;
  showList?: boolean;
  change?: Change; // what a task gets that is added or dropped here
  task: NewTask;
  empty: { title: string; text?: string };
}

function useGroups(props: Props, arrangement: Arrangement): { groups: Group[]; open: number } {
  const { select, list, change, view } = props;
  const t = useText();
  const words = useWords();
  const data = useRowData();
  const open = useTops(useOpenTasks(select));
  const done = useTops(useDoneTasks(select));

  return useMemo(() => {
    const { language } = t;
    const sections = list && arrangement.group === 'none' ? list.sections : [];
    const lists = [...data.lists.values()];
    const groups = sections.length
      ? sectionsOf(open, sections, arrangement.sort, language)
      : grouped(open, arrangement, { lists, now: data.now, words, language }).map((group) =>
          group.key === 'all' ? { ...group, ...(change ? { change } : {}), add: true } : group,
        );

    if (done.length)
      groups.push({
        key: `done-${view}`,
        title: t.shell.completed,
        tasks: byCompletion(done),
        fold: true,
      });
    return { groups, open: open.length };
  }, [open, done, arrangement, list, change, data, t, words, view]);
}

export function ListView(props: Props) {
  const { view, title, mark, actions, usual, showList = false, task, empty } = props;
  const data = useRowData();
  const [arrangement, change] = useArrangement(view, usual);
  const { groups, open } = useGroups(props, arrangement);
  const hasSections = Boolean(props.list?.sections.length);

  return (
    <ViewPage
      title={title}
      mark={mark}
      open={open}
      actions={
        <>
          {actions}
          <ViewOptions arrangement={arrangement} change={change} />
        </>
      }
    >
      {open || hasSections ? null : (
        <Empty {...empty}>
          <AddFirst task={task} />
        </Empty>
      )}
      <Rows
        key={view}
        label={title}
        view={view}
        groups={groups}
        data={data}
        showList={showList && arrangement.group !== 'list'}
        byHand={arrangement.sort === 'hand'}
        timeOnly={({ key }) => arrangement.group === 'date' && key.startsWith('date-2')}
      />
    </ViewPage>
  );
}
