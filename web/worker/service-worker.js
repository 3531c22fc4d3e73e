// The service worker: the pages of one build, so that they open without a network. It answers for
// nothing else: requests to the APIs pass it by, and none of their answers is kept. It also shows
// the reminders that the server pushes (docs/use/api.md).

/* global FILES, VERSION */

const scope = new URL(self.registration.scope);
const KIND = `ostiary ${scope.pathname} `;
const CACHE = KIND + VERSION;
const PATIENCE_MS = 4000;

const addressOf = (file) => new URL(file, scope).href;
const known = new Map(FILES.map((file) => [new URL(file, scope).pathname, file]));
const isForever = (file) => file.startsWith('_next/static/');

const ownCaches = async () => (await caches.keys()).filter((name) => name.startsWith(KIND));

async function kept(file) {
  const cache = await caches.open(CACHE);
  const answer = await cache.match(addressOf(file));

  if (answer) return answer;
  // A page of an earlier build may ask for its own files.
  for (const name of (await ownCaches()).reverse()) {
    const older = await (await caches.open(name)).match(addressOf(file));

    if (older) return older;
  }
  return undefined;
}

// A page that this server does not have, such as one whose address belongs to the issuer, is left
// out; without a script the others would not work.
async function keep(cache, file) {
  const answer = await fetch(new Request(addressOf(file), { cache: 'no-cache' }));

  if (answer.ok) return cache.put(addressOf(file), answer);
  await answer.body?.cancel(); // an answer that nobody reads keeps one of the few connections
  if (isForever(file)) throw new Error(`${file}: ${answer.status}`);
  return undefined;
}

async function keepAll() {
  const cache = await caches.open(CACHE);

  await Promise.all(FILES.map((file) => keep(cache, file)));
}

// Those of this build and of the one before, which another tab may still show.
async function tidy() {
  const others = (await ownCaches()).filter((name) => name !== CACHE);

  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

const tooLate = () =>
  new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), PATIENCE_MS));

// What may change comes from the server, and from here when the server does not answer.
async function fresh(request, file) {
  const asking = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected) {
      const cache = await caches.open(CACHE);

      await cache.put(addressOf(file), answer.clone());
    }
    return answer;
  });

  asking.catch(() => undefined);
  try {
    return await Promise.race([asking, tooLate()]);
  } catch {
    return (await kept(file)) ?? asking;
  }
}

self.addEventListener('install', (event) => event.waitUntil(keepAll()));
self.addEventListener('activate', (event) =>
  event.waitUntil(tidy().then(() => self.clients.claim())),
);

// The person wants the new version now.
self.addEventListener('message', ({ data }) => {
  if (data === 'take over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const file = url.origin === scope.origin ? known.get(url.pathname) : undefined;

  if (request.method !== 'GET' || file === undefined) return;
  event.respondWith(
    isForever(file) ? kept(file).then((answer) => answer ?? fetch(request)) : fresh(request, file),
  );
});

// When the task is due, as the device writes days and times: "Tue 1 Dec, 09:00". A time that is
// meant elsewhere says where.
function dueWords({ due_date, due_time, time_zone }) {
  if (!due_date) return '';
  const due = new Date(`${due_date}T${due_time ?? '00:00'}Z`);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const words = due.toLocaleString(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(due_time ? { hour: 'numeric', minute: '2-digit' } : {}),
    timeZone: 'UTC',
  });

  return due_time && time_zone && time_zone !== here
    ? `${words} (${time_zone.replaceAll('_', ' ')})`
    : words;
}

function reminderIn(data) {
  try {
    const reminder = data.json();

    return reminder.type === 'reminder' ? reminder : null;
  } catch {
    return null;
  }
}

// Browsers want to see something for every push, also for one of a server that is newer than this
// worker. A reminder that comes twice takes its own place.
function show(data) {
  const reminder = reminderIn(data);
  const look = { icon: addressOf('icons/icon-192.png'), badge: addressOf('icons/badge-96.png') };

  if (!reminder) return self.registration.showNotification('Ostiary', look);
  return self.registration.showNotification(reminder.title, {
    ...look,
    body: dueWords(reminder),
    dir: 'auto',
    tag: `task-${reminder.task_id}`,
    renotify: true,
    timestamp: Date.parse(reminder.remind_at),
    data: { task: reminder.task_id },
  });
}

// What somebody types there would be lost: nobody is signed in, and nothing of it is kept.
const DOORS = ['sign-in', 'sign-up', 'forgot-password', 'reset-password'].map(addressOf);

// In a page that is open, or else in a new one.
async function open(task) {
  const address = addressOf(task === undefined ? 'today' : `all?task=${task}`);
  const all = await self.clients.matchAll({ type: 'window' });
  const pages = all.filter(({ url }) => !DOORS.includes(url.replace(/[?#].*/, '')));
  const page = pages.find(({ focused }) => focused) ?? pages[0];

  if (!page) return self.clients.openWindow(address);
  try {
    await page.focus();
    return await page.navigate(address);
  } catch {
    return self.clients.openWindow(address);
  }
}

self.addEventListener('push', (event) => event.waitUntil(show(event.data)));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.task));
});
