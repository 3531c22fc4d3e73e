// What a page says when a mail with a link is on its way.

import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import { useDoorText } from '../text';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { Problem, type FormProblem } from '../ui/form';
import { useInterval } from '../ui/hooks';
import { Link } from '../ui/lib/nav';
import { DoorHead } from './door';

const WAIT_MS = 60_000; // between two mails

interface MailSentProps {
  text: string; // where to, and what to do with it
  another(): void; // asks for another address
  again(): Promise<FormProblem | null>;
}

const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

// The seconds until another mail can be asked for.
function useCountdown() {
  const [until, setUntil] = useState(() => Date.now() + WAIT_MS);
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, Math.ceil((until - now) / 1000));

  useInterval(() => setNow(Date.now()), left > 0 ? 1000 : null);
  return {
    left,
    begin() {
      setNow(Date.now());
      setUntil(Date.now() + WAIT_MS);
    },
  };
}

export function MailSent({ text, another, again }: MailSentProps) {
  const t = useDoorText();
  const { left, begin } = useCountdown();
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(false);
  const [problem, setProblem] = useState<FormProblem | null>(null);

  async function send() {
    setBusy(true);
    setSent(false);
    setProblem(null);
    const answer = await again();

    setBusy(false);
    setSent(!answer);
    if (answer)
      setProblem({ ...answer, form: answer.form ?? Object.values(answer.fields)[0] ?? null });
    else begin();
  }

  return (
    <>
      <DoorHead icon={MailCheck} title={t.mailed.title} lead={text} focus />
      <div className="form">
        {problem?.form ? <Problem {...problem} /> : null}
        {sent ? <Banner tone="ok">{t.mailed.sent}</Banner> : null}
        <Button block isDisabled={left > 0} isPending={busy} onPress={() => void send()}>
          {left > 0 ? t.mailed.againIn(clock(left)) : t.mailed.again}
        </Button>
      </div>
      <p className="auth-swap">
        {t.mailed.spam[0]}{' '}
        <Button look="link" onPress={another}>
          {t.mailed.spam[1]}
        </Button>
        {t.mailed.spam[2]}
      </p>
      <p className="auth-swap">
        <Link href="/sign-in" className="btn-link">
          {t.mailed.back}
        </Link>
      </p>
    </>
  );
}
