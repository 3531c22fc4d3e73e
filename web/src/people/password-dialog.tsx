import { tellOutcome } from '../account/tell';
import { useText } from '../text';
import { Dialog } from '../ui/dialog';
import { Form, type Values } from '../ui/form';
import { renamed } from '../ui/lib/auth-problems';
import { passwordLengths } from '../ui/lib/features';
import { judgeNewPassword } from '../ui/lib/rules';
import { NewPassword } from '../ui/new-password';
import { setPassword, type Someone } from './calls';
import { usePeopleText } from './text';

export function PasswordDialog({ someone, close }: { someone: Someone; close(): void }) {
  const t = usePeopleText();
  const app = useText();

  async function submit({ password = '' }: Values) {
    const { problem } = await setPassword(someone.id, password);

    if (problem) return renamed(problem, { newPassword: 'password' });
    tellOutcome(null, t.passwordSet(someone.name));
    close();
    return null;
  }

  return (
    <Dialog holdsText title={t.passwordTitle(someone.name)} close={close}>
      <p>{t.passwordText}</p>
      <Form
        submit={submit}
        button={t.passwordButton}
        pending={t.passwordButton}
        cancel={{ label: app.app.cancel, run: close }}
      >
        <NewPassword
          name="password"
          label={app.account.new}
          words={{ ...app.auth, hint: app.auth.passwordHint(passwordLengths().least) }}
          judge={judgeNewPassword}
          known={() => [someone.name, ...someone.email.split(/[@.]/)]}
        />
      </Form>
    </Dialog>
  );
}
