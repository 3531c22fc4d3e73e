// Where the time of a task is meant, when that is elsewhere than here.

import type { Task } from '../../api';
import { useText } from '../../text';
import { formatTime } from '../../text/format';
import { foreignZone, zoneName } from '../pickers';

export function ZoneNote({ task }: { task: Task }) {
  const t = useText();
  const zone = foreignZone(task);

  if (!zone || !task.due_time) return null;
  return (
    <span className="prop-note">
      {t.pickers.zoneNote(formatTime(task.due_time), zoneName(zone))}
    </span>
  );
}
