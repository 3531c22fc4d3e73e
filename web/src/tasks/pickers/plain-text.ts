// What a search in a short list compares: neither capitals nor accents count.

export const plainText = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

export const hasText = (text: string, typed: string): boolean =>
  plainText(text).includes(plainText(typed));
