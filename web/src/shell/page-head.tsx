// The head of a page: its title, what is said about it, and its buttons. On a telephone the
// person's picture leads to the account.

import type { ReactNode } from 'react';
import { useText } from '../text';
import { Avatar } from '../ui/avatar';
import { Link } from './link';
import { usePerson } from './person';

interface Props {
  title: string;
  sub?: ReactNode;
  mark?: ReactNode;
  children?: ReactNode;
}

export function PageHead({ title, sub, mark, children }: Props) {
  const t = useText();
  const person = usePerson();

  return (
    <header className="page-head">
      <div>
        <h1 className="page-title" tabIndex={-1}>
          {mark}
          <span dir="auto">{title}</span>
        </h1>
        {sub ? <p className="page-sub">{sub}</p> : null}
      </div>
      {children}
      <Link className="phone-only me" href="/account">
        <span className="sr">{t.app.account}</span>
        <Avatar name={person?.name || person?.email || ''} picture={person?.image} size="md" />
      </Link>
    </header>
  );
}
