// English as a stranger sees it: every text of the catalogue between marks, with accents and a
// third longer. What a page shows without marks is in no catalogue, and what does not fit is cut
// off. The tests choose it (localStorage 'ostiary.language' = 'en-XA'); no menu offers it.

import type { Catalogue } from './catalogue';
import { catalogue as english } from './en';

const PLAIN = 'aceinouyACEINOUY';
const ACCENTED = 'àçéîñöûýÀÇÉÎÑÖÛÝ';
const HELD = 0xe000; // stands for a variable while the words around it change

function disguised(words: string): string {
  const accented = [...words].map((sign) => ACCENTED[PLAIN.indexOf(sign)] ?? sign).join('');

  const more = '~'.repeat(Math.ceil(words.length / 3)).replace(/~{4}(?=~)/g, '$& ');

  return `⟦${accented}${more}⟧`;
}

function sentence(make: (...values: never[]) => unknown) {
  return (...values: unknown[]): unknown => {
    const held = values.map((value, index) =>
      typeof value === 'string' ? String.fromCharCode(HELD + index) : value,
    );
    const words = changed(make(...(held as never[])));

    return typeof words === 'string'
      ? words.replace(/[\ue000-\ue0ff]/g, (sign) => String(values[sign.charCodeAt(0) - HELD]))
      : words;
  };
}

function changed(value: unknown): unknown {
  if (typeof value === 'string') return disguised(value);
  if (typeof value === 'function') return sentence(value as (...values: never[]) => unknown);
  if (Array.isArray(value)) return value.map(changed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, changed(inner)]));
}

export const catalogue = { ...(changed(english) as Catalogue), language: 'en-XA' as const };
