// The circle of a task: press it, and the task is done. Its arc shows the priority.

import { useText } from '../../text';
import type { Task } from '../../api';
import { Dial as DialPicture } from '../../ui/check';

export { DialPicture };

interface Props {
  task: Task;
  completing: boolean;
  tabIndex: 0 | -1;
  change(done: boolean): void;
}

export function Dial({ task, completing, tabIndex, change }: Props) {
  const t = useText();

  return (
    <label
      className="check"
      {...(task.priority === 'none' ? {} : { 'data-priority': task.priority })}
      {...(completing ? { 'data-completing': '' } : {})}
    >
      <input
        type="checkbox"
        checked={task.completed}
        tabIndex={tabIndex}
        aria-label={t.rows.complete(task.title)}
        onChange={(event) => change(event.target.checked)}
      />
      <DialPicture />
    </label>
  );
}
