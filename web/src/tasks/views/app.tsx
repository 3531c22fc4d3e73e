// The task pages: one component for all views, so that going from one to another is a change of
// address and nothing else.

import { Suspense, useEffect, type ReactNode } from 'react';
import { openWorkspace } from '../../api';
import { Frame } from '../../shell/frame';
import { PersonProvider } from '../../shell/person';
import { goWithin, usePlace } from '../../shell/place';
import { useText } from '../../text';
import { SessionGate } from '../../shell/session-gate';
import { Overlays } from '../overlays';
import { CalendarView, PanelSlot, useOpenTask } from '../slots';
import { Skeleton, ViewPage } from './page';
import { AllView, InboxView, ListPlace, TagView } from './places';
import { TodayView } from './today';
import { usePanelFocus } from './panel-focus';
import { later } from '../../shell/later';
import { useMedia } from '../../ui/hooks';

const Rail = later(() => import('./rail').then((m) => ({ default: m.Rail })));
const UpcomingView = later(() => import('./upcoming').then((m) => ({ default: m.UpcomingView })));
const SearchView = later(() => import('./search').then((m) => ({ default: m.SearchView })));
const CompletedView = later(() =>
  import('./completed').then((m) => ({ default: m.CompletedView })),
);
const TrashView = later(() => import('./trash').then((m) => ({ default: m.TrashView })));

const VIEWS: Record<string, () => ReactNode> = {
  '/today': () => <TodayView />,
  '/upcoming': () => <UpcomingView />,
  '/inbox': () => <InboxView />,
  '/all': () => <AllView />,
  '/list': () => <ListPlace />,
  '/tag': () => <TagView />,
  '/search': () => <SearchView />,
  '/calendar': () => <CalendarView />,
  '/completed': () => <CompletedView />,
  '/trash': () => <TrashView />,
};

const TITLES = {
  '/today': 'today',
  '/upcoming': 'upcoming',
  '/inbox': 'inbox',
  '/all': 'all',
  '/search': 'search',
  '/calendar': 'calendar',
  '/completed': 'completed',
  '/trash': 'trash',
} as const;

// The page before the person and the tasks are known, with everything in its place.
function Waiting() {
  const t = useText();
  const { path } = usePlace();
  const name = TITLES[path as keyof typeof TITLES];

  return (
    <Frame>
      <ViewPage title={name ? t.shell[name] : t.shell.lists}>
        <Skeleton />
      </ViewPage>
    </Frame>
  );
}

// Its place beside the page is kept until it is there.
function RailSlot() {
  return useMedia('(min-width: 96rem)') ? (
    <Suspense>
      <Rail />
    </Suspense>
  ) : null;
}

function View({ userId }: { userId: string }) {
  const { path, query } = usePlace();
  const open = useOpenTask();

  useEffect(() => {
    openWorkspace(userId);
  }, [userId]);
  useEffect(() => {
    if (path !== '/tasks') return;
    goWithin(query.size ? `/today?${query}` : '/today', { replace: true }); // an old address
  }, [path, query]);

  usePanelFocus(open);
  return (
    <>
      <Frame
        wide={path === '/calendar'}
        rail={path === '/today' ? <RailSlot /> : undefined}
        panel={open === null ? undefined : <PanelSlot id={open} />}
      >
        <Suspense fallback={<Skeleton />}>{VIEWS[path]?.() ?? <TodayView />}</Suspense>
      </Frame>
      <Overlays />
    </>
  );
}

export function TaskApp() {
  return (
    <SessionGate waiting={<Waiting />}>
      {({ user }) => (
        <PersonProvider value={user}>
          <View key={user.id} userId={user.id} />
        </PersonProvider>
      )}
    </SessionGate>
  );
}
