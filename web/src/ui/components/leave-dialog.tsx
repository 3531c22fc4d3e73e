// Asks, before signing out, about what the server does not have.

import { AlertDialog } from '@heroui/react/alert-dialog';
import { Button } from '@heroui/react/button';
import { useText } from '../../text';
import type { Question } from '../lib/sign-out';

export default function LeaveDialog({ changes, drafts, answer }: Question) {
  const t = useText().sync;

  return (
    <AlertDialog.Backdrop
      isOpen
      isDismissable
      isKeyboardDismissDisabled={false}
      onOpenChange={(open) => open || answer('stay')}
    >
      <AlertDialog.Container>
        <AlertDialog.Dialog>
          <AlertDialog.Header>
            <AlertDialog.Heading>{t.leaveTitle}</AlertDialog.Heading>
          </AlertDialog.Header>
          <AlertDialog.Body>
            {changes ? <p>{t.leaveChanges(changes)}</p> : null}
            {drafts ? <p>{t.leaveDrafts(drafts)}</p> : null}
            <p>{t.leaveText}</p>
            <div className="dialog-buttons">
              <Button variant="tertiary" autoFocus onPress={() => answer('stay')}>
                {t.leaveStay}
              </Button>
              <Button variant="secondary" onPress={() => answer('keep')}>
                {t.leaveKeep}
              </Button>
              <Button variant="danger" onPress={() => answer('discard')}>
                {t.leaveDiscard}
              </Button>
            </div>
          </AlertDialog.Body>
        </AlertDialog.Dialog>
      </AlertDialog.Container>
    </AlertDialog.Backdrop>
  );
}
