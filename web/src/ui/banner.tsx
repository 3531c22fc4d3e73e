// What lasts, at the top of a list or a form. It is neutral except in forms.

import { CircleAlert, CircleCheck, Info, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'error' | 'ok';

const ICON: Record<Tone, LucideIcon> = { neutral: Info, error: CircleAlert, ok: CircleCheck };

interface BannerProps {
  tone?: Tone;
  icon?: LucideIcon;
  action?: ReactNode;
  children: ReactNode;
}

export function Banner({ tone = 'neutral', icon, action, children }: BannerProps) {
  const Icon = icon ?? ICON[tone];

  return (
    <div
      className={tone === 'neutral' ? 'banner' : `banner banner-${tone}`}
      role={tone === 'error' ? 'alert' : 'status'}
    >
      <Icon className="icon" aria-hidden="true" />
      <div>{children}</div>
      {action}
    </div>
  );
}
