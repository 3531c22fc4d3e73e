// The languages of the pages, and which one is wanted in this browser.

export const LANGUAGES = ['en', 'de', 'ar'] as const;

// What a person can choose, and the language in which the tests find texts that no catalogue has.
export type Language = (typeof LANGUAGES)[number] | 'en-XA';

// The language's name in itself.
export const LANGUAGE_NAMES: Record<(typeof LANGUAGES)[number], string> = {
  en: 'English',
  de: 'Deutsch',
  ar: 'العربية',
};

export const LANGUAGE_KEY = 'ostiary.language';

const KNOWN: readonly string[] = [...LANGUAGES, 'en-XA'];

export const isLanguage = (value: unknown): value is Language =>
  typeof value === 'string' && KNOWN.includes(value);

export const directionOf = (language: Language): 'ltr' | 'rtl' =>
  language === 'ar' ? 'rtl' : 'ltr';

// The browser's languages, the most wanted first; none while the pages are built.
const wanted = (): readonly string[] =>
  typeof navigator === 'undefined' ? [] : (navigator.languages ?? []);

const primary = (tag: string): string => tag.split('-')[0]!.toLowerCase();

// The first of them that has a catalogue.
export function languageOf(tags: readonly string[] = wanted()): Language {
  const found = tags.map(primary).find((tag) => isLanguage(tag));

  return (found as Language | undefined) ?? 'en';
}

// The tag for formats: the language with the region that the browser names for it. Arabic has
// European digits in every region, so that numbers in sentences, dates and codes are alike.
export function localeOf(language: Language, tags: readonly string[] = wanted()): string {
  const base = primary(language);
  const tag = tags.find((each) => each.toLowerCase().startsWith(`${base}-`)) ?? base;

  return base === 'ar' ? new Intl.Locale(tag, { numberingSystem: 'latn' }).toString() : tag;
}
