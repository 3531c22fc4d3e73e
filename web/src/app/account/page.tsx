'use client';

import { AccountScreen } from '../../account/account';
import { Overlays } from '../../tasks/overlays';

export default function Page() {
  return <AccountScreen overlays={<Overlays />} />;
}
