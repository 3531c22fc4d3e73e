import { count } from './words';

export const auth = {
  signInTitle: 'Sign in',
  signInLead: 'Welcome back.',
  signUpTitle: 'Create your account',
  signUpLead: 'It takes about half a minute.',
  name: 'Name',
  email: 'Email',
  password: 'Password',
  remember: 'Keep me signed in on this device',
  signIn: 'Sign in',
  signingIn: 'Signing in…',
  signUp: 'Create account',
  signingUp: 'Creating your account…',
  or: 'or continue with',
  passkey: 'Passkey',
  passkeyWaiting: 'Waiting for your passkey…',
  toSignUp: ['New here?', 'Create an account'] as const,
  toSignIn: ['Already have an account?', 'Sign in'] as const,
  passwordHint: (least: number) =>
    `At least ${count(least, '# character', '# characters')}; a few unrelated words work well.`,
  forgot: 'Forgot password?',
  show: 'Show password',
  capsLock: 'Caps Lock is on',
  strength: [
    'Very easy to guess',
    'Easy to guess',
    'Could be better',
    'Good',
    'Very good',
  ] as const,
  strengthLabel: (word: string) => (word ? `Strength: ${word}` : 'Strength: not entered yet'),
};

export const mailed = {
  title: 'Check your mail',
  verify: (email: string) =>
    `We’ve sent a link to ${email}. Open it to confirm that the address is yours.`,
  reset: (email: string) =>
    `If ${email} has an account here, a link is on its way. It works once, for the next hour.`,
  spam: ['Nothing there? Look in spam, or', 'try another address', '.'] as const,
  again: 'Send again',
  againIn: (time: string) => `Send again in ${time}`,
  sent: 'The mail is on its way. It can take a minute.',
  sentTo: (email: string) => `We’ve sent a new link to ${email}.`,
  back: 'Back to sign-in',
};

export const forgot = {
  title: 'Reset your password',
  lead: 'Tell us your email address, and we’ll send you a link to choose a new one.',
  button: 'Send link',
  pending: 'Sending…',
};

export const reset = {
  title: 'Choose a new password',
  password: 'New password',
  button: 'Save and sign in',
  pending: 'Saving…',
  deadTitle: 'This link no longer works',
  dead: 'Links work once and expire after an hour.',
  another: 'Send a new one',
  remembered: ['Remembered it?', 'Sign in'] as const,
};

export const verified = {
  title: 'Your email is confirmed',
  lead: 'You can carry on now.',
  toTasks: 'To your tasks',
  toSignIn: 'Sign in',
  deadTitle: 'This link no longer works',
  dead: 'Links work once and expire after an hour. If your email isn’t confirmed yet, send a new one.',
  button: 'Send a new one',
};

export const second = {
  title: 'Enter your code',
  leads: {
    totp: 'Open your authenticator app and enter the 6-digit code for Ostiary.',
    otp: 'We’ve sent you an email with a code. It works for a few minutes.',
    backup: 'Enter one of the recovery codes that you kept when you set up two-step sign-in.',
  },
  mailFirst: 'We’ll send a code to your email address.',
  labels: {
    totp: 'Code from your app',
    otp: 'Code from the email',
    backup: 'Recovery code',
  },
  trust: 'Don’t ask again on this device',
  go: 'Continue',
  going: 'Checking…',
  send: 'Send the code',
  sendAgain: 'Send another code',
  choose: {
    totp: 'Use the authenticator app',
    otp: 'Send a code by email instead',
    backup: 'Use a recovery code',
  },
  leave: 'Use a different account',
};

export const reasons = {
  ended: 'You were signed out. Sign in to carry on where you were.',
  expired: 'You were signed out. Sign in to carry on where you were.',
  'signed-out': 'You are signed out.',
  'signed-out-reminded': 'You are signed out everywhere. Other devices may still get reminders.',
  deleted: 'Your account and everything in it has been deleted.',
  fresh: 'Sign in once more to go on: this needs a recent sign-in.',
  created: 'Your account is ready. Sign in with it.',
  reset: 'Your password is changed. Sign in with the new one.',
};

// Two-step sign-in, where the server demands it of a person from a day on.
export const enrol = {
  by: (day: string) => `Set up two-step sign-in by ${day}`,
  text: 'From then on, this server asks you for a code.',
  setUp: 'Set it up…',
};
