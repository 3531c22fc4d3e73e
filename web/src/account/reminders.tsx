// Whether this device gets reminders.

import { canPush } from '../api/push';
import { usePush } from '../shell/use-push';
import { useText } from '../text';
import { Switch } from '../ui/choice';
import { LineText } from './section';

const TEXT = 'push-text';

export default function Reminders() {
  const t = useText();
  const { on, busy, failed, refused, change } = usePush();
  const { push } = t.reminders;
  const why = failed ? (on ? push.notOff : push.failed) : t.account.pushText;

  if (!canPush()) return null;
  return (
    <div className="line">
      <LineText
        name={t.account.push}
        about={<span role="status">{refused ? push.refused : why}</span>}
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
