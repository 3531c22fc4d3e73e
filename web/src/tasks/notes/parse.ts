// Notes are plain text with a little Markdown in it: links, lists, emphasis, code. Everything else
// that Markdown knows (HTML, headings, pictures, quotes, indented code) stays the text it is.

import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal';
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal';
import type { Nodes, Root } from 'mdast';

const STAYS_TEXT = [
  'blockQuote',
  'characterReference',
  'codeIndented',
  'definition',
  'headingAtx',
  'htmlFlow',
  'htmlText',
  'labelStartImage',
  'setextUnderline',
  'thematicBreak',
];

export function parseNotes(text: string): Root {
  return fromMarkdown(text, {
    extensions: [gfmAutolinkLiteral(), { disable: { null: STAYS_TEXT } }],
    mdastExtensions: [gfmAutolinkLiteralFromMarkdown()],
  });
}

const PLAIN = new Set(['root', 'paragraph', 'text', 'break']);

// Whether the text reads the same as it is written.
export function isPlain(node: Nodes): boolean {
  return PLAIN.has(node.type) && (!('children' in node) || node.children.every(isPlain));
}

const SAFE = new Set(['http:', 'https:', 'mailto:']);

// The address of a link that may be followed; null for any other, such as javascript: and those
// that would lead to a page of this site.
export function safeAddress(url: string): string | null {
  try {
    const { protocol, href } = new URL(url);

    return SAFE.has(protocol) ? href : null;
  } catch {
    return null;
  }
}
