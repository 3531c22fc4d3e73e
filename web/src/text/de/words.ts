import { counter, quoter } from '../grammar';

const plural = counter('de');

export const count = (n: number, one: string, other: string): string => plural(n, { one, other });

export const quoted = quoter('de', '„', '“');
