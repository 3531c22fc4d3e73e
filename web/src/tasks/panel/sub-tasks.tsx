// The parts of a task: what is done and what is not, in the order of the person.

import { useMemo } from 'react';
import { useChildren, type Task } from '../../api';
import { useText } from '../../text';
import { AddPart } from './add-part';
import { PartList } from './part-list';

const inPlace = (a: Task, b: Task) =>
  a.position < b.position ? -1 : a.position > b.position ? 1 : a.id - b.id;

export function SubTasks({ task }: { task: Task }) {
  const t = useText();
  const children = useChildren(task.id);
  const parts = useMemo(() => children.toSorted(inPlace), [children]);
  const done = parts.filter(({ completed }) => completed).length;

  return (
    <section className="group">
      <div className="group-head">
        <h2 className="group-title">{t.panel.parts}</h2>
        {parts.length ? (
          <div className="progress end">
            <span className="num">{t.panel.partsDone(done, parts.length)}</span>
          </div>
        ) : null}
      </div>
      {parts.length ? <PartList parts={parts} /> : null}
      <AddPart task={task} />
    </section>
  );
}
