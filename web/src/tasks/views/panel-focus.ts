// Closing a task gives the focus back to its row, or to the title of the page.

import { useEffect, useRef } from 'react';
import { rowKey } from '../rows/items';

export function usePanelFocus(open: number | null): void {
  const before = useRef<number | null>(null);

  useEffect(() => {
    const was = before.current;

    before.current = open;
    if (was === null || open !== null) return;
    requestAnimationFrame(() => {
      const focused = document.activeElement;
      const row =
        document.getElementById(rowKey({ id: was }, 0)) ??
        document.getElementById(rowKey({ id: was }, 1)) ??
        document.querySelector<HTMLElement>('.page-title');

      if (!focused || focused === document.body) row?.focus();
    });
  }, [open]);
}
