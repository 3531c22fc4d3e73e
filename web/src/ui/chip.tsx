// A small control: not set, set, or a filter that is on; it may be taken away.

import { X, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';

interface ChipProps {
  icon?: LucideIcon;
  mark?: ReactNode; // in place of an icon
  set?: boolean;
  on?: boolean; // of a filter
  press?(): void;
  remove?: { label: string; run(): void };
  children: string;
}

export function Chip({ icon: Icon, mark, set = false, on, press, remove, children }: ChipProps) {
  const shown = (
    <>
      {Icon ? <Icon className="icon" aria-hidden="true" /> : mark}
      <span dir="auto">{children}</span>
    </>
  );
  const state = set ? { 'data-set': '' } : {};

  if (remove)
    return (
      <span className="chip" {...state}>
        {shown}
        <button type="button" className="chip-x" aria-label={remove.label} onClick={remove.run}>
          <X className="icon" aria-hidden="true" />
        </button>
      </span>
    );
  return (
    <Button
      className="chip"
      {...state}
      {...(on === undefined ? {} : { 'aria-pressed': on })}
      {...(press ? { onPress: press } : {})}
    >
      {shown}
    </Button>
  );
}
