export const app = {
  name: 'Ostiary',
  skip: 'Skip to the content',
  tasks: 'Tasks',
  account: 'Account',
  signIn: 'Sign in',
  signUp: 'Create account',
  signOut: 'Sign out',
  theme: (now: string) => `Colours: ${now}. Change`,
  loading: 'Loading',
  retry: 'Try again',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  notifications: 'Messages',
  noScript: 'Ostiary needs JavaScript, which is turned off in this browser.',
};

export const title = (page: string, open = 0) => `${open ? `(${open}) ` : ''}${page} · Ostiary`;

export const themes = { system: 'as the system', light: 'light', dark: 'dark' };

export const themeNames = { system: 'System', light: 'Light', dark: 'Dark' };

export const states = {
  offlineDoor: 'You’re offline. You can go on when you’re back.',
  offline: 'You are offline. Changes cannot be saved until you are back.',
  away: 'The server cannot be reached. You see what was loaded last.',
  sessionUnknown: 'Ostiary cannot be reached',
  sessionUnknownText: 'It will appear as soon as the server answers again.',
  tasksUnknown: 'Your tasks could not be loaded',
  weakTitle: 'Sign in once more',
  weakText:
    'Your tasks need a stronger or more recent sign-in. If this comes back, set up two-step ' +
    'sign-in or a passkey on the account page.',
  forbiddenTitle: 'These tasks are not yours',
  forbiddenText:
    'The server refused access to them (403). Sign out and in again if you think this is wrong.',
};

export const notFound = {
  title: 'Page not found',
  text: 'It may have been moved or deleted.',
  home: 'Go to Today',
};

export const crash = {
  title: 'Something went wrong on this page',
  text: 'Nothing of your tasks is lost. Loading the page again usually helps.',
  reload: 'Load again',
};
