import { describe, expect, it } from 'vitest';
import { CHUNK, chunkOf, pieces } from '../src/ui/lib/chunks';

const items = (n: number) => Array.from({ length: n }, (_, i) => i);
const told = (n: number, ...drawn: number[]) =>
  pieces(items(n), new Set(drawn)).map((piece) =>
    piece.kind === 'row' ? piece.item : `gap ${piece.chunk}: ${piece.rows}`,
  );

describe('a long list in chunks', () => {
  it('draws a short one whole', () => {
    expect(told(3, 0)).toEqual([0, 1, 2]);
    expect(told(0, 0)).toEqual([]);
    expect(told(CHUNK, 0)).toHaveLength(CHUNK);
  });

  it('keeps the place of what is not drawn', () => {
    const seen = told(2 * CHUNK + 7, 0);

    expect(seen.slice(0, CHUNK)).toEqual(items(CHUNK));
    expect(seen.slice(CHUNK)).toEqual([`gap 1: ${CHUNK}`, 'gap 2: 7']);
  });

  it('draws the end without the middle', () => {
    expect(told(3 * CHUNK, 2)).toEqual([
      `gap 0: ${CHUNK}`,
      `gap 1: ${CHUNK}`,
      ...items(3 * CHUNK).slice(2 * CHUNK),
    ]);
  });

  it('knows where each row belongs, and what is at each place', () => {
    expect([0, CHUNK - 1, CHUNK, 2 * CHUNK].map(chunkOf)).toEqual([0, 0, 1, 2]);
    for (const piece of pieces(items(120), new Set([0, 1, 2])))
      expect(piece.kind === 'row' && piece.index === piece.item).toBe(true);
  });
});
