// What the pages do when a session ends.

import { closeWorkspace as closeData } from '../api';
import { currentWorkspace as currentData } from '../api/current';
import { authClient } from '../api/http/auth-client';
import { setSignOutReason } from '../ui/lib/sign-out-reason';
import { clearMessage } from './toasts';

let isEnding = false;

// The server has ended the session: the client forgets it as well, in all tabs.
export function sessionEnded(): void {
  const data = currentData();

  if (data) {
    data.sessionOver(); // the page stays, and asks to sign in over it
    return;
  }
  setSignOutReason('expired');
  if (isEnding) return;
  isEnding = true;
  void authClient
    .signOut()
    .catch(() => undefined)
    .finally(() => {
      isEnding = false;
    });
}

export function closeWorkspace(): void {
  closeData();
  clearMessage();
}
