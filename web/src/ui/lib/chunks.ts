// A long list is drawn in chunks: those that are or were near the window, and a placeholder for
// each of the others.

export const CHUNK = 50; // rows: a little more than a tall window shows

export type Piece<T> =
  | { kind: 'row'; item: T; index: number }
  | { kind: 'gap'; chunk: number; rows: number };

export const chunkOf = (index: number): number => Math.floor(index / CHUNK);

export function pieces<T>(items: readonly T[], drawn: ReadonlySet<number>): Piece<T>[] {
  const out: Piece<T>[] = [];

  for (let chunk = 0; chunk * CHUNK < items.length; chunk++) {
    const start = chunk * CHUNK;
    const end = Math.min(start + CHUNK, items.length);

    if (!drawn.has(chunk)) {
      out.push({ kind: 'gap', chunk, rows: end - start });
      continue;
    }
    for (let index = start; index < end; index++)
      out.push({ kind: 'row', item: items[index]!, index });
  }
  return out;
}
