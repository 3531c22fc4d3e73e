import type { ReactNode } from 'react';

export function Spec({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="spec">
      <h2 className="section-title">{title}</h2>
      <div className="spec-body">{children}</div>
    </section>
  );
}

interface StateProps {
  is: string;
  wide?: boolean;
  children: ReactNode;
}

export function State({ is, wide = false, children }: StateProps) {
  return (
    <div className={wide ? 'st st-wide' : 'st'}>
      {children}
      <small>{is}</small>
    </div>
  );
}
