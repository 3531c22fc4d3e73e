// What opens at a row or at the bar of chosen rows: the choice of a day, a list, tags or a
// priority, and the menu of all that can be done with a task.

import { useRef, type RefObject } from 'react';
import { Popover } from 'react-aria-components/Popover';
import { act, type Task } from '../../../api';
import { MenuItems } from '../../../shell/menu-items';
import { useText } from '../../../text';
import { DatePicker, NO_DATE, Pop, TagPicker } from '../../pickers';
import { idsOf } from './offers';
import { usePicks, type Pick, type Then } from './picks';

export interface Picking {
  what: Pick;
  tasks: readonly Task[];
  at: Element;
}

interface Props {
  picking: Picking;
  close(): void;
  then(what: Then): void;
}

type Placed = Props & { trigger: RefObject<Element | null> };

function DayPick({ picking: { tasks }, close, trigger }: Placed) {
  const t = useText();

  return (
    <Pop
      label={t.rows.picks.date}
      className="date"
      triggerRef={trigger}
      isOpen
      onOpenChange={(open) => open || close()}
    >
      {() => (
        <DatePicker
          value={tasks.length === 1 ? tasks[0]! : NO_DATE}
          onChange={(change) => act.updateAll(idsOf(tasks), change)}
          onClose={close}
        />
      )}
    </Pop>
  );
}

// Of several tasks, the tags that all of them have; what is added or taken away is so for each.
function TagPick({ picking: { tasks }, close, trigger }: Placed) {
  const t = useText();
  const common = tasks[0]!.tags.filter((tag) => tasks.every((task) => task.tags.includes(tag)));

  return (
    <Pop
      label={t.rows.picks.tag}
      className="pick"
      triggerRef={trigger}
      isOpen
      onOpenChange={(open) => open || close()}
    >
      {() => (
        <TagPicker
          value={common}
          onChange={(tags) => {
            for (const task of tasks) {
              const kept = task.tags.filter((tag) => !common.includes(tag) && !tags.includes(tag));

              act.update(task.id, { tags: [...kept, ...tags] });
            }
            close();
          }}
        />
      )}
    </Pop>
  );
}

function MenuPick({ picking, close, then, trigger }: Placed) {
  const t = useText();
  const { entries, run } = usePicks(picking, then);

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

export default function PickMenu(props: Props) {
  const trigger = useRef(props.picking.at);

  trigger.current = props.picking.at;
  if (props.picking.what === 'date') return <DayPick {...props} trigger={trigger} />;
  if (props.picking.what === 'tag') return <TagPick {...props} trigger={trigger} />;
  return <MenuPick {...props} trigger={trigger} />;
}
