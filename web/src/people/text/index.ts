// The texts of these pages. Few people see them: they are no part of the catalogue, and come with
// the pages.

import { use } from 'react';
import { useText } from '../../text';
import type { Widened } from '../../text/catalogue';
import type { people as english } from './en';

export type PeopleText = Widened<typeof english>;

const load: Record<string, () => Promise<PeopleText>> = {
  en: async () => (await import('./en')).people,
  de: async () => (await import('./de')).people,
  ar: async () => (await import('./ar')).people,
  'en-XA': async () => {
    const [{ people }, { disguised }] = await Promise.all([
      import('./en'),
      import('../../text/disguise'),
    ]);

    return disguised(people) as PeopleText;
  },
};

const asked = new Map<string, Promise<PeopleText>>();

function textsOf(language: string): Promise<PeopleText> {
  const texts = asked.get(language) ?? load[language]!();

  asked.set(language, texts);
  texts.catch(() => asked.delete(language)); // asked for again with the next page
  return texts;
}

export function usePeopleText(): PeopleText {
  return use(textsOf(useText().language));
}
