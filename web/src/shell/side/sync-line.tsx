// The last line of the side bar: whether everything is saved, in words.

import { CircleAlert, CloudCheck, CloudOff, RefreshCw } from 'lucide-react';
import { useSync, type Sync } from '../../api';
import { useText } from '../../text';

const ICON = {
  saved: CloudCheck,
  saving: RefreshCw,
  offline: CloudOff,
  away: CloudOff,
  conflict: CircleAlert,
  failed: CircleAlert,
  ended: CircleAlert,
} satisfies Record<Sync['state'], unknown>;

export function SyncLine() {
  const t = useText();
  const { state, waiting } = useSync();
  const Icon = ICON[state];

  return (
    <p className="sync" role="status">
      <Icon className="icon" aria-hidden="true" />
      {t.shell.sync[state](waiting)}
    </p>
  );
}
