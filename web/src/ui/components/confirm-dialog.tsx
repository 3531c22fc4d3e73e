// Asks before something that cannot be taken back.

import { AlertDialog } from '@heroui/react/alert-dialog';
import { Button } from '@heroui/react/button';
import { useState } from 'react';
import { messages } from '../lib/messages';

interface ConfirmProps {
  title: string;
  text: string;
  button: string;
  run(): Promise<void>;
  close(): void;
}

export default function ConfirmDialog({ title, text, button, run, close }: ConfirmProps) {
  const [busy, setBusy] = useState(false);

  async function confirm() {
    setBusy(true);
    await run();
    close();
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
          <AlertDialog.Header>
            <AlertDialog.Heading>{title}</AlertDialog.Heading>
          </AlertDialog.Header>
          <AlertDialog.Body>
            <p>{text}</p>
            <div className="dialog-buttons">
              <Button variant="tertiary" autoFocus onPress={close}>
                {messages.app.cancel}
              </Button>
              <Button variant="danger" isPending={busy} onPress={() => void confirm()}>
                {button}
              </Button>
            </div>
          </AlertDialog.Body>
        </AlertDialog.Dialog>
      </AlertDialog.Container>
    </AlertDialog.Backdrop>
  );
}
