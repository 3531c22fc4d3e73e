// The user's preferences on this device: theme and single-key shortcuts. Nothing secret.

import { ADDRESS } from '../../api/http/place';

export type Theme = 'system' | 'light' | 'dark';

export interface Preferences {
  theme: Theme;
  singleKeys: boolean;
}

export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

const THEME_KEY = 'ostiary.theme';
const KEYS_KEY = 'ostiary.single-keys';
const DEFAULTS: Preferences = { theme: 'system', singleKeys: true };

// A browser may refuse storage; a preference then lasts as long as the page.
export function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // see above
  }
}

function read(): Preferences {
  const theme = stored(THEME_KEY) as Theme;

  return {
    theme: THEMES.includes(theme) ? theme : DEFAULTS.theme,
    singleKeys: stored(KEYS_KEY) !== 'off',
  };
}

let current: Preferences | null = null;
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

export function applyTheme(theme: Theme): void {
  const dark =
    theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);

  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

export const preferences = {
  get: (): Preferences => (current ??= read()),
  initial: (): Preferences => DEFAULTS,
  set(change: Partial<Preferences>): void {
    current = { ...preferences.get(), ...change };
    store(THEME_KEY, current.theme);
    store(KEYS_KEY, current.singleKeys ? null : 'off');
    applyTheme(current.theme);
    tell();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  // Follows the system's colours and the other tabs; returns how to stop.
  follow(): () => void {
    const media = matchMedia('(prefers-color-scheme: dark)');
    const colours = () => applyTheme(preferences.get().theme);
    const others = (event: StorageEvent) => {
      if (event.key !== null && event.key !== THEME_KEY && event.key !== KEYS_KEY) return;
      current = read();
      colours();
      tell();
    };

    media.addEventListener('change', colours);
    addEventListener('storage', others);
    return () => {
      media.removeEventListener('change', colours);
      removeEventListener('storage', others);
    };
  },
};

// Runs inline before the first paint. It also marks a browser that can use no passkey here, and one
// that was signed in recently, so that the start page does not flash before the tasks; only the
// server knows whether the session lasts.
export const KNOWN_KEY = 'ostiary.known';

export const beforePaint =
  `(function(d){try{var t=localStorage.getItem('${THEME_KEY}');` +
  `d.dataset.theme=t==='dark'||t!=='light'&&matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';` +
  `if(!window.PublicKeyCredential||${ADDRESS}.test(location.hostname))d.dataset.noPasskeys='';` +
  `if(/[?&]reason=/.test(location.search))d.dataset.reason='';` +
  `if(localStorage.getItem('${KNOWN_KEY}'))d.dataset.known=''}catch(e){}})(document.documentElement)`;
