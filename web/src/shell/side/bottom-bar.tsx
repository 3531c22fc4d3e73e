// The navigation at the foot of a narrow screen, and the round button that adds a task.

import { CalendarDays, List, Plus, Search, Sun, type LucideIcon } from 'lucide-react';
import { useText } from '../../text';
import { Link } from '../link';
import { addTask, openOverlay, useOverlay } from '../overlay';
import { usePlace } from '../place';

function Item({ href, icon: Icon, name }: { href: string; icon: LucideIcon; name: string }) {
  const { path } = usePlace();

  return (
    <Link href={href} {...(path === href ? { 'aria-current': 'page' as const } : {})}>
      <Icon className="icon" aria-hidden="true" />
      {name}
    </Link>
  );
}

export function BottomBar() {
  const t = useText();
  const isOpen = useOverlay()?.is === 'lists';

  return (
    <nav className="bar" aria-label={t.shell.main}>
      <button
        type="button"
        className="fab"
        aria-label={t.shell.addTaskLabel}
        onClick={() => addTask()}
      >
        <Plus className="icon" aria-hidden="true" />
      </button>
      <Item href="/today" icon={Sun} name={t.shell.today} />
      <Item href="/upcoming" icon={CalendarDays} name={t.shell.upcoming} />
      <Item href="/search" icon={Search} name={t.shell.search} />
      <button
        type="button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => openOverlay({ is: 'lists' })}
      >
        <List className="icon" aria-hidden="true" />
        {t.shell.lists}
      </button>
    </nav>
  );
}
