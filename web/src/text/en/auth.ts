import { count } from './words';

export const auth = {
  signInTitle: 'Sign in',
  signUpTitle: 'Create your account',
  name: 'Name',
  email: 'E-mail address',
  password: 'Password',
  remember: 'Keep me signed in on this device',
  signIn: 'Sign in',
  signingIn: 'Signing in…',
  signUp: 'Create account',
  signingUp: 'Creating your account…',
  or: 'or',
  passkey: 'Sign in with a passkey',
  passkeyWaiting: 'Waiting for your passkey…',
  toSignUp: ['New here?', 'Create an account'] as const,
  toSignIn: ['Have an account already?', 'Sign in'] as const,
  passwordHint: (least: number) =>
    `At least ${count(least, '# character', '# characters')}. A few unrelated words are good and easy to keep in mind.`,
  forgot: 'Forgot your password?',
  show: 'Show the password',
  capsLock: 'Caps Lock is on',
  strength: [
    'Very easy to guess',
    'Easy to guess',
    'Could be better',
    'Good',
    'Very good',
  ] as const,
  strengthLabel: (word: string) => `How hard to guess: ${word}`,
};

export const mailed = {
  title: 'Check your mail',
  verify: (email: string) =>
    `We sent a link to ${email}. Open it to confirm that the address is yours.`,
  reset: (email: string) =>
    `If ${email} has an account here, a link is on its way. It is good for a limited time and works once.`,
  spam: 'Nothing there? Look into the spam folder, or send it again.',
  again: 'Send it again',
  sent: 'The mail is on its way. It can take a minute.',
  back: 'Back to sign-in',
};

export const forgot = {
  title: 'Forgot your password?',
  lead: 'Enter your e-mail address. We send you a link with which you choose a new password.',
  button: 'Send the link',
  pending: 'Sending…',
  remembered: ['Remembered it?', 'Sign in'] as const,
};

export const reset = {
  title: 'Choose a new password',
  password: 'New password',
  button: 'Set the new password',
  pending: 'Setting…',
  deadTitle: 'This link no longer works',
  dead: 'A link works once and for a limited time. Have another one sent.',
  another: 'Send another link',
};

export const verified = {
  title: 'Your address is confirmed',
  lead: 'Thank you. You can go on now.',
  toTasks: 'To your tasks',
  toSignIn: 'Sign in',
  deadTitle: 'This link no longer works',
  dead: 'It may be too old, or it was used already. If your address is not confirmed yet, have another link sent.',
  button: 'Send another link',
};

export const second = {
  title: 'Enter your code',
  leads: {
    totp: 'Open your authenticator app and enter the code that it shows for this account.',
    otp: 'We have sent you a mail with a code. It is good for a few minutes.',
    backup: 'Enter one of the codes that you kept when you set up two-step sign-in.',
  },
  mailFirst: 'We send a code to your e-mail address.',
  labels: {
    totp: 'Code from your app',
    otp: 'Code from the mail',
    backup: 'Backup code',
  },
  trust: 'Don’t ask again in this browser',
  go: 'Continue',
  going: 'Checking…',
  send: 'Send the code',
  sendAgain: 'Send another code',
  choose: {
    totp: 'Use the authenticator app',
    otp: 'Send a code by mail instead',
    backup: 'Use a backup code',
  },
  leave: 'Use a different account',
};

export const reasons = {
  ended: 'Your session has ended. Sign in to go on where you were.',
  expired: 'Your sign-in has expired. Sign in to go on where you were.',
  'signed-out': 'You are signed out.',
  deleted: 'Your account and everything in it has been deleted.',
  fresh: 'Sign in once more to go on: this needs a recent sign-in.',
  created: 'Your account is ready. Sign in with it.',
  reset: 'Your password is changed. Sign in with the new one.',
};
