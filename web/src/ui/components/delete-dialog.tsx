// Loaded when the user is about to delete their account.

import { AlertDialog } from '@heroui/react/alert-dialog';
import { authedCall } from '../lib/authed-call';
import { authClient } from '../lib/auth-client';
import { setSignOutReason, clearSignOutReason } from '../lib/sign-out-reason';
import { messages } from '../lib/messages';
import { judgePassword } from '../lib/rules';
import { PasswordField } from './fields';
import { Form } from './form';

const text = messages.account;

export default function DeleteDialog({ email, close }: { email: string; close(): void }) {
  async function submit({ password = '' }: Record<string, string>) {
    setSignOutReason('deleted');
    const { problem } = await authedCall((options) => authClient.deleteUser({ password }, options));

    if (problem) clearSignOutReason();
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
            <p className="mb-4">{`${text.deleteText} ${text.deleteConfirm}`}</p>
            <Form submit={submit} tone="danger" button={text.deleteButton} pending={text.deleting}>
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
