// Pages turn around for languages from right to left, so nothing is said about left and right: only
// about start and end.

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const src = path.resolve(__dirname, '../src');

const files = (fs.readdirSync(src, { recursive: true }) as string[]).sort();

const linesOf = (extension: RegExp): [string, string][] =>
  files
    .filter((file) => extension.test(file))
    .flatMap((file) =>
      fs
        .readFileSync(path.join(src, file), 'utf8')
        .split('\n')
        .map((line, index): [string, string] => [`${file}:${index + 1}`, line]),
    );

const found = (lines: [string, string][], pattern: RegExp) =>
  lines.filter(([, line]) => pattern.test(line)).map(([where, line]) => `${where} ${line.trim()}`);

// The properties and values of CSS that know left and right.
const SIDED =
  /(?:^|[\s;{])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)?|left|right|border-(?:top|bottom)-(?:left|right)-radius)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b/;

// Class names of Tailwind that do.
const SIDED_CLASS =
  /(?:className|class)=.*["'`\s](?:-?[mp][lr]-|(?:left|right)-|text-(?:left|right)\b|rounded-(?:[lr]|[tb][lr])\b|border-[lr]\b)/;

describe('left and right', () => {
  it('are in no style sheet', () => {
    expect(found(linesOf(/\.css$/), SIDED)).toEqual([]);
  });

  it('are in no class name', () => {
    expect(found(linesOf(/\.tsx$/), SIDED_CLASS)).toEqual([]);
  });

  it.each([
    ['margin-left: 4px', true],
    ['.a { left: 0; }', true],
    ['text-align: right;', true],
    ['border-top-left-radius: 4px', true],
    ['margin-inline-start: 4px', false],
    ['text-align: match-parent;', false],
    ['padding-inline: env(safe-area-inset-left)', false],
  ])('in %s: %s', (line, sided) => {
    expect(SIDED.test(line)).toBe(sided);
  });
});
