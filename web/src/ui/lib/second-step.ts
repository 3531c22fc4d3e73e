// The second step of a sign-in, and what an authenticator needs to know.

import { authClient } from '../../api/http/auth-client';
import type { AuthAnswer, AuthError } from './auth-problems';

export type Way = 'totp' | 'otp' | 'backup';

interface Redirect {
  twoFactorRedirect?: unknown;
  twoFactorMethods?: unknown;
}

// The ways to show the second factor, the usual one first; null when the answer asks for none.
// Backup codes are made together with an authenticator.
export function waysOf(answer: unknown): Way[] | null {
  const { twoFactorRedirect, twoFactorMethods } = (answer ?? {}) as Redirect;
  const methods: unknown[] = Array.isArray(twoFactorMethods) ? twoFactorMethods : [];

  if (twoFactorRedirect !== true) return null;
  return (['totp', 'otp', 'backup'] as const).filter((way) =>
    methods.includes(way === 'backup' ? 'totp' : way),
  );
}

// The moment from which the account needs a second factor, when the answer of a sign-in names one.
export function enrolByOf(answer: unknown): Date | null {
  const { twoFactorEnrolBy } = (answer ?? {}) as { twoFactorEnrolBy?: unknown };

  return twoFactorEnrolBy instanceof Date ? twoFactorEnrolBy : null; // the client makes dates of them
}

// People copy codes as "123 456".
export const readCode = (way: Way, text: string): string =>
  way === 'backup' ? text.trim() : text.replace(/\s/g, '');

interface CallOptions {
  onError?(context: { response?: Response }): void;
}

export function verify(
  way: Way,
  code: string,
  trustDevice: boolean,
  options: CallOptions,
): Promise<AuthAnswer<unknown>> {
  const body = { code: readCode(way, code), ...(trustDevice ? { trustDevice } : {}) };

  switch (way) {
    case 'totp':
      return authClient.twoFactor.verifyTotp(body, options);
    case 'otp':
      return authClient.twoFactor.verifyOtp(body, options);
    case 'backup':
      return authClient.twoFactor.verifyBackupCode(body, options);
  }
}

// Whether the sign-in that waited is gone, so that it has to begin again.
export function isOver(way: Way, error: AuthError): boolean {
  return (
    error.code === 'INVALID_TWO_FACTOR_COOKIE' ||
    (error.code === 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE' && way !== 'otp')
  );
}

// The key in an authenticator's address, in groups that can be typed.
export function keyOf(address: string): string {
  const key = new URL(address).searchParams.get('secret') ?? '';

  return key.replace(/.{4}(?=.)/g, '$& ');
}
