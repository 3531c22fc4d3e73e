'use client';

import { PeopleScreen } from '../../people/screen';
import { Overlays } from '../../tasks/overlays';

export default function Page() {
  return <PeopleScreen overlays={<Overlays />} />;
}
