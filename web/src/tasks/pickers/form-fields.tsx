// Small labelled fields of the pickers' forms.

import { useId, useState } from 'react';

interface NumberProps {
  label: string;
  value: number;
  most: number;
  onChange(value: number): void;
}

// While it is empty or out of bounds the last good number counts.
export function NumberInput({ label, value, most, onChange }: NumberProps) {
  const id = useId();
  const [typed, setTyped] = useState(String(value));

  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="input"
        type="number"
        min={1}
        max={most}
        value={typed}
        onChange={({ target }) => {
          const number = Math.floor(Number(target.value));

          setTyped(target.value);
          if (number >= 1 && number <= most) onChange(number);
        }}
        onBlur={() => setTyped(String(value))}
      />
    </div>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  choices: readonly (readonly [T, string])[];
  onChange(value: T): void;
}

export function ChoiceField<T extends string>({ label, value, choices, onChange }: ChoiceProps<T>) {
  const id = useId();

  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="input"
        value={value}
        onChange={({ target }) => onChange(target.value as T)}
      >
        {choices.map(([choice, name]) => (
          <option key={choice} value={choice}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
