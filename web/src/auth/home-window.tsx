// A picture of the product on the home page: nothing in it can be pressed or read out.

import { Calendar, CalendarDays, Inbox, Plus, Search, Sun, type LucideIcon } from 'lucide-react';
import { useDoorText } from '../text';
import { Avatar } from '../ui/avatar';
import { DOTS, LATE, NOW, Rows } from './home-rows';

function Item({
  icon: Icon,
  name,
  count = '',
}: {
  icon: LucideIcon;
  name: string;
  count?: string;
}) {
  return (
    <span className="side-item">
      <Icon className="icon" />
      <span className="name">{name}</span>
      <span className="count">{count}</span>
    </span>
  );
}

function Side() {
  const { window: w } = useDoorText().home;

  return (
    <div className="side">
      <span className="side-me">
        <Avatar name={w.person} />
        <span className="name">{w.person}</span>
      </span>
      <span className="side-item side-add">
        <Plus className="icon" />
        <span className="name">{w.add}</span>
      </span>
      <Item icon={Search} name={w.search} />
      <Item icon={Inbox} name={w.lists.inbox} count="3" />
      <span className="side-item" aria-current="true">
        <Sun className="icon" />
        <span className="name">{w.today}</span>
        <span className="count">9</span>
      </span>
      <Item icon={CalendarDays} name={w.upcoming} />
      <Item icon={Calendar} name={w.calendar} />
      <div className="side-head">
        <span>{w.listsHead}</span>
      </div>
      {(['home', 'work', 'reading'] as const).map((list, place) => (
        <span key={list} className="side-item">
          <i className={`dot ${DOTS[list]}`} />
          <span className="name">{w.lists[list]}</span>
          <span className="count">{[8, 6, 4][place]}</span>
        </span>
      ))}
    </div>
  );
}

export function HomeWindow() {
  const { window: w } = useDoorText().home;

  return (
    <figure className="land-in stage">
      <div className="window" inert aria-hidden="true">
        <div className="app">
          <Side />
          <div className="main">
            <div className="page">
              <header className="page-head">
                <div>
                  <p className="page-title">{w.today}</p>
                  <p className="page-sub">{w.day}</p>
                </div>
              </header>
              <Rows
                head={w.overdue}
                samples={LATE}
                titles={w.tasks.slice(0, LATE.length)}
                past={w.past}
              />
              <Rows head={w.today} samples={NOW} titles={w.tasks.slice(LATE.length)} />
            </div>
          </div>
        </div>
      </div>
      <figcaption className="sr">{w.caption}</figcaption>
    </figure>
  );
}
