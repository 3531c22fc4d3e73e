// The foot of the panel: whether all is saved, and the way to delete the task.

import { Trash2 } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import {
  act,
  retryFailure,
  retrySync,
  useFailures,
  useSync,
  useTaskState,
  type Task,
} from '../../api';
import { openOverlay } from '../../shell/overlay';
import { useText } from '../../text';
import { formatMoment } from '../../text/format';

interface Props {
  task: Task;
  typing: boolean;
  close(): void;
}

function NotSaved({ words, action, run }: { words: string; action: string; run(): void }) {
  return (
    <>
      {words}{' '}
      <Button className="btn-link" onPress={run}>
        {action}
      </Button>
    </>
  );
}

function Saved({ task, typing }: Omit<Props, 'close'>) {
  const t = useText();
  const state = useTaskState(task.id);
  const { state: sync } = useSync();
  const failures = useFailures().filter(({ id }) => id === task.id);
  const retry = () => {
    for (const { key } of failures) retryFailure(key);
    retrySync();
  };

  if (state === 'conflict')
    return (
      <NotSaved
        words={t.panel.conflict}
        action={t.panel.compare}
        run={() => openOverlay({ is: 'conflict', id: task.id })}
      />
    );
  if (state === 'failed' || (state === 'waiting' && sync === 'away'))
    return (
      <>
        <NotSaved words={t.panel.notSaved} action={t.panel.retry} run={retry} />
        {failures[0] ? <span className="foot-reason"> {failures[0].message}</span> : null}
      </>
    );
  if (state === 'waiting' && (sync === 'offline' || sync === 'ended')) return t.panel.kept;
  if (typing || state === 'waiting') return t.panel.saving;
  return t.panel.saved(formatMoment(new Date(task.created_at)));
}

export function PanelFoot({ task, typing, close }: Props) {
  const t = useText();

  return (
    <div className="panel-foot">
      <span role="status">
        <Saved task={task} typing={typing} />
      </span>
      <Button
        className="btn btn-danger-quiet btn-icon btn-sm"
        aria-label={t.panel.remove}
        onPress={() => {
          act.remove(task.id);
          close();
        }}
      >
        <Trash2 className="icon" aria-hidden="true" />
      </Button>
    </div>
  );
}
