// The way in with a passkey: by a button, and by what the browser offers in the field for the
// address.

import { FingerprintPattern } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useDoorText } from '../text';
import { Button } from '../ui/button';
import { usePasskeysOffered } from './offers';
import { Problem, type FormProblem } from '../ui/form';
import { useHydrated, useInterval } from '../ui/hooks';
import { ask } from '../ui/lib/auth-problems';
import { autofillIsThere, endCeremony, signInWithPasskey, wasCancelled } from '../ui/lib/passkeys';

const AGAIN_MS = 4 * 60_000; // the server's challenge is good for five minutes

// entered: the server's answer, which may ask for a second step.
export function PasskeyDoor({ entered }: { entered(answer: unknown): void }) {
  const t = useDoorText();
  const hydrated = useHydrated();
  const offered = usePasskeysOffered();
  const asks = hydrated && offered;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<FormProblem | null>(null);
  const [round, setRound] = useState(0);
  const again = () => setRound((now) => now + 1);
  const button = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks again, no other change
  useEffect(() => {
    let wanted = true;

    async function offer() {
      if (!asks || !(await autofillIsThere()) || !wanted || button.current) return;
      const answer = await ask((options) => signInWithPasskey(true, options));

      if (!wanted) return;
      if (!answer.problem) return entered(answer.data);
      if (wasCancelled(answer.error) || !answer.error.code) return;
      setProblem(answer.problem);
      again();
    }

    void offer();
    return () => {
      wanted = false;
    };
  }, [asks, round]);
  useEffect(() => () => void endCeremony(), []);
  useInterval(() => button.current || again(), asks ? AGAIN_MS : null);

  async function enter() {
    button.current = true;
    setBusy(true);
    setProblem(null);
    const answer = await ask((options) => signInWithPasskey(false, options));

    if (!answer.problem) return entered(answer.data); // the page is about to change
    button.current = false;
    setBusy(false);
    if (!wasCancelled(answer.error)) setProblem(answer.problem);
    again();
  }

  if (!offered) return null;
  return (
    <div className="passkey-door">
      <div className="or">{t.auth.or}</div>
      {problem?.form ? <Problem {...problem} /> : null}
      <div className="providers">
        <Button
          look="outline"
          className="wide"
          isDisabled={!hydrated}
          isPending={busy}
          pending={t.auth.passkeyWaiting}
          onPress={() => void enter()}
        >
          <FingerprintPattern className="icon" aria-hidden="true" />
          {t.auth.passkey}
        </Button>
      </div>
    </div>
  );
}
