// English as a stranger sees it: every text of the catalogue between marks, with accents and a
// third longer. What a page shows without marks is in no catalogue, and what does not fit is cut
// off. The tests choose it (localStorage 'ostiary.language' = 'en-XA'); no menu offers it.

import type { Catalogue } from './catalogue';
import { disguised } from './disguise';
import { catalogue as english } from './en';

export const catalogue = { ...(disguised(english) as Catalogue), language: 'en-XA' as const };
