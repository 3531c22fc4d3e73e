// A link within these pages, which are one page for the router.

import type { ReactNode } from 'react';
import { ROOT } from '../api/http/place';
import { goWithin } from '../shell/place';

interface Props {
  href: string;
  className: string;
  children: ReactNode;
}

export function PeopleLink({ href, className, children }: Props) {
  return (
    <a
      className={className}
      href={ROOT + href}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        goWithin(href);
        scrollTo(0, 0);
      }}
    >
      {children}
    </a>
  );
}
