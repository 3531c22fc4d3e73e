// One of many choices, in the browser's own list.

import { ChevronDown } from 'lucide-react';

interface SelectProps<T extends string> {
  label: string;
  choices: readonly { is: T; label: string; lang?: string }[];
  chosen: T;
  disabled?: boolean;
  choose(is: T): void;
}

export function Select<T extends string>({
  label,
  choices,
  chosen,
  disabled = false,
  choose,
}: SelectProps<T>) {
  return (
    <span className="select">
      <select
        className="input"
        aria-label={label}
        value={chosen}
        disabled={disabled}
        onChange={(event) => choose(event.target.value as T)}
      >
        {choices.map(({ is, label: name, lang }) => (
          <option key={is} value={is} {...(lang ? { lang } : {})}>
            {name}
          </option>
        ))}
      </select>
      <ChevronDown className="icon" aria-hidden="true" />
    </span>
  );
}
