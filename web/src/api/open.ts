// Opens and closes the workspace of a person.

import { currentWorkspace, setCurrent } from './current';
import { askForToken } from './http/ask-token';
import { makeClient } from './http/client';
import { ROOT } from './http/place';
import { TokenKeeper } from './http/token';
import { Workspace } from './workspace';

// The same one as long as the person is the same. Called when the session is known, also again
// after signing in over the page.
export function openWorkspace(userId: string): Workspace {
  const open = currentWorkspace();

  if (open?.userId === userId) {
    if (open.ended()) open.resume();
    return open;
  }
  open?.stop();
  const keeper = new TokenKeeper(askForToken);
  const client = makeClient(userId, keeper, location.origin + ROOT);
  const workspace = new Workspace(userId, client, () => undefined);

  setCurrent(workspace);
  workspace.start();
  return workspace;
}

export function closeWorkspace(): void {
  currentWorkspace()?.stop();
  setCurrent(null);
}
