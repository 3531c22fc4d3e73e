// What lies over the page, loaded when it is wanted first; and the word about a task that could not
// be added.

import { Suspense, useEffect } from 'react';
import { type Failure, retryFailure } from '../api';
import { closeOverlay, openOverlay, useOverlay } from '../shell/overlay';
import { useGo, usePlace, withQuery } from '../shell/place';
import { say } from '../shell/toasts';
import { text } from '../text';
import { useFailedAdd } from './quickadd/failures';
import { TypedAhead } from './quickadd/typed-ahead';
import { later } from '../shell/later';

const quickAdd = () => import('./quickadd');
const palette = () => import('./palette');

const Conflict = later(() => import('./conflict'));
const QuickAdd = later(quickAdd);
const Palette = later(palette);
const KeysDialog = later(() => import('./palette/keys-dialog'));
const Transfer = later(() => import('./transfer'));

function tell({ key, title }: Failure): void {
  const t = text().quickAdd;

  say({ words: t.failed(title), action: { label: t.retry, run: () => retryFailure(key) } });
}

function useWordOfFailures(adding: boolean): void {
  const failed = useFailedAdd();
  const key = failed?.key;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each
  useEffect(() => {
    if (failed && !adding) tell(failed);
  }, [key, adding]);
}

// Other pages lead to import and export by an address: `?open=transfer` on any view.
function useAddress(): void {
  const place = usePlace();
  const go = useGo();
  const asked = place.query.get('open');

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each address
  useEffect(() => {
    if (asked === null) return;
    go(withQuery(place, { open: null }), { replace: true });
    if (asked === 'transfer') openOverlay({ is: 'transfer' });
  }, [asked]);
}

const LATER_MS = 3000;

// What is needed without a network is loaded once the page has come to rest.
function usePreload(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const load of [quickAdd, palette, () => import('./panel')])
        load().catch(() => undefined);
    }, LATER_MS);

    return () => clearTimeout(timer);
  }, []);
}

export function Overlays() {
  const overlay = useOverlay();

  useAddress();
  usePreload();
  useWordOfFailures(overlay?.is === 'add');
  if (!overlay) return null;
  return (
    <Suspense fallback={overlay.is === 'add' ? <TypedAhead close={closeOverlay} /> : null}>
      {overlay.is === 'conflict' ? <Conflict id={overlay.id} close={closeOverlay} /> : null}
      {overlay.is === 'add' ? <QuickAdd task={overlay.task} close={closeOverlay} /> : null}
      {overlay.is === 'palette' ? <Palette close={closeOverlay} /> : null}
      {overlay.is === 'keys' ? <KeysDialog close={closeOverlay} /> : null}
      {overlay.is === 'transfer' ? <Transfer close={closeOverlay} /> : null}
    </Suspense>
  );
}
