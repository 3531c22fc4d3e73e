// A chip that opens what chooses its value.

import { useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Pop } from '../pickers';

interface ChipProps {
  label: string;
  className?: string;
  icon: ReactNode;
  words: string | null; // null: it is not set
  pick(close: () => void): ReactNode;
}

export function Chip({ label, className = '', icon, words, pick }: ChipProps) {
  const [isOpen, setOpen] = useState(false);

  return (
    <Pop
      label={label}
      className={className}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button
          className="chip"
          {...(words ? { 'data-set': '', 'aria-label': `${label}: ${words}` } : {})}
        >
          {icon}
          <span dir="auto">{words ?? label}</span>
        </Button>
      }
    >
      {pick}
    </Pop>
  );
}
