// The way in with a passkey: by a button, and by what the browser offers in the field for the
// e-mail address.

import { Button } from '@heroui/react/button';
import { Fingerprint } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ask } from '../lib/auth-problems';
import { messages } from '../lib/messages';
import { autofillIsThere, endCeremony, signInWithPasskey, wasCancelled } from '../lib/passkeys';
import { Notice } from './form';
import { useHydrated, useInterval, usePasskeysOffered } from './hooks';

const AGAIN_MS = 4 * 60_000; // the server's challenge is good for five minutes

// entered: the server's answer, which may ask for a second step.
export function PasskeyDoor({ entered }: { entered(answer: unknown): void }) {
  const hydrated = useHydrated();
  const offered = usePasskeysOffered();
  const asks = hydrated && offered;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const again = () => setRound((now) => now + 1);
  const button = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks again, no other change
  useEffect(() => {
    let wanted = true;

    async function offer() {
      if (!asks || !(await autofillIsThere()) || !wanted) return;
      const answer = await ask((options) => signInWithPasskey(true, options));

      if (!wanted) return;
      if (!answer.problem) return entered(answer.data);
      if (wasCancelled(answer.error) || !answer.error.code) return;
      setProblem(answer.problem.form);
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
    if (!wasCancelled(answer.error)) setProblem(answer.problem.form);
    again();
  }

  if (!offered) return null;
  return (
    <div className="passkey-door">
      <p className="or">{messages.auth.or}</p>
      {problem ? <Notice bad>{problem}</Notice> : null}
      <Button
        variant="outline"
        isDisabled={!hydrated}
        isPending={busy}
        onPress={() => void enter()}
      >
        <Fingerprint aria-hidden="true" />
        {busy ? messages.auth.passkeyWaiting : messages.auth.passkey}
      </Button>
    </div>
  );
}
