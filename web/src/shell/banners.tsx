// What lasts and concerns everything: no network, no server, changes that need somebody.

import { CloudOff, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { retrySync, useSync } from '../api';
import { useText } from '../text';
import { Banner } from '../ui/banner';
import { useInterval } from '../ui/components/hooks';

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

export function Banners() {
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
      <Banner icon={TriangleAlert}>
        <strong>{t.shell.refused}</strong> {t.shell.refusedText}
      </Banner>
    );
  return null;
}
