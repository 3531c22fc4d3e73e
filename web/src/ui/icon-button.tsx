// A button that shows an icon alone: it has a name, and with a pointer a tooltip with its key.

import type { LucideIcon } from 'lucide-react';
import { Button, type ButtonProps } from 'react-aria-components/Button';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import { looks, type Look } from './button';
import { Kbds } from './kbd';

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'aria-label' | 'className'> {
  icon: LucideIcon;
  label: string;
  look?: Look;
  size?: 'sm' | 'lg' | null;
  className?: string;
  keys?: readonly string[];
  flip?: boolean; // an arrow, which points the other way from right to left
}

export function IconButton({
  icon: Icon,
  label,
  keys = [],
  look = 'quiet',
  size = null,
  flip = false,
  className = '',
  ...rest
}: IconButtonProps) {
  return (
    <TooltipTrigger delay={600}>
      <Button
        {...rest}
        className={looks(look, size, `btn-icon ${className}`.trim())}
        aria-label={label}
      >
        <Icon className={flip ? 'icon flip' : 'icon'} aria-hidden="true" />
      </Button>
      <Tooltip className="tooltip" offset={6}>
        {label}
        <Kbds keys={keys} />
      </Tooltip>
    </TooltipTrigger>
  );
}
