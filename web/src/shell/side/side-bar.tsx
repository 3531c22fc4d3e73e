// The navigation at the side: views, lists, tags, and whether everything is saved.

import {
  Calendar,
  CalendarDays,
  CircleCheck,
  Inbox,
  Keyboard,
  Layers,
  Plus,
  Search,
  Settings,
  Sun,
  Trash2,
  type LucideIcon,
} from 'lucide-react';
import { act, useCounts } from '../../api';
import { useText } from '../../text';
import { AccountMenu } from './account-menu';
import { todayIs } from '../clock';
import { useDue } from './due';
import { addTask, openOverlay } from '../overlay';
import { SideItem } from './side-item';
import { SideLists } from './side-lists';
import { SideTags } from './side-tags';
import { SyncLine } from './sync-line';

const icon = (Icon: LucideIcon) => <Icon className="icon" aria-hidden="true" />;

export function ViewItems({ onChoose }: { onChoose?: () => void }) {
  const t = useText();
  const counts = useCounts();
  const tasks = t.shell.openTasks;
  const due = useDue().length;
  const choose = onChoose ? { onChoose } : {};

  return (
    <>
      <SideItem
        href="/inbox"
        mark={icon(Inbox)}
        name={t.shell.inbox}
        count={counts.inbox}
        countLabel={tasks(counts.inbox)}
        drop={(ids) => act.move(ids, { list_id: null })}
        {...choose}
      />
      <SideItem
        href="/today"
        mark={icon(Sun)}
        name={t.shell.today}
        count={due}
        countLabel={tasks(due)}
        drop={(ids) => act.updateAll(ids, { due_date: todayIs() })}
        {...choose}
      />
      <SideItem href="/upcoming" mark={icon(CalendarDays)} name={t.shell.upcoming} {...choose} />
      <SideItem href="/calendar" mark={icon(Calendar)} name={t.shell.calendar} {...choose} />
      <SideItem href="/all" mark={icon(Layers)} name={t.shell.all} {...choose} />
    </>
  );
}

export function MoreItems({ onChoose }: { onChoose?: () => void }) {
  const t = useText();
  const choose = onChoose ? { onChoose } : {};

  return (
    <>
      <SideItem href="/completed" mark={icon(CircleCheck)} name={t.shell.completed} {...choose} />
      <SideItem
        href="/trash"
        mark={icon(Trash2)}
        name={t.shell.trash}
        drop={(ids) => act.remove(ids)}
        {...choose}
      />
    </>
  );
}

export function SideBar() {
  const t = useText();

  return (
    <nav className="side" aria-label={t.shell.main}>
      <AccountMenu />
      <button type="button" className="side-item side-add" onClick={() => addTask()}>
        {icon(Plus)}
        <span className="name">{t.shell.addTask}</span>
        <kbd className="kbd">N</kbd>
      </button>
      <SideItem href="/search" mark={icon(Search)} name={t.shell.search} shortcut="/" />
      <ViewItems />
      <SideLists />
      <SideTags />
      <div className="side-foot">
        <MoreItems />
        <button type="button" className="side-item" onClick={() => openOverlay({ is: 'keys' })}>
          {icon(Keyboard)}
          <span className="name">{t.shell.keys}</span>
          <kbd className="kbd">?</kbd>
        </button>
        <SideItem href="/account" mark={icon(Settings)} name={t.shell.settings} />
        <SyncLine />
      </div>
    </nav>
  );
}
