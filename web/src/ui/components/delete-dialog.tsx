// Loaded when somebody is about to delete their account.

import { AlertDialog } from '@heroui/react/alert-dialog';
import { askMine } from '../lib/ask-mine';
import { authClient } from '../lib/auth-client';
import { leaveBecause, stay } from '../lib/leaving';
import { messages } from '../lib/messages';
import { judgePassword } from '../lib/rules';
import { PasswordField } from './fields';
import { Form } from './form';

const text = messages.account;

export default function DeleteDialog({ email, close }: { email: string; close(): void }) {
  async function submit({ password = '' }: Record<string, string>) {
    leaveBecause('deleted');
    const { problem } = await askMine((options) => authClient.deleteUser({ password }, options));

    if (problem)
      stay();
    return problem;
  }

  return (
    <AlertDialog.Backdrop isOpen isDismissable isKeyboardDismissDisabled={false} onOpenChange={(open) => open || close()}>
      <AlertDialog.Container>
        <AlertDialog.Dialog>
          <AlertDialog.CloseTrigger aria-label={messages.app.close} />
          <AlertDialog.Header><AlertDialog.Heading>{text.deleteTitle}</AlertDialog.Heading></AlertDialog.Header>
          <AlertDialog.Body>
            <p className="mb-4">{`${text.deleteText} ${text.deleteConfirm}`}</p>
            <Form submit={submit} tone="danger" button={text.deleteButton} pending={text.deleting}>
              <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
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
