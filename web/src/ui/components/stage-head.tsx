// A heading that moves the focus to itself, so that a screen reader reads what is new.

import { useEffect, useRef } from 'react';

export function StageHead({ children }: { children: string }) {
  const head = useRef<HTMLHeadingElement>(null);

  useEffect(() => head.current?.focus(), []);
  return (
    <h3 ref={head} tabIndex={-1} className="stage-head">
      {children}
    </h3>
  );
}
