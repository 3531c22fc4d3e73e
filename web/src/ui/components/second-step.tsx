// The second step of a sign-in: a code of the authenticator, one by mail, or a backup code.

import { Button } from '@heroui/react/button';
import { KeyRound, Mail, ShieldCheck, Smartphone, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { authClient } from '../lib/auth-client';
import { ask } from '../lib/auth-problems';
import { messages } from '../lib/messages';
import { judgeCode } from '../lib/rules';
import { isOver, verify, type Way } from '../lib/second-step';
import { Field } from './fields';
import { Form, Notice } from './form';

const text = messages.second;
const ICONS: Record<Way, LucideIcon> = { totp: Smartphone, otp: Mail, backup: KeyRound };

interface SecondStepProps {
  ways: Way[];
  entered(answer: unknown): void;
  leave(reason: string | null): void; // back to the first step
}

function Code({ way, entered, leave }: Omit<SecondStepProps, 'ways'> & { way: Way }) {
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => place.current?.querySelector<HTMLInputElement>('[name=code]')?.focus(), []);

  async function submit({ code = '', trust }: Record<string, string>) {
    const answer = await ask((options) => verify(way, code, trust === 'on', options));

    if (!answer.problem) entered(answer.data);
    else if (isOver(way, answer.error)) leave(answer.problem.form);
    return answer.problem;
  }

  return (
    <div ref={place}>
      <Form submit={submit} button={text.go} pending={text.going}>
        <Field
          name="code"
          label={text.labels[way]}
          judge={judgeCode}
          autoComplete={way === 'backup' ? 'off' : 'one-time-code'}
          inputMode={way === 'backup' ? 'text' : 'numeric'}
          enterKeyHint="go"
          describedBy="second-lead"
          code
        />
        <label className="check">
          <input type="checkbox" name="trust" />
          {text.trust}
        </label>
      </Form>
    </div>
  );
}

export function SecondStep({ ways, entered, leave }: SecondStepProps) {
  const [way, setWay] = useState<Way>(ways[0]!);
  const [sent, setSent] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const send = useRef<HTMLButtonElement>(null);
  const waits = way === 'otp' && !sent;

  useEffect(() => {
    if (waits) send.current?.focus();
  }, [waits]);

  async function sendCode() {
    setBusy(true);
    setProblem(null);
    const answer = await ask((fetchOptions) => authClient.twoFactor.sendOtp({ fetchOptions }));

    setBusy(false);
    if (!answer.problem) {
      setWay('otp');
      setSent((now) => now + 1);
    } else if (isOver('otp', answer.error)) leave(answer.problem.form);
    else setProblem(answer.problem.form);
  }

  function choose(wanted: Way) {
    setProblem(null);
    if (wanted === 'otp' && !sent) void sendCode();
    else setWay(wanted);
  }

  return (
    <div className="auth-card">
      <div className="auth-icon">
        <ShieldCheck aria-hidden="true" />
      </div>
      <h1 className="heading">{text.title}</h1>
      <p className="lead" id="second-lead" role="status">
        {waits ? text.mailFirst : text.leads[way]}
      </p>
      {problem ? <Notice bad>{problem}</Notice> : null}
      {waits ? (
        <Button ref={send} className="wide" isPending={busy} onPress={() => void sendCode()}>
          {text.send}
        </Button>
      ) : (
        <Code
          key={`${way} ${way === 'otp' ? sent : 0}`}
          way={way}
          entered={entered}
          leave={leave}
        />
      )}
      <div className="other-ways">
        {way === 'otp' && sent ? (
          <Button variant="ghost" isPending={busy} onPress={() => void sendCode()}>
            <Mail aria-hidden="true" />
            {text.sendAgain}
          </Button>
        ) : null}
        {ways
          .filter((other) => other !== way)
          .map((other) => {
            const Icon = ICONS[other];

            return (
              <Button key={other} variant="ghost" isDisabled={busy} onPress={() => choose(other)}>
                <Icon aria-hidden="true" />
                {text.choose[other]}
              </Button>
            );
          })}
      </div>
      <p className="other">
        <button type="button" className="text-link" onClick={() => leave(null)}>
          {text.leave}
        </button>
      </p>
    </div>
  );
}
