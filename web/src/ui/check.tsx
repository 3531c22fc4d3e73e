// The circle that completes: its dial shows how important a thing is.

export type Level = 'none' | 'low' | 'medium' | 'high';

export function Dial() {
  return (
    <svg className="check-dial" viewBox="0 0 20 20" aria-hidden="true">
      <circle className="check-track" cx="10" cy="10" r="8.25" />
      <circle className="check-level" cx="10" cy="10" r="8.25" pathLength="12" />
      <path className="check-mark" d="m6.25 10.25 2.5 2.5 5-5.25" />
    </svg>
  );
}

interface CheckProps {
  label: string;
  on: boolean;
  level?: Level;
  describedBy?: string;
  disabled?: boolean;
  excludeFromTab?: boolean;
  change(on: boolean): void;
}

export function Check({
  label,
  on,
  level = 'none',
  describedBy,
  disabled = false,
  excludeFromTab = false,
  change,
}: CheckProps) {
  return (
    <label className="check" {...(level === 'none' ? {} : { 'data-priority': level })}>
      <input
        type="checkbox"
        aria-label={label}
        checked={on}
        disabled={disabled}
        {...(describedBy ? { 'aria-describedby': describedBy } : {})}
        {...(excludeFromTab ? { tabIndex: -1 } : {})}
        onChange={(event) => change(event.target.checked)}
      />
      <Dial />
    </label>
  );
}
