// A call that needs a session: a 401 tells the page that the session has ended, unless it is about
// a code.

import { ask } from '../ui/lib/auth-problems';
import { sessionEnded } from './ending';

const OF_CODES = new Set(['INVALID_CODE', 'INVALID_BACKUP_CODE']);

export const authedCall: typeof ask = async (call) => {
  const answer = await ask(call);

  if (answer.problem && answer.error.status === 401 && !OF_CODES.has(answer.error.code ?? ''))
    sessionEnded();
  return answer;
};
