import * as account from './account';
import * as app from './app';
import * as auth from './auth';
import * as calendar from './calendar';
import * as home from './home';
import * as palette from './palette';
import * as panel from './panel';
import * as pickers from './pickers';
import * as problems from './problems';
import * as quickadd from './quickadd';
import * as refusals from './refusals';
import * as shell from './shell';
import * as sync from './sync';
import * as tasks from './tasks';
import * as transfer from './transfer';
import type { Language } from '../language';

export const catalogue = {
  language: 'en' as Language,
  ...app,
  ...auth,
  ...panel,
  ...home,
  ...pickers,
  ...problems,
  ...refusals,
  ...shell,
  ...sync,
  ...tasks,
  ...calendar,
  ...palette,
  ...quickadd,
  ...transfer,
  ...account,
};
