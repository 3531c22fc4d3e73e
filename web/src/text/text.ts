// The texts of the pages: English is part of the page, the others are loaded when they are wanted.
// Before the door it is the part that is read there (whole.ts has the rest).

import { useSyncExternalStore } from 'react';
import type { Catalogue, Doors } from './catalogue';
import { doors } from './en/doors';
import { directionOf, isLanguage, LANGUAGE_KEY, languageOf, type Language } from './language';

const load: Record<Exclude<Language, 'en'>, () => Promise<Catalogue>> = {
  de: async () => (await import('./de')).catalogue,
  ar: async () => (await import('./ar')).catalogue,
  'en-XA': async () => (await import('./pseudo')).catalogue,
};

let english = doors as Catalogue; // until the rest has come
let current = english;
let asked: Language = 'en';
const listeners = new Set<() => void>();

// For words outside of components. They are those of the moment: do not keep them.
export const text = (): Catalogue => current;
export const doorText: () => Doors = text;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useText = (): Catalogue => useSyncExternalStore(subscribe, text, () => english);

// For what is shown before the door.
export const useDoorText: () => Doors = useText;

// The rest of the English texts. It comes with the pages that show them, before they do.
export function complete(whole: Catalogue): void {
  if (current === english) current = whole;
  english = whole;
}

function show(next: Catalogue): void {
  const { documentElement } = document;

  current = next;
  documentElement.lang = next.language;
  documentElement.dir = directionOf(next.language);
  for (const listener of listeners) listener();
}

// Without its catalogue a language cannot be shown: the page stays as it was.
async function turnTo(language: Language): Promise<void> {
  asked = language;
  try {
    const next = language === 'en' ? english : await load[language]();

    if (asked === language) show(next);
  } catch {
    asked = current.language;
    show(current);
    delete document.documentElement.dataset.unspoken;
  }
}

// A browser may refuse storage; the choice then lasts as long as the page.
let unstored: Language | null = null;

function choice(): Language | null {
  try {
    const value = localStorage.getItem(LANGUAGE_KEY);

    return isLanguage(value) ? value : unstored;
  } catch {
    return unstored;
  }
}

// The person's choice in this browser; null follows the browser's languages.
export function chooseLanguage(language: Language | null): Promise<void> {
  unstored = language;
  try {
    if (language) localStorage.setItem(LANGUAGE_KEY, language);
    else localStorage.removeItem(LANGUAGE_KEY);
  } catch {
    // see above
  }
  return turnTo(language ?? languageOf());
}

export const chosenLanguage = choice;

// What the person has chosen elsewhere, as their preferences say. English is also what they say
// when nothing was chosen, so it decides nothing.
export function preferLanguage(language: string): void {
  if (choice() === null && isLanguage(language) && language !== 'en') void turnTo(language);
}

// Follows the choice in other tabs; returns how to stop.
export function followLanguage(): () => void {
  const changed = (event: StorageEvent) => {
    if (event.key === null || event.key === LANGUAGE_KEY) void turnTo(choice() ?? languageOf());
  };

  addEventListener('storage', changed);
  return () => removeEventListener('storage', changed);
}

// The catalogue is asked for as early as possible, while the page is hidden (before-paint.ts).
if (typeof document !== 'undefined') void turnTo(choice() ?? languageOf());
