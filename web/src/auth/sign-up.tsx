import { useRef, useState } from 'react';
import { useDoorText } from '../text';
import { Banner } from '../ui/banner';
import { Field } from '../ui/field';
import { Form, type Values } from '../ui/form';
import { NewPassword } from '../ui/new-password';
import { useFeature } from './offers';
import { useQueryText } from '../ui/hooks';
import { authClient } from '../api/http/auth-client';
import { ask, renamed } from '../ui/lib/auth-problems';
import { hasFeature } from '../ui/lib/features';
import { sendVerification, VERIFIED } from '../ui/lib/mailed-links';
import { Link, useNav } from '../ui/lib/nav';
import { signInPath } from '../ui/lib/next-path';
import { judgeEmail, judgeName, judgeNewPassword } from '../ui/lib/rules';
import { Door, DoorHead } from './door';
import { otherDoor, useGoOn } from './go-on';
import { MailSent } from './mail-sent';
import { usePasswordWords } from './words';

function Fields() {
  const t = useDoorText();
  const words = usePasswordWords();
  const person = useRef({ name: '', email: '' });

  return (
    <>
      <Field
        name="name"
        label={t.auth.name}
        judge={judgeName}
        autoComplete="name"
        enterKeyHint="next"
        dir="auto"
        onChange={(name) => (person.current.name = name)}
      />
      <Field
        name="email"
        label={t.auth.email}
        judge={judgeEmail}
        type="email"
        inputMode="email"
        autoComplete="username"
        enterKeyHint="next"
        onChange={(email) => (person.current.email = email)}
      />
      <NewPassword
        name="password"
        label={t.auth.password}
        words={words}
        judge={judgeNewPassword}
        known={() =>
          [person.current.name, ...person.current.email.split(/[@.]/), t.app.name].filter(Boolean)
        }
      />
    </>
  );
}

function Create({ sent }: { sent(email: string): void }) {
  const t = useDoorText();
  const next = useQueryText('next');
  const nav = useNav();

  async function submit(values: Values) {
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
      if (hasFeature('verify-email')) sent(email);
      else nav.replace(signInPath(next, 'created'));
    }
    return problem && renamed(problem, { newPassword: 'password' });
  }

  return (
    <Form submit={submit} button={t.auth.signUp} pending={t.auth.signingUp}>
      <Fields />
    </Form>
  );
}

export function SignUpScreen() {
  const t = useDoorText();
  const next = useQueryText('next');
  const open = useFeature('sign-up');
  const [sentTo, setSentTo] = useState<string | null>(null);

  useGoOn();

  return (
    <Door title={t.title(sentTo ? t.mailed.title : t.auth.signUpTitle)}>
      {sentTo ? (
        <MailSent
          text={t.mailed.verify(sentTo)}
          again={async () => (await sendVerification(sentTo)).problem}
          another={() => setSentTo(null)}
        />
      ) : (
        <>
          <DoorHead title={t.auth.signUpTitle} lead={open ? t.auth.signUpLead : null} />
          {open ? <Create sent={setSentTo} /> : <Banner>{t.problems.signUpClosed}</Banner>}
          <p className="auth-swap">
            {t.auth.toSignIn[0]}{' '}
            <Link href={otherDoor('/sign-in', next)} className="btn-link">
              {t.auth.toSignIn[1]}
            </Link>
          </p>
        </>
      )}
    </Door>
  );
}
