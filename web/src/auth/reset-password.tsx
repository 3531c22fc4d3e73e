import { useEffect, useState } from 'react';
import { useDoorText } from '../text';
import { Form, type Values } from '../ui/form';
import { useHydrated } from '../ui/hooks';
import { authClient } from '../api/http/auth-client';
import { endOthersLater } from '../api/push-device';
import { ask, renamed } from '../ui/lib/auth-problems';
import { hasFeature } from '../ui/lib/features';
import { Link, useNav } from '../ui/lib/nav';
import { signInPath } from '../ui/lib/next-path';
import { judgeNewPassword } from '../ui/lib/rules';
import { NewPassword } from '../ui/new-password';
import { Door, DoorHead } from './door';
import { usePasswordWords } from './words';

// The token leaves the address at once, so that neither history nor a screen shows it.
function takeToken(): string | null {
  const token = new URLSearchParams(location.search).get('token');

  if (token) history.replaceState(history.state, '', location.pathname);
  return token;
}

function Dead() {
  const t = useDoorText();

  return (
    <>
      <DoorHead title={t.reset.deadTitle} lead={t.reset.dead} role="alert" />
      <div className="form">
        <Link href="/forgot-password" className="btn btn-primary btn-block">
          {t.reset.another}
        </Link>
      </div>
    </>
  );
}

function Choose({ token, failed }: { token: string; failed(): void }) {
  const t = useDoorText();
  const words = usePasswordWords();
  const nav = useNav();

  async function submit({ password = '' }: Values) {
    const answer = await ask((options) =>
      authClient.resetPassword({ token, newPassword: password }, options),
    );

    if (!answer.problem) {
      if (hasFeature('push')) endOthersLater();
      nav.replace(signInPath(null, 'reset'));
    } else if (answer.error.code === 'INVALID_TOKEN') failed();
    return answer.problem && renamed(answer.problem, { newPassword: 'password' });
  }

  return (
    <>
      <DoorHead title={t.reset.title} />
      <Form submit={submit} button={t.reset.button} pending={t.reset.pending}>
        <NewPassword
          name="password"
          label={t.reset.password}
          words={words}
          judge={judgeNewPassword}
          known={() => [t.app.name]}
        />
      </Form>
      <p className="auth-swap">
        {t.reset.remembered[0]}{' '}
        <Link href="/sign-in" className="btn-link">
          {t.reset.remembered[1]}
        </Link>
      </p>
    </>
  );
}

export function ResetPasswordScreen() {
  const t = useDoorText();
  const hydrated = useHydrated();
  const [token, setToken] = useState<string | null | undefined>();

  // Taken here and once: React may ask a function for the next state twice.
  useEffect(() => {
    const found = takeToken();

    setToken((known) => (known === undefined ? found : known));
  }, []);

  const dead = hydrated && token === null;

  return (
    <Door title={t.title(dead ? t.reset.deadTitle : t.reset.title)}>
      {token ? <Choose token={token} failed={() => setToken(null)} /> : null}
      {dead ? <Dead /> : null}
    </Door>
  );
}
