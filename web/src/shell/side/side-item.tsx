// A line of the side bar: a view, with its icon or dot and the number of its open tasks. Tasks can
// be dropped on it.

import { useState, type DragEvent, type ReactNode } from 'react';
import { draggedTasks } from '../drag';
import { Link } from '../link';
import { usePlace } from '../place';

interface Props {
  href: string;
  mark: ReactNode;
  name: string;
  count?: number;
  countLabel?: string;
  shortcut?: string;
  drop?(ids: readonly number[]): void;
  onChoose?(): void;
}

// The views whose address has a query are the same place only with the same query.
function isHere(href: string, place: ReturnType<typeof usePlace>): boolean {
  const [path, query = ''] = href.split('?');

  if (path !== place.path) return false;
  return [...new URLSearchParams(query)].every(([name, value]) => place.query.get(name) === value);
}

export function SideItem({ href, mark, name, count, countLabel, shortcut, drop, onChoose }: Props) {
  const place = usePlace();
  const [over, setOver] = useState(false);
  const takes = (event: DragEvent) => {
    if (!drop || !draggedTasks()) return;
    event.preventDefault();
    setOver(true);
  };

  return (
    <Link
      href={href}
      className="side-item"
      {...(count && countLabel ? { 'aria-label': name + countLabel } : {})}
      {...(isHere(href, place) ? { 'aria-current': 'page' as const } : {})}
      {...(over ? { 'data-drop': '' } : {})}
      {...(onChoose ? { onClick: onChoose } : {})}
      draggable={false}
      onDragEnter={takes}
      onDragOver={takes}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        const ids = draggedTasks();

        setOver(false);
        if (!drop || !ids) return;
        event.preventDefault();
        drop(ids);
      }}
    >
      {mark}
      <span className="name" dir="auto">
        {name}
      </span>
      {count ? (
        <span className="count" aria-hidden="true">
          {count}
        </span>
      ) : null}
      {shortcut ? (
        <span className="kbd" aria-hidden="true">
          {shortcut}
        </span>
      ) : null}
    </Link>
  );
}
