// What this browser remembers of its subscription to reminders.

const KEY = 'ostiary.push';

export interface Device {
  user: string; // whose reminders come
  id: number; // of the subscription, at the server
  name: string;
  at: number; // when it was last stored there, in milliseconds since the epoch
}

// A new password by mail has ended the sessions on all devices. Their reminders end when the person
// signs in with it, in this tab: until then nobody may end them.
const ENDS_KEY = 'ostiary.push-ends';

export function endOthersLater(): void {
  try {
    sessionStorage.setItem(ENDS_KEY, '1');
  } catch {
    // there is no storage: the person can end them on the account page
  }
}

export function takeEndOfOthers(): boolean {
  try {
    const ends = sessionStorage.getItem(ENDS_KEY) !== null;

    sessionStorage.removeItem(ENDS_KEY);
    return ends;
  } catch {
    return false;
  }
}

const listeners = new Set<() => void>();

function put(text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, text);
  } catch {
    // there is no storage, and so no subscription that outlives the page
  }
  for (const listener of [...listeners]) listener();
}

export function rememberedDevice(): Device | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Device | null;
  } catch {
    return null;
  }
}

export const rememberDevice = (device: Device): void => put(JSON.stringify(device));
export const forgetDevice = (): void => put(null);

export function watchDevice(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}
