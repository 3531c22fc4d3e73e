// Chooses the priority, by the dial that rows show or by the keys 1, 2, 3 and 0.

import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { Task } from '../../api';
import { useText } from '../../text';
import { Dial } from '../../ui/check';

type Priority = Task['priority'];

const CHOICES: readonly [Priority, string][] = [
  ['high', '1'],
  ['medium', '2'],
  ['low', '3'],
  ['none', '0'],
];

interface Props {
  value: Priority | null; // null: several tasks of several priorities
  onChange(priority: Priority): void;
}

export function PriorityPicker({ value, onChange }: Props) {
  const t = useText();

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the list in it
    <div
      onKeyDown={({ key }) => {
        const chosen = CHOICES.find(([, number]) => number === key);

        if (chosen) onChange(chosen[0]);
      }}
    >
      <ListBox
        aria-label={t.pickers.priority}
        autoFocus
        selectionMode="single"
        selectedKeys={value ? [value] : []}
        onSelectionChange={(keys) => {
          const [key = value] = keys as Set<Priority>;

          if (key) onChange(key);
        }}
      >
        {CHOICES.map(([priority, number]) => (
          <ListBoxItem
            key={priority}
            id={priority}
            textValue={t.pickers.priorities[priority]}
            className="menu-item"
          >
            <span {...(priority === 'none' ? {} : { 'data-priority': priority })}>
              <Dial />
            </span>
            {t.pickers.priorities[priority]}
            <kbd className="kbd">{number}</kbd>
          </ListBoxItem>
        ))}
      </ListBox>
    </div>
  );
}
