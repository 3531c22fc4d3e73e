// Asks before something that cannot be taken back.

import { useState } from 'react';
import { useText } from '../text';
import { Button } from '../ui/button';
import { Dialog, DialogFoot } from '../ui/dialog';

interface ConfirmProps {
  title: string;
  text: string;
  button: string;
  run(): Promise<void>;
  close(): void;
}

export default function ConfirmDialog({ title, text, button, run, close }: ConfirmProps) {
  const t = useText();
  const [busy, setBusy] = useState(false);

  async function confirm() {
    setBusy(true);
    await run();
    close();
  }

  return (
    <Dialog alert title={title} close={close}>
      <p>{text}</p>
      <DialogFoot>
        <Button autoFocus onPress={close}>
          {t.app.cancel}
        </Button>
        <Button look="danger" isPending={busy} onPress={() => void confirm()}>
          {button}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
