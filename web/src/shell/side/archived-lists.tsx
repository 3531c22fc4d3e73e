// Lists that were put away, folded; from here they come back.

import { Archive } from 'lucide-react';
import { useState } from 'react';
import { useLists } from '../../api';
import { useText } from '../../text';
import { dotClass } from '../colours';
import { ListMenu } from './list-menu';
import { SideItem } from './side-item';

export function ArchivedLists({ onChoose }: { onChoose?: () => void }) {
  const t = useText();
  const lists = useLists().filter(({ archived }) => archived);
  const [open, setOpen] = useState(false);

  if (lists.length === 0) return null;
  return (
    <>
      <button
        type="button"
        className="side-item"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Archive className="icon" aria-hidden="true" />
        <span className="name">{t.shell.archivedLists}</span>
        <span className="count" aria-hidden="true">
          {lists.length}
        </span>
      </button>
      {open ? (
        <ul className="side-lists" aria-label={t.shell.archivedLists}>
          {lists.map((list) => (
            <li key={list.id} className="side-list">
              <SideItem
                href={`/list?id=${list.id}`}
                mark={<i className={dotClass(list.color)} />}
                name={list.name}
                {...(onChoose ? { onChoose } : {})}
              />
              <ListMenu list={list} excludeFromTab />
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
