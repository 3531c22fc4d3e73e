import { afterEach, describe, expect, it, vi } from 'vitest';
import { ask, authProblem, renamed } from '../src/ui/lib/auth-problems';
import { text } from '../src/text';

const { fields, problems } = text();

describe('what the issuer refuses', () => {
  it.each([
    ['USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL', 422, 'email', fields.emailTaken],
    ['INVALID_EMAIL', 400, 'email', fields.emailInvalid],
    ['PASSWORD_TOO_SHORT', 400, 'newPassword', fields.passwordShort(8)],
    ['PASSWORD_TOO_LONG', 400, 'newPassword', fields.passwordLong(128)],
    ['PASSWORD_COMPROMISED', 400, 'newPassword', fields.passwordKnown],
    ['INVALID_PASSWORD', 400, 'password', fields.passwordWrong],
    ['INVALID_CODE', 401, 'code', fields.codeWrong],
    ['INVALID_BACKUP_CODE', 401, 'code', fields.backupCodeWrong],
    ['OTP_HAS_EXPIRED', 400, 'code', fields.codeExpired],
  ])('is told at its field: %s', (code, status, field, message) => {
    expect(authProblem({ code, status })).toEqual({ form: null, fields: { [field]: message } });
  });

  it('does not tell a wrong password from an unknown address', () => {
    expect(authProblem({ code: 'INVALID_EMAIL_OR_PASSWORD', status: 401 })).toEqual({
      form: problems.credentials,
      fields: {},
    });
  });

  it.each([
    ['PASSKEY_NOT_FOUND', 401, problems.passkeyUnknown],
    ['AUTHENTICATION_FAILED', 401, problems.passkeyUnknown],
    ['FAILED_TO_VERIFY_REGISTRATION', 400, problems.passkeyRefused],
    ['PREVIOUSLY_REGISTERED', 400, problems.passkeyTaken],
    ['TOO_MANY_PASSKEYS', 400, problems.passkeysMany],
    ['PASSKEYS_NOT_HERE', 400, problems.passkeysHere],
  ])('has words for a passkey: %s', (code, status, message) => {
    expect(authProblem({ code, status })).toEqual({ form: message, fields: {} });
  });

  it.each([
    ['TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE', 400, problems.codesUsed],
    ['INVALID_TWO_FACTOR_COOKIE', 401, problems.stepOver],
    ['OTP_NOT_CONFIGURED', 400, problems.mailCodesOff],
    ['TWO_FACTOR_REQUIRED', 403, problems.secondFactorOff],
    ['SESSION_NOT_FRESH', 403, problems.stale],
  ])('has words for a second factor: %s', (code, status, message) => {
    expect(authProblem({ code, status })).toEqual({ form: message, fields: {} });
  });

  it.each([
    ['900', 15],
    ['61', 2],
    ['1', 1],
    [null, 1],
  ])('says when a lock ends: %s seconds', (retryAfter, minutes) => {
    expect(authProblem({ code: 'ACCOUNT_TEMPORARILY_LOCKED', status: 429 }, retryAfter).form).toBe(
      problems.locked(minutes),
    );
  });

  it('reads the fields out of a validation error', () => {
    const message =
      '[body.name] Invalid input: expected string, received null; [body.email] Invalid email address';

    expect(authProblem({ code: 'VALIDATION_ERROR', status: 400, message })).toEqual({
      form: null,
      fields: { name: 'Invalid input: expected string, received null', email: fields.emailInvalid },
    });
  });

  it.each([
    [{ status: 0 }, null, problems.unreachable],
    [{ status: 429 }, '7', problems.tooMany(7)],
    [{ status: 429 }, null, problems.tooMany(10)],
    [{ status: 503 }, null, problems.busy],
    [{ status: 500 }, null, problems.server],
    [{ status: 401, code: 'UNAUTHORIZED' }, null, problems.ended],
    [{ status: 403, code: 'INVALID_ORIGIN' }, null, problems.origin],
    [{ status: 403 }, null, problems.forbidden],
    [{ status: 404 }, null, problems.unexpected],
  ])('has words for %j', (error, retryAfter, message) => {
    expect(authProblem(error, retryAfter)).toEqual({ form: message, fields: {} });
  });

  it('goes by the name that the form gives a field', () => {
    expect(
      renamed({ form: null, fields: { newPassword: 'x', email: 'y' } }, { newPassword: 'password' })
        .fields,
    ).toEqual({ password: 'x', email: 'y' });
  });
});

describe('asking', () => {
  it('hands on what was answered', async () => {
    expect(await ask(async () => ({ data: 5, error: null }))).toEqual({ data: 5, problem: null });
  });

  it('reads how long to wait', async () => {
    const answer = await ask(async ({ onError }) => {
      onError({ response: new Response(null, { status: 429, headers: { 'x-retry-after': '3' } }) });
      return { data: null, error: { status: 429 } };
    });

    expect(answer.problem?.form).toBe(problems.tooMany(3));
  });

  it('takes an exception for a server that cannot be reached', async () => {
    const answer = await ask(async () => {
      throw new TypeError('Failed to fetch');
    });

    expect(answer.problem?.form).toBe(problems.unreachable);
  });
});

describe('an address that the server does not trust', () => {
  afterEach(() => vi.unstubAllGlobals());

  const refused = { data: null, error: { code: 'INVALID_ORIGIN', status: 403 } };

  it('leads to the one that the server names', async () => {
    vi.stubGlobal('fetch', async (where: string) => {
      expect(where).toBe('/.well-known/openid-configuration');
      return Response.json({ jwks_uri: 'https://tasks.example/api/auth/jwks' });
    });
    expect((await ask(async () => refused)).problem?.form).toBe(
      problems.originAt('https://tasks.example'),
    );
  });

  it('is told as such where the server names none', async () => {
    vi.stubGlobal('fetch', async () => new Response('', { status: 404 }));
    expect((await ask(async () => refused)).problem?.form).toBe(problems.origin);
  });
});
