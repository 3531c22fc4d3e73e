import { useState } from 'react';
import { Field } from '../components/fields';
import { Form } from '../components/form';
import { MailSent } from '../components/mail-sent';
import { Shell } from '../components/shell';
import { sendReset } from '../lib/mailed-links';
import { useText } from '../../text';
import { Link } from '../lib/nav';
import { judgeEmail } from '../lib/rules';

// The answer is the same whether or not the address has an account.
export function ForgotPasswordScreen() {
  const t = useText();
  const [sentTo, setSentTo] = useState<string | null>(null);

  async function submit({ email = '' }: Record<string, string>) {
    const { problem } = await sendReset(email.trim());

    if (!problem) setSentTo(email.trim());
    return problem;
  }

  return (
    <Shell title={t.title(sentTo ? t.mailed.title : t.forgot.title)}>
      {sentTo ? (
        <MailSent again={async () => (await sendReset(sentTo)).problem}>
          {t.mailed.reset(sentTo)}
        </MailSent>
      ) : (
        <div className="auth-card">
          <h1 className="heading">{t.forgot.title}</h1>
          <p className="lead">{t.forgot.lead}</p>
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
          <p className="other">
            {t.forgot.remembered[0]}{' '}
            <Link href="/sign-in" className="text-link">
              {t.forgot.remembered[1]}
            </Link>
          </p>
        </div>
      )}
    </Shell>
  );
}
