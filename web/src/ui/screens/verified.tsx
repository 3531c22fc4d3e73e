import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { Field } from '../components/fields';
import { Form } from '../components/form';
import { useHydrated, useQueryText } from '../components/hooks';
import { MailSent } from '../components/mail-sent';
import { useSessionState } from '../components/session-state';
import { Shell } from '../components/shell';
import { sendVerification } from '../lib/mailed-links';
import { useText } from '../../text';
import { Link } from '../lib/nav';
import { judgeEmail } from '../lib/rules';

function Good() {
  const t = useText();
  const signedIn = useSessionState().is === 'signed-in';

  return (
    <div className="auth-card">
      <div className="auth-icon">
        <CircleCheck aria-hidden="true" />
      </div>
      <h1 className="heading">{t.verified.title}</h1>
      <p className="lead" role="status">
        {t.verified.lead}
      </p>
      <Link href={signedIn ? '/today' : '/sign-in'} className="link-button">
        {signedIn ? t.verified.toTasks : t.verified.toSignIn}
      </Link>
    </div>
  );
}

function Dead({ sent }: { sent(email: string): void }) {
  const t = useText();

  async function submit({ email = '' }: Record<string, string>) {
    const { problem } = await sendVerification(email.trim());

    if (!problem) sent(email.trim());
    return problem;
  }

  return (
    <div className="auth-card">
      <h1 className="heading">{t.verified.deadTitle}</h1>
      <p className="lead" role="alert">
        {t.verified.dead}
      </p>
      <Form submit={submit} button={t.verified.button} pending={t.forgot.pending}>
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
    </div>
  );
}

// Where the links of verification and of a new address lead: with `error` in the query they did
// not work.
export function VerifiedScreen() {
  const t = useText();
  const hydrated = useHydrated();
  const failed = useQueryText('error') !== null;
  const [sentTo, setSentTo] = useState<string | null>(null);
  const title = sentTo ? t.mailed.title : failed ? t.verified.deadTitle : t.verified.title;

  return (
    <Shell title={t.title(title)}>
      {sentTo ? (
        <MailSent again={async () => (await sendVerification(sentTo)).problem}>
          {t.mailed.verify(sentTo)}
        </MailSent>
      ) : null}
      {hydrated && !sentTo && failed ? <Dead sent={setSentTo} /> : null}
      {hydrated && !failed ? <Good /> : null}
    </Shell>
  );
}
