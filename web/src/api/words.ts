// What was undone, in words.

import { text } from '../text';
import type { Entry } from './undo';

export const undone = ({ title }: Entry): string => text().sync.undone(title);
