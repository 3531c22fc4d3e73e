// Opens and closes the workspace of a person.

import { currentWorkspace, setCurrent } from './current';
import { askForToken } from './http/ask-token';
import { makeClient } from './http/client';
import { ROOT } from './http/place';
import { TokenKeeper } from './http/token';
import { rememberedDevice, takeEndOfOthers } from './push-device';
import { Workspace } from './workspace';

const nothing = () => undefined; // it is tried again with the next page

// Makes sure that the reminders of the person come to this device, if they are to come.
export function renewReminders(): void {
  if (rememberedDevice())
    void import('./push').then(({ renewDevice }) => renewDevice()).catch(nothing);
}

// The same one as long as the person is the same.
export function openWorkspace(userId: string): Workspace {
  const open = currentWorkspace();

  if (open?.userId === userId) return open;
  void open?.stop();
  const keeper = new TokenKeeper(askForToken);
  const client = makeClient(userId, keeper, location.origin + ROOT);
  const workspace = new Workspace(userId, client, () => setCurrent(null));

  setCurrent(workspace);
  workspace.start();
  renewReminders();
  if (takeEndOfOthers())
    void import('./push').then(({ removeDevices }) => removeDevices('others')).catch(nothing);
  return workspace;
}

export function closeWorkspace(): void {
  void currentWorkspace()?.stop();
  setCurrent(null);
}
