import { count, quoted } from './words';

// What is kept on the device: waiting changes, undo, a new version.
export const sync = {
  undone: (title: string) => (title ? `Undone: ${quoted(title)}` : 'Undone'),
  overTitle: 'Sign in again',
  overText: 'Your session has ended. Nothing here is lost: sign in, and go on.',
  leaveTitle: 'Sign out with unsent changes?',
  leaveChanges: (n: number) =>
    `${count(n, '# change has', '# changes have')} not reached the server yet.`,
  leaveDrafts: (n: number) => `${count(n, '# text was', '# texts were')} typed and not saved.`,
  leaveText:
    'Keep them on this device until you sign in here again, or delete them. Whoever uses this device could read what is kept.',
  leaveStay: 'Stay signed in',
  leaveKeep: 'Keep and sign out',
  leaveDiscard: 'Delete and sign out',
  newVersion: 'A new version is ready.',
  reload: 'Reload',
};
