// A button that shows an icon alone: it has a name, and with a pointer a tooltip with its key.

import type { LucideIcon } from 'lucide-react';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import { Button, type ButtonProps } from './button';
import { Kbds } from './kbd';

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'aria-label'> {
  icon: LucideIcon;
  label: string;
  keys?: readonly string[];
  flip?: boolean; // an arrow, which points the other way from right to left
}

export function IconButton({
  icon: Icon,
  label,
  keys = [],
  look = 'quiet',
  flip = false,
  className = '',
  ...rest
}: IconButtonProps) {
  return (
    <TooltipTrigger delay={600}>
      <Button {...rest} look={look} className={`btn-icon ${className}`.trim()} aria-label={label}>
        <Icon className={flip ? 'icon flip' : 'icon'} aria-hidden="true" />
      </Button>
      <Tooltip className="tooltip" offset={6}>
        {label}
        <Kbds keys={keys} />
      </Tooltip>
    </TooltipTrigger>
  );
}
