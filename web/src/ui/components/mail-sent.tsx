// What a page says when a mail with a link is on its way.

import { Button } from '@heroui/react/button';
import { MailCheck } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { AuthProblem } from '../lib/auth-problems';
import { messages } from '../lib/messages';
import { Link } from '../lib/nav';
import { Notice } from './form';

const text = messages.mailed;

interface MailSentProps {
  children: string; // where to, and what to do with it
  again(): Promise<AuthProblem | null>;
}

export function MailSent({ children, again }: MailSentProps) {
  const head = useRef<HTMLHeadingElement>(null);
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => head.current?.focus(), []);

  async function send() {
    setBusy(true);
    setSent(false);
    setProblem(null);
    const answer = await again();

    setBusy(false);
    setSent(!answer);
    if (answer) setProblem(answer.form ?? Object.values(answer.fields)[0] ?? null);
  }

  return (
    <div className="auth-card">
      <div className="auth-icon">
        <MailCheck aria-hidden="true" />
      </div>
      <h1 ref={head} tabIndex={-1} className="heading stage-head">
        {text.title}
      </h1>
      <p className="lead">{children}</p>
      <p className="about">{text.spam}</p>
      {problem ? <Notice bad>{problem}</Notice> : null}
      {sent ? <Notice>{text.sent}</Notice> : null}
      <div className="other-ways">
        <Button variant="outline" isPending={busy} onPress={() => void send()}>
          {text.again}
        </Button>
      </div>
      <p className="other">
        <Link href="/sign-in" className="text-link">
          {text.back}
        </Link>
      </p>
    </div>
  );
}
