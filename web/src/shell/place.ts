// Where the person is: the path of the view and its query. All views of tasks are one page, so that
// going from one to the other asks the server for nothing; any other page is the router's.

import { useMemo, useSyncExternalStore } from 'react';
import { useNav } from '../ui/lib/nav';
import { pagePath, ROOT } from '../api/http/place';

export const VIEWS = [
  '/today',
  '/upcoming',
  '/inbox',
  '/all',
  '/list',
  '/tag',
  '/search',
  '/calendar',
  '/completed',
  '/trash',
] as const;

const views: ReadonlySet<string> = new Set(VIEWS);
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}

const here = () => pagePath(location.pathname) + location.search;

export interface Place {
  path: string;
  query: URLSearchParams;
  href: string;
}

export function usePlace(): Place {
  const nav = useNav();
  const href = useSyncExternalStore(subscribe, here, () => nav.path);

  return useMemo(() => {
    const [path = '/', search = ''] = href.split('?');

    return { path, query: new URLSearchParams(search), href };
  }, [href]);
}

export const pathOf = (href: string): string => href.split('?')[0]!;
const isView = (href: string): boolean => views.has(pathOf(href));

// Whether both the page that is open and the one that is wanted are views of tasks.
export const staysHere = (href: string): boolean =>
  isView(href) && isView(pagePath(location.pathname));

export function goWithin(href: string, { replace = false } = {}): void {
  if (href === here()) return;
  if (replace) history.replaceState(null, '', ROOT + href);
  else history.pushState(null, '', ROOT + href);
  tell();
}

// The address of this view with some members of the query changed; null takes one out.
export function withQuery(place: Place, change: Record<string, string | null>): string {
  const query = new URLSearchParams(place.query);

  for (const [name, value] of Object.entries(change))
    if (value === null) query.delete(name);
    else query.set(name, value);
  return query.size ? `${place.path}?${query}` : place.path;
}

export type Go = (href: string, options?: { replace?: boolean }) => void;

export function useGo(): Go {
  const nav = useNav();

  return useMemo(
    () =>
      (href, options = {}) => {
        if (staysHere(href)) goWithin(href, options);
        else if (options.replace) nav.replace(href);
        else nav.push(href);
      },
    [nav],
  );
}
