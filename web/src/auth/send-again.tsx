// Sends the link of verification again to someone who cannot sign in without it.

import { useState } from 'react';
import { useDoorText } from '../text';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { Problem, type FormProblem } from '../ui/form';
import { sendVerification } from '../ui/lib/mailed-links';

export function SendAgain({ email }: { email: string }) {
  const t = useDoorText();
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(false);
  const [problem, setProblem] = useState<FormProblem | null>(null);

  async function send() {
    setBusy(true);
    const answer = await sendVerification(email);

    setBusy(false);
    setSent(!answer.problem);
    setProblem(answer.problem);
  }

  return (
    <div className="form">
      {sent ? <Banner tone="ok">{t.mailed.sentTo(email)}</Banner> : null}
      {problem ? <Problem {...problem} form={problem.form ?? t.problems.unexpected} /> : null}
      <Button block isPending={busy} onPress={() => void send()}>
        {t.mailed.again}
      </Button>
    </div>
  );
}
