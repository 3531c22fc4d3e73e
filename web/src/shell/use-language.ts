// The language that the person has chosen elsewhere, once their preferences are known.

import { useEffect } from 'react';
import { usePreferences } from '../api';
import { preferLanguage } from '../text';

export function useLanguageOfPerson(): void {
  const language = usePreferences()?.language;

  useEffect(() => {
    if (language) preferLanguage(language);
  }, [language]);
}
