// What the person has chosen about days, or the usual until it is known.

import { usePreferences } from '../../api';
import { deviceZone } from './value';

export function useOwn() {
  const preferences = usePreferences();

  return {
    firstDay: preferences?.first_day ?? 'monday',
    zone: preferences?.time_zone ?? deviceZone(),
  } as const;
}
