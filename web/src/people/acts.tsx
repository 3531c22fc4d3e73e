// What can be done about one of the people. All but the end of a ban is asked about.

import { Ban, KeyRound, LogOut, Trash2 } from 'lucide-react';
import { useState } from 'react';
import ConfirmDialog from '../account/confirm-dialog';
import { tellOutcome } from '../account/tell';
import { goWithin } from '../shell/place';
import { Button } from '../ui/button';
import { BanDialog } from './ban-dialog';
import { endSessions, isBanned, remove, unban, type Someone } from './calls';
import { PasswordDialog } from './password-dialog';
import { usePeopleText } from './text';

type Asked = 'password' | 'ban' | 'remove';

interface Props {
  someone: Someone;
  changed(): void;
}

function Dialogs({ someone, changed, asked, close }: Props & { asked: Asked; close(): void }) {
  const t = usePeopleText();

  async function removed() {
    const { problem } = await remove(someone.id);

    if (tellOutcome(problem, t.removed(someone.name))) goWithin('/people', { replace: true });
  }

  if (asked === 'password') return <PasswordDialog someone={someone} close={close} />;
  if (asked === 'ban') return <BanDialog someone={someone} changed={changed} close={close} />;
  return (
    <ConfirmDialog
      title={t.removeTitle(someone.name)}
      text={t.removeText}
      button={t.removeButton}
      run={removed}
      close={close}
    />
  );
}

export function Acts({ someone, changed }: Props) {
  const t = usePeopleText();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [busy, setBusy] = useState(false);

  async function run(act: ReturnType<typeof unban>, done: string) {
    setBusy(true);
    const { problem } = await act;

    setBusy(false);
    if (tellOutcome(problem, done)) changed();
  }

  return (
    <div className="btn-row person-acts">
      <Button onPress={() => setAsked('password')}>
        <KeyRound className="icon" aria-hidden="true" />
        {t.password}
      </Button>
      <Button
        isPending={busy}
        onPress={() => void run(endSessions(someone.id), t.signedOut(someone.name))}
      >
        <LogOut className="icon flip" aria-hidden="true" />
        {t.signOutAll}
      </Button>
      {isBanned(someone) ? (
        <Button
          isPending={busy}
          onPress={() => void run(unban(someone.id), t.unbanned(someone.name))}
        >
          {t.unban}
        </Button>
      ) : (
        <Button look="danger-quiet" onPress={() => setAsked('ban')}>
          <Ban className="icon" aria-hidden="true" />
          {t.ban}
        </Button>
      )}
      <Button look="danger-quiet" onPress={() => setAsked('remove')}>
        <Trash2 className="icon" aria-hidden="true" />
        {t.remove}
      </Button>
      {asked ? (
        <Dialogs someone={someone} changed={changed} asked={asked} close={() => setAsked(null)} />
      ) : null}
    </div>
  );
}
