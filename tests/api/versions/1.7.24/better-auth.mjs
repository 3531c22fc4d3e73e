// A real Better Auth 1.7.24. Its package.json overrides three packages that it pins
// exactly with the releases before them.

import { serve } from '../../peer/serve.mjs';

await serve((path) => import(`better-auth${path}`));
