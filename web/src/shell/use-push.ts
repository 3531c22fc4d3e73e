// Reminders on this device, for the parts of pages that turn them on and off.

import { useState } from 'react';
import { isRefused, turnOff, turnOn, usePushOn } from '../api/push';
import { deviceName } from '../ui/lib/device';

export function usePush() {
  const on = usePushOn();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);

  async function change(wanted: boolean): Promise<void> {
    setBusy(true);
    setFailed(false);
    try {
      if (wanted) setFailed((await turnOn(deviceName(navigator.userAgent))) === 'failed');
      else await turnOff();
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  }

  return { on, busy, failed, refused: isRefused(), change };
}
