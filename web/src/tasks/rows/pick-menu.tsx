// The menus that open at a row or at the bar of chosen rows: a day, a list, a tag, a priority, and
// all that can be done with a task.

import { useRef } from 'react';
import { Popover } from 'react-aria-components/Popover';
import type { Task } from '../../api';
import { MenuItems } from '../../shell/menu';
import { useText } from '../../text';
import { usePicks, type Pick } from './picks';

export interface Picking {
  what: Pick;
  tasks: readonly Task[];
  at: Element;
}

interface Props {
  picking: Picking;
  close(): void;
  then(what: 'open' | 'date' | 'move' | 'tag' | 'priority' | 'up' | 'down'): void;
}

export default function PickMenu({ picking, close, then }: Props) {
  const t = useText();
  const trigger = useRef(picking.at);
  const { entries, run } = usePicks(picking, then);

  trigger.current = picking.at;
  return (
    <Popover
      className="popover"
      triggerRef={trigger}
      isOpen
      placement={picking.what === 'more' ? 'bottom right' : 'bottom start'}
      onOpenChange={(open) => open || close()}
      aria-label={t.rows.picks[picking.what]}
    >
      <MenuItems
        label={t.rows.picks[picking.what]}
        entries={entries}
        onAction={(id) => {
          close();
          run(id);
        }}
      />
    </Popover>
  );
}
