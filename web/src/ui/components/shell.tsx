// The frame of every page: skip link, brand, theme button, and what the page adds to the header.

import { Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { messages } from '../lib/messages';
import { preferences, THEMES } from '../lib/preferences';
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

export function OfflineBanner() {
  return useOnline() ? null : (
    <div className="banner" role="status">
      {messages.states.offline}
    </div>
  );
}

interface ShellProps {
  title?: string;
  navigation?: ReactNode;
  signOut?: ReactNode;
  children: ReactNode;
}

export function Shell({ title, navigation, signOut, children }: ShellProps) {
  return (
    <div className="shell">
      {title ? <title>{title}</title> : null}
      <a className="skip" href="#content">
        {messages.app.skip}
      </a>
      <OfflineBanner />
      <header className="top">
        <Brand />
        {navigation}
        <ThemeButton />
        {signOut}
      </header>
      <main id="content" className="column" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
