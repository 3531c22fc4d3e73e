// An answer of the server, asked for as long as the question is the same.

import { useEffect, useState } from 'react';
import type { authedCall } from '../shell/authed-call';
import { text } from '../text';

export type Answered<T> =
  | { is: 'loading' }
  | { is: 'failed'; status: number | undefined; message: string }
  | { is: 'here'; data: T };

type Asking<T> = ReturnType<typeof authedCall<T>>;

// What was there before stays until the next answer has come.
export function useAnswer<T>(question: string, ask: () => Asking<T>): [Answered<T>, () => void] {
  const [answer, setAnswer] = useState<Answered<T>>({ is: 'loading' });
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the question says what is asked
  useEffect(() => {
    let wanted = true;

    void ask().then((given) => {
      if (!wanted) return;
      setAnswer(
        given.problem
          ? {
              is: 'failed',
              status: given.error.status,
              message: given.problem.form ?? text().problems.unexpected,
            }
          : { is: 'here', data: given.data },
      );
    });
    return () => {
      wanted = false;
    };
  }, [question, round]);
  return [answer, () => setRound((now) => now + 1)];
}
