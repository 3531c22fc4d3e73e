// Texts as a stranger sees them: between marks, with accents and a third longer.

const PLAIN = 'aceinouyACEINOUY';
const ACCENTED = 'àçéîñöûýÀÇÉÎÑÖÛÝ';
const HELD = 0xe000; // stands for a variable while the words around it change

function marked(words: string): string {
  const accented = [...words].map((sign) => ACCENTED[PLAIN.indexOf(sign)] ?? sign).join('');

  const more = '~'.repeat(Math.ceil(words.length / 3)).replace(/~{4}(?=~)/g, '$& ');

  return `⟦${accented}${more}⟧`;
}

function sentence(make: (...values: never[]) => unknown) {
  return (...values: unknown[]): unknown => {
    const held = values.map((value, index) =>
      typeof value === 'string' ? String.fromCharCode(HELD + index) : value,
    );
    const words = disguised(make(...(held as never[])));

    return typeof words === 'string'
      ? words.replace(/[\ue000-\ue0ff]/g, (sign) => String(values[sign.charCodeAt(0) - HELD]))
      : words;
  };
}

export function disguised(value: unknown): unknown {
  if (typeof value === 'string') return marked(value);
  if (typeof value === 'function') return sentence(value as (...values: never[]) => unknown);
  if (Array.isArray(value)) return value.map(disguised);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, disguised(inner)]));
}
