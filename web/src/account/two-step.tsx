// Two-step sign-in: its state, and what can be done about it.

import { Suspense, useRef, useState } from 'react';
import { useText } from '../text';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { authClient, type User } from '../api/http/auth-client';
import { authedCall } from '../shell/authed-call';
import { hasFeature } from '../ui/lib/features';
import { later } from '../shell/later';
import { say } from '../shell/toasts';
import { toldStale } from './stale';
import { Section } from './section';
import type { Stage, Wish } from './two-step-acts';

const Password = later(() => import('./two-step-password'));
const Setup = later(() => import('./two-step-setup').then(({ Setup: one }) => ({ default: one })));
const Codes = later(() => import('./two-step-setup').then(({ Codes: one }) => ({ default: one })));

function Rest({ isOn, ask }: { isOn: boolean; ask(wish: Wish): void }) {
  const t = useText();

  return (
    <div className="chips">
      {isOn ? (
        <>
          <Button onPress={() => ask('codes')}>{t.account.twoStepCodes}</Button>
          <Button onPress={() => ask('address')}>{t.account.twoStepAddress}</Button>
          <Button look="danger-quiet" onPress={() => ask('disable')}>
            {t.account.twoStepOff}
          </Button>
        </>
      ) : (
        <Button onPress={() => ask('enable')}>{t.enrol.setUp}</Button>
      )}
    </div>
  );
}

export function TwoStep({ user }: { user: User }) {
  const t = useText();
  const [stage, setStage] = useState<Stage>({ is: 'rest' });
  const head = useRef<HTMLHeadingElement>(null);
  const isOn = user.twoFactorEnabled === true;

  function go(next: Stage) {
    if (next.is === 'rest') head.current?.focus();
    setStage(next);
  }

  async function verified(code: string, codes: string[]) {
    const answer = await authedCall((options) =>
      authClient.twoFactor.verifyTotp({ code: code.replace(/\s/g, '') }, options),
    );

    if (!answer.problem) {
      say({ words: t.account.twoStepIsOn });
      setStage({ is: 'codes', codes });
    } else if (toldStale(answer.error, t.account.twoStepStale)) return null;
    return answer.problem;
  }

  return (
    <Section
      id="two-step"
      head={head}
      title={t.account.twoStep}
      badge={isOn ? <Badge tone="done">{t.account.twoStepOn}</Badge> : null}
      lead={
        hasFeature('passkeys')
          ? `${t.account.twoStepText} ${t.account.twoStepPasskeys}`
          : t.account.twoStepText
      }
    >
      <Suspense fallback={<div aria-busy="true" />}>
        {stage.is === 'rest' ? (
          <Rest isOn={isOn} ask={(wish) => setStage({ is: 'password', wish })} />
        ) : null}
        {stage.is === 'password' ? <Password user={user} wish={stage.wish} go={go} /> : null}
        {stage.is === 'setup' ? (
          <Setup
            address={stage.address}
            isVerified={stage.codes === null}
            verify={(code) => verified(code, stage.codes ?? [])}
            close={() => go({ is: 'rest' })}
          />
        ) : null}
        {stage.is === 'codes' ? (
          <Codes codes={stage.codes} email={user.email} close={() => go({ is: 'rest' })} />
        ) : null}
      </Suspense>
    </Section>
  );
}
