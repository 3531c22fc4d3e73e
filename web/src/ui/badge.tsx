// A state: an icon and a word. It cannot be pressed.

import type { LucideIcon } from 'lucide-react';

interface BadgeProps {
  tone?: 'plain' | 'done' | 'danger';
  icon?: LucideIcon;
  children: string;
}

export function Badge({ tone = 'plain', icon: Icon, children }: BadgeProps) {
  return (
    <span className={tone === 'plain' ? 'badge' : `badge badge-${tone}`}>
      {Icon ? <Icon className="icon" aria-hidden="true" /> : null}
      {children}
    </span>
  );
}
