// The reason why a page or a list has nothing to show.

import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface MessageProps {
  icon: LucideIcon;
  title: string;
  text: string;
  level?: 1 | 2;
  role?: 'alert' | 'status';
  children?: ReactNode;
}

export function Message({ icon: Icon, title, text, level = 2, role, children }: MessageProps) {
  const Heading = `h${level}` as const;

  return (
    <div className="message" {...(role ? { role } : {})}>
      <Icon aria-hidden="true" />
      <Heading>{title}</Heading>
      <p>{text}</p>
      {children}
    </div>
  );
}
