// The providers around every page.

import { useEffect, useLayoutEffect, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { followLanguage, localeOf, useDoorText } from '../text';
import { preferences } from './lib/preferences';

export function Root({ children }: { children: ReactNode }) {
  const { language } = useDoorText();

  useEffect(() => preferences.follow(), []);
  useEffect(followLanguage, []);
  useLayoutEffect(() => {
    if (document.documentElement.lang === language)
      delete document.documentElement.dataset.unspoken;
  }, [language]);
  return <I18nProvider locale={localeOf(language)}>{children}</I18nProvider>;
}
