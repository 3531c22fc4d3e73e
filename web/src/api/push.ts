// Reminders on this device, by Web Push (RFC 8030): the subscription of this browser, which the
// server stores for one person. The browser remembers for whom it is.

import { useSyncExternalStore } from 'react';
import { act } from './act';
import { currentWorkspace, watchCurrent } from './current';
import { ROOT } from './http/place';
import { asProblem } from './http/problems';
import { forgetDevice, rememberedDevice, rememberDevice, watchDevice } from './push-device';
import type { Id, Preferences } from './types';
import { wait } from './wait';
import type { Workspace } from './workspace';

const PATIENCE_MS = 10_000;
const DAY_MS = 24 * 60 * 60_000;

export type Pushed = 'on' | 'refused' | 'dismissed' | 'failed';

// Not without https, and on some phones only once the app is installed.
export const canPush = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

export const isRefused = (): boolean => canPush() && Notification.permission === 'denied';

const isOn = (): boolean => {
  const device = rememberedDevice();

  return (
    canPush() &&
    device !== null &&
    device.user === currentWorkspace()?.userId &&
    Notification.permission === 'granted'
  );
};

function watchOn(listener: () => void): () => void {
  const stops = [watchDevice(listener), watchCurrent(listener)];

  return () => {
    for (const stop of stops) stop();
  };
}

// Whether this device gets the reminders of the person.
export const usePushOn = (): boolean => useSyncExternalStore(watchOn, isOn, () => false);

async function pushManager(): Promise<PushManager> {
  const late = wait(PATIENCE_MS).then((): never => {
    throw new Error('There is no service worker');
  });

  return (await Promise.race([navigator.serviceWorker.ready, late])).pushManager;
}

// A subscription is bound to the key of the server (RFC 8292).
function isBoundTo(key: string, subscription: PushSubscription): boolean {
  const bytes = new Uint8Array(subscription.options.applicationServerKey ?? new ArrayBuffer());
  const text = btoa(String.fromCharCode(...bytes));

  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') === key;
}

async function subscribe({ userId, client }: Workspace, name: string): Promise<void> {
  const manager = await pushManager();
  const key = await client.pushKey();
  const before = await manager.getSubscription();
  const fits =
    before && rememberedDevice()?.user === userId && isBoundTo(key, before) ? before : null;

  if (before && !fits) await before.unsubscribe();
  const subscription =
    fits ?? (await manager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  const { endpoint = '', keys = {} } = subscription.toJSON();
  const { p256dh = '', auth = '' } = keys;
  const { id } = await client.addDevice({ endpoint, keys: { p256dh, auth }, name });

  rememberDevice({ user: userId, id, name, at: Date.now() });
}

type Ways = Preferences['reminders_by'];

const ways = ({ replica }: Workspace): Ways => replica.preferences()?.reminders_by ?? [];

// To be called while the person presses something: only then a browser asks for the permission.
export async function turnOn(name: string): Promise<Pushed> {
  const permission = await Notification.requestPermission();
  const workspace = currentWorkspace();

  if (permission !== 'granted') return permission === 'denied' ? 'refused' : 'dismissed';
  if (!workspace) return 'failed';
  try {
    await subscribe(workspace, name);
  } catch {
    return 'failed';
  }
  if (!ways(workspace).includes('push'))
    act.setPreferences({ reminders_by: [...ways(workspace), 'push'] });
  return 'on';
}

// This device, others of the person, or both.
export type Which = 'here' | 'others' | 'all';

async function remove({ client }: Workspace, id: Id): Promise<void> {
  try {
    await client.removeDevice(id);
  } catch (error) {
    if (asProblem(error).kind !== 'gone') throw error;
  }
}

// The server pushes nothing more to these devices; whether all of that is known to have worked. A
// subscription that this browser still has is stored again by `renewDevice`.
export async function removeDevices(which: Which): Promise<boolean> {
  const workspace = currentWorkspace();
  const device = rememberedDevice();

  if (!workspace) return false;
  const here = device?.user === workspace.userId ? device.id : null;
  const known = which === 'here' ? [] : (await workspace.client.devices()).map(({ id }) => id);
  const ids = new Set(known);

  if (here !== null && which === 'others') ids.delete(here);
  if (here !== null && which !== 'others') {
    ids.add(here);
    rememberDevice({ ...device!, at: 0 });
  }
  const ends = await Promise.allSettled([...ids].map((id) => remove(workspace, id)));

  return ends.every(({ status }) => status === 'fulfilled');
}

// This browser shows no reminders from now on, and none of those that came before. A subscription
// that could not be ended is not forgotten: `renewDevice` tries again for the next person.
export async function endSubscription(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(`${ROOT}/`);

  try {
    await (await registration?.pushManager.getSubscription())?.unsubscribe();
    forgetDevice();
  } finally {
    for (const shown of (await registration?.getNotifications()) ?? []) shown.close();
  }
}

// Without any device left, the person wants no pushes. Also without an answer of the server this
// device gets none: the browser has ended the subscription.
export async function turnOff(): Promise<void> {
  const workspace = currentWorkspace();

  await removeDevices('here').catch(() => false);
  await endSubscription();
  const left = await workspace?.client.devices().catch(() => null);

  if (!workspace || left?.length !== 0) return;
  act.setPreferences({ reminders_by: ways(workspace).filter((way) => way !== 'push') });
}

// Once a day a device makes sure that its subscription is still the one that the server has: the
// browser may have replaced it, and the server its key. What belongs to somebody else ends.
export async function renewDevice(): Promise<void> {
  const workspace = currentWorkspace();
  const device = rememberedDevice();

  if (!workspace || !device || !canPush()) return;
  if (device.user !== workspace.userId) await endSubscription();
  else if (isOn() && Date.now() - device.at > DAY_MS) await subscribe(workspace, device.name);
}
