// The people of this server: their list, and one of them. Only for an admin the page itself is
// loaded.

import { Suspense, type ReactNode } from 'react';
import { Frame } from '../shell/frame';
import { later } from '../shell/later';
import { PageHead } from '../shell/page-head';
import { isAdmin, PersonProvider } from '../shell/person';
import { SessionGate } from '../shell/session-gate';
import { useText } from '../text';
import { Empty } from '../ui/empty';
import { Skeleton } from '../ui/skeleton';

const People = later(() => import('./people'));

function Loading() {
  const t = useText();

  return (
    <>
      <title>{t.title(t.shell.people)}</title>
      <PageHead title={t.shell.people} />
      <Skeleton lines={6} label={t.app.loading} />
    </>
  );
}

function NotAllowed() {
  const t = useText();

  return (
    <>
      <title>{t.title(t.shell.people)}</title>
      <Empty level={1} title={t.problems.forbidden} />
    </>
  );
}

// overlays: what the keys of the shell open.
export function PeopleScreen({ overlays }: { overlays?: ReactNode }) {
  return (
    <SessionGate
      waiting={
        <Frame wide>
          <Loading />
        </Frame>
      }
    >
      {({ user }) => (
        <PersonProvider value={user}>
          <Frame wide>
            {isAdmin(user) ? (
              <Suspense fallback={<Loading />}>
                <People />
              </Suspense>
            ) : (
              <NotAllowed />
            )}
          </Frame>
          {overlays}
        </PersonProvider>
      )}
    </SessionGate>
  );
}
