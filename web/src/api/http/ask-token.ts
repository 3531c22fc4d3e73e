// Asks the issuer for an access token, by the session of the cookie.

import { authClient } from './auth-client';
import { Problem, problemOf } from './problems';

export async function askForToken(): Promise<string> {
  const { data, error } = await authClient.$fetch<{ token: string }>('/token').catch(() => {
    throw new Problem('unreachable');
  });

  if (error) throw problemOf(error.status);
  if (!data?.token) throw new Problem('server');
  return data.token;
}
