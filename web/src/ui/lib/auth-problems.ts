// The issuer's refusals, as messages for the form and its fields.

import { passwordLengths } from './features';
import { messages } from './messages';
import { ROOT } from './place';

export interface AuthError {
  status: number;
  statusText?: string;
  code?: string;
  message?: string;
}

export interface AuthProblem {
  fields: Record<string, string>; // by the input's name
  form: string | null;
}

type FieldMessage = [field: string | null, message: string];

const { fields: f, problems: p } = messages;

const CODES: Record<string, FieldMessage> = {
  USER_ALREADY_EXISTS: ['email', f.emailTaken],
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: ['email', f.emailTaken],
  INVALID_EMAIL: ['email', f.emailInvalid],
  PASSWORD_COMPROMISED: ['newPassword', f.passwordKnown],
  INVALID_PASSWORD: ['password', f.passwordWrong],
  INVALID_EMAIL_OR_PASSWORD: [null, p.credentials],
  EMAIL_PASSWORD_SIGN_UP_DISABLED: [null, p.signUpClosed],
  EMAIL_NOT_VERIFIED: [null, p.unverified],
  EMAIL_ALREADY_VERIFIED: [null, p.verifiedAlready],
  INVALID_ORIGIN: [null, p.origin],
  MISSING_OR_NULL_ORIGIN: [null, p.origin],
  SESSION_EXPIRED: [null, messages.account.sessionsStale],
  SESSION_NOT_FRESH: [null, p.stale],
  INVALID_CODE: ['code', f.codeWrong],
  INVALID_BACKUP_CODE: ['code', f.backupCodeWrong],
  OTP_HAS_EXPIRED: ['code', f.codeExpired],
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: [null, p.codesUsed],
  INVALID_TWO_FACTOR_COOKIE: [null, p.stepOver],
  OTP_NOT_CONFIGURED: [null, p.mailCodesOff],
  TWO_FACTOR_REQUIRED: [null, p.secondFactorOff],
  PASSKEY_NOT_FOUND: [null, p.passkeyUnknown],
  AUTHENTICATION_FAILED: [null, p.passkeyUnknown],
  FAILED_TO_VERIFY_REGISTRATION: [null, p.passkeyRefused],
  PREVIOUSLY_REGISTERED: [null, p.passkeyTaken],
  TOO_MANY_PASSKEYS: [null, p.passkeysMany],
  PASSKEYS_NOT_HERE: [null, p.passkeysHere], // of ours: the browser's own refusal
};

function passwordLength(code: string): FieldMessage | undefined {
  const { least, most } = passwordLengths();

  if (code === 'PASSWORD_TOO_SHORT') return ['newPassword', f.passwordShort(least)];
  return code === 'PASSWORD_TOO_LONG' ? ['newPassword', f.passwordLong(most)] : undefined;
}

// "[body.email] Invalid email address; [body.name] ..." names the fields itself.
function fromValidation(text: string): AuthProblem | null {
  const fields = Object.fromEntries(
    [...text.matchAll(/\[body\.(\w+)\] ([^;]+)/g)].map(([, field, message]) => [
      field!,
      field === 'email' ? f.emailInvalid : message!,
    ]),
  );

  return Object.keys(fields).length ? { fields, form: null } : null;
}

const formOnly = (form: string): AuthProblem => ({ fields: {}, form });

export function authProblem(error: AuthError, retryAfter?: string | null): AuthProblem {
  const place = error.code ? (CODES[error.code] ?? passwordLength(error.code)) : undefined;

  if (error.code === 'ACCOUNT_TEMPORARILY_LOCKED')
    return formOnly(p.locked(Math.max(1, Math.ceil((Number(retryAfter) || 60) / 60))));
  if (place)
    return place[0] ? { fields: { [place[0]]: place[1] }, form: null } : formOnly(place[1]);
  if (error.code === 'VALIDATION_ERROR' && error.message)
    return fromValidation(error.message) ?? formOnly(p.unexpected);
  if (error.status === 429) return formOnly(p.tooMany(Math.max(1, Number(retryAfter) || 10)));
  if (error.status === 503) return formOnly(p.busy);
  if (!error.status) return formOnly(p.unreachable);
  if (error.status >= 500) return formOnly(p.server);
  if (error.status === 401) return formOnly(p.ended);
  return formOnly(error.status === 403 ? p.forbidden : p.unexpected);
}

// Fields are named by their purpose; a form may name them otherwise.
export function renamed(problem: AuthProblem, names: Record<string, string>): AuthProblem {
  return {
    form: problem.form,
    fields: Object.fromEntries(
      Object.entries(problem.fields).map(([name, message]) => [names[name] ?? name, message]),
    ),
  };
}

const ORIGIN_CODES = new Set(['INVALID_ORIGIN', 'MISSING_OR_NULL_ORIGIN']);

// The address under which the server says that it is reached; null when it does not say.
export async function ownAddress(): Promise<string | null> {
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

  return address ? formOnly(p.originAt(address)) : problem;
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
