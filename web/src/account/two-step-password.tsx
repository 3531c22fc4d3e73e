// Asks for the password, before anything about two-step sign-in changes.

import { useEffect, useRef } from 'react';
import type { User } from '../api/http/auth-client';
import { useText } from '../text';
import { Form, type Values } from '../ui/form';
import { judgePassword } from '../ui/lib/rules';
import { PasswordField } from '../ui/password-field';
import { ForAccount } from './password';
import { RUN, type Stage, type Wish } from './two-step-acts';

interface PasswordProps {
  user: User;
  wish: Wish;
  go(stage: Stage): void;
}

export default function Password({ user, wish, go }: PasswordProps) {
  const t = useText();
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => place.current?.querySelector<HTMLInputElement>('[name=password]')?.focus(), []);

  async function submit({ password = '' }: Values) {
    const { stage, problem } = await RUN[wish](password);

    if (stage) go(stage);
    return problem;
  }

  return (
    <div ref={place} className="steps">
      <p>{t.account.twoStepAsks[wish]}</p>
      <Form
        narrow
        submit={submit}
        label={t.account.twoStepGo[wish]}
        button={t.account.twoStepGo[wish]}
        pending={t.account.twoStepGo[wish]}
        danger={wish === 'disable'}
        cancel={{ label: t.app.cancel, run: () => go({ is: 'rest' }) }}
      >
        <ForAccount email={user.email} />
        <PasswordField
          name="password"
          label={t.auth.password}
          words={t.auth}
          judge={judgePassword}
          autoComplete="current-password"
          enterKeyHint="go"
        />
      </Form>
    </div>
  );
}
