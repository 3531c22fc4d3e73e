'use client';

// The only file that knows the router. What a page shows in place of itself comes with it, so that
// no page has what they have in common a second time.

import NextLink from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { useMemo, useState, type ReactNode } from 'react';
import { later } from '../shell/later';
import { SessionOverProvider } from '../shell/session-over';
import { NavProvider, type LinkProps } from '../ui/lib/nav';
import { ROOT } from '../api/http/place';
import { Root } from '../ui/root';

export { CrashScreen } from '../auth/crash';
export { NotFoundScreen } from '../auth/not-found';

const SessionOver = later(() => import('../auth/session-over'));

// A page is prefetched when the pointer or the focus is on its link, not when the link is visible.
function Link(props: LinkProps) {
  const [likely, setLikely] = useState(false);

  // Below a path of its host the router would look for the home page beside that path.
  if (ROOT && props.href === '/') return <a {...props} href={`${ROOT}/`} />;
  return (
    <NextLink
      {...props}
      prefetch={likely ? null : false}
      onPointerEnter={() => setLikely(true)}
      onFocus={() => setLikely(true)}
    />
  );
}

export function Frame({ children }: { children: ReactNode }) {
  const router = useRouter();
  const path = usePathname();
  const nav = useMemo(
    () => ({
      path,
      push: (to: string) => router.push(to),
      replace: (to: string) => router.replace(to),
      Link,
    }),
    [router, path],
  );

  return (
    <NavProvider value={nav}>
      <SessionOverProvider value={SessionOver}>
        <Root>{children}</Root>
      </SessionOverProvider>
    </NavProvider>
  );
}
