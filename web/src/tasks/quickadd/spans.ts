// What the server understood of a text, and what the person has taken back.

export type Kind = 'list' | 'tag' | 'priority' | 'date' | 'time' | 'repeat' | 'escape';

export interface Span {
  start: number;
  end: number;
  kind: Kind;
  value: string;
}

export interface Range {
  start: number;
  end: number;
}

export interface Piece {
  text: string;
  start: number;
  understood: boolean;
}

// Ranges of a text as they lie after an edit. A range that the edit touches is gone: its words are
// others now.
export function follow(ranges: readonly Range[], before: string, after: string): Range[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  let tail = 0;

  while (head < most && before[head] === after[head]) head++;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const cut = before.length - tail;
  const moved = after.length - before.length;

  return ranges.flatMap(({ start, end }) => {
    if (end <= head && !isLetter(after[end])) return [{ start, end }];
    if (start >= cut && !isLetter(after[start + moved - 1]))
      return [{ start: start + moved, end: end + moved }];
    return [];
  });
}

// A letter right beside a range makes another word of it.
function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

// The text with a backslash before each range that shall stay text, as the server reads it, and
// the spans of its answer as they lie in the text without those.
export function escaped(text: string, kept: readonly Range[]) {
  const starts = kept.map(({ start }) => start).sort((a, b) => a - b);
  let sent = '';
  let from = 0;

  for (const start of starts) {
    sent += `${text.slice(from, start)}\\`;
    from = start;
  }
  sent += text.slice(from);
  const marks = starts.map((start, i) => start + i);
  const back = (at: number) => at - marks.filter((mark) => mark < at).length;

  return {
    text: sent,
    without: (spans: readonly Span[]): Span[] =>
      spans
        .filter(({ kind, start }) => !(kind === 'escape' && marks.includes(start)))
        .map((span) => ({ ...span, start: back(span.start), end: back(span.end) })),
  };
}

// The text in pieces, as the mirror paints it.
export function pieces(text: string, spans: readonly Span[]): Piece[] {
  const found: Piece[] = [];
  let from = 0;

  for (const { start, end, kind } of spans) {
    if (kind === 'escape' || start < from || end > text.length) continue;
    if (start > from) found.push({ text: text.slice(from, start), start: from, understood: false });
    found.push({ text: text.slice(start, end), start, understood: true });
    from = end;
  }
  if (from < text.length) found.push({ text: text.slice(from), start: from, understood: false });
  return found;
}

// The highlight that ends at the caret, which Backspace turns back into text.
export function endingAt(spans: readonly Span[], caret: number): Span | undefined {
  return spans.find(({ end, kind }) => end === caret && kind !== 'escape');
}

// Spans of an older text, for the time until the answer for this one is there: those that the
// edit has not touched.
export function carried(spans: readonly Span[], before: string, after: string): Span[] {
  return spans.flatMap((span) =>
    follow([span], before, after).map(({ start, end }) => ({ ...span, start, end })),
  );
}
