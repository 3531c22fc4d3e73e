import { render } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { Markdown } from '../../src/tasks/notes/markdown';
import { isPlain, parseNotes, safeAddress } from '../../src/tasks/notes/parse';

const html = (source: string) => {
  const { container } = render(<Markdown notes={parseNotes(source)} source={source} />);

  return container.querySelector('.md')!.innerHTML;
};

const link = (url: string, text = url) =>
  `<a href="${url}" target="_blank" rel="noopener noreferrer">${text}</a>`;

describe('what is drawn', () => {
  test.each([
    ['an *a* and **b**', '<p dir="auto">an <em>a</em> and <strong>b</strong></p>'],
    ['`x < y`', '<p dir="auto"><code dir="ltr">x &lt; y</code></p>'],
    ['```\na\nb\n```', '<pre dir="ltr"><code>a\nb</code></pre>'],
    ['- a\n- **b**', '<ul><li dir="auto">a</li><li dir="auto"><strong>b</strong></li></ul>'],
    ['3. a\n4. b', '<ol start="3"><li dir="auto">a</li><li dir="auto">b</li></ol>'],
    ['two\nlines', '<p dir="auto">two\nlines</p>'],
    ['[a](https://example.com/)', `<p dir="auto">${link('https://example.com/', 'a')}</p>`],
    ['see https://example.com/x.', `<p dir="auto">see ${link('https://example.com/x')}.</p>`],
    ['<https://example.com/>', `<p dir="auto">${link('https://example.com/')}</p>`],
    ['a@example.com', `<p dir="auto">${link('mailto:a@example.com', 'a@example.com')}</p>`],
  ])('%j', (source, drawn) => expect(html(source)).toBe(drawn));
});

describe('what stays text', () => {
  test.each([
    '# no heading',
    '> no quote',
    '<b>no</b> <script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1) "t")',
    '[a](data:text/html,x)',
    '[a](//example.com)',
    '[a](/account)',
    '[a](vbscript:x)',
    '<javascript:alert(1)>',
    '&lt; &amp;',
    '---',
    'a\n===',
    '[a]: b',
  ])('%j', (source) => {
    const { container } = render(<Markdown notes={parseNotes(source)} source={source} />);
    const drawn = container.querySelector('.md')!;

    expect(drawn.textContent).toBe(source);
    expect(drawn.querySelector('a, b, img, script, h1, blockquote, hr')).toBeNull();
  });

  test('a picture is a link to it, never fetched', () => {
    expect(html('![x](https://example.com/p.png)')).toBe(
      `<p dir="auto">!${link('https://example.com/p.png', 'x')}</p>`,
    );
  });
});

test('plain text is known as such', () => {
  expect(isPlain(parseNotes('Ten minutes.\n\nFive slides; ask Lin (at 5 * 3).'))).toBe(true);
  expect(isPlain(parseNotes('Ten *minutes*'))).toBe(false);
  expect(isPlain(parseNotes('see https://example.com'))).toBe(false);
});

test.each([
  ['https://example.com', 'https://example.com/'],
  ['mailto:a@example.com', 'mailto:a@example.com'],
  ['java\nscript:alert(1)', null],
  [' javascript:alert(1)', null],
  ['file:///etc/passwd', null],
  ['blob:https://example.com/x', null],
])('the address %j may be %j', (url, address) => expect(safeAddress(url)).toBe(address));

test('what stands in one another too deeply is text', () => {
  const source = '- '.repeat(500) + 'a';
  const { container } = render(<Markdown notes={parseNotes(source)} source={source} />);

  expect(container.querySelectorAll('li').length).toBeLessThan(40);
  expect(container.textContent).toMatch(/- - a$/);
});
