// Several lines that were pasted: one task each.

export interface Line {
  text: string;
  completed: boolean;
}

// What lists begin with: bullets, numbers, boxes of Markdown and of other programs.
const BULLET = /^(?:[-*+•‣◦–—]|\d{1,3}[.)])\s+/u;
const BOX = /^(?:\[([ xX]?)\]|([☐☑☒✓✔]))\s+/u;

function lineOf(raw: string): Line {
  const plain = raw.trim().replace(BULLET, '');
  const box = BOX.exec(plain);

  if (!box) return { text: plain, completed: false };
  const done = box[2] ? box[2] !== '☐' : box[1]!.trim() !== '';

  return { text: plain.slice(box[0].length).trim(), completed: done };
}

export function linesOf(text: string): Line[] {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map(lineOf)
    .filter((line) => line.text !== '');
}

// The same as one line, for a field of one line.
export function oneLine(text: string): string {
  return text.replace(/\s*(?:\r\n|[\n\r\u2028\u2029])\s*/gu, ' ');
}
