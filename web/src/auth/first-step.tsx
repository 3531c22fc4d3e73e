// The first step of a sign-in: address and password, or a passkey.

import { useState } from 'react';
import { useDoorText } from '../text';
import { Banner } from '../ui/banner';
import { Choice } from '../ui/choice';
import { Field } from '../ui/field';
import { Form, type Values } from '../ui/form';
import { PasswordField } from '../ui/password-field';
import { usePasskeysOffered } from './offers';
import { useQueryText } from '../ui/hooks';
import { authClient } from '../api/http/auth-client';
import { ask } from '../ui/lib/auth-problems';
import { Link } from '../ui/lib/nav';
import { readReason } from '../ui/lib/next-path';
import { judgeEmail, judgePassword } from '../ui/lib/rules';
import { DoorHead } from './door';
import { otherDoor } from './go-on';
import { PasskeyDoor } from './passkey-door';
import { SendAgain } from './send-again';

interface FirstStepProps {
  over: string | null; // why the second step has led back
  entered(answer: unknown): void;
}

function Reason({ over }: { over: string | null }) {
  const t = useDoorText();
  const again = useQueryText('prompt') === 'login';
  const reason = readReason(useQueryText('reason')) ?? (again ? 'fresh' : null);

  return (
    <div className="auth-reason">
      {over ? <Banner tone="error">{over}</Banner> : null}
      {reason && !over ? <Banner>{t.reasons[reason]}</Banner> : null}
    </div>
  );
}

function Fields() {
  const t = useDoorText();
  const passkeys = usePasskeysOffered();

  return (
    <>
      <Field
        name="email"
        label={t.auth.email}
        judge={judgeEmail}
        type="email"
        inputMode="email"
        autoComplete={passkeys ? 'username webauthn' : 'username'}
        enterKeyHint="next"
      />
      <PasswordField
        name="password"
        label={t.auth.password}
        action={
          <Link href="/forgot-password" className="btn-link to-reset">
            {t.auth.forgot}
          </Link>
        }
        words={t.auth}
        judge={judgePassword}
        autoComplete="current-password"
        enterKeyHint="go"
      />
      <Choice name="remember" defaultChecked>
        {t.auth.remember}
      </Choice>
    </>
  );
}

export function FirstStep({ over, entered }: FirstStepProps) {
  const t = useDoorText();
  const next = useQueryText('next');
  const [unverified, setUnverified] = useState<string | null>(null);

  async function submit(values: Values) {
    const email = values.email?.trim() ?? '';
    const answer = await ask((options) =>
      authClient.signIn.email(
        { email, password: values.password ?? '', rememberMe: values.remember === 'on' },
        options,
      ),
    );

    if (!answer.problem) entered(answer.data);
    setUnverified(answer.problem && answer.error.code === 'EMAIL_NOT_VERIFIED' ? email : null);
    return answer.problem;
  }

  return (
    <>
      <DoorHead title={t.auth.signInTitle} lead={t.auth.signInLead} />
      <Reason over={over} />
      <Form submit={submit} button={t.auth.signIn} pending={t.auth.signingIn}>
        <Fields />
      </Form>
      {unverified ? <SendAgain email={unverified} /> : null}
      <PasskeyDoor entered={entered} />
      <p className="auth-swap to-sign-up">
        {t.auth.toSignUp[0]}{' '}
        <Link href={otherDoor('/sign-up', next)} className="btn-link">
          {t.auth.toSignUp[1]}
        </Link>
      </p>
    </>
  );
}
