// What can be done about two-step sign-in. Each change asks for the password.

import { text } from '../text';
import { authClient } from '../api/http/auth-client';
import type { AuthProblem } from '../ui/lib/auth-problems';
import { authedCall } from '../shell/authed-call';
import { say } from '../shell/toasts';

export type Wish = 'enable' | 'address' | 'codes' | 'disable';

export type Stage =
  | { is: 'rest' }
  | { is: 'password'; wish: Wish }
  | { is: 'setup'; address: string; codes: string[] | null } // no codes: it has been verified
  | { is: 'codes'; codes: string[] };

type Next = { stage: Stage; problem: null } | { stage: null; problem: AuthProblem };

const to = (stage: Stage): Next => ({ stage, problem: null });
const stay = (problem: AuthProblem): Next => ({ stage: null, problem });

async function enable(password: string): Promise<Next> {
  const { data, problem } = await authedCall((options) =>
    authClient.twoFactor.enable({ password }, options),
  );

  if (problem) return stay(problem);
  return 'totpURI' in data
    ? to({ is: 'setup', address: data.totpURI, codes: data.backupCodes })
    : to({ is: 'rest' });
}

// Whoever has only had codes by mail gets an authenticator now.
async function showAddress(password: string): Promise<Next> {
  const answer = await authedCall((options) =>
    authClient.twoFactor.getTotpUri({ password }, options),
  );

  if (!answer.problem) return to({ is: 'setup', address: answer.data.totpURI, codes: null });
  return answer.error.code === 'TOTP_NOT_ENABLED' ? enable(password) : stay(answer.problem);
}

async function newCodes(password: string): Promise<Next> {
  const { data, problem } = await authedCall((options) =>
    authClient.twoFactor.generateBackupCodes({ password }, options),
  );

  return problem ? stay(problem) : to({ is: 'codes', codes: data.backupCodes });
}

async function disable(password: string): Promise<Next> {
  const answer = await authedCall((options) => authClient.twoFactor.disable({ password }, options));

  if (!answer.problem) {
    say({ words: text().account.twoStepIsOff });
    return to({ is: 'rest' });
  }
  return stay(
    answer.error.code === 'TWO_FACTOR_REQUIRED'
      ? { fields: {}, form: text().account.twoStepDemanded }
      : answer.problem,
  );
}

export const RUN: Record<Wish, (password: string) => Promise<Next>> = {
  enable,
  address: showAddress,
  codes: newCodes,
  disable,
};
