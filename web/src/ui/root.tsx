// The providers around every page.

import { useEffect, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { messages } from './lib/messages';
import { preferences } from './lib/preferences';

export function Root({ children }: { children: ReactNode }) {
  useEffect(() => preferences.follow(), []);
  return <I18nProvider locale={messages.language}>{children}</I18nProvider>;
}
