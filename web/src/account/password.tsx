import { useState } from 'react';
import { useText } from '../text';
import { Choice } from '../ui/choice';
import { Form, type Values } from '../ui/form';
import { useHydrated } from '../ui/hooks';
import { authClient, type User } from '../api/http/auth-client';
import { renamed } from '../ui/lib/auth-problems';
import { authedCall } from '../shell/authed-call';
import { passwordLengths } from '../ui/lib/features';
import { endReminders } from '../shell/sign-out';
import { say } from '../shell/toasts';
import { judgeNewPassword, judgePassword } from '../ui/lib/rules';
import { NewPassword } from '../ui/new-password';
import { PasswordField } from '../ui/password-field';
import { Section } from './section';

// Tells password managers which account a password belongs to.
export function ForAccount({ email }: { email: string }) {
  return (
    <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
  );
}

export function Password({ user, changed }: { user: User; changed(): void }) {
  const t = useText();
  const least = useHydrated() ? passwordLengths().least : 8;
  // The form is reset after success: no password stays in it.
  const [round, setRound] = useState(0);

  async function submit(values: Values) {
    const { problem } = await authedCall((options) =>
      authClient.changePassword(
        {
          currentPassword: values.current ?? '',
          newPassword: values.new ?? '',
          revokeOtherSessions: values.others === 'on',
        },
        options,
      ),
    );

    if (problem) return renamed(problem, { password: 'current', newPassword: 'new' });
    const ended = values.others !== 'on' || (await endReminders('others'));

    say({ words: ended ? t.account.changed : t.account.changedReminded });
    setRound((now) => now + 1);
    changed();
    return null;
  }

  return (
    <Section id="password" title={t.account.password}>
      <Form key={round} narrow submit={submit} button={t.account.change} pending={t.account.change}>
        <ForAccount email={user.email} />
        <PasswordField
          name="current"
          label={t.account.current}
          words={t.auth}
          judge={judgePassword}
          autoComplete="current-password"
          enterKeyHint="next"
        />
        <NewPassword
          name="new"
          label={t.account.new}
          words={{ ...t.auth, hint: t.auth.passwordHint(least) }}
          judge={judgeNewPassword}
          known={() => [user.name, ...user.email.split(/[@.]/)]}
        />
        <Choice name="others" defaultChecked>
          {t.account.signOutOthers}
        </Choice>
      </Form>
    </Section>
  );
}
