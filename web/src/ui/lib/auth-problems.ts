// What the issuer refuses, told at the field it belongs to.

import { messages } from './messages';

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

type Place = [field: string | null, words: string];

const { fields: f, problems: p } = messages;

const CODES: Record<string, Place> = {
  USER_ALREADY_EXISTS: ['email', f.emailTaken],
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: ['email', f.emailTaken],
  INVALID_EMAIL: ['email', f.emailInvalid],
  PASSWORD_TOO_SHORT: ['newPassword', f.passwordShort],
  PASSWORD_TOO_LONG: ['newPassword', f.passwordLong],
  PASSWORD_COMPROMISED: ['newPassword', f.passwordKnown],
  INVALID_PASSWORD: ['password', f.passwordWrong],
  INVALID_EMAIL_OR_PASSWORD: [null, p.credentials],
  EMAIL_PASSWORD_SIGN_UP_DISABLED: [null, p.signUpClosed],
  INVALID_ORIGIN: [null, p.origin],
  MISSING_OR_NULL_ORIGIN: [null, p.origin],
  SESSION_EXPIRED: [null, messages.account.sessionsStale],
};

// "[body.email] Invalid email address; [body.name] ..." names the fields itself.
function fromValidation(text: string): AuthProblem | null {
  const fields = Object.fromEntries([...text.matchAll(/\[body\.(\w+)\] ([^;]+)/g)]
    .map(([, field, words]) => [field!, field === 'email' ? f.emailInvalid : words!]));

  return Object.keys(fields).length ? { fields, form: null } : null;
}

const formOnly = (form: string): AuthProblem => ({ fields: {}, form });

export function authProblem(error: AuthError, retryAfter?: string | null): AuthProblem {
  const place = error.code ? CODES[error.code] : undefined;

  if (place)
    return place[0] ? { fields: { [place[0]]: place[1] }, form: null } : formOnly(place[1]);
  if (error.code === 'VALIDATION_ERROR' && error.message)
    return fromValidation(error.message) ?? formOnly(p.unexpected);
  if (error.status === 429)
    return formOnly(p.tooMany(Math.max(1, Number(retryAfter) || 10)));
  if (error.status === 503)
    return formOnly(p.busy);
  if (!error.status)
    return formOnly(p.unreachable);
  if (error.status >= 500)
    return formOnly(p.server);
  if (error.status === 401)
    return formOnly(p.ended);
  return formOnly(error.status === 403 ? p.forbidden : p.unexpected);
}

// Fields are named by what they are for; a form may call the same thing otherwise.
export function renamed(problem: AuthProblem, names: Record<string, string>): AuthProblem {
  return {
    form: problem.form,
    fields: Object.fromEntries(Object.entries(problem.fields).map(([name, words]) => [names[name] ?? name, words])),
  };
}

export interface AuthAnswer<T> {
  data: T | null;
  error: AuthError | null;
}

// One call of the client, with no exception to catch: a server that does not answer is an error like the others.
export async function ask<T>(
  call: (options: { onError(context: { response?: Response }): void }) => Promise<AuthAnswer<T>>,
): Promise<{ data: T; problem: null } | { data: null; problem: AuthProblem; error: AuthError }> {
  let retryAfter: string | null = null;

  try {
    const { data, error } = await call({
      onError: ({ response }) => {
        retryAfter = response?.headers.get('x-retry-after') ?? response?.headers.get('retry-after') ?? null;
      },
    });

    if (!error)
      return { data: data as T, problem: null };
    return { data: null, problem: authProblem(error, retryAfter), error };
  } catch {
    const error = { status: 0 };

    return { data: null, problem: authProblem(error), error };
  }
}
