import { counter, isolator, quoter } from '../grammar';

type Forms = readonly [one: string, two: string, few: string, many: string, other: string];

const plural = counter('ar');

// One and two are words of their own, without the number.
export const count = (n: number, [one, two, few, many, other]: Forms): string =>
  plural(n, { one, two, few, many, other });

export const TASKS: Forms = ['مهمة واحدة', 'مهمتان', '# مهام', '# مهمة', '# مهمة'];
export const CHARACTERS: Forms = ['حرف واحد', 'حرفين', '# أحرف', '# حرفًا', '# حرف'];

export const quoted = quoter('ar', '«', '»');
export const isolated = isolator('ar');
