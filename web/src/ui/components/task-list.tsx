// The list. It draws the rows near the window and reserves space for the others, so that a long
// list appears as fast as a short one. Rows stay once they are drawn, so that the browser's own
// search finds them.

import { memo, useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react';
import { flushSync } from 'react-dom';
import type { Task } from '../lib/api';
import { chunkOf, pieces } from '../lib/chunks';
import { messages } from '../lib/messages';
import { rowId, TaskRow, type RowActions } from './task-row';

const ROW_PX = 57;
const AHEAD_PX = 1000;
const FIRST: ReadonlySet<number> = new Set([0]);

export interface ListHandle {
  // Gives a row the focus, and draws it first if necessary.
  focus(index: number): void;
}

interface ListProps {
  tasks: readonly Task[];
  keyOf(task: Task): number;
  day: string;
  actions: RowActions;
  ref: Ref<ListHandle>;
}

export function TaskList({ tasks, keyOf, day, actions, ref }: ListProps) {
  const [drawn, setDrawn] = useState(FIRST);
  const list = useRef<HTMLUListElement>(null);
  const shown = useMemo(() => pieces(tasks, drawn), [tasks, drawn]);
  const gaps = shown.filter((piece) => piece.kind === 'gap').length;

  useEffect(() => {
    if (gaps === 0) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const near = entries
          .filter((entry) => entry.isIntersecting)
          .map((entry) => Number((entry.target as HTMLElement).dataset.chunk));

        if (near.length) setDrawn((now) => new Set([...now, ...near]));
      },
      { rootMargin: `${AHEAD_PX}px 0px` },
    );

    list.current?.querySelectorAll('[data-chunk]').forEach((gap) => observer.observe(gap));
    return () => observer.disconnect();
  }, [gaps]);

  useImperativeHandle(
    ref,
    () => ({
      focus(index) {
        const task = tasks[index];

        if (!task) return;
        if (!drawn.has(chunkOf(index)))
          flushSync(() => setDrawn(new Set([...drawn, chunkOf(index)])));
        const element = document.getElementById(rowId(keyOf(task)));

        element?.focus();
        element?.scrollIntoView({ block: 'nearest' });
      },
    }),
    [tasks, drawn, keyOf],
  );

  return (
    <ul ref={list} className="panel list" aria-label={messages.tasks.list}>
      {shown.map((piece) => {
        if (piece.kind === 'gap')
          return (
            <Gap key={`chunk-${piece.chunk}`} chunk={piece.chunk} height={piece.rows * ROW_PX} />
          );
        const row = keyOf(piece.item);

        return <TaskRow key={row} row={row} task={piece.item} day={day} actions={actions} />;
      })}
    </ul>
  );
}

// The space of the rows that are not drawn yet.
const Gap = memo(function Gap({ chunk, height }: { chunk: number; height: number }) {
  return <li data-chunk={chunk} aria-hidden="true" style={{ height }} />;
});
