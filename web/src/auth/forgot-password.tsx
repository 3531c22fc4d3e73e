import { useState } from 'react';
import { useDoorText } from '../text';
import { Field } from '../ui/field';
import { Form, type Values } from '../ui/form';
import { sendReset } from '../ui/lib/mailed-links';
import { Link } from '../ui/lib/nav';
import { judgeEmail } from '../ui/lib/rules';
import { Door, DoorHead } from './door';
import { MailSent } from './mail-sent';

// The answer is the same whether or not the address has an account.
export function ForgotPasswordScreen() {
  const t = useDoorText();
  const [sentTo, setSentTo] = useState<string | null>(null);

  async function submit({ email = '' }: Values) {
    const { problem } = await sendReset(email.trim());

    if (!problem) setSentTo(email.trim());
    return problem;
  }

  return (
    <Door title={t.title(sentTo ? t.mailed.title : t.forgot.title)}>
      {sentTo ? (
        <MailSent
          text={t.mailed.reset(sentTo)}
          again={async () => (await sendReset(sentTo)).problem}
          another={() => setSentTo(null)}
        />
      ) : (
        <>
          <DoorHead title={t.forgot.title} lead={t.forgot.lead} />
          <Form submit={submit} button={t.forgot.button} pending={t.forgot.pending}>
            <Field
              name="email"
              label={t.auth.email}
              judge={judgeEmail}
              type="email"
              inputMode="email"
              autoComplete="username"
              enterKeyHint="go"
            />
          </Form>
          <p className="auth-swap">
            <Link href="/sign-in" className="btn-link">
              {t.mailed.back}
            </Link>
          </p>
        </>
      )}
    </Door>
  );
}
