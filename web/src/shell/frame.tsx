// The layout of every page of a signed-in person: side bar, page, what stands beside it, bottom bar
// and messages; and the keys that work on each of them.

import { Suspense, type ReactNode } from 'react';
import { undo } from '../api';
import { useText } from '../text';
import '../text/whole';
import { preferences } from '../ui/lib/preferences';
import { announce, Announcer } from './announce';
import { Banners } from './banners';
import { BottomBar } from './side/bottom-bar';
import { ListDialogs } from './side/list-dialogs';
import { addTask, openOverlay, useOverlay } from './overlay';
import { useGo } from './place';
import { SideBar } from './side/side-bar';
import { clearMessage, Toasts } from './toasts';
import { useLanguageOfPerson } from './use-language';
import { singleKeysFrom, useKeys } from './use-keys';
import { later } from './later';

const ListsSheet = later(() => import('./side/lists-sheet'));

singleKeysFrom(() => preferences.get().singleKeys);

function usePageKeys() {
  const go = useGo();

  useKeys({
    add: () => addTask(),
    palette: () => openOverlay({ is: 'palette' }),
    help: () => openOverlay({ is: 'keys' }),
    search: () => go('/search'),
    goToday: () => go('/today'),
    goUpcoming: () => go('/upcoming'),
    goInbox: () => go('/inbox'),
    goCalendar: () => go('/calendar'),
    undo() {
      clearMessage();
      void undo().then((words) => words && announce(words));
    },
  });
}

interface Props {
  children: ReactNode;
  wide?: boolean; // a page that is more than a column of text
  rail?: ReactNode;
  panel?: ReactNode;
}

export function Frame({ children, wide = false, rail, panel }: Props) {
  const t = useText();
  const overlay = useOverlay();

  usePageKeys();
  useLanguageOfPerson();
  return (
    <div className="app" {...(panel ? { 'data-panel': '' } : rail ? { 'data-rail': '' } : {})}>
      <a className="btn btn-primary skip" href="#main">
        {t.app.skip}
      </a>
      <SideBar />
      <main className="main" id="main" tabIndex={-1}>
        <div className={wide ? 'page page-wide' : 'page'}>
          <Banners />
          {children}
        </div>
      </main>
      {panel || rail}
      <BottomBar />
      {overlay?.is === 'lists' ? (
        <Suspense>
          <ListsSheet />
        </Suspense>
      ) : null}
      <ListDialogs />
      <Toasts />
      <Announcer />
    </div>
  );
}
