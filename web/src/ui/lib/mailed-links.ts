// The mails with links that a page can ask for. Each link leads to the page that tells what
// happened.

import { authClient } from '../../api/http/auth-client';
import { ask, type AuthError, type AuthProblem } from './auth-problems';
import { ROOT } from '../../api/http/place';

const page = (path: string) => `${ROOT}${path}`;

export const VERIFIED = page('/verified');
export const DELETED = page('/sign-in?reason=deleted');

type Answer = Promise<{ problem: AuthProblem | null; error?: AuthError }>;

export function sendReset(email: string): Answer {
  return ask((options) =>
    authClient.requestPasswordReset({ email, redirectTo: page('/reset-password') }, options),
  );
}

export function sendVerification(email: string): Answer {
  return ask((options) =>
    authClient.sendVerificationEmail({ email, callbackURL: VERIFIED }, options),
  );
}
