// Reminders on this device, by Web Push (RFC 8030): the subscription of this browser, which the
// server stores for one person. The browser remembers for whom it is.

import { useSyncExternalStore } from 'react';
import { act } from './act';
import { currentWorkspace } from './current';
import { ROOT } from './http/place';
import { forgetDevice, rememberedDevice, rememberDevice, watchDevice } from './push-device';
import type { Preferences } from './types';
import type { Workspace } from './workspace';

const PATIENCE_MS = 10_000;
const DAY_MS = 24 * 60 * 60_000;

export type Pushed = 'on' | 'refused' | 'dismissed' | 'failed';

// Not without https, and on some telephones only once the app is installed.
export const canPush = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

export const isRefused = (): boolean => Notification.permission === 'denied';

const isOn = (): boolean => {
  const device = rememberedDevice();

  return (
    canPush() &&
    device !== null &&
    device.user === currentWorkspace()?.userId &&
    Notification.permission === 'granted'
  );
};

// Whether this device gets the reminders of the person.
export const usePushOn = (): boolean => useSyncExternalStore(watchDevice, isOn, () => false);

async function pushManager(): Promise<PushManager> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('There is no service worker')), PATIENCE_MS),
  );

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

// The server pushes nothing to this device from now on, and the browser would not show it.
export async function leaveDevice(): Promise<void> {
  const workspace = currentWorkspace();
  const device = rememberedDevice();

  if (!workspace || device?.user !== workspace.userId) return;
  forgetDevice();
  const registration = await navigator.serviceWorker.getRegistration(`${ROOT}/`);

  await Promise.allSettled([
    workspace.client.removeDevice(device.id),
    registration?.pushManager.getSubscription().then((here) => here?.unsubscribe()),
  ]);
}

// Without any device left, the person wants no pushes. Also without an answer of the server this
// device gets none: the browser has ended the subscription.
export async function turnOff(): Promise<void> {
  const workspace = currentWorkspace();

  await leaveDevice();
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
  if (device.user !== workspace.userId) {
    forgetDevice();
    await (await (await pushManager()).getSubscription())?.unsubscribe();
  } else if (isOn() && Date.now() - device.at > DAY_MS) await subscribe(workspace, device.name);
}
