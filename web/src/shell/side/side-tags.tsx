// The tags of open tasks in the side bar; many of them fold away.

import { ChevronDown, Hash } from 'lucide-react';
import { useState } from 'react';
import { act, useTags, useTasks } from '../../api';
import { useText } from '../../text';
import { SideItem } from './side-item';
import { usePlace } from '../place';

const SHOWN = 6;

export function SideTags({ onChoose }: { onChoose?: () => void }) {
  const t = useText();
  const tags = useTags();
  const all = useTasks();
  const place = usePlace();
  const [open, setOpen] = useState(false);

  if (tags.length === 0) return null;
  const here = place.path === '/tag' ? place.query.get('name') : null;
  const shown = tags.filter(({ name }, i) => open || i < SHOWN || name === here);

  function addTo(ids: readonly number[], tag: string) {
    for (const id of ids) {
      const task = all.find((one) => one.id === id);

      if (task && !task.tags.includes(tag)) act.update(id, { tags: [...task.tags, tag] });
    }
  }

  return (
    <>
      <div className="side-head">
        <h2>{t.shell.tags}</h2>
      </div>
      <ul aria-label={t.shell.tags}>
        {shown.map(({ name, count }) => (
          <li key={name}>
            <SideItem
              href={`/tag?name=${encodeURIComponent(name)}`}
              mark={<Hash className="icon" aria-hidden="true" />}
              name={name}
              count={count}
              countLabel={t.shell.openTasks(count)}
              drop={(ids) => addTo(ids, name)}
              {...(onChoose ? { onChoose } : {})}
            />
          </li>
        ))}
      </ul>
      {tags.length > SHOWN ? (
        <button
          type="button"
          className="side-item side-more"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <ChevronDown className="icon" aria-hidden="true" />
          <span className="name">{open ? t.shell.fewerTags : t.shell.moreTags(tags.length)}</span>
        </button>
      ) : null}
    </>
  );
}
