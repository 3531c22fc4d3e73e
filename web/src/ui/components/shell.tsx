// The frame of every page: skip link, brand, the colours; and what a page puts beside them.

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
  return useOnline() ? null : <div className="banner" role="status">{messages.states.offline}</div>;
}

interface ShellProps {
  title?: string;
  places?: ReactNode;
  leave?: ReactNode;
  children: ReactNode;
}

export function Shell({ title, places, leave, children }: ShellProps) {
  return (
    <div className="shell">
      {title ? <title>{title}</title> : null}
      <a className="skip" href="#content">{messages.app.skip}</a>
      <OfflineBanner />
      <header className="top">
        <Brand />
        {places}
        <ThemeButton />
        {leave}
      </header>
      <main id="content" className="column" tabIndex={-1}>{children}</main>
    </div>
  );
}
