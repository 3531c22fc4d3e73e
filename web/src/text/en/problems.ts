import { count } from './words';

export const fields = {
  nameMissing: 'Enter your name.',
  emailMissing: 'Enter your email address.',
  emailInvalid: 'Enter an address like name@example.com.',
  passwordMissing: 'Enter your password.',
  newPasswordMissing: 'Choose a password.',
  passwordShort: (least: number) => `Use at least ${count(least, '# character', '# characters')}.`,
  passwordLong: (most: number) => `Use at most ${count(most, '# character', '# characters')}.`,
  passwordKnown: 'This password is easy to guess or known from leaks. Choose another one.',
  passwordWrong: 'This is not your current password.',
  codeMissing: 'Enter the code.',
  codeWrong: 'That code is wrong or too old. Try the next one.',
  codeExpired: 'That code is too old. Have another one sent.',
  backupCodeWrong: 'That isn’t one of your recovery codes, or it was used already.',
  passkeyNameMissing: 'Enter a name.',
  passkeyNameLong: 'Use at most 100 characters.',
  emailTaken: 'There’s already an account with this email. Sign in instead?',
};

export const problems = {
  credentials: 'Email or password is incorrect.',
  unreachable: 'The server cannot be reached.',
  server: 'The server has a problem.',
  forbidden: 'You are not allowed to do this.',
  origin: 'This server expects to be opened at another address.',
  originAt: (address: string) => `This server expects to be opened at ${address}.`,
  openThere: 'Open it there',
  gone: 'It no longer exists.',
  ended: 'Your session has ended.',
  weak: 'This needs a stronger or more recent sign-in. Sign in again.',
  full: 'There are 10,000 tasks already. Delete some first.',
  unexpected: 'Something went wrong.',
  tooMany: (seconds: number) =>
    `Too many attempts. Try again in ${count(seconds, '# second', '# seconds')}.`,
  signUpClosed: 'New accounts are created by invitation here.',
  verifiedAlready: 'Your email is confirmed already.',
  unverified: 'Confirm your email first: open the link we’ve sent you.',
  busy: 'The server is busy. Try again in a moment.',
  codesUsed: 'Too many wrong codes. Start again.',
  stepOver: 'This took too long. Sign in again.',
  locked: (minutes: number) =>
    `Too many wrong codes. Try again in ${count(minutes, '# minute', '# minutes')}.`,
  mailCodesOff: 'Codes by email aren’t available here.',
  secondFactorOff:
    'Your account needs a second factor, which this server cannot ask for. Ask its operator.',
  stale: 'This needs a sign-in of the last day. Sign in again.',
  passkeyUnknown: 'This passkey does not sign you in here. Use another one, or your password.',
  passkeyRefused: 'The passkey could not be stored.',
  passkeyTaken: 'This device has a passkey for your account already.',
  passkeysHere: 'Passkeys do not work at this address.',
  passkeysMany: 'There are 100 passkeys already. Remove some first.',
};
