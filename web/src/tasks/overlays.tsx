// What lies over the page, loaded when it is wanted first.

import { lazy, Suspense } from 'react';
import { closeOverlay, useOverlay } from '../shell/overlay';

const Conflict = lazy(() => import('./conflict'));
const QuickAdd = lazy(() => import('./quickadd'));

export function Overlays() {
  const overlay = useOverlay();

  return (
    <Suspense>
      {overlay?.is === 'conflict' ? <Conflict id={overlay.id} close={closeOverlay} /> : null}
      {overlay?.is === 'add' ? <QuickAdd task={overlay.task} close={closeOverlay} /> : null}
    </Suspense>
  );
}
