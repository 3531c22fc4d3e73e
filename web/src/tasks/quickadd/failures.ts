// Tasks that the server refused.

import { type Failure, useFailures } from '../../api';

export const useFailedAdd = (): Failure | undefined =>
  useFailures().find(({ what }) => what === 'created');
