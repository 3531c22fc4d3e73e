// The installed app: its service worker, and whether a new version waits to take over.

import { useSyncExternalStore } from 'react';
import { ROOT } from './http/place';

const HOUR_MS = 60 * 60_000;

let waiting: ServiceWorker | null = null;
let started = false;
const listeners = new Set<() => void>();

function put(worker: ServiceWorker | null): void {
  waiting = worker;
  for (const listener of [...listeners]) listener();
}

// The first worker of a browser takes over by itself: there is no older version to go on with.
function watch(registration: ServiceWorkerRegistration): void {
  const look = (worker: ServiceWorker | null) => {
    if (worker?.state === 'installed' && navigator.serviceWorker.controller) put(worker);
  };

  look(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;

    worker?.addEventListener('statechange', () => look(worker));
  });
  setInterval(() => void registration.update().catch(() => undefined), HOUR_MS);
}

// Without https there is no service worker, and the pages work without one.
export function install(): void {
  if (started || !('serviceWorker' in navigator) || process.env.NODE_ENV !== 'production') return;
  started = true;
  navigator.serviceWorker
    .register(`${ROOT}/service-worker.js`, { scope: `${ROOT}/`, updateViaCache: 'none' })
    .then(watch)
    .catch(() => {
      started = false;
    });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// Whether a new version is ready; `reload` shows it.
export function useNewVersion(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => waiting !== null,
    () => false,
  );
}

export function reload(): void {
  if (!waiting) {
    location.reload();
    return;
  }
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {
    once: true,
  });
  waiting.postMessage('take over');
}
