import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useDoorText } from '../text';
import { useSessionState } from '../shell/session-state';
import { Field } from '../ui/field';
import { Form, type Values } from '../ui/form';
import { useHydrated, useQueryText } from '../ui/hooks';
import { sendVerification } from '../ui/lib/mailed-links';
import { Link } from '../ui/lib/nav';
import { judgeEmail } from '../ui/lib/rules';
import { Door, DoorHead } from './door';
import { MailSent } from './mail-sent';

function Good() {
  const t = useDoorText();
  const signedIn = useSessionState().is === 'signed-in';

  return (
    <>
      <DoorHead icon={CircleCheck} title={t.verified.title} lead={t.verified.lead} role="status" />
      <div className="form">
        <Link href={signedIn ? '/today' : '/sign-in'} className="btn btn-primary btn-block">
          {signedIn ? t.verified.toTasks : t.verified.toSignIn}
        </Link>
      </div>
    </>
  );
}

function Dead({ sent }: { sent(email: string): void }) {
  const t = useDoorText();

  async function submit({ email = '' }: Values) {
    const { problem } = await sendVerification(email.trim());

    if (!problem) sent(email.trim());
    return problem;
  }

  return (
    <>
      <DoorHead title={t.verified.deadTitle} lead={t.verified.dead} role="alert" />
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
    </>
  );
}

// Where the links of verification and of a new address lead: with `error` in the query they did
// not work.
export function VerifiedScreen() {
  const t = useDoorText();
  const hydrated = useHydrated();
  const failed = useQueryText('error') !== null;
  const [sentTo, setSentTo] = useState<string | null>(null);
  const title = sentTo ? t.mailed.title : failed ? t.verified.deadTitle : t.verified.title;

  return (
    <Door title={t.title(title)}>
      {sentTo ? (
        <MailSent
          text={t.mailed.verify(sentTo)}
          again={async () => (await sendVerification(sentTo)).problem}
          another={() => setSentTo(null)}
        />
      ) : null}
      {hydrated && !sentTo && failed ? <Dead sent={setSentTo} /> : null}
      {hydrated && !failed ? <Good /> : null}
    </Door>
  );
}
