import { useEffect, useRef, useState } from 'react';
import { Field, PasswordField } from '../components/fields';
import { Form, Notice } from '../components/form';
import { usePasskeysOffered, useQueryText } from '../components/hooks';
import { SendAgain } from '../components/send-again';
import { PasskeyDoor } from '../components/passkey-door';
import { SecondStep } from '../components/second-step';
import { remember, useSessionState } from '../components/session-state';
import { Shell } from '../components/shell';
import { ask } from '../lib/auth-problems';
import { authClient } from '../lib/auth-client';
import { locale } from '../lib/format';
import { messages } from '../lib/messages';
import { Link, useNav } from '../lib/nav';
import { readReason, safeNext } from '../lib/next-path';
import { notify } from '../lib/notify';
import { judgeEmail, judgePassword } from '../lib/rules';
import { enrolByOf, waysOf, type Way } from '../lib/second-step';

const ENROL_MS = 30_000;

// A user who is signed in, by this form or in another tab, goes on to the requested page. With
// prompt=login, as forward authentication asks, the session that was there first does not count.
export function useGoOn(): void {
  const state = useSessionState();
  const nav = useNav();
  const first = useRef<string | null>(null);
  const session = state.is === 'signed-in' ? state.data.session.id : '';

  useEffect(() => {
    const query = new URLSearchParams(location.search);

    if (state.is !== 'signed-in' && state.is !== 'signed-out') return;
    first.current ??= query.get('prompt') === 'login' ? session : '';
    if (session === first.current) return;
    remember(true);
    nav.replace(safeNext(query.get('next')));
  }, [state.is, session, nav]);
}

// The path of the other form, with the page to open afterwards.
export function otherDoor(path: string, next: string | null): string {
  return next ? `${path}?${new URLSearchParams({ next })}` : path;
}

// Told once, and in no one's way: the person has until that day.
function useEnrolBy(): (answer: unknown) => void {
  const nav = useNav();

  return (answer) => {
    const moment = enrolByOf(answer);

    if (!moment) return;
    notify({
      title: messages.account.twoStepBy(
        new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'long' }).format(moment),
      ),
      text: messages.account.twoStepByText,
      timeoutMs: ENROL_MS,
      action: { label: messages.account.twoStepSetup, run: () => nav.push('/account') },
    });
  };
}

interface FirstStepProps {
  over: string | null; // why the second step has led back
  entered(answer: unknown): void;
}

function FirstStep({ over, entered }: FirstStepProps) {
  const again = useQueryText('prompt') === 'login';
  const reason = readReason(useQueryText('reason')) ?? (again ? 'fresh' : null);
  const next = useQueryText('next');
  const passkeys = usePasskeysOffered();
  const [unverified, setUnverified] = useState<string | null>(null);

  async function submit(values: Record<string, string>) {
    const email = values.email?.trim() ?? '';
    const answer = await ask((options) =>
      authClient.signIn.email(
        {
          email,
          password: values.password ?? '',
          rememberMe: values.remember === 'on',
        },
        options,
      ),
    );

    if (!answer.problem) entered(answer.data);
    setUnverified(answer.problem && answer.error.code === 'EMAIL_NOT_VERIFIED' ? email : null);
    return answer.problem;
  }

  return (
    <div className="auth-card">
      <h1 className="heading">{messages.auth.signInTitle}</h1>
      <div className="reason">
        {over ? <Notice bad>{over}</Notice> : null}
        {reason && !over ? <Notice>{messages.reasons[reason]}</Notice> : null}
      </div>
      <Form submit={submit} button={messages.auth.signIn} pending={messages.auth.signingIn}>
        <Field
          name="email"
          label={messages.auth.email}
          judge={judgeEmail}
          type="email"
          inputMode="email"
          autoComplete={passkeys ? 'username webauthn' : 'username'}
          enterKeyHint="next"
        />
        <PasswordField
          name="password"
          label={messages.auth.password}
          judge={judgePassword}
          autoComplete="current-password"
          enterKeyHint="go"
        />
        <label className="check">
          <input type="checkbox" name="remember" defaultChecked />
          {messages.auth.remember}
        </label>
      </Form>
      {unverified ? <SendAgain email={unverified} /> : null}
      <PasskeyDoor entered={entered} />
      <p className="other to-reset">
        <Link href="/forgot-password" className="text-link">
          {messages.auth.forgot}
        </Link>
      </p>
      <p className="other to-sign-up">
        {messages.auth.toSignUp[0]}{' '}
        <Link href={otherDoor('/sign-up', next)} className="text-link">
          {messages.auth.toSignUp[1]}
        </Link>
      </p>
    </div>
  );
}

export function SignInScreen() {
  const [ways, setWays] = useState<Way[] | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const tellEnrolBy = useEnrolBy();

  useGoOn();

  function entered(answer: unknown) {
    const asked = waysOf(answer);

    if (asked?.length) setWays(asked);
    else tellEnrolBy(answer);
  }

  function leave(reason: string | null) {
    setWays(null);
    setOver(reason);
  }

  return (
    <Shell title={messages.title(ways ? messages.second.title : messages.auth.signInTitle)}>
      {ways ? (
        <SecondStep ways={ways} entered={entered} leave={leave} />
      ) : (
        <FirstStep over={over} entered={entered} />
      )}
    </Shell>
  );
}
