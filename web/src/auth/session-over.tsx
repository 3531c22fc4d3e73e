// Asks the person whose session has ended to sign in again, over the page that they were on:
// nothing of it is lost.

import { useState } from 'react';
import { resumeSession } from '../api';
import type { SessionOverProps } from '../shell/session-over';
import { useText } from '../text';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Form, type Values } from '../ui/form';
import { authClient, type User } from '../api/http/auth-client';
import { ask } from '../ui/lib/auth-problems';
import { judgePassword } from '../ui/lib/rules';
import { waysOf, type Way } from '../ui/lib/second-step';
import { PasswordField } from '../ui/password-field';
import { PasskeyDoor } from './passkey-door';
import { SecondStep } from './second-step';

interface AgainProps {
  user: User;
  entered(answer: unknown): void;
}

function PasswordAgain({ user, entered }: AgainProps) {
  const t = useText();

  async function submit({ password = '' }: Values) {
    const answer = await ask((options) =>
      authClient.signIn.email({ email: user.email, password, rememberMe: true }, options),
    );

    if (!answer.problem) entered(answer.data);
    return answer.problem;
  }

  return (
    <Form submit={submit} button={t.auth.signIn} pending={t.auth.signingIn}>
      <PasswordField
        name="password"
        label={t.auth.password}
        words={t.auth}
        judge={judgePassword}
        autoComplete="current-password"
        enterKeyHint="go"
      />
    </Form>
  );
}

export default function SessionOver({ user, leave }: SessionOverProps) {
  const t = useText();
  const [ways, setWays] = useState<Way[] | null>(null);
  const [why, setWhy] = useState<string | null>(null);

  function entered(answer: unknown) {
    const asked = waysOf(answer);

    if (asked?.length) setWays(asked);
    else resumeSession();
  }

  function back(reason: string | null) {
    setWays(null);
    setWhy(reason);
  }

  return (
    <Dialog alert title={t.sync.overTitle}>
      {ways ? (
        <SecondStep level={3} ways={ways} entered={entered} leave={back} />
      ) : (
        <>
          <Banner tone={why === null ? 'neutral' : 'error'}>{why ?? t.sync.overText}</Banner>
          <p dir="auto">{user.email}</p>
          <PasswordAgain user={user} entered={entered} />
          <PasskeyDoor entered={entered} />
          <p className="auth-swap">
            <Button look="link" onPress={leave}>
              {t.app.signOut}
            </Button>
          </p>
        </>
      )}
    </Dialog>
  );
}
