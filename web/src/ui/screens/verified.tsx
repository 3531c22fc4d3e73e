import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { Field } from '../components/fields';
import { Form } from '../components/form';
import { useHydrated, useQueryText } from '../components/hooks';
import { MailSent } from '../components/mail-sent';
import { useSessionState } from '../components/session-state';
import { Shell } from '../components/shell';
import { sendVerification } from '../lib/mailed-links';
import { messages } from '../lib/messages';
import { Link } from '../lib/nav';
import { judgeEmail } from '../lib/rules';

const text = messages.verified;

function Good() {
  const signedIn = useSessionState().is === 'signed-in';

  return (
    <div className="auth-card">
      <div className="auth-icon">
        <CircleCheck aria-hidden="true" />
      </div>
      <h1 className="heading">{text.title}</h1>
      <p className="lead" role="status">
        {text.lead}
      </p>
      <Link href={signedIn ? '/tasks' : '/sign-in'} className="link-button">
        {signedIn ? text.toTasks : text.toSignIn}
      </Link>
    </div>
  );
}

function Dead({ sent }: { sent(email: string): void }) {
  async function submit({ email = '' }: Record<string, string>) {
    const { problem } = await sendVerification(email.trim());

    if (!problem) sent(email.trim());
    return problem;
  }

  return (
    <div className="auth-card">
      <h1 className="heading">{text.deadTitle}</h1>
      <p className="lead" role="alert">
        {text.dead}
      </p>
      <Form submit={submit} button={text.button} pending={messages.forgot.pending}>
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
    </div>
  );
}

// Where the links of verification and of a new address lead: with `error` in the query they did
// not work.
export function VerifiedScreen() {
  const hydrated = useHydrated();
  const failed = useQueryText('error') !== null;
  const [sentTo, setSentTo] = useState<string | null>(null);
  const title = sentTo ? messages.mailed.title : failed ? text.deadTitle : text.title;

  return (
    <Shell title={messages.title(title)}>
      {sentTo ? (
        <MailSent again={async () => (await sendVerification(sentTo)).problem}>
          {messages.mailed.verify(sentTo)}
        </MailSent>
      ) : null}
      {hydrated && !sentTo && failed ? <Dead sent={setSentTo} /> : null}
      {hydrated && !failed ? <Good /> : null}
    </Shell>
  );
}
