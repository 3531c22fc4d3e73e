import type { Catalogue } from '../catalogue';
import * as account from './account';
import * as app from './app';
import * as auth from './auth';
import * as panel from './panel';
import * as pickers from './pickers';
import * as problems from './problems';
import * as shell from './shell';
import * as sync from './sync';
import * as tasks from './tasks';

export const catalogue: Catalogue = {
  language: 'de',
  ...app,
  ...auth,
  ...panel,
  ...pickers,
  ...problems,
  ...shell,
  ...sync,
  ...tasks,
  ...account,
};
