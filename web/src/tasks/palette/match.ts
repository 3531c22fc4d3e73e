// Finds what a person types in the names of things, whatever its accents and capitals, and tells
// which letters matched.

import type { Range } from './ranges';

const ALONE: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ı: 'i',
  ة: 'ه',
  ى: 'ي',
  ـ: '',
  '’': "'",
};

export interface Folded {
  text: string;
  at: number[]; // for each unit of text, where in the original it begins; one more for the end
}

const plain = new Map<string, string>();

function foldOne(character: string): string {
  let folded = plain.get(character);

  if (folded === undefined) {
    folded = [...character.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '')]
      .map((c) => ALONE[c] ?? c)
      .join('');
    plain.set(character, folded);
  }
  return folded;
}

export function fold(text: string): Folded {
  const at: number[] = [];
  let folded = '';
  let from = 0;

  for (const character of text) {
    const piece = foldOne(character);

    for (let i = 0; i < piece.length; i++) at.push(from);
    folded += piece;
    from += character.length;
  }
  at.push(text.length);
  return { text: folded, at };
}

const LETTER = /[\p{L}\p{N}]/u;

// Where the word is: at the beginning, at the beginning of a word, or anywhere (3, 2, 1).
function find(word: string, folded: string): { from: number; rank: number } | null {
  let first = -1;

  for (let from = folded.indexOf(word); from >= 0; from = folded.indexOf(word, from + 1)) {
    if (from === 0) return { from, rank: 3 };
    if (!LETTER.test(folded[from - 1]!)) return { from, rank: 2 };
    if (first < 0) first = from;
  }
  return first < 0 ? null : { from: first, rank: 1 };
}

export interface Match {
  rank: number;
  ranges: Range[];
}

export function wordsOf(query: string): string[] {
  return fold(query).text.split(/\s+/u).filter(Boolean);
}

// null: not all words are in the name, or in the hidden words.
export function match(words: readonly string[], name: Folded, hidden?: Folded): Match | null {
  let rank = 0;
  const ranges: Range[] = [];

  for (const word of words) {
    const found = find(word, name.text);

    if (found) {
      const end = found.from + word.length;
      const last = name.at[end]!;
      // A letter that was folded into several is marked as a whole.
      const whole = last === name.at[end - 1] ? (name.at.find((at) => at > last) ?? last) : last;

      ranges.push({ start: name.at[found.from]!, end: whole });
      rank += found.rank * 2;
    } else if (hidden && find(word, hidden.text)) rank += 1;
    else return null;
  }
  return { rank, ranges: ranges.sort((a, b) => a.start - b.start) };
}
