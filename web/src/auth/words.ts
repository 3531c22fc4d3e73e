// The words of a field for a new password.

import { useDoorText } from '../text';
import { useHydrated } from '../ui/hooks';
import { passwordLengths } from '../ui/lib/features';
import type { NewPasswordWords } from '../ui/new-password';

const USUAL = 8; // the static page does not know the server's lengths yet

export function usePasswordWords(): NewPasswordWords {
  const { auth } = useDoorText();
  const least = useHydrated() ? passwordLengths().least : USUAL;

  return { ...auth, hint: auth.passwordHint(least) };
}
