// Asks, before signing out, about what the server does not have.

import { useText } from '../text';
import { Button } from '../ui/button';
import { Dialog, DialogFoot } from '../ui/dialog';
import type { Question } from './sign-out';

export default function LeaveDialog({ changes, drafts, answer }: Question) {
  const t = useText().sync;

  return (
    <Dialog alert title={t.leaveTitle} close={() => answer('stay')}>
      {changes ? <p>{t.leaveChanges(changes)}</p> : null}
      {drafts ? <p>{t.leaveDrafts(drafts)}</p> : null}
      <p>{t.leaveText}</p>
      <DialogFoot>
        <Button autoFocus onPress={() => answer('stay')}>
          {t.leaveStay}
        </Button>
        <Button look="outline" onPress={() => answer('keep')}>
          {t.leaveKeep}
        </Button>
        <Button look="danger" onPress={() => answer('discard')}>
          {t.leaveDiscard}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
