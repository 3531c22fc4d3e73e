// Parts of a text.

export interface Range {
  start: number;
  end: number;
}

export interface Part {
  text: string;
  start: number;
  marked: boolean;
}

// The text in parts, marked and not; ranges may overlap.
export function parts(text: string, ranges: readonly Range[]): Part[] {
  const found: Part[] = [];
  let from = 0;
  const add = (start: number, end: number, marked: boolean) => {
    if (end > start) found.push({ text: text.slice(start, end), start, marked });
  };

  for (const { start, end } of ranges) {
    if (end <= from) continue;
    add(from, Math.max(start, from), false);
    add(Math.max(start, from), end, true);
    from = end;
  }
  add(from, text.length, false);
  return found;
}
