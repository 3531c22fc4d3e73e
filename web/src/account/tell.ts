import { text } from '../text';
import type { AuthError, AuthProblem } from '../ui/lib/auth-problems';
import { say } from '../shell/toasts';
import { toldStale } from './stale';

// Says how a change has ended; whether it worked.
export function tellOutcome(problem: AuthProblem | null, done: string): boolean {
  say({ words: problem ? (problem.form ?? text().problems.unexpected) : done });
  return !problem;
}

// Says why a change of the passkeys did not work.
export function tell(problem: AuthProblem, error: AuthError): void {
  const title =
    error.status === 404 ? text().problems.gone : (problem.form ?? text().problems.unexpected);

  if (!toldStale(error, text().account.passkeysStale)) say({ words: title });
}
