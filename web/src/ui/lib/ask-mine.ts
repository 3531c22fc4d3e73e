// A call that needs a session: when there is none behind it any more, the page learns it here.

import { ask } from './auth-problems';
import { sessionEnded } from './workspace';

export const askMine: typeof ask = async (call) => {
  const answer = await ask(call);

  if (answer.problem && answer.error.status === 401)
    sessionEnded();
  return answer;
};
