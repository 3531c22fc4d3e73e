// Asks the person whose session has ended to sign in again, over the page that they were on:
// nothing of it is lost.

import { AlertDialog } from '@heroui/react/alert-dialog';
import { useState } from 'react';
import { resumeSession } from '../../api';
import { useText } from '../../text';
import { authClient, type User } from '../lib/auth-client';
import { ask } from '../lib/auth-problems';
import { judgePassword } from '../lib/rules';
import { waysOf, type Way } from '../lib/second-step';
import { PasswordField } from './fields';
import { Form, Notice } from './form';
import { PasskeyDoor } from './passkey-door';
import { SecondStep } from './second-step';

interface Props {
  user: User;
  leave(): void; // to the page of the doors
}

export default function SessionOver({ user, leave }: Props) {
  const t = useText();
  const [ways, setWays] = useState<Way[] | null>(null);
  const [why, setWhy] = useState<string | null>(null);

  function entered(answer: unknown) {
    const asked = waysOf(answer);

    if (asked?.length) setWays(asked);
    else resumeSession();
  }

  async function submit({ password = '' }: Record<string, string>) {
    const answer = await ask((options) =>
      authClient.signIn.email({ email: user.email, password, rememberMe: true }, options),
    );

    if (!answer.problem) entered(answer.data);
    return answer.problem;
  }

  return (
    <AlertDialog.Backdrop isOpen isDismissable={false} isKeyboardDismissDisabled>
      <AlertDialog.Container>
        <AlertDialog.Dialog>
          <AlertDialog.Header>
            <AlertDialog.Heading>{t.sync.overTitle}</AlertDialog.Heading>
          </AlertDialog.Header>
          <AlertDialog.Body>
            {ways ? (
              <SecondStep
                ways={ways}
                entered={entered}
                leave={(reason) => {
                  setWays(null);
                  setWhy(reason);
                }}
              />
            ) : (
              <>
                <Notice bad={why !== null}>{why ?? t.sync.overText}</Notice>
                <p dir="auto">{user.email}</p>
                <Form submit={submit} button={t.auth.signIn} pending={t.auth.signingIn}>
                  <PasswordField
                    name="password"
                    label={t.auth.password}
                    judge={judgePassword}
                    autoComplete="current-password"
                    enterKeyHint="go"
                  />
                </Form>
                <PasskeyDoor entered={entered} />
                <p className="other">
                  <button type="button" className="text-link" onClick={leave}>
                    {t.app.signOut}
                  </button>
                </p>
              </>
            )}
          </AlertDialog.Body>
        </AlertDialog.Dialog>
      </AlertDialog.Container>
    </AlertDialog.Backdrop>
  );
}
