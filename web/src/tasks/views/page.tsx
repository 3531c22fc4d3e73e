// A view: its head, and its rows or what stands in their place until they are known.

import { useEffect, useState, type ReactNode } from 'react';
import { retrySync, useLoad, useLoadProblem } from '../../api';
import { PageHead } from '../../shell/page-head';
import { signInAgain } from '../../shell/sign-out';
import { useText } from '../../text';
import { Empty } from '../../ui/empty';

const PATIENCE_MS = 300;
const WIDTHS = [2, 1, 4, 2, 3, 1, 4, 2];

export function Skeleton() {
  const t = useText();
  const [shown, setShown] = useState(false);

  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);

    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <p className="sr" role="status">
        {t.views.loading}
      </p>
      <div className={shown ? 'rows' : 'rows rows-later'} aria-hidden="true">
        {WIDTHS.map((width, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
          <div key={i} className="row">
            <span className="skel skel-dial" />
            <div className="row-main">
              <span className={`skel skel-${width}`} />
            </div>
          </div>
        ))}
      </div>
    </>
  );
}

function NotLoaded() {
  const t = useText();
  const kind = useLoadProblem()?.kind;

  if (kind === 'forbidden')
    return (
      <div role="alert">
        <Empty title={t.states.forbiddenTitle} text={t.states.forbiddenText}>
          <button type="button" className="btn" onClick={() => retrySync()}>
            {t.app.retry}
          </button>
        </Empty>
      </div>
    );
  if (kind === 'weak')
    return (
      <div role="alert">
        <Empty title={t.states.weakTitle} text={t.states.weakText}>
          <button type="button" className="btn btn-primary" onClick={() => void signInAgain()}>
            {t.account.signInAgain}
          </button>
        </Empty>
      </div>
    );
  return (
    <div role="alert">
      <Empty title={t.states.tasksUnknown} text={t.views.notLoaded}>
        <button type="button" className="btn" onClick={() => retrySync()}>
          {t.app.retry}
        </button>
      </Empty>
    </div>
  );
}

interface Props {
  title: string;
  sub?: ReactNode;
  mark?: ReactNode;
  actions?: ReactNode;
  open?: number; // tasks, for the title of the window
  children: ReactNode;
}

export function ViewPage({ title, actions, open = 0, children, ...head }: Props) {
  const t = useText();
  const load = useLoad();

  return (
    <>
      <title>{t.title(title, open)}</title>
      <PageHead title={title} {...head}>
        {load === 'ready' ? actions : null}
      </PageHead>
      {load === 'ready' ? children : load === 'failed' ? <NotLoaded /> : <Skeleton />}
    </>
  );
}
