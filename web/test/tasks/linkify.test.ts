import { describe, expect, it } from 'vitest';
import { linkified } from '../../src/tasks/rows/linkify';

const links = (title: string) => linkified(title).flatMap(({ href }) => href ?? []);

describe('addresses in titles', () => {
  it('are links, without the full stop behind them', () => {
    expect(linkified('See https://example.com/a?b=1. Then')).toEqual([
      { text: 'See ' },
      { text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
      { text: '. Then' },
    ]);
    expect(links('(http://a.example)')).toEqual(['http://a.example']);
    expect(links('https://en.example/Ostia_(town)')).toEqual(['https://en.example/Ostia_(town)']);
    expect(links('http://a.example and https://b.example')).toHaveLength(2);
  });

  it('are nothing else', () => {
    expect(links('javascript:alert(1) www.example.com ftp://x xhttps://')).toEqual([]);
    expect(linkified('Buy milk')).toEqual([{ text: 'Buy milk' }]);
  });
});
