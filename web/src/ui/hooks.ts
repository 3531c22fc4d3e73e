// What components need to know of the browser.

import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';

const never = () => () => undefined;

// False in the static page and until it is hydrated.
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

function watchConnection(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

export function useOnline(): boolean {
  return useSyncExternalStore(
    watchConnection,
    () => navigator.onLine,
    () => true,
  );
}

// Whether the window is as the query says; false in the static page.
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query);

      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );

  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  );
}

function watchAddress(listener: () => void): () => void {
  addEventListener('popstate', listener);
  return () => removeEventListener('popstate', listener);
}

export function useQueryText(name: string): string | null {
  return useSyncExternalStore(
    watchAddress,
    () => new URLSearchParams(location.search).get(name),
    () => null,
  );
}

// A listener that always sees the latest state, without being removed and added again.
export function useWindowEvent<K extends keyof WindowEventMap>(
  type: K,
  handle: (event: WindowEventMap[K]) => void,
) {
  const latest = useRef(handle);

  useEffect(() => {
    latest.current = handle;
  });
  useEffect(() => {
    const listener = (event: WindowEventMap[K]) => latest.current(event);

    addEventListener(type, listener);
    return () => removeEventListener(type, listener);
  }, [type]);
}

export function useInterval(run: () => void, everyMs: number | null) {
  const latest = useRef(run);

  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (everyMs === null) return;
    const timer = setInterval(() => latest.current(), everyMs);

    return () => clearInterval(timer);
  }, [everyMs]);
}
