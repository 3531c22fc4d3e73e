// What the server offers, as the page was told.

import { useSyncExternalStore } from 'react';
import { hasFeature, isUsual, type Feature } from '../ui/lib/features';
import { worksHere } from '../ui/lib/passkeys';

const never = () => () => undefined;

// The usual features in the static page, whose styles hide what is not offered.
export function useFeature(feature: Feature): boolean {
  return useSyncExternalStore(
    never,
    () => hasFeature(feature),
    () => isUsual(feature),
  );
}

// Whether passkeys can sign in here. True in the static page, whose styles hide what is not
// offered.
export function usePasskeysOffered(): boolean {
  return useSyncExternalStore(
    never,
    () => hasFeature('passkeys') && worksHere(),
    () => true,
  );
}
