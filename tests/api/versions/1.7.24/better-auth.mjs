// A real Better Auth 1.7.24. Three packages that it names exactly are not in every registry; the overrides name
// the releases before them.

import { serve } from '../../peer/serve.mjs';

await serve((path) => import(`better-auth${path}`));
