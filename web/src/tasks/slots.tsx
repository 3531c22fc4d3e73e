// The parts of the task pages that are loaded when they are wanted. Each has a folder of its own,
// whose index has it as its default.

import { Suspense } from 'react';
import { useGo, usePlace, withQuery } from '../shell/place';
import { later } from '../shell/later';

// An <aside className="panel">, with `?task=ID` on any view.
const TaskPanel = later(() => import('./panel'));

export const CalendarView = later(() => import('./calendar'));

// The task that is open, as the address says.
export function useOpenTask(): number | null {
  const text = usePlace().query.get('task');
  const id = Number(text);

  return text && Number.isSafeInteger(id) ? id : null;
}

export function PanelSlot({ id }: { id: number }) {
  const go = useGo();
  const place = usePlace();

  return (
    <Suspense fallback={<aside className="panel" />}>
      <TaskPanel id={id} close={() => go(withQuery(place, { task: null }))} />
    </Suspense>
  );
}
