// The people of this server, for an admin: their list, and one of them.

import { Suspense, type ReactNode } from 'react';
import { Frame } from '../shell/frame';
import { later } from '../shell/later';
import { PageHead } from '../shell/page-head';
import { PersonProvider } from '../shell/person';
import { SessionGate } from '../shell/session-gate';
import { useText } from '../text';
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
            <Suspense fallback={<Loading />}>
              <People />
            </Suspense>
          </Frame>
          {overlays}
        </PersonProvider>
      )}
    </SessionGate>
  );
}
