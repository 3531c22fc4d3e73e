// Loaded when the user is about to delete their account.

import { AlertDialog } from '@heroui/react/alert-dialog';
import { authedCall } from '../lib/authed-call';
import { authClient } from '../lib/auth-client';
import { setSignOutReason, clearSignOutReason } from '../lib/sign-out-reason';
import { hasFeature } from '../lib/features';
import { DELETED } from '../lib/mailed-links';
import { messages } from '../lib/messages';
import { judgePassword } from '../lib/rules';
import { PasswordField } from './fields';
import { Form } from './form';

const text = messages.account;

interface DeleteDialogProps {
  email: string;
  close(): void;
  sent(): void; // the link by which the deletion is confirmed
}

export default function DeleteDialog({ email, close, sent }: DeleteDialogProps) {
  const byMail = hasFeature('delete-mail');
  const about = byMail
    ? `${text.deleteMailText} ${text.deleteMailConfirm}`
    : `${text.deleteText} ${text.deleteConfirm}`;
  const button = byMail ? text.deleteMailButton : text.deleteButton;
  const pending = byMail ? messages.forgot.pending : text.deleting;

  async function submit({ password = '' }: Record<string, string>) {
    if (!byMail) setSignOutReason('deleted');
    const { problem } = await authedCall((options) =>
      authClient.deleteUser({ password, callbackURL: DELETED }, options),
    );

    if (problem) clearSignOutReason();
    else if (byMail) sent();
    return problem;
  }

  return (
    <AlertDialog.Backdrop
      isOpen
      isDismissable
      isKeyboardDismissDisabled={false}
      onOpenChange={(open) => open || close()}
    >
      <AlertDialog.Container>
        <AlertDialog.Dialog>
          <AlertDialog.CloseTrigger aria-label={messages.app.close} />
          <AlertDialog.Header>
            <AlertDialog.Heading>{text.deleteTitle}</AlertDialog.Heading>
          </AlertDialog.Header>
          <AlertDialog.Body>
            <p className="mb-4">{about}</p>
            <Form submit={submit} tone="danger" button={button} pending={pending}>
              <input
                type="text"
                name="username"
                autoComplete="username"
                value={email}
                readOnly
                hidden
              />
              <PasswordField
                name="password"
                label={messages.auth.password}
                judge={judgePassword}
                autoComplete="current-password"
                enterKeyHint="done"
              />
            </Form>
          </AlertDialog.Body>
        </AlertDialog.Dialog>
      </AlertDialog.Container>
    </AlertDialog.Backdrop>
  );
}
