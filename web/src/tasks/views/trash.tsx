// What was deleted and can be restored, for thirty days or as long as the operator has set.

import { RotateCcw, Trash2 } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { act, refreshTrash, useLoad, useTrash, type Task } from '../../api';
import { Dialog } from '../../ui/dialog';
import { useNow } from '../../shell/clock';
import { useText } from '../../text';
import { momentAgo } from '../../text/format';
import { Empty } from '../../ui/empty';
import { Skeleton, ViewPage } from './page';

function TrashRow({ task, now }: { task: Task; now: Date }) {
  const t = useText();

  return (
    <li className="row trash-row">
      <div className="row-main">
        <span className="row-title" dir="auto">
          {task.title}
        </span>
        <span className="row-meta">
          {task.deleted_at ? (
            <time className="meta" dateTime={task.deleted_at}>
              {momentAgo(new Date(task.deleted_at), now)}
            </time>
          ) : null}
        </span>
      </div>
      <button
        type="button"
        className="btn btn-quiet btn-sm"
        aria-label={t.views.restoreNamed(task.title)}
        onClick={() => act.restore(task.id)}
      >
        <RotateCcw className="icon icon-sm" aria-hidden="true" />
        {t.views.restore}
      </button>
    </li>
  );
}

function EmptyTrash({ tasks }: { tasks: readonly Task[] }) {
  const t = useText();
  const [asking, setAsking] = useState(false);

  return (
    <>
      <button type="button" className="btn btn-danger-quiet btn-sm" onClick={() => setAsking(true)}>
        <Trash2 className="icon" aria-hidden="true" />
        {t.views.emptyTrash}
      </button>
      {asking ? (
        <Dialog title={t.views.emptyTrashTitle(tasks.length)} alert close={() => setAsking(false)}>
          <p>{t.views.emptyTrashText}</p>
          <div className="dialog-foot">
            {/* biome-ignore lint/a11y/noAutofocus: the harmless answer of a question */}
            <button type="button" className="btn" autoFocus onClick={() => setAsking(false)}>
              {t.app.cancel}
            </button>
            <button
              type="button"
              className="btn btn-danger"
              onClick={() => {
                act.purge(tasks.map(({ id }) => id));
                setAsking(false);
              }}
            >
              {t.views.emptyTrash}
            </button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}

// Whether the server has said what is in the bin; without it, the bin is what is known here.
function useBinRead(): boolean {
  const load = useLoad();
  const [read, setRead] = useState(false);

  useEffect(() => {
    if (load !== 'ready') return;
    refreshTrash()
      .catch(() => undefined)
      .finally(() => setRead(true));
  }, [load]);
  return read;
}

export function TrashView() {
  const t = useText();
  const now = useNow();
  const read = useBinRead();
  const trash = useTrash();
  const tasks = useMemo(
    () => trash.toSorted((a, b) => ((a.deleted_at ?? '') < (b.deleted_at ?? '') ? 1 : -1)),
    [trash],
  );

  return (
    <ViewPage
      title={t.shell.trash}
      sub={t.views.trashText}
      actions={tasks.length ? <EmptyTrash tasks={tasks} /> : null}
    >
      {tasks.length ? (
        <ul className="rows" aria-label={t.shell.trash}>
          {tasks.map((task) => (
            <TrashRow key={task.id} task={task} now={now} />
          ))}
        </ul>
      ) : read ? (
        <Empty title={t.views.trashEmpty} />
      ) : (
        <Skeleton />
      )}
    </ViewPage>
  );
}
