import { expect, test } from 'vitest';
import { differences } from '../../src/tasks/conflict/diff';

const marked = (a: string, b: string) =>
  differences(a, b).map((pieces) =>
    pieces.map(({ text, differs }) => (differs ? `[${text}]` : text)).join(''),
  );

test.each([
  ['', '', '', ''],
  ['same text', 'same text', 'same text', 'same text'],
  ['five slides', 'six slides', '[five] slides', '[six] slides'],
  ['so five slides.', 'so six big slides.', 'so [five] slides.', 'so [six big] slides.'],
  ['', 'new', '', '[new]'],
  ['a b c', 'a c', 'a [b] c', 'a c'],
  ['one\ntwo', 'one\nthree', 'one\n[two]', 'one\n[three]'],
  ['قلم أزرق', 'قلم أحمر', 'قلم [أزرق]', 'قلم [أحمر]'],
])('%j beside %j', (a, b, ofA, ofB) => expect(marked(a, b)).toEqual([ofA, ofB]));

test('nothing of a text is left out', () => {
  const a = 'Ten minutes, so five slides at most.\n\nAsk  Lin.';
  const b = 'Ten minutes: six slides.\nAsk Lin for the export.';

  expect(differences(a, b).map((pieces) => pieces.map(({ text }) => text).join(''))).toEqual([
    a,
    b,
  ]);
});

test('texts that are too long to compare differ as a whole', () => {
  const long = 'word '.repeat(300);

  expect(differences(long, `${long}end`)[1]).toEqual([{ text: `${long}end`, differs: true }]);
});
