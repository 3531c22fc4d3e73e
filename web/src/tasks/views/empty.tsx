// The way on from a view without tasks.

import { addTask, type NewTask } from '../../shell/overlay';
import { useText } from '../../text';

export function AddFirst({ task = {} }: { task?: NewTask }) {
  const t = useText();

  return (
    <button type="button" className="btn btn-primary" onClick={() => addTask(task)}>
      {t.shell.addTask}
    </button>
  );
}
