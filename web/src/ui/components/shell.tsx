// The frame of every page: skip link, brand, the few places there are, the colours.

import { CircleUserRound, ListChecks, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { messages } from '../lib/messages';
import { Link, useNav } from '../lib/nav';
import { preferences, THEMES } from '../lib/preferences';
import { signOut } from '../lib/sign-out';
import { Brand } from './brand';
import { useHydrated, useOnline, usePreferences } from './hooks';

const THEME_ICON = { system: Monitor, light: Sun, dark: Moon };

function ThemeButton() {
  const hydrated = useHydrated();
  const { theme } = usePreferences();
  const Icon = THEME_ICON[theme];
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;

  return (
    <button
      type="button"
      className="top-link"
      disabled={!hydrated}
      aria-label={messages.app.theme(messages.themes[theme])}
      onClick={() => preferences.set({ theme: next })}
    >
      <Icon aria-hidden="true" />
    </button>
  );
}

function Place({ href, icon: Icon, children }: { href: string; icon: typeof Sun; children: string }) {
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

export function OfflineBanner() {
  return useOnline() ? null : <div className="banner" role="status">{messages.states.offline}</div>;
}

export function Shell({ title, inside = false, children }: { title?: string; inside?: boolean; children: ReactNode }) {
  return (
    <div className="shell">
      {title ? <title>{title}</title> : null}
      <a className="skip" href="#content">{messages.app.skip}</a>
      <OfflineBanner />
      <header className="top">
        <Brand />
        {inside ? (
          <nav aria-label={messages.app.name} className="contents">
            <Place href="/tasks" icon={ListChecks}>{messages.app.tasks}</Place>
            <Place href="/account" icon={CircleUserRound}>{messages.app.account}</Place>
          </nav>
        ) : null}
        <ThemeButton />
        {inside ? <SignOutButton /> : null}
      </header>
      <main id="content" className="column" tabIndex={-1}>{children}</main>
    </div>
  );
}
