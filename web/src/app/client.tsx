'use client';

// The one place that knows the router.

import NextLink from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { useMemo, useState, type ReactNode } from 'react';
import { NavProvider, type LinkProps } from '../ui/lib/nav';
import { Root } from '../ui/root';

// A page is fetched ahead when somebody is about to go there, not because a link to it is in sight.
function Link(props: LinkProps) {
  const [likely, setLikely] = useState(false);

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
  const nav = useMemo(() => ({
    path,
    push: (to: string) => router.push(to),
    replace: (to: string) => router.replace(to),
    Link,
  }), [router, path]);

  return <NavProvider value={nav}><Root>{children}</Root></NavProvider>;
}
