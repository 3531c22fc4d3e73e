// Whether this device gets reminders.

import { useState } from 'react';
import { canPush, isRefused, turnOff, turnOn, usePushOn } from '../api/push';
import { useText } from '../text';
import { Switch } from '../ui/choice';
import { deviceName } from '../ui/lib/device';
import { LineText } from './section';

const TEXT = 'push-text';

export default function Reminders() {
  const t = useText();
  const on = usePushOn();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);

  async function change(wanted: boolean) {
    setBusy(true);
    if (wanted) setFailed((await turnOn(deviceName(navigator.userAgent))) === 'failed');
    else await turnOff();
    setBusy(false);
  }

  if (!canPush()) return null;
  const refused = isRefused();
  const { push } = t.reminders;

  return (
    <div className="line">
      <LineText
        name={t.account.push}
        about={
          <span role="status">
            {refused ? push.refused : failed ? push.failed : t.account.pushText}
          </span>
        }
        aboutId={TEXT}
      >
        <Switch
          label={t.account.push}
          on={on}
          describedBy={TEXT}
          disabled={busy || (refused && !on)}
          change={(wanted) => void change(wanted)}
        />
      </LineText>
    </div>
  );
}
