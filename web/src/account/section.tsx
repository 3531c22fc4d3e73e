// A part of the account page, with its heading.

import type { ReactNode, Ref } from 'react';

interface SectionProps {
  id: string;
  title: string;
  lead?: string | null;
  badge?: ReactNode;
  head?: Ref<HTMLHeadingElement>;
  children: ReactNode;
}

export function Section({ id, title, lead, badge, head, children }: SectionProps) {
  return (
    <section className="section" aria-labelledby={id}>
      <h2 className="section-title" id={id} {...(head ? { ref: head, tabIndex: -1 } : {})}>
        {title}
        {badge}
      </h2>
      {lead ? <p className="section-lead">{lead}</p> : null}
      {children}
    </section>
  );
}

interface LineProps {
  icon?: ReactNode;
  name: ReactNode;
  about?: ReactNode;
  aboutId?: string;
  children?: ReactNode;
}

export function LineText({ icon, name, about, aboutId, children }: LineProps) {
  return (
    <>
      {icon ? (
        <span className="line-icon" aria-hidden="true">
          {icon}
        </span>
      ) : null}
      <div className="line-text">
        <b>{name}</b>
        {about ? <small {...(aboutId ? { id: aboutId } : {})}>{about}</small> : null}
      </div>
      {children}
    </>
  );
}
