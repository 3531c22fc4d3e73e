// Two to four choices of which one holds: arrow keys go from one to the next.

import { useId } from 'react';

interface SegmentedProps<T extends string> {
  label: string;
  choices: readonly { is: T; label: string }[];
  chosen: T;
  choose(is: T): void;
}

export function Segmented<T extends string>({ label, choices, chosen, choose }: SegmentedProps<T>) {
  const name = useId();

  return (
    <div className="segmented" role="radiogroup" aria-label={label}>
      {choices.map((choice) => (
        <label key={choice.is}>
          <input
            type="radio"
            name={name}
            checked={choice.is === chosen}
            onChange={() => choose(choice.is)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
}
