// A real Better Auth of the release that PEER_VERSION names, one of those in package.json here.

import process from 'node:process';

import { serve } from '../peer/serve.mjs';

await serve((path) => import(`better-auth-${process.env.PEER_VERSION}${path}`));
