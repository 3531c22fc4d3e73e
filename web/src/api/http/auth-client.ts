// Better Auth's official client. The browser keeps the cookies; no script sees them.

import { jwtClient, twoFactorClient } from 'better-auth/client/plugins';
import { createAuthClient } from 'better-auth/react';
import { issuerPath, origin } from './place';

export const authClient = createAuthClient({
  baseURL: origin() + issuerPath(),
  plugins: [jwtClient(), twoFactorClient()],
});

export type SessionData = typeof authClient.$Infer.Session;
export type User = SessionData['user'];
export type Session = SessionData['session'];
