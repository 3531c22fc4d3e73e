// What is read before the door, where nobody has to be signed in.

import type { Language } from '../language';
import * as app from './app';
import * as auth from './auth';
import * as home from './home';
import * as problems from './problems';

export const doors = { language: 'en' as Language, ...app, ...auth, ...home, ...problems };
