// The layout of the pages that need a session: the navigation and the sign-out button.

import { CircleUserRound, ListChecks, LogOut, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useText } from '../../text';
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
  const t = useText();
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
      <span className="label">{t.app.signOut}</span>
    </button>
  );
}

function Navigation() {
  const t = useText();

  return (
    <nav aria-label={t.app.name} className="contents">
      <NavLink href="/tasks" icon={ListChecks}>
        {t.app.tasks}
      </NavLink>
      <NavLink href="/account" icon={CircleUserRound}>
        {t.app.account}
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
