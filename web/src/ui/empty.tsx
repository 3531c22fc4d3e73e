// Nothing to show: one sentence, and the way on.

import type { ReactNode } from 'react';

interface EmptyProps {
  title: string;
  text?: string;
  picture?: ReactNode;
  level?: 1 | 2 | 3;
  children?: ReactNode;
}

export function Empty({ title, text, picture, level = 2, children }: EmptyProps) {
  const Heading = `h${level}` as const;

  return (
    <div className="empty">
      {picture}
      <Heading className="empty-title">{title}</Heading>
      {text ? <p>{text}</p> : null}
      {children}
    </div>
  );
}
