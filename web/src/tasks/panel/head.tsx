// The head of the panel: where the task is, and what is seldom done with it.

import { CornerLeftUp, Inbox, Link as LinkIcon, X } from 'lucide-react';
import { useList, useTask, type Task } from '../../api';
import { dotClass } from '../../shell/colours';
import { Link } from '../../shell/link';
import { usePlace, withQuery } from '../../shell/place';
import { useText } from '../../text';
import { IconButton } from '../../ui/icon-button';
import { copyLink } from './copy-link';
import { MoreMenu } from './more-menu';

function Where({ task }: { task: Task }) {
  const t = useText();
  const place = usePlace();
  const list = useList(task.list_id);
  const parent = useTask(task.parent_id);

  if (parent)
    return (
      <Link className="where" href={withQuery(place, { task: String(parent.id) })}>
        <CornerLeftUp className="icon icon-sm flip" aria-hidden="true" />
        <span dir="auto">{parent.title}</span>
      </Link>
    );
  return (
    <span className="where">
      {list ? (
        <i className={dotClass(list.color)} />
      ) : (
        <Inbox className="icon icon-sm" aria-hidden="true" />
      )}
      <span dir="auto">{list?.name ?? t.pickers.inbox}</span>
    </span>
  );
}

export function PanelHead({ task, close }: { task: Task; close(): void }) {
  const t = useText();

  return (
    <div className="panel-head">
      <Where task={task} />
      <IconButton
        icon={LinkIcon}
        size="sm"
        label={t.panel.copyLink}
        onPress={() => void copyLink(task.id)}
      />
      <MoreMenu task={task} />
      <IconButton icon={X} size="sm" label={t.panel.close} keys={['Esc']} onPress={close} />
    </div>
  );
}
