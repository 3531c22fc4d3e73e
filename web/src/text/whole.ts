// The texts of the pages behind the door, for English. What imports this may show them.

import { catalogue } from './en';
import { complete } from './text';

complete(catalogue);
