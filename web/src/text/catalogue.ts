// The type of every catalogue: that of the English one. A missing text does not compile.

import type { catalogue } from './en';
import type { doors } from './en/doors';

export type Widened<T> = T extends string
  ? string
  : T extends (...args: infer A) => infer R
    ? (...args: A) => Widened<R>
    : { readonly [K in keyof T]: Widened<T[K]> };

// What the pages before the door have.
export type Doors = { language: Language } & Widened<Omit<typeof doors, 'language'>>;

export type Catalogue = { language: Language } & Widened<Omit<typeof catalogue, 'language'>>;

type Language = (typeof catalogue)['language'];
