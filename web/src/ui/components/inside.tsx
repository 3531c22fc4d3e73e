// The frame of the pages behind the door: the places there are, and the way out.

import { CircleUserRound, ListChecks, LogOut, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { messages } from '../lib/messages';
import { Link, useNav } from '../lib/nav';
import { signOut } from '../lib/sign-out';
import { useHydrated } from './hooks';
import { Shell } from './shell';

function Place({ href, icon: Icon, children }: { href: string; icon: LucideIcon; children: string }) {
  const { path } = useNav();

  return (
    <Link href={href} className="top-link" {...(path === href ? { 'aria-current': 'page' as const } : {})}>
      <Icon aria-hidden="true" />
      <span className="words">{children}</span>
    </Link>
  );
}

function SignOutButton() {
  const hydrated = useHydrated();
  const [leaving, setLeaving] = useState(false);

  return (
    <button
      type="button"
      className="top-link"
      disabled={!hydrated || leaving}
      onClick={() => {
        setLeaving(true);
        void signOut().then((left) => left || setLeaving(false));
      }}
    >
      <LogOut aria-hidden="true" />
      <span className="words">{messages.app.signOut}</span>
    </button>
  );
}

function Places() {
  return (
    <nav aria-label={messages.app.name} className="contents">
      <Place href="/tasks" icon={ListChecks}>{messages.app.tasks}</Place>
      <Place href="/account" icon={CircleUserRound}>{messages.app.account}</Place>
    </nav>
  );
}

export function Inside({ children }: { children: ReactNode }) {
  return <Shell places={<Places />} leave={<SignOutButton />}>{children}</Shell>;
}
