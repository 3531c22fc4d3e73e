// What was undone, in words.

import type { Entry } from './undo';

export const undone = ({ title }: Entry): string => `Undone: ${title}`;
