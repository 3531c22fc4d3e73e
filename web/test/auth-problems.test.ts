import { describe, expect, it } from 'vitest';
import { ask, authProblem, renamed } from '../src/ui/lib/auth-problems';
import { messages } from '../src/ui/lib/messages';

const { fields, problems } = messages;

describe('what the issuer refuses', () => {
  it.each([
    ['USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL', 422, 'email', fields.emailTaken],
    ['INVALID_EMAIL', 400, 'email', fields.emailInvalid],
    ['PASSWORD_TOO_SHORT', 400, 'newPassword', fields.passwordShort],
    ['PASSWORD_TOO_LONG', 400, 'newPassword', fields.passwordLong],
    ['PASSWORD_COMPROMISED', 400, 'newPassword', fields.passwordKnown],
    ['INVALID_PASSWORD', 400, 'password', fields.passwordWrong],
  ])('is told at its field: %s', (code, status, field, words) => {
    expect(authProblem({ code, status })).toEqual({ form: null, fields: { [field]: words } });
  });

  it('does not tell a wrong password from an unknown address', () => {
    expect(authProblem({ code: 'INVALID_EMAIL_OR_PASSWORD', status: 401 })).toEqual({ form: problems.credentials, fields: {} });
  });

  it('reads the fields out of a validation error', () => {
    const message = '[body.name] Invalid input: expected string, received null; [body.email] Invalid email address';

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
  ])('has words for %j', (error, retryAfter, words) => {
    expect(authProblem(error, retryAfter)).toEqual({ form: words, fields: {} });
  });

  it('goes by the name that the form gives a field', () => {
    expect(renamed({ form: null, fields: { newPassword: 'x', email: 'y' } }, { newPassword: 'password' }).fields)
      .toEqual({ password: 'x', email: 'y' });
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
