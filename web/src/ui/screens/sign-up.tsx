import { useRef } from 'react';
import { Field } from '../components/fields';
import { Form } from '../components/form';
import { useQueryText } from '../components/hooks';
import { NewPassword } from '../components/new-password';
import { Shell } from '../components/shell';
import { ask, renamed } from '../lib/auth-problems';
import { authClient } from '../lib/auth-client';
import { messages } from '../lib/messages';
import { Link } from '../lib/nav';
import { judgeEmail, judgeName } from '../lib/rules';
import { otherDoor, useGoOn } from './sign-in';

export function SignUpScreen() {
  const next = useQueryText('next');
  const person = useRef({ name: '', email: '' });

  useGoOn();

  async function submit(values: Record<string, string>) {
    const { problem } = await ask((options) =>
      authClient.signUp.email(
        {
          name: values.name?.trim() ?? '',
          email: values.email?.trim() ?? '',
          password: values.password ?? '',
        },
        options,
      ),
    );

    return problem && renamed(problem, { newPassword: 'password' });
  }

  return (
    <Shell title={messages.title(messages.auth.signUpTitle)}>
      <div className="auth-card">
        <h1 className="heading">{messages.auth.signUpTitle}</h1>
        <Form submit={submit} button={messages.auth.signUp} pending={messages.auth.signingUp}>
          <Field
            name="name"
            label={messages.auth.name}
            judge={judgeName}
            autoComplete="name"
            enterKeyHint="next"
            onChange={(name) => (person.current.name = name)}
          />
          <Field
            name="email"
            label={messages.auth.email}
            judge={judgeEmail}
            type="email"
            inputMode="email"
            autoComplete="username"
            enterKeyHint="next"
            onChange={(email) => (person.current.email = email)}
          />
          <NewPassword
            name="password"
            label={messages.auth.password}
            known={() =>
              [
                person.current.name,
                ...person.current.email.split(/[@.]/),
                messages.app.name,
              ].filter(Boolean)
            }
          />
        </Form>
        <p className="other">
          {messages.auth.toSignIn[0]}{' '}
          <Link href={otherDoor('/sign-in', next)} className="text-link">
            {messages.auth.toSignIn[1]}
          </Link>
        </p>
      </div>
    </Shell>
  );
}
