// The panel of one task. What is chosen in it is done at once; what is typed saves itself.

import { useCallback, useState, type KeyboardEvent } from 'react';
import { useLoad, useTask, type Task } from '../../api';
import { useText } from '../../text';
import { Check } from '../../ui/check';
import { useWindowEvent } from '../../ui/hooks';
import { complete } from '../rows/held';
import { PanelFoot } from './foot';
import { PanelHead } from './head';
import { Missing } from './missing';
import { NotesField } from './notes-field';
import { Properties } from './properties';
import { SubTasks } from './sub-tasks';
import { TitleField } from './title-field';

interface Props {
  id: number;
  close(): void;
}

function Content({ task, close }: { task: Task; close(): void }) {
  const t = useText();
  const [typing, setTyping] = useState({ title: false, notes: false });
  const title = useCallback((is: boolean) => setTyping((was) => ({ ...was, title: is })), []);
  const notes = useCallback((is: boolean) => setTyping((was) => ({ ...was, notes: is })), []);

  return (
    <>
      <PanelHead task={task} close={close} />
      <div className="panel-body">
        <div className="panel-title">
          <Check
            label={t.rows.complete(task.title)}
            on={task.completed}
            level={task.priority}
            change={(done) => complete([task], done)}
          />
          <TitleField task={task} report={title} />
        </div>
        <NotesField task={task} report={notes} />
        <Properties task={task} />
        {task.parent_id === null ? <SubTasks task={task} /> : null}
      </div>
      <PanelFoot task={task} typing={typing.title || typing.notes} close={close} />
    </>
  );
}

export default function TaskPanel({ id, close }: Props) {
  const t = useText();
  const task = useTask(id);
  const load = useLoad();

  function onEscape(event: globalThis.KeyboardEvent) {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    close();
  }

  function onKeyDown(event: KeyboardEvent) {
    // A popover of the panel is elsewhere in the page, but its keys come through React.
    if (event.currentTarget.contains(event.target as Node)) onEscape(event.nativeEvent);
  }

  // Also where nothing has the focus.
  useWindowEvent('keydown', (event) => {
    if (event.target === document.body) onEscape(event);
  });

  return (
    <aside
      className="panel"
      aria-label={t.panel.label}
      tabIndex={-1}
      data-entering=""
      onKeyDown={onKeyDown}
    >
      {task ? (
        <Content key={id} task={task} close={close} />
      ) : load === 'loading' ? null : (
        <Missing close={close} />
      )}
    </aside>
  );
}
