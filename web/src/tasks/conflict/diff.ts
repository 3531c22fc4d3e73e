// Where two texts differ, by words.

export interface Piece {
  text: string;
  differs: boolean;
}

const MOST = 400; // words that are compared one with another

const wordsOf = (text: string) => text.match(/\s+|[^\s]+/gu) ?? [];

// The lengths of the longest common runs of words, from each place on.
function table(a: readonly string[], b: readonly string[]): number[][] {
  const rows = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));

  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      rows[i]![j] =
        a[i] === b[j] ? rows[i + 1]![j + 1]! + 1 : Math.max(rows[i + 1]![j]!, rows[i]![j + 1]!);
  return rows;
}

function marked(a: readonly string[], b: readonly string[]): [boolean[], boolean[]] {
  const [ofA, ofB] = [a.map(() => true), b.map(() => true)];
  const rows = table(a, b);

  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      ofA[i++] = false;
      ofB[j++] = false;
    } else if (rows[i + 1]![j]! >= rows[i]![j + 1]!) i++;
    else j++;
  }
  return [ofA, ofB];
}

// White space between two words that differ belongs to the difference.
function joined(words: readonly string[], differs: readonly boolean[]): Piece[] {
  const pieces: Piece[] = [];

  words.forEach((text, i) => {
    const blank = text.trim() === '' && i > 0 && i < words.length - 1;
    const is = blank ? differs[i - 1]! && differs[i + 1]! : differs[i]!;
    const last = pieces.at(-1);

    if (last?.differs === is) last.text += text;
    else pieces.push({ text, differs: is });
  });
  return pieces;
}

export function differences(a: string, b: string): [Piece[], Piece[]] {
  const [x, y] = [wordsOf(a), wordsOf(b)];

  if (x.length > MOST || y.length > MOST)
    return [[{ text: a, differs: a !== b }], [{ text: b, differs: a !== b }]];
  const [ofX, ofY] = marked(x, y);

  return [joined(x, ofX), joined(y, ofY)];
}
