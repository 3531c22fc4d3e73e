import { describe, expect, it } from 'vitest';
import {
  carried,
  endingAt,
  escaped,
  follow,
  pieces,
  type Span,
} from '../../src/tasks/quickadd/spans';

const date = (start: number, end: number): Span => ({ start, end, kind: 'date', value: 'x' });

describe('ranges after an edit', () => {
  const text = 'Call friday now';
  const friday = [{ start: 5, end: 11 }];

  it('move with the text before them', () => {
    expect(follow(friday, text, 'Please call friday now')).toEqual([{ start: 12, end: 18 }]);
    expect(follow(friday, text, 'Re: Call friday now')).toEqual([{ start: 9, end: 15 }]);
    expect(follow(friday, text, 'all friday now')).toEqual([{ start: 4, end: 10 }]);
  });

  it('stay where they are when something behind them changes', () => {
    expect(follow(friday, text, 'Call friday')).toEqual(friday);
    expect(follow(friday, text, 'Call friday, or now')).toEqual(friday);
    expect(follow(friday, text, 'Call friday or now')).toEqual(friday);
  });

  it('are gone when their own words change, or grow', () => {
    expect(follow(friday, text, 'Call frday now')).toEqual([]);
    expect(follow(friday, text, 'Call fridays now')).toEqual([]);
    expect(follow(friday, text, 'Callfriday now')).toEqual([]);
    expect(follow(friday, text, '')).toEqual([]);
  });
});

describe('what was turned back into text', () => {
  it('gets a backslash for the server, and the answer is told without it', () => {
    const text = 'Call friday monday #home';
    const { text: sent, without } = escaped(text, [{ start: 5, end: 11 }]);

    expect(sent).toBe('Call \\friday monday #home');
    const spans = without([
      { start: 5, end: 6, kind: 'escape', value: '' },
      { start: 13, end: 19, kind: 'date', value: '2026-12-07' },
      { start: 20, end: 25, kind: 'tag', value: 'home' },
    ]);
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(['monday', '#home']);
  });

  it('is told apart from a backslash of the person', () => {
    const { text, without } = escaped('\\friday monday', [{ start: 8, end: 14 }]);

    expect(text).toBe('\\friday \\monday');
    expect(
      without([
        { start: 0, end: 1, kind: 'escape', value: '' },
        { start: 8, end: 9, kind: 'escape', value: '' },
      ]),
    ).toEqual([{ start: 0, end: 1, kind: 'escape', value: '' }]);
  });

  it('may be several, in any order', () => {
    expect(
      escaped('a b c', [
        { start: 4, end: 5 },
        { start: 2, end: 3 },
      ]).text,
    ).toBe('a \\b \\c');
    expect(escaped('a b c', []).text).toBe('a b c');
  });
});

describe('the mirror', () => {
  it('paints each piece once, and all of the text', () => {
    const text = 'Call friday 9am #x';
    const found = pieces(text, [date(5, 11), { ...date(12, 15), kind: 'time' }]);

    expect(found.map((piece) => piece.text).join('')).toBe(text);
    expect(found.filter((piece) => piece.understood).map((piece) => piece.text)).toEqual([
      'friday',
      '9am',
    ]);
  });

  it('leaves out what does not fit the text any more, and escapes', () => {
    expect(pieces('ab', [date(1, 9)])).toEqual([{ text: 'ab', start: 0, understood: false }]);
    expect(pieces('\\ab', [{ start: 0, end: 1, kind: 'escape', value: '' }])).toHaveLength(1);
    expect(pieces('', [])).toEqual([]);
  });

  it('keeps highlights that an edit has not touched until the answer is there', () => {
    const spans = [date(5, 11)];

    expect(carried(spans, 'Call friday', 'Call friday 9')).toEqual(spans);
    expect(carried(spans, 'Call friday', 'Call frida')).toEqual([]);
  });

  it('knows the highlight that ends at the caret', () => {
    expect(endingAt([date(5, 11)], 11)).toEqual(date(5, 11));
    expect(endingAt([date(5, 11)], 10)).toBeUndefined();
    expect(endingAt([date(5, 11)], 12)).toBeUndefined();
  });
});
