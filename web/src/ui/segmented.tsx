// Two to four choices of which one holds: arrow keys go from one to the next.

import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';

interface SegmentedProps<T extends string> {
  label: string;
  choices: readonly { is: T; label: string }[];
  chosen: T;
  choose(is: T): void;
}

export function Segmented<T extends string>({ label, choices, chosen, choose }: SegmentedProps<T>) {
  return (
    <ToggleButtonGroup
      className="segmented"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={([is]) => is !== undefined && choose(is as T)}
    >
      {choices.map((choice) => (
        <ToggleButton key={choice.is} id={choice.is}>
          {choice.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
