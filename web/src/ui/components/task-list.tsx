// The list. It draws what can be seen soon and keeps the place of the rest, so that a long list starts as fast as a
// short one; what was drawn once stays, so that the browser's own search finds it.

import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { flushSync } from 'react-dom';
import type { Task } from '../lib/api';
import { messages } from '../lib/messages';
import { rowId, TaskRow, type RowActions } from './task-row';

const FIRST = 60;
const STEP = 150;
const ROW_PX = 56;
const AHEAD_PX = 1200;

export interface ListHandle {
  // Gives a row the focus, drawing it first if it must be.
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
  const [limit, setLimit] = useState(FIRST);
  const rest = useRef<HTMLLIElement>(null);
  const missing = Math.max(0, tasks.length - limit);

  useEffect(() => {
    const element = rest.current;

    if (!element)
      return;
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting)
        return;
      const reach = innerHeight + AHEAD_PX - element.getBoundingClientRect().top;

      setLimit((now) => now + STEP + Math.max(0, Math.ceil(reach / ROW_PX)));
    }, { rootMargin: `0px 0px ${AHEAD_PX}px 0px` });

    observer.observe(element);
    return () => observer.disconnect();
  }, [limit, missing > 0]);

  useImperativeHandle(ref, () => ({
    focus(index) {
      const task = tasks[index];

      if (!task)
        return;
      if (index >= limit)
        flushSync(() => setLimit(index + STEP));
      const element = document.getElementById(rowId(keyOf(task)));

      element?.focus();
      element?.scrollIntoView({ block: 'nearest' });
    },
  }), [tasks, limit, keyOf]);

  return (
    <ul className="panel list" aria-label={messages.tasks.list}>
      {tasks.slice(0, limit).map((task) => {
        const row = keyOf(task);

        return <TaskRow key={row} row={row} task={task} day={day} actions={actions} />;
      })}
      {missing > 0 ? <Rest ref={rest} height={missing * ROW_PX} /> : null}
    </ul>
  );
}

// The place of the rows that are not drawn yet. Set from script: the policy knows no style attributes.
function Rest({ ref, height }: { ref: Ref<HTMLLIElement>; height: number }) {
  return <li ref={ref} aria-hidden="true" style={{ height }} />;
}
