// The colours of lists. The server keeps any colour; the pages have eight, each with a light and a
// dark form, and show the one that is nearest.

export const COLOURS = {
  slate: '#6c717e',
  blue: '#3080bc',
  teal: '#2d8a8a',
  green: '#4d8b50',
  ochre: '#9e7a23',
  clay: '#b55f40',
  rose: '#bc516f',
  violet: '#8160b5',
} as const;

export type Colour = keyof typeof COLOURS;

export const COLOUR_NAMES = Object.keys(COLOURS) as Colour[];

const parts = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

function distance(a: string, b: string): number {
  const other = parts(b);

  return parts(a).reduce((sum, part, i) => sum + (part - other[i]!) ** 2, 0);
}

export function colourOf(color: string | null): Colour {
  if (!color || !/^#[0-9a-f]{6}$/i.test(color)) return 'slate';
  return COLOUR_NAMES.reduce((best, name) =>
    distance(COLOURS[name], color) < distance(COLOURS[best], color) ? name : best,
  );
}

export const dotClass = (color: string | null): string => `dot dot-${colourOf(color)}`;
