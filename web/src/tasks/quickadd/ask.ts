// Asks the server for what a text says, in the language of the page where the server reads it.

import { parse } from '../../api';
import { text } from '../../text';
import { locale } from '../../text/format';
import type { Ask } from './use-understanding';

const READ = /^(en|de)\b/;

export const ask: Ask = (words) =>
  parse(words, { language: READ.test(text().language) ? locale() : 'en' });
