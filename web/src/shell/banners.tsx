// What lasts and concerns everything: no network, no server, changes that need somebody.

import { CloudOff, GitCompareArrows, RefreshCw } from 'lucide-react';
import { Suspense, useState } from 'react';
import { reload, retrySync, useConflicts, useNewVersion, useSync } from '../api';
import { useText } from '../text';
import { openOverlay } from './overlay';
import { Banner } from '../ui/banner';
import { useInterval } from '../ui/hooks';
import { later } from './later';

const Refused = later(() => import('./refused'));

function Away({ retryAt }: { retryAt: number | undefined }) {
  const t = useText();
  const [now, setNow] = useState(() => Date.now());

  useInterval(() => setNow(Date.now()), 1000);
  const seconds = retryAt ? Math.max(0, Math.ceil((retryAt - now) / 1000)) : 0;

  return (
    <Banner
      icon={CloudOff}
      action={
        <button type="button" className="btn btn-sm" onClick={() => retrySync()}>
          {t.shell.tryNow}
        </button>
      }
    >
      <strong>{t.shell.away}</strong> {t.shell.awayText}{' '}
      {seconds ? <span aria-hidden="true">{t.shell.awayRetry(seconds)}</span> : null}
    </Banner>
  );
}

// As long as a decision is wanted.
function Decision() {
  const t = useText();
  const conflicts = useConflicts();
  const [first] = conflicts;

  if (!first) return null;
  return (
    <Banner
      icon={GitCompareArrows}
      action={
        <button
          type="button"
          className="btn btn-sm"
          onClick={() => openOverlay({ is: 'conflict', id: first.id })}
        >
          {t.conflict.compare}
        </button>
      }
    >
      <strong>{t.conflict.banner(conflicts.length)}</strong> {t.conflict.bannerText}
    </Banner>
  );
}

function NewVersion() {
  const t = useText();

  return useNewVersion() ? (
    <div className="banner" role="status">
      <RefreshCw className="icon" aria-hidden="true" />
      <div>{t.sync.newVersion}</div>
      <button type="button" className="btn btn-sm" onClick={reload}>
        {t.sync.reload}
      </button>
    </div>
  ) : null;
}

export function Banners() {
  return (
    <>
      <NewVersion />
      <SyncBanner />
    </>
  );
}

function SyncBanner() {
  const t = useText();
  const { state, waiting, retryAt } = useSync();

  if (state === 'away') return <Away retryAt={retryAt} />;
  if (state === 'offline')
    return (
      <Banner icon={CloudOff}>
        <strong>{t.shell.offline}</strong> {t.shell.offlineText(waiting)}
      </Banner>
    );
  if (state === 'failed')
    return (
      <Suspense>
        <Refused />
      </Suspense>
    );
  return <Decision />;
}
