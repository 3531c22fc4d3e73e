// The list of parts. Alt with the arrow keys moves one; so does dragging it.

import { GripVertical } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { Button } from 'react-aria-components/Button';
import { GridList, GridListItem } from 'react-aria-components/GridList';
import { useDragAndDrop } from 'react-aria-components/useDragAndDrop';
import { act, keyOf, type Task } from '../../api';
import { announce } from '../../shell/announce';
import { useNow } from '../../shell/clock';
import { useGo, usePlace, withQuery } from '../../shell/place';
import { useText } from '../../text';
import { formatDue } from '../../text/format';
import { Check } from '../../ui/check';
import { complete } from '../rows/held';

function Part({ part }: { part: Task }) {
  const t = useText();
  const due = formatDue(part, useNow());

  return (
    <>
      <Button slot="drag" className="grip" aria-label={t.panel.movePart(part.title)}>
        <GripVertical className="icon icon-sm" aria-hidden="true" />
      </Button>
      <Check
        label={t.rows.complete(part.title)}
        on={part.completed}
        level={part.priority}
        change={(done) => complete([part], done)}
      />
      <div className="row-main">
        <span className="row-title" dir="auto">
          {part.title}
        </span>
        {due ? (
          <span className="row-meta">
            <time
              className={
                due.days < 0 && !part.completed ? 'meta meta-when meta-overdue' : 'meta meta-when'
              }
              dateTime={part.due_date!}
            >
              {due.text}
            </time>
          </span>
        ) : null}
      </div>
    </>
  );
}

function useMoves(parts: readonly Task[]) {
  const t = useText();
  const at = (id: number) => parts.findIndex((part) => part.id === id);

  // Puts the part where another one is: below it when it comes from above.
  function to(id: number, place: number): void {
    const others = parts.filter((part) => part.id !== id);
    const before = others[place]?.id ?? null;
    const after = others[place - 1]?.id ?? null;

    act.reorder(id, { before, after });
    announce(t.panel.partMoved(place + 1, parts.length));
  }

  function byKey(event: KeyboardEvent): void {
    const row = (event.target as Element).closest<HTMLElement>('[data-key]');
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const id = Number(row?.dataset.key);
    const place = at(id) + (by ?? 0);

    if (!event.altKey || !by || at(id) < 0 || !parts[place]) return;
    event.preventDefault();
    event.stopPropagation();
    to(id, place);
  }

  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) =>
      parts
        .filter((part) => keys.has(part.id))
        .map((part) => ({ 'text/plain': part.title, 'ostiary/part': String(part.id) })),
    onReorder({ keys, target }) {
      const [key] = keys;
      const others = parts.filter((part) => part.id !== key);
      const place = others.findIndex((part) => part.id === target.key);

      to(Number(key), target.dropPosition === 'after' ? place + 1 : place);
    },
  });

  return { byKey, dragAndDropHooks };
}

export function PartList({ parts }: { parts: readonly Task[] }) {
  const t = useText();
  const go = useGo();
  const place = usePlace();
  const { byKey, dragAndDropHooks } = useMoves(parts);

  return (
    <div onKeyDownCapture={byKey}>
      <GridList
        className="rows parts"
        aria-label={t.panel.parts}
        items={parts.map((part) => ({ id: part.id, part }))}
        dragAndDropHooks={dragAndDropHooks}
        onAction={(key) => go(withQuery(place, { task: String(key) }))}
      >
        {({ part }) => (
          <GridListItem
            key={keyOf(part.id)}
            id={part.id}
            textValue={part.title}
            className="row"
            {...(part.completed ? { 'data-done': '' } : {})}
          >
            <Part part={part} />
          </GridListItem>
        )}
      </GridList>
    </div>
  );
}
