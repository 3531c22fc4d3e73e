// The properties of a task. A change sends what was changed, and nothing else.

import { Flag, Inbox, List } from 'lucide-react';
import { act, useList, type Task } from '../../api';
import { dotClass } from '../../shell/colours';
import { useText } from '../../text';
import { Dial } from '../../ui/check';
import { ListPicker, PriorityPicker } from '../pickers';
import { Property } from './property';
import { TagsProperty } from './tags-property';
import { DateProperty, ReminderProperty, RepeatProperty, StartProperty } from './time-properties';

function PriorityProperty({ task }: { task: Task }) {
  const t = useText();
  const { priority } = task;
  const set = priority !== 'none';

  return (
    <Property
      icon={Flag}
      name={t.pickers.priority}
      value={
        <>
          {set ? (
            <span data-priority={priority}>
              <Dial />
            </span>
          ) : null}
          {t.pickers.priorities[priority]}
        </>
      }
      isSet={set}
      className="pick"
    >
      {(close) => (
        <PriorityPicker
          value={priority}
          onChange={(next) => {
            if (next !== priority) act.update(task.id, { priority: next });
            close();
          }}
        />
      )}
    </Property>
  );
}

function ListProperty({ task }: { task: Task }) {
  const t = useText();
  const list = useList(task.list_id);
  const section = list?.sections.find(({ id }) => id === task.section_id);

  return (
    <Property
      icon={List}
      name={t.pickers.list}
      value={
        <>
          {list ? (
            <i className={dotClass(list.color)} />
          ) : (
            <Inbox className="icon" aria-hidden="true" />
          )}
          <span dir="auto">
            {list && section
              ? t.pickers.inSection(list.name, section.name)
              : (list?.name ?? t.pickers.inbox)}
          </span>
        </>
      }
      isSet
      className="pick"
    >
      {(close) => (
        <ListPicker
          value={task}
          onChange={(place) => {
            act.move(task.id, place);
            close();
          }}
        />
      )}
    </Property>
  );
}

// A part of a task is where its task is.
export function Properties({ task }: { task: Task }) {
  return (
    <dl className="props">
      <DateProperty task={task} />
      <ReminderProperty task={task} />
      <RepeatProperty task={task} />
      <PriorityProperty task={task} />
      {task.parent_id === null ? <ListProperty task={task} /> : null}
      <TagsProperty task={task} />
      <StartProperty task={task} />
    </dl>
  );
}
