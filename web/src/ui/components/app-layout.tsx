// The layout of the pages that need a session: the navigation and the sign-out button.

import { CircleUserRound, ListChecks, LogOut, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { messages } from '../lib/messages';
import { Link, useNav } from '../lib/nav';
import { signOut } from '../lib/sign-out';
import { useHydrated } from './hooks';
import { Shell } from './shell';

function NavLink({
  href,
  icon: Icon,
  children,
}: {
  href: string;
  icon: LucideIcon;
  children: string;
}) {
  const { path } = useNav();

  return (
    <Link
      href={href}
      className="top-link"
      {...(path === href ? { 'aria-current': 'page' as const } : {})}
    >
      <Icon aria-hidden="true" />
      <span className="label">{children}</span>
    </Link>
  );
}

function SignOutButton() {
  const hydrated = useHydrated();
  const [isLeaving, setIsLeaving] = useState(false);

  return (
    <button
      type="button"
      className="top-link"
      disabled={!hydrated || isLeaving}
      onClick={() => {
        setIsLeaving(true);
        void signOut().then((left) => left || setIsLeaving(false));
      }}
    >
      <LogOut aria-hidden="true" />
      <span className="label">{messages.app.signOut}</span>
    </button>
  );
}

function Navigation() {
  return (
    <nav aria-label={messages.app.name} className="contents">
      <NavLink href="/tasks" icon={ListChecks}>
        {messages.app.tasks}
      </NavLink>
      <NavLink href="/account" icon={CircleUserRound}>
        {messages.app.account}
      </NavLink>
    </nav>
  );
}

export function AppLayout({ children }: { children: ReactNode }) {
  return (
    <Shell navigation={<Navigation />} signOut={<SignOutButton />}>
      {children}
    </Shell>
  );
}
