// What sentences of every language are made with: counted things, lists, quoted titles.

import { localeOf, type Language } from './language';

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

const TITLE_MOST = 40; // characters: short enough to be read at a glance
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const LTR = /[A-Za-z\u00c0-\u02af\u0370-\u058f]/;

export const number = (n: number, language: Language): string =>
  new Intl.NumberFormat(localeOf(language)).format(n);

// A list such as "a, b and c".
export const joined = (parts: readonly string[], language: Language): string =>
  new Intl.ListFormat(localeOf(language), { type: 'conjunction' }).format(parts);

// The form for that many, with the number in the place of "#".
export function counter(language: Language): (n: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);

  return (n, forms) => (forms[rules.select(n)] ?? forms.other).replace('#', number(n, language));
}

// People's text inside a sentence: what runs the other way does not disturb the words around it.
export function isolator(language: Language): (part: string) => string {
  const other = language === 'ar' ? LTR : RTL;

  return (part) => (other.test(part) ? `\u2068${part}\u2069` : part);
}

export function quoter(language: Language, open: string, close: string) {
  const isolated = isolator(language);

  return (title: string): string => {
    const short = [...title];
    const cut = short.length > TITLE_MOST ? `${short.slice(0, TITLE_MOST - 1).join('')}…` : title;

    return `${open}${isolated(cut)}${close}`;
  };
}
