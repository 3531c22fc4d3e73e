// The person's preferences of this browser: theme and single keys.

import { useSyncExternalStore } from 'react';
import { preferences } from '../ui/lib/preferences';

export function useLook() {
  return useSyncExternalStore(preferences.subscribe, preferences.get, preferences.initial);
}
