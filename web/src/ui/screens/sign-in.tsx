import { useEffect } from 'react';
import { Field, PasswordField } from '../components/fields';
import { Form, Notice } from '../components/form';
import { useQueryText } from '../components/hooks';
import { remember, useSessionState } from '../components/session-state';
import { Shell } from '../components/shell';
import { ask } from '../lib/auth-problems';
import { authClient } from '../lib/auth-client';
import { messages } from '../lib/messages';
import { Link, useNav } from '../lib/nav';
import { readReason, safeNext } from '../lib/next-path';
import { judgeEmail, judgePassword } from '../lib/rules';

// Whoever is signed in, by this form or in another tab, goes where they wanted to be.
export function useGoOn(): void {
  const state = useSessionState();
  const nav = useNav();

  useEffect(() => {
    if (state.is === 'somebody') {
      remember(true);
      nav.replace(safeNext(new URLSearchParams(location.search).get('next')));
    }
  }, [state.is, nav]);
}

// The other page, with the way that was to be gone.
export function otherDoor(path: string, next: string | null): string {
  return next ? `${path}?${new URLSearchParams({ next })}` : path;
}

export function SignInScreen() {
  const reason = readReason(useQueryText('reason'));
  const next = useQueryText('next');

  useGoOn();

  async function submit(values: Record<string, string>) {
    const { problem } = await ask((options) => authClient.signIn.email({
      email: values.email?.trim() ?? '',
      password: values.password ?? '',
      rememberMe: values.remember === 'on',
    }, options));

    return problem;
  }

  return (
    <Shell title={messages.title(messages.auth.signInTitle)}>
      <div className="door">
        <h1 className="heading">{messages.auth.signInTitle}</h1>
        <div className="reason">{reason ? <Notice>{messages.reasons[reason]}</Notice> : null}</div>
        <Form submit={submit} button={messages.auth.signIn} pending={messages.auth.signingIn}>
          <Field
            name="email"
            label={messages.auth.email}
            judge={judgeEmail}
            type="email"
            inputMode="email"
            autoComplete="username"
            enterKeyHint="next"
          />
          <PasswordField
            name="password"
            label={messages.auth.password}
            judge={judgePassword}
            autoComplete="current-password"
            enterKeyHint="go"
          />
          <label className="check">
            <input type="checkbox" name="remember" defaultChecked />
            {messages.auth.remember}
          </label>
        </Form>
        <p className="other">
          {messages.auth.toSignUp[0]}{' '}
          <Link href={otherDoor('/sign-up', next)} className="text-link">{messages.auth.toSignUp[1]}</Link>
        </p>
      </div>
    </Shell>
  );
}
