// Offers reminders on this device, to somebody who has just set one.

import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { canPush, isRefused, turnOn, usePushOn, type Pushed } from '../../../api/push';
import { useText } from '../../../text';
import { deviceName } from '../../../ui/lib/device';
import { hasFeature } from '../../../ui/lib/features';

export function PushOffer() {
  const t = useText().reminders.push;
  const on = usePushOn();
  const [offered] = useState(() => hasFeature('push') && canPush() && !isRefused() && !on);
  const [state, setState] = useState<Pushed | 'idle' | 'working'>('idle');

  async function accept() {
    setState('working');
    setState(await turnOn(deviceName(navigator.userAgent)));
  }

  if (!offered) return null;
  return (
    <div className="push-offer">
      <p className="field-hint" role="status">
        {on ? t.done : state === 'refused' ? t.refused : state === 'failed' ? t.failed : t.ask}
      </p>
      {on || state === 'refused' ? null : (
        <Button
          className="btn"
          isPending={state === 'working'}
          onPress={() => {
            if (state !== 'working') void accept();
          }}
        >
          {state === 'working' ? t.working : t.on}
        </Button>
      )}
    </div>
  );
}
