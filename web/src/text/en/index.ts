import * as account from './account';
import * as calendar from './calendar';
import { doors } from './doors';
import * as palette from './palette';
import * as panel from './panel';
import * as pickers from './pickers';
import * as quickadd from './quickadd';
import * as refusals from './refusals';
import * as shell from './shell';
import * as sync from './sync';
import * as tasks from './tasks';
import * as transfer from './transfer';

export const catalogue = {
  ...doors,
  ...panel,
  ...pickers,
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
