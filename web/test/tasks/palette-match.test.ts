import { describe, expect, it } from 'vitest';
import { fold, match, wordsOf } from '../../src/tasks/palette/match';
import { parts } from '../../src/tasks/palette/ranges';

const marked = (query: string, name: string) => {
  const found = match(wordsOf(query), fold(name));

  return found && parts(name, found.ranges).flatMap((part) => (part.marked ? [part.text] : []));
};

describe('matching', () => {
  it('does not mind capitals and accents, on either side', () => {
    expect(marked('re', 'Renew passport')).toEqual(['Re']);
    expect(marked('creme', 'Crème brûlée')).toEqual(['Crème']);
    expect(marked('BRÛLÉE', 'creme brulee')).toEqual(['brulee']);
    expect(marked('uber', 'Über')).toEqual(['Über']);
    expect(marked('u\u0308ber', 'Über')).toEqual(['Über']);
  });

  it('reads letters that are written in several ways', () => {
    expect(marked('strasse', 'Die Straße')).toEqual(['Straße']);
    expect(marked('stras', 'Straße')).toEqual(['Straß']);
    expect(marked('smorrebrod', 'Smørrebrød')).toEqual(['Smørrebrød']);
    expect(marked('احمد', 'اتصل بأحمد')).toEqual(['أحمد']);
    expect(marked('مدرسه', 'المدرسة')).toEqual(['مدرسة']);
  });

  it('wants every word, in any order', () => {
    expect(marked('pass ren', 'Renew passport')).toEqual(['Ren', 'pass']);
    expect(marked('pass xyz', 'Renew passport')).toBeNull();
    expect(marked('', 'Anything')).toEqual([]);
  });

  it('finds beginnings of words before middles, and the whole beginning first', () => {
    const rank = (name: string) => match(['re'], fold(name))?.rank ?? 0;

    expect(rank('Renew')).toBeGreaterThan(rank('The renewal'));
    expect(rank('The renewal')).toBeGreaterThan(rank('Square'));
    expect(rank('Bread, red')).toBe(rank('The renewal'));
  });

  it('finds by hidden words too, and marks nothing then', () => {
    expect(match(['dark'], fold('Theme'), fold('dark light'))).toEqual({ rank: 1, ranges: [] });
    expect(match(['blue'], fold('Theme'), fold('dark light'))).toBeNull();
  });

  it('does not tear characters of two units apart', () => {
    expect(marked('🎉', 'a 🎉 b')).toEqual(['🎉']);
  });
});

describe('parts', () => {
  it('are the whole text, also where ranges overlap', () => {
    const found = parts('abcdef', [
      { start: 1, end: 4 },
      { start: 2, end: 3 },
      { start: 3, end: 5 },
    ]);

    expect(found.map((part) => part.text).join('')).toBe('abcdef');
    expect(found.filter((part) => part.marked).map((part) => part.text)).toEqual(['bcd', 'e']);
  });
});
