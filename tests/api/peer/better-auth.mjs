// The real Better Auth of the release in package.json; see serve.mjs.

import { serve } from './serve.mjs';

await serve((path) => import(`better-auth${path}`));
