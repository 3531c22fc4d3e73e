// The addresses in a title, so that they can be opened.

export interface Piece {
  text: string;
  href?: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"“”]+/giu;
const TRAILING = /[.,;:!?'’)\]}]+$/u;

// A bracket at the end belongs to the address only when it was opened there.
function trimmed(address: string): string {
  const end = TRAILING.exec(address)?.[0] ?? '';

  if (end.startsWith(')') && address.includes('(')) return address;
  return end ? address.slice(0, -end.length) : address;
}

export function linkified(title: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;

  for (const match of title.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);

    if (!URL.canParse(address)) continue;
    if (match.index > from) pieces.push({ text: title.slice(from, match.index) });
    pieces.push({ text: address, href: address });
    from = match.index + address.length;
  }
  if (from < title.length) pieces.push({ text: title.slice(from) });
  return pieces;
}
