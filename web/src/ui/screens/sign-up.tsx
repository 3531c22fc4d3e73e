import { useRef, useState } from 'react';
import { Field } from '../components/fields';
import { Form, Notice } from '../components/form';
import { useFeature, useQueryText } from '../components/hooks';
import { MailSent } from '../components/mail-sent';
import { NewPassword } from '../components/new-password';
import { Shell } from '../components/shell';
import { ask, renamed } from '../lib/auth-problems';
import { authClient } from '../lib/auth-client';
import { hasFeature } from '../lib/features';
import { sendVerification, VERIFIED } from '../lib/mailed-links';
import { messages } from '../lib/messages';
import { Link, useNav } from '../lib/nav';
import { signInPath } from '../lib/next-path';
import { judgeEmail, judgeName } from '../lib/rules';
import { otherDoor, useGoOn } from './sign-in';

export function SignUpScreen() {
  const next = useQueryText('next');
  const person = useRef({ name: '', email: '' });
  const nav = useNav();
  const open = useFeature('sign-up');
  const [sentTo, setSentTo] = useState<string | null>(null);

  useGoOn();

  async function submit(values: Record<string, string>) {
    const email = values.email?.trim() ?? '';
    const { data, problem } = await ask((options) =>
      authClient.signUp.email(
        {
          name: values.name?.trim() ?? '',
          email,
          password: values.password ?? '',
          callbackURL: VERIFIED,
        },
        options,
      ),
    );

    if (data && !data.token) {
      if (hasFeature('verify-email')) setSentTo(email);
      else nav.replace(signInPath(next, 'created'));
    }
    return problem && renamed(problem, { newPassword: 'password' });
  }

  if (sentTo)
    return (
      <Shell title={messages.title(messages.mailed.title)}>
        <MailSent again={async () => (await sendVerification(sentTo)).problem}>
          {messages.mailed.verify(sentTo)}
        </MailSent>
      </Shell>
    );
  return (
    <Shell title={messages.title(messages.auth.signUpTitle)}>
      <div className="auth-card">
        <h1 className="heading">{messages.auth.signUpTitle}</h1>
        {open ? null : <Notice>{messages.problems.signUpClosed}</Notice>}
        {open ? (
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
        ) : null}
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
