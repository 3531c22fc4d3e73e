// A finger on a row: to the end side it completes, to the start side it asks for a date, and held
// still it chooses the row.

import { useRef, type PointerEvent } from 'react';

const FAR = 72;
const SLACK = 10;
const HOLD_MS = 500;

interface Actions {
  onComplete(): void;
  onDate(): void;
  onHold(): void;
}

interface Touch {
  id: number;
  x: number;
  y: number;
  by: number;
  row: HTMLElement;
  timer: ReturnType<typeof setTimeout>;
  over: boolean; // it was a long press, or goes up or down
}

const draw = (row: HTMLElement, by: number) => {
  row.style.translate = by ? `${by}px 0` : '';
  row.toggleAttribute('data-swiped', Math.abs(by) >= FAR);
};

// A browser may take the end of it for a click, which would open the task.
function quietly(row: HTMLElement): void {
  const stop = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };

  delete row.dataset.held;
  row.addEventListener('click', stop, { capture: true });
  setTimeout(() => row.removeEventListener('click', stop, { capture: true }), 50);
}

export function useSwipe(actions: Actions) {
  const touch = useRef<Touch | null>(null);

  function end(act: boolean) {
    const now = touch.current;

    touch.current = null;
    if (!now) return;
    clearTimeout(now.timer);
    draw(now.row, 0);
    if (now.by || now.row.dataset.held !== undefined) quietly(now.row);
    if (!act || now.over || Math.abs(now.by) < FAR) return;
    const forward = document.dir === 'rtl' ? now.by < 0 : now.by > 0;

    if (forward) actions.onComplete();
    else actions.onDate();
  }

  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.pointerType === 'mouse') return;
      const row = event.currentTarget;

      touch.current = {
        id: event.pointerId,
        x: event.clientX,
        y: event.clientY,
        by: 0,
        row,
        over: false,
        timer: setTimeout(() => {
          if (!touch.current || touch.current.by) return;
          touch.current.over = true;
          row.dataset.held = '';
          actions.onHold();
        }, HOLD_MS),
      };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const now = touch.current;

      if (!now || now.over || now.id !== event.pointerId) return;
      const by = event.clientX - now.x;
      const down = Math.abs(event.clientY - now.y);

      if (!now.by && down > SLACK) {
        now.over = true;
        clearTimeout(now.timer);
        return;
      }
      if (Math.abs(by) < SLACK) return;
      clearTimeout(now.timer);
      if (!now.by) now.row.setPointerCapture(now.id);
      now.by = by;
      draw(now.row, by);
    },
    onPointerUp: () => end(true),
    onPointerCancel: () => end(false),
  };
}
