// Sends the link of verification again to someone who cannot sign in without it.

import { Button } from '@heroui/react/button';
import { useState } from 'react';
import { sendVerification } from '../lib/mailed-links';
import { messages } from '../lib/messages';
import { Notice } from './form';

export function SendAgain({ email }: { email: string }) {
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<{ bad: boolean; text: string } | null>(null);

  async function send() {
    setBusy(true);
    const { problem } = await sendVerification(email);

    setBusy(false);
    setOutcome({
      bad: Boolean(problem),
      text: problem ? (problem.form ?? messages.problems.unexpected) : messages.mailed.sent,
    });
  }

  return (
    <div className="other-ways">
      {outcome ? <Notice bad={outcome.bad}>{outcome.text}</Notice> : null}
      <Button variant="outline" isPending={busy} onPress={() => void send()}>
        {messages.mailed.again}
      </Button>
    </div>
  );
}
