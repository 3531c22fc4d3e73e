// A box to tick, and a switch, which takes effect at once. Both are the browser's own inputs.

import type { ReactNode } from 'react';

interface ChoiceProps {
  name: string;
  defaultChecked?: boolean;
  disabled?: boolean;
  onChange?(on: boolean): void;
  children: ReactNode;
}

export function Choice({ children, onChange, ...input }: ChoiceProps) {
  return (
    <label className="choice">
      <input
        {...input}
        type="checkbox"
        {...(onChange ? { onChange: (event) => onChange(event.target.checked) } : {})}
      />
      <span>{children}</span>
    </label>
  );
}

interface SwitchProps {
  label: string;
  on: boolean;
  describedBy?: string;
  disabled?: boolean;
  change(on: boolean): void;
}

export function Switch({ label, on, describedBy, disabled = false, change }: SwitchProps) {
  return (
    <input
      className="switch"
      type="checkbox"
      role="switch"
      aria-checked={on}
      aria-label={label}
      checked={on}
      disabled={disabled}
      {...(describedBy ? { 'aria-describedby': describedBy } : {})}
      onChange={(event) => change(event.target.checked)}
    />
  );
}
