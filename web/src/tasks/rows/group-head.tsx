// The head of a group: its title, how many there are, and what can be done with all of them.

import { ChevronDown, Plus } from 'lucide-react';
import { dotClass } from '../../shell/colours';
import { addTask } from '../../shell/overlay';
import { Link } from '../../shell/link';
import { useText } from '../../text';
import type { Group } from './arrange';
import { RescheduleMenu } from './menus/reschedule-menu';
import { SectionMenu } from './menus/section-menu';

interface Props {
  group: Group;
  folded: boolean;
  toggle(): void;
}

function Title({ group, folded, toggle }: Props) {
  const name = (
    <>
      {group.list ? <i className={dotClass(group.list.color)} /> : null}
      <span dir="auto">{group.title}</span>
      {group.sub ? <small>{group.sub}</small> : null}
    </>
  );

  return (
    <h2 className={group.overdue ? 'group-title group-title-overdue' : 'group-title'}>
      {group.fold ? (
        <button type="button" className="group-toggle" aria-expanded={!folded} onClick={toggle}>
          <ChevronDown className="icon icon-sm" aria-hidden="true" />
          {name}
        </button>
      ) : (
        name
      )}
    </h2>
  );
}

export function GroupHead(props: Props) {
  const { group } = props;

  return (
    <div role="row" className="group-head">
      <div role="rowheader" className="group-head-cell">
        <Title {...props} />
        {group.tasks.length ? <span className="count">{group.tasks.length}</span> : null}
        {group.reschedule ? <RescheduleMenu tasks={group.tasks} /> : null}
        {group.section ? <SectionMenu section={group.section} /> : null}
      </div>
    </div>
  );
}

export function AddHere({ group }: { group: Group }) {
  const t = useText();

  return (
    <div role="row">
      <div role="gridcell">
        <button type="button" className="row-add" onClick={() => addTask(newIn(group))}>
          <Plus className="icon" aria-hidden="true" />
          {t.shell.addTask}
        </button>
      </div>
    </div>
  );
}

function newIn({ change = {} }: Group) {
  const { due_date, priority, ...rest } = change;

  return {
    ...rest,
    ...(due_date ? { due_date } : {}),
    ...(priority && priority !== 'none' ? { priority } : {}),
  };
}

export function MoreHere({ more }: { more: NonNullable<Group['more']> }) {
  return (
    <div role="row">
      <div role="gridcell">
        <Link className="row-add" href={more.href}>
          <ChevronDown className="icon" aria-hidden="true" />
          {more.label}
        </Link>
      </div>
    </div>
  );
}
