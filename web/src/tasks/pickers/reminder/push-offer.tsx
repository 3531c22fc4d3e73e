// Offers reminders on this device, to somebody who has just set one.

import { useState } from 'react';
import { canPush } from '../../../api/push';
import { usePush } from '../../../shell/use-push';
import { useText } from '../../../text';
import { Button } from '../../../ui/button';
import { hasFeature } from '../../../ui/lib/features';

export function PushOffer() {
  const t = useText().reminders.push;
  const { on, busy, failed, refused, change } = usePush();
  const [offered] = useState(() => hasFeature('push') && canPush() && !refused && !on);

  if (!offered) return null;
  return (
    <div className="push-offer">
      <p className="field-hint" role="status">
        {on ? t.done : refused ? t.refused : failed ? t.failed : t.ask}
      </p>
      {on || refused ? null : (
        <Button isPending={busy} pending={t.working} onPress={() => void change(true)}>
          {t.on}
        </Button>
      )}
    </div>
  );
}
