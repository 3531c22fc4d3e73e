// The second step of a sign-in: a code of the authenticator, one by mail, or a recovery code.

import { KeyRound, Mail, ShieldCheck, Smartphone, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useDoorText } from '../text';
import { Button } from '../ui/button';
import { Problem, type FormProblem } from '../ui/form';
import { authClient } from '../api/http/auth-client';
import { ask } from '../ui/lib/auth-problems';
import { isOver, type Way } from '../ui/lib/second-step';
import { CodeForm, LEAD } from './code-form';
import { DoorHead } from './door';

const ICONS: Record<Way, LucideIcon> = { totp: Smartphone, otp: Mail, backup: KeyRound };

interface SecondStepProps {
  level?: 1 | 3; // of its heading
  ways: Way[];
  entered(answer: unknown): void;
  leave(reason: string | null): void; // back to the first step
}

interface OtherWaysProps {
  ways: Way[];
  busy: boolean;
  again: (() => void) | null; // another mail
  choose(way: Way): void;
}

function OtherWays({ ways, busy, again, choose }: OtherWaysProps) {
  const t = useDoorText();

  return (
    <div className="providers">
      {again ? (
        <Button look="quiet" className="wide" isPending={busy} onPress={again}>
          <Mail className="icon" aria-hidden="true" />
          {t.second.sendAgain}
        </Button>
      ) : null}
      {ways.map((way) => {
        const Icon = ICONS[way];

        return (
          <Button
            key={way}
            look="quiet"
            className="wide"
            isDisabled={busy}
            onPress={() => choose(way)}
          >
            <Icon className="icon" aria-hidden="true" />
            {t.second.choose[way]}
          </Button>
        );
      })}
    </div>
  );
}

export function SecondStep({ level = 1, ways, entered, leave }: SecondStepProps) {
  const t = useDoorText();
  const [way, setWay] = useState<Way>(ways[0]!);
  const [sent, setSent] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<FormProblem | null>(null);
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
    else setProblem(answer.problem);
  }

  function choose(wanted: Way) {
    setProblem(null);
    if (wanted === 'otp' && !sent) void sendCode();
    else setWay(wanted);
  }

  return (
    <>
      <DoorHead
        icon={ShieldCheck}
        level={level}
        title={t.second.title}
        lead={waits ? t.second.mailFirst : t.second.leads[way]}
        leadId={LEAD}
        role="status"
      />
      {problem?.form ? <Problem {...problem} /> : null}
      {waits ? (
        <div className="form">
          <Button ref={send} look="primary" block isPending={busy} onPress={() => void sendCode()}>
            {t.second.send}
          </Button>
        </div>
      ) : (
        <CodeForm
          key={`${way} ${way === 'otp' ? sent : 0}`}
          way={way}
          entered={entered}
          leave={leave}
        />
      )}
      <OtherWays
        ways={ways.filter((other) => other !== way)}
        busy={busy}
        again={way === 'otp' && sent ? () => void sendCode() : null}
        choose={choose}
      />
      <p className="auth-swap">
        <Button look="link" onPress={() => leave(null)}>
          {t.second.leave}
        </Button>
      </p>
    </>
  );
}
