// The lists in the side bar, in the person's own order, which a drag or Alt with an arrow changes.

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { act, useCounts, useLists } from '../../api';
import { useText } from '../../text';
import { announce } from '../announce';
import { dotClass } from '../colours';
import { dragged, endDrag, startDrag } from '../drag';
import { ArchivedLists } from './archived-lists';
import { ListMenu } from './list-menu';
import { openListDialog } from './list-dialogs';
import { SideItem } from './side-item';

type Edge = 'before' | 'after';

// Where a list comes to stand: its neighbours among the others.
export function placeBeside(ids: readonly number[], id: number, target: number, edge: Edge) {
  const others = ids.filter((other) => other !== id);
  const at = others.indexOf(target) + (edge === 'after' ? 1 : 0);

  return { after: others[at - 1] ?? null, before: others[at] ?? null };
}

function useOrder(ids: readonly number[]) {
  const [mark, setMark] = useState<{ id: number; edge: Edge } | null>(null);

  return {
    mark,
    props: (id: number) => ({
      onDragOver(event: React.DragEvent) {
        const what = dragged();

        if (what?.is !== 'list' || what.id === id) return;
        const { top, height } = event.currentTarget.getBoundingClientRect();

        event.preventDefault();
        setMark({ id, edge: event.clientY < top + height / 2 ? 'before' : 'after' });
      },
      onDrop(event: React.DragEvent) {
        const what = dragged();

        if (what?.is === 'list' && mark) {
          event.preventDefault();
          act.reorderList(what.id, placeBeside(ids, what.id, mark.id, mark.edge));
        }
        setMark(null);
      },
      onDragEnd() {
        endDrag();
        setMark(null);
      },
    }),
  };
}

export function SideLists({ onChoose }: { onChoose?: () => void }) {
  const t = useText();
  const lists = useLists().filter(({ archived }) => !archived);
  const counts = useCounts();
  const ids = lists.map(({ id }) => id);
  const { mark, props: places } = useOrder(ids);

  function step(id: number, by: 1 | -1) {
    const target = ids[ids.indexOf(id) + by];
    const name = lists.find((list) => list.id === id)!.name;

    if (target === undefined) return;
    act.reorderList(id, placeBeside(ids, id, target, by > 0 ? 'after' : 'before'));
    announce(t.shell.listMoved(name, ids.indexOf(id) + by + 1, ids.length));
  }

  return (
    <>
      <div className="side-head">
        <h2>{t.shell.lists}</h2>
        <button
          type="button"
          className="btn btn-quiet btn-icon btn-sm"
          aria-label={t.shell.newList}
          title={t.shell.newList}
          onClick={() => openListDialog({ is: 'new' })}
        >
          <Plus className="icon" aria-hidden="true" />
        </button>
      </div>
      <ul className="side-lists" aria-label={t.shell.lists}>
        {lists.map((list) => (
          <li
            key={list.id}
            draggable
            className="side-list"
            {...(mark?.id === list.id ? { 'data-mark': mark.edge } : {})}
            {...places(list.id)}
            onDragStart={(event) => startDrag(event, { is: 'list', id: list.id }, list.name)}
            onKeyDown={(event) => {
              if (!event.altKey || !/^Arrow(Up|Down)$/.test(event.key)) return;
              event.preventDefault();
              step(list.id, event.key === 'ArrowUp' ? -1 : 1);
            }}
          >
            <SideItem
              href={`/list?id=${list.id}`}
              mark={<i className={dotClass(list.color)} />}
              name={list.name}
              count={counts.lists.get(list.id) ?? 0}
              countLabel={t.shell.openTasks(counts.lists.get(list.id) ?? 0)}
              drop={(tasks) => act.move(tasks, { list_id: list.id })}
              {...(onChoose ? { onChoose } : {})}
            />
            <ListMenu list={list} excludeFromTab />
          </li>
        ))}
      </ul>
      <ArchivedLists {...(onChoose ? { onChoose } : {})} />
    </>
  );
}
