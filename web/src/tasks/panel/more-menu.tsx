// What is seldom done with a task, and when it was made and changed.

import { Copy, CornerDownRight, CornerLeftUp, Ellipsis, Link } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { act, useChildren, type Task } from '../../api';
import { useGo, usePlace, withQuery } from '../../shell/place';
import { useText } from '../../text';
import { formatClock, formatMoment } from '../../text/format';
import { Pop } from '../pickers';
import { BackLine } from '../pickers/back-line';
import { copyLink } from './copy-link';
import { duplicate } from './duplicate';
import { ParentPicker } from './parent-picker';
import type { Icon } from './property';

function History({ task }: { task: Task }) {
  const t = useText();
  const moments = [
    [t.panel.created, task.created_at],
    [t.panel.changed, task.updated_at],
    [t.panel.completed, task.completed_at],
  ] as const;

  return (
    <dl className="history">
      {moments.map(([name, at]) =>
        at ? (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <time dateTime={at}>
                {formatMoment(new Date(at))}, {formatClock(new Date(at))}
              </time>
            </dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

interface EntryProps {
  icon: Icon;
  name: string;
  first?: boolean;
  run(): void;
}

function Entry({ icon: Icon, name, first = false, run }: EntryProps) {
  return (
    <Button className="menu-item" autoFocus={first} onPress={run}>
      <Icon className="icon" aria-hidden="true" />
      {name}
    </Button>
  );
}

function More({ task, close }: { task: Task; close(): void }) {
  const t = useText();
  const go = useGo();
  const place = usePlace();
  const parts = useChildren(task.id);
  const [finds, setFinds] = useState(false);
  const isPart = task.parent_id !== null;
  const then = (run: () => void) => () => {
    run();
    close();
  };

  if (finds)
    return (
      <div className="pick-part">
        <BackLine title={t.panel.makePart} focus={false} back={() => setFinds(false)} />
        <ParentPicker
          task={task}
          onChange={(parent_id) => then(() => act.update(task.id, { parent_id }))()}
        />
      </div>
    );
  return (
    <>
      <Entry
        icon={Copy}
        name={t.panel.duplicate}
        first
        run={then(() => go(withQuery(place, { task: String(duplicate(task, parts).id) })))}
      />
      <Entry icon={Link} name={t.panel.copyLink} run={then(() => void copyLink(task.id))} />
      {isPart ? (
        <Entry
          icon={CornerLeftUp}
          name={t.panel.makeWhole}
          run={then(() => act.update(task.id, { parent_id: null }))}
        />
      ) : parts.length ? null : (
        <Entry icon={CornerDownRight} name={t.panel.makePartOf} run={() => setFinds(true)} />
      )}
      <hr className="menu-sep" />
      <History task={task} />
    </>
  );
}

export function MoreMenu({ task }: { task: Task }) {
  const t = useText();

  return (
    <Pop
      label={t.panel.more}
      className="pick"
      trigger={
        <Button className="btn btn-quiet btn-icon btn-sm" aria-label={t.panel.more}>
          <Ellipsis className="icon" aria-hidden="true" />
        </Button>
      }
    >
      {(close) => <More task={task} close={close} />}
    </Pop>
  );
}
