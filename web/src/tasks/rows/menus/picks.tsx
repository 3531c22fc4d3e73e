// What the menus of rows offer, and what a choice does to the tasks.

import {
  ArrowDown,
  ArrowUp,
  Calendar,
  Copy,
  Flag,
  FolderInput,
  Hash,
  PanelRight,
  Trash2,
} from 'lucide-react';
import { act, type Task } from '../../../api';
import { useText } from '../../../text';
import { idsOf, useMoves, usePriorities, type Offer } from './offers';
import type { Picking } from './pick-menu';

export type Pick = 'date' | 'move' | 'tag' | 'priority' | 'more';

export type Then = 'open' | 'date' | 'move' | 'tag' | 'priority' | 'up' | 'down';

function useMore(tasks: readonly Task[], then: (what: Then) => void): Offer {
  const t = useText();

  return {
    entries: [
      { id: 'open', label: t.rows.open, icon: PanelRight, end: 'Enter' },
      { id: 'date', label: t.rows.setDate, icon: Calendar, end: 'D' },
      { id: 'move', label: t.rows.moveTo, icon: FolderInput, end: 'V' },
      { id: 'priority', label: t.rows.setPriority, icon: Flag },
      { id: 'tag', label: t.rows.setTag, icon: Hash },
      { id: 'up', label: t.rows.moveUp, icon: ArrowUp, end: 'Alt ↑' },
      { id: 'down', label: t.rows.moveDown, icon: ArrowDown, end: 'Alt ↓' },
      { id: 'copy', label: t.rows.copyTitle, icon: Copy },
      { id: 'delete', label: t.rows.remove, icon: Trash2, danger: true, end: '#' },
    ],
    run(id) {
      if (id === 'delete') act.remove(idsOf(tasks));
      else if (id === 'copy')
        void navigator.clipboard?.writeText(tasks.map(({ title }) => title).join('\n'));
      else then(id as Then);
    },
  };
}

export function usePicks({ what, tasks }: Picking, then: (what: Then) => void): Offer {
  const offers = {
    move: useMoves(tasks),
    priority: usePriorities(tasks),
    more: useMore(tasks, then),
  };

  return offers[what === 'move' || what === 'priority' ? what : 'more'];
}
