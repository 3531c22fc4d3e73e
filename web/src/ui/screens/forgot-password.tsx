import { useState } from 'react';
import { Field } from '../components/fields';
import { Form } from '../components/form';
import { MailSent } from '../components/mail-sent';
import { Shell } from '../components/shell';
import { sendReset } from '../lib/mailed-links';
import { messages } from '../lib/messages';
import { Link } from '../lib/nav';
import { judgeEmail } from '../lib/rules';

const text = messages.forgot;

// The answer is the same whether or not the address has an account.
export function ForgotPasswordScreen() {
  const [sentTo, setSentTo] = useState<string | null>(null);

  async function submit({ email = '' }: Record<string, string>) {
    const { problem } = await sendReset(email.trim());

    if (!problem) setSentTo(email.trim());
    return problem;
  }

  return (
    <Shell title={messages.title(sentTo ? messages.mailed.title : text.title)}>
      {sentTo ? (
        <MailSent again={async () => (await sendReset(sentTo)).problem}>
          {messages.mailed.reset(sentTo)}
        </MailSent>
      ) : (
        <div className="auth-card">
          <h1 className="heading">{text.title}</h1>
          <p className="lead">{text.lead}</p>
          <Form submit={submit} button={text.button} pending={text.pending}>
            <Field
              name="email"
              label={messages.auth.email}
              judge={judgeEmail}
              type="email"
              inputMode="email"
              autoComplete="username"
              enterKeyHint="go"
            />
          </Form>
          <p className="other">
            {text.remembered[0]}{' '}
            <Link href="/sign-in" className="text-link">
              {text.remembered[1]}
            </Link>
          </p>
        </div>
      )}
    </Shell>
  );
}
