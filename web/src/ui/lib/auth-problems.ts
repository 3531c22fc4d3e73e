// The issuer's refusals, as messages for the form and its fields.

import { passwordLengths } from './features';
import { doorText, type Doors } from '../../text';
import { pagePath, ROOT } from '../../api/http/place';

export interface AuthError {
  status: number;
  statusText?: string;
  code?: string;
  message?: string;
}

export interface AuthProblem {
  fields: Record<string, string>; // by the input's name
  form: string | null;
  elsewhere?: { label: string; href: string }; // where it would work
}

type FieldMessage = [field: string | null, message: string];

const CODES: Record<string, [field: string | null, message: (t: Doors) => string]> = {
  USER_ALREADY_EXISTS: ['email', (t) => t.fields.emailTaken],
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: ['email', (t) => t.fields.emailTaken],
  INVALID_EMAIL: ['email', (t) => t.fields.emailInvalid],
  PASSWORD_COMPROMISED: ['newPassword', (t) => t.fields.passwordKnown],
  INVALID_PASSWORD: ['password', (t) => t.fields.passwordWrong],
  INVALID_EMAIL_OR_PASSWORD: [null, (t) => t.problems.credentials],
  EMAIL_PASSWORD_SIGN_UP_DISABLED: [null, (t) => t.problems.signUpClosed],
  EMAIL_NOT_VERIFIED: [null, (t) => t.problems.unverified],
  BANNED_USER: [null, (t) => t.problems.suspended],
  EMAIL_ALREADY_VERIFIED: [null, (t) => t.problems.verifiedAlready],
  INVALID_ORIGIN: [null, (t) => t.problems.origin],
  MISSING_OR_NULL_ORIGIN: [null, (t) => t.problems.origin],
  SESSION_EXPIRED: [null, (t) => t.problems.sessionsStale],
  SESSION_NOT_FRESH: [null, (t) => t.problems.stale],
  INVALID_CODE: ['code', (t) => t.fields.codeWrong],
  INVALID_BACKUP_CODE: ['code', (t) => t.fields.backupCodeWrong],
  OTP_HAS_EXPIRED: ['code', (t) => t.fields.codeExpired],
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: [null, (t) => t.problems.codesUsed],
  INVALID_TWO_FACTOR_COOKIE: [null, (t) => t.problems.stepOver],
  OTP_NOT_CONFIGURED: [null, (t) => t.problems.mailCodesOff],
  TWO_FACTOR_REQUIRED: [null, (t) => t.problems.secondFactorOff],
  PASSKEY_NOT_FOUND: [null, (t) => t.problems.passkeyUnknown],
  AUTHENTICATION_FAILED: [null, (t) => t.problems.passkeyUnknown],
  FAILED_TO_VERIFY_REGISTRATION: [null, (t) => t.problems.passkeyRefused],
  PREVIOUSLY_REGISTERED: [null, (t) => t.problems.passkeyTaken],
  TOO_MANY_PASSKEYS: [null, (t) => t.problems.passkeysMany],
  PASSKEYS_NOT_HERE: [null, (t) => t.problems.passkeysHere], // of ours: the browser's own refusal
};

function known(code: string): FieldMessage | undefined {
  const [field, message] = CODES[code] ?? [];

  return message && [field ?? null, message(doorText())];
}

function passwordLength(code: string): FieldMessage | undefined {
  const { least, most } = passwordLengths();

  if (code === 'PASSWORD_TOO_SHORT') return ['newPassword', doorText().fields.passwordShort(least)];
  return code === 'PASSWORD_TOO_LONG'
    ? ['newPassword', doorText().fields.passwordLong(most)]
    : undefined;
}

// "[body.email] Invalid email address; [body.name] ..." names the fields itself.
function fromValidation(message: string): AuthProblem | null {
  const fields = Object.fromEntries(
    [...message.matchAll(/\[body\.(\w+)\] ([^;]+)/g)].map(([, field, words]) => [
      field!,
      field === 'email' ? doorText().fields.emailInvalid : words!,
    ]),
  );

  return Object.keys(fields).length ? { fields, form: null } : null;
}

const formOnly = (form: string): AuthProblem => ({ fields: {}, form });

export function authProblem(error: AuthError, retryAfter?: string | null): AuthProblem {
  const place = error.code ? (known(error.code) ?? passwordLength(error.code)) : undefined;

  if (error.code === 'ACCOUNT_TEMPORARILY_LOCKED')
    return formOnly(
      doorText().problems.locked(Math.max(1, Math.ceil((Number(retryAfter) || 60) / 60))),
    );
  if (place)
    return place[0] ? { fields: { [place[0]]: place[1] }, form: null } : formOnly(place[1]);
  if (error.code === 'VALIDATION_ERROR' && error.message)
    return fromValidation(error.message) ?? formOnly(doorText().problems.unexpected);
  if (error.status === 429)
    return formOnly(doorText().problems.tooMany(Math.max(1, Number(retryAfter) || 10)));
  if (error.status === 503) return formOnly(doorText().problems.busy);
  if (!error.status) return formOnly(doorText().problems.unreachable);
  if (error.status >= 500) return formOnly(doorText().problems.server);
  if (error.status === 401) return formOnly(doorText().problems.ended);
  return formOnly(
    error.status === 403 ? doorText().problems.forbidden : doorText().problems.unexpected,
  );
}

// Fields are named by their purpose; a form may name them otherwise.
export function renamed(problem: AuthProblem, names: Record<string, string>): AuthProblem {
  return {
    ...problem,
    fields: Object.fromEntries(
      Object.entries(problem.fields).map(([name, message]) => [names[name] ?? name, message]),
    ),
  };
}

const ORIGIN_CODES = new Set(['INVALID_ORIGIN', 'MISSING_OR_NULL_ORIGIN']);

// The address under which the server says that it is reached; null when it does not say.
async function ownAddress(): Promise<string | null> {
  try {
    const answer = await fetch(`${ROOT}/.well-known/openid-configuration`);
    const { jwks_uri } = (await answer.json()) as { jwks_uri: string };

    return new URL(jwks_uri).origin + ROOT;
  } catch {
    return null;
  }
}

// A page at an address that the server does not trust says which one works.
async function withAddress(problem: AuthProblem, error: AuthError): Promise<AuthProblem> {
  const address = ORIGIN_CODES.has(error.code ?? '') ? await ownAddress() : null;

  if (!address) return problem;
  return {
    ...formOnly(doorText().problems.originAt(address)),
    elsewhere: {
      label: doorText().problems.openThere,
      href: address + pagePath(location.pathname),
    },
  };
}

export interface AuthAnswer<T> {
  data: T | null;
  error: AuthError | null;
}

// Runs one call of the client, which never throws: a server that does not answer is an error like
// the others.
export async function ask<T>(
  call: (options: { onError(context: { response?: Response }): void }) => Promise<AuthAnswer<T>>,
): Promise<{ data: T; problem: null } | { data: null; problem: AuthProblem; error: AuthError }> {
  let retryAfter: string | null = null;

  try {
    const { data, error } = await call({
      onError: ({ response }) => {
        retryAfter =
          response?.headers.get('x-retry-after') ?? response?.headers.get('retry-after') ?? null;
      },
    });

    if (!error) return { data: data as T, problem: null };
    return {
      data: null,
      problem: await withAddress(authProblem(error, retryAfter), error),
      error,
    };
  } catch {
    const error = { status: 0 };

    return { data: null, problem: authProblem(error), error };
  }
}
