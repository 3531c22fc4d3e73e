import type { Catalogue } from '../catalogue';
import * as account from './account';
import * as app from './app';
import * as auth from './auth';
import * as problems from './problems';
import * as tasks from './tasks';

export const catalogue: Catalogue = {
  language: 'ar',
  ...app,
  ...auth,
  ...problems,
  ...tasks,
  ...account,
};
