// The official client of the issuer. Cookies are its business; nothing here ever sees them.

import { jwtClient } from 'better-auth/client/plugins';
import { createAuthClient } from 'better-auth/react';

export const authClient = createAuthClient({
  baseURL: typeof location === 'undefined' ? 'http://localhost' : location.origin,
  plugins: [jwtClient()],
});

export type SessionData = typeof authClient.$Infer.Session;
export type User = SessionData['user'];
export type Session = SessionData['session'];
