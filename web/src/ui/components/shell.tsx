// The frame of every page: skip link, brand, theme button, and what the page adds to the header.

import { Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../../text';
import { preferences, THEMES } from '../lib/preferences';
import { Brand } from './brand';
import { useHydrated, useOnline, usePreferences } from './hooks';

const THEME_ICON = { system: Monitor, light: Sun, dark: Moon };

function ThemeButton() {
  const t = useText();
  const hydrated = useHydrated();
  const { theme } = usePreferences();
  const Icon = THEME_ICON[theme];
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;

  return (
    <button
      type="button"
      className="top-link"
      disabled={!hydrated}
      aria-label={t.app.theme(t.themes[theme])}
      onClick={() => preferences.set({ theme: next })}
    >
      <Icon aria-hidden="true" />
    </button>
  );
}

export function OfflineBanner() {
  const t = useText();

  return useOnline() ? null : (
    <div className="banner" role="status">
      {t.states.offline}
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
  const t = useText();

  return (
    <div className="shell old-page">
      {title ? <title>{title}</title> : null}
      <a className="skip" href="#content">
        {t.app.skip}
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
