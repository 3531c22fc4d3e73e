import { counter, quoter } from '../grammar';

const plural = counter('en');

export const count = (n: number, one: string, other: string): string => plural(n, { one, other });

export const quoted = quoter('en', '“', '”');
