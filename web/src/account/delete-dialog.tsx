// Loaded when somebody is about to delete their account.

import { useText } from '../text';
import { Dialog } from '../ui/dialog';
import { Form, type Values } from '../ui/form';
import { authClient } from '../api/http/auth-client';
import { authedCall } from '../shell/authed-call';
import { endSession } from '../shell/sign-out';
import { hasFeature } from '../ui/lib/features';
import { DELETED } from '../ui/lib/mailed-links';
import { judgePassword } from '../ui/lib/rules';
import { PasswordField } from '../ui/password-field';
import { ForAccount } from './password';

interface DeleteDialogProps {
  email: string;
  close(): void;
  sent(): void; // the link by which the deletion is confirmed
}

export default function DeleteDialog({ email, close, sent }: DeleteDialogProps) {
  const t = useText();
  const byMail = hasFeature('delete-mail');
  const about = byMail
    ? `${t.account.deleteMailText} ${t.account.deleteMailConfirm}`
    : `${t.account.deleteText} ${t.account.deleteConfirm}`;

  async function submit({ password = '' }: Values) {
    const call: Parameters<typeof authedCall>[0] = (options) =>
      authClient.deleteUser({ password, callbackURL: DELETED }, options);

    if (!byMail) return endSession('deleted', call);
    const { problem } = await authedCall(call);

    if (!problem) sent();
    return problem;
  }

  return (
    <Dialog alert title={t.account.deleteTitle} close={close}>
      <p>{about}</p>
      <Form
        submit={submit}
        danger
        button={byMail ? t.account.deleteMailButton : t.account.deleteButton}
        pending={byMail ? t.forgot.pending : t.account.deleting}
        cancel={{ label: t.app.cancel, run: close }}
      >
        <ForAccount email={email} />
        <PasswordField
          name="password"
          label={t.auth.password}
          words={t.auth}
          judge={judgePassword}
          autoComplete="current-password"
          enterKeyHint="done"
        />
      </Form>
    </Dialog>
  );
}
