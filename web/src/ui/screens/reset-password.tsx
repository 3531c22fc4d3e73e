import { useEffect, useState } from 'react';
import { Form } from '../components/form';
import { useHydrated } from '../components/hooks';
import { NewPassword } from '../components/new-password';
import { Shell } from '../components/shell';
import { authClient } from '../lib/auth-client';
import { ask, renamed } from '../lib/auth-problems';
import { messages } from '../lib/messages';
import { Link, useNav } from '../lib/nav';
import { signInPath } from '../lib/next-path';

const text = messages.reset;

// The token leaves the address at once, so that neither history nor a screen shows it.
function takeToken(): string | null {
  const token = new URLSearchParams(location.search).get('token');

  if (token) history.replaceState(history.state, '', location.pathname);
  return token;
}

function Dead({ title, children }: { title: string; children: string }) {
  return (
    <div className="auth-card">
      <h1 className="heading">{title}</h1>
      <p className="lead" role="alert">
        {children}
      </p>
      <Link href="/forgot-password" className="link-button">
        {text.another}
      </Link>
    </div>
  );
}

function Choose({ token, failed }: { token: string; failed(): void }) {
  const nav = useNav();

  async function submit({ password = '' }: Record<string, string>) {
    const answer = await ask((options) =>
      authClient.resetPassword({ token, newPassword: password }, options),
    );

    if (!answer.problem) nav.replace(signInPath(null, 'reset'));
    else if (answer.error.code === 'INVALID_TOKEN') failed();
    return answer.problem && renamed(answer.problem, { newPassword: 'password' });
  }

  return (
    <div className="auth-card">
      <h1 className="heading">{text.title}</h1>
      <Form submit={submit} button={text.button} pending={text.pending}>
        <NewPassword name="password" label={text.password} known={() => [messages.app.name]} />
      </Form>
    </div>
  );
}

export function ResetPasswordScreen() {
  const hydrated = useHydrated();
  const [token, setToken] = useState<string | null | undefined>();

  useEffect(() => setToken((known) => (known === undefined ? takeToken() : known)), []);

  const dead = hydrated && token === null;

  return (
    <Shell title={messages.title(dead ? text.deadTitle : text.title)}>
      {token ? <Choose token={token} failed={() => setToken(null)} /> : null}
      {dead ? <Dead title={text.deadTitle}>{text.dead}</Dead> : null}
    </Shell>
  );
}
