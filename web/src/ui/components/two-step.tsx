// Two-step sign-in on the account page: its state, and what can be done about it. Each change asks
// for the password.

import { Button } from '@heroui/react/button';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { authClient, type User } from '../lib/auth-client';
import type { AuthProblem } from '../lib/auth-problems';
import { authedCall } from '../lib/authed-call';
import { hasFeature } from '../lib/features';
import { messages } from '../lib/messages';
import { notify } from '../lib/notify';
import { judgePassword } from '../lib/rules';
import { toldStale } from '../lib/stale';
import { PasswordField } from './fields';
import { Form } from './form';

const Setup = lazy(() => import('./two-step-setup').then(({ Setup: one }) => ({ default: one })));
const Codes = lazy(() => import('./two-step-setup').then(({ Codes: one }) => ({ default: one })));
const text = messages.account;

type Wish = 'enable' | 'address' | 'codes' | 'disable';

type Stage =
  | { is: 'rest' }
  | { is: 'password'; wish: Wish }
  | { is: 'setup'; address: string; codes: string[] | null } // no codes: it has been verified
  | { is: 'codes'; codes: string[] };

type Next = { stage: Stage; problem: null } | { stage: null; problem: AuthProblem };

const to = (stage: Stage): Next => ({ stage, problem: null });
const stay = (problem: AuthProblem): Next => ({ stage: null, problem });

async function enable(password: string): Promise<Next> {
  const { data, problem } = await authedCall((options) =>
    authClient.twoFactor.enable({ password }, options),
  );

  if (problem) return stay(problem);
  return 'totpURI' in data
    ? to({ is: 'setup', address: data.totpURI, codes: data.backupCodes })
    : to({ is: 'rest' });
}

// Whoever has only had codes by mail gets an authenticator now.
async function showAddress(password: string): Promise<Next> {
  const answer = await authedCall((options) =>
    authClient.twoFactor.getTotpUri({ password }, options),
  );

  if (!answer.problem) return to({ is: 'setup', address: answer.data.totpURI, codes: null });
  return answer.error.code === 'TOTP_NOT_ENABLED' ? enable(password) : stay(answer.problem);
}

async function newCodes(password: string): Promise<Next> {
  const { data, problem } = await authedCall((options) =>
    authClient.twoFactor.generateBackupCodes({ password }, options),
  );

  return problem ? stay(problem) : to({ is: 'codes', codes: data.backupCodes });
}

async function disable(password: string): Promise<Next> {
  const answer = await authedCall((options) => authClient.twoFactor.disable({ password }, options));

  if (!answer.problem) {
    notify({ title: text.twoStepIsOff, tone: 'success' });
    return to({ is: 'rest' });
  }
  return stay(
    answer.error.code === 'TWO_FACTOR_REQUIRED'
      ? { fields: {}, form: text.twoStepDemanded }
      : answer.problem,
  );
}

const RUN: Record<Wish, (password: string) => Promise<Next>> = {
  enable,
  address: showAddress,
  codes: newCodes,
  disable,
};

interface PasswordProps {
  user: User;
  wish: Wish;
  go(stage: Stage): void;
}

function Password({ user, wish, go }: PasswordProps) {
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => place.current?.querySelector<HTMLInputElement>('[name=password]')?.focus(), []);

  async function submit({ password = '' }: Record<string, string>) {
    const { stage, problem } = await RUN[wish](password);

    if (stage) go(stage);
    return problem;
  }

  return (
    <div ref={place} className="stage">
      <p className="about">{text.twoStepAsks[wish]}</p>
      <Form
        inline
        submit={submit}
        label={text.twoStepGo[wish]}
        button={text.twoStepGo[wish]}
        pending={text.twoStepGo[wish]}
        tone={wish === 'disable' ? 'danger' : 'primary'}
        cancel={() => go({ is: 'rest' })}
      >
        <input
          type="text"
          name="username"
          autoComplete="username"
          value={user.email}
          readOnly
          hidden
        />
        <PasswordField
          name="password"
          label={messages.auth.password}
          judge={judgePassword}
          autoComplete="current-password"
          enterKeyHint="go"
        />
      </Form>
    </div>
  );
}

function Rest({ isOn, ask }: { isOn: boolean; ask(wish: Wish): void }) {
  return (
    <div className="buttons">
      {isOn ? (
        <>
          <Button variant="tertiary" onPress={() => ask('codes')}>
            {text.twoStepCodes}
          </Button>
          <Button variant="tertiary" onPress={() => ask('address')}>
            {text.twoStepAddress}
          </Button>
          <Button variant="danger-soft" onPress={() => ask('disable')}>
            {text.twoStepOff}
          </Button>
        </>
      ) : (
        <Button variant="secondary" onPress={() => ask('enable')}>
          {text.twoStepSetup}
        </Button>
      )}
    </div>
  );
}

export function TwoStep({ user }: { user: User }) {
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
      notify({ title: text.twoStepIsOn, tone: 'success' });
      setStage({ is: 'codes', codes });
    } else if (toldStale(answer.error, text.twoStepStale)) return null;
    return answer.problem;
  }

  return (
    <section className="panel section" aria-labelledby="two-step">
      <h2 id="two-step" ref={head} tabIndex={-1}>
        {text.twoStep}
        {isOn ? <span className="tag-here">{text.twoStepOn}</span> : null}
      </h2>
      <p className="about">
        {hasFeature('passkeys') ? `${text.twoStepText} ${text.twoStepPasskeys}` : text.twoStepText}
      </p>
      <Suspense fallback={<div className="min-h-[12rem]" aria-busy="true" />}>
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
    </section>
  );
}
