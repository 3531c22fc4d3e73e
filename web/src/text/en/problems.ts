import { count } from './words';

export const fields = {
  nameMissing: 'Please tell us your name.',
  emailMissing: 'Please enter your e-mail address.',
  emailInvalid: 'This does not look like an e-mail address.',
  passwordMissing: 'Please enter your password.',
  newPasswordMissing: 'Please choose a password.',
  passwordShort: (least: number) => `Use at least ${count(least, '# character', '# characters')}.`,
  passwordLong: (most: number) => `Use at most ${count(most, '# character', '# characters')}.`,
  passwordKnown: 'This password is easy to guess or known from leaks. Please choose another.',
  passwordWrong: 'This is not your current password.',
  codeMissing: 'Please enter the code.',
  codeWrong: 'That code is wrong or too old. Try the next one.',
  codeExpired: 'That code is too old. Have another one sent.',
  backupCodeWrong: 'That is not one of your backup codes, or it was used already.',
  passkeyNameMissing: 'Please enter a name.',
  passkeyNameLong: 'Use at most 100 characters.',
  emailTaken: 'There is already an account with this address.',
};

export const problems = {
  credentials: 'The e-mail address or the password is not right.',
  unreachable: 'The server cannot be reached.',
  server: 'The server has a problem.',
  forbidden: 'You are not allowed to do this.',
  origin: 'This address is not one that the server trusts. Open Ostiary under its own address.',
  originAt: (address: string) =>
    `This address is not one that the server trusts. Open Ostiary at ${address}.`,
  gone: 'It no longer exists.',
  ended: 'Your session has ended.',
  weak: 'This needs a stronger or more recent sign-in. Sign in again.',
  full: 'There are 10,000 tasks already. Delete some first.',
  unexpected: 'Something went wrong.',
  tooMany: (seconds: number) =>
    `Too many attempts. Try again in ${count(seconds, '# second', '# seconds')}.`,
  signUpClosed: 'New accounts cannot be created here.',
  verifiedAlready: 'Your address is confirmed already.',
  unverified: 'Confirm your e-mail address first: open the link that we sent you.',
  busy: 'The server is busy. Try again in a moment.',
  codesUsed: 'Too many wrong codes. Start again.',
  stepOver: 'This took too long. Sign in again.',
  locked: (minutes: number) =>
    `Too many wrong codes. Try again in ${count(minutes, '# minute', '# minutes')}.`,
  mailCodesOff: 'Codes by mail are not available here.',
  secondFactorOff:
    'Your account needs a second factor, which this server cannot ask for. Ask its operator.',
  stale: 'This needs a sign-in of the last day. Sign in again.',
  passkeyUnknown: 'This passkey does not sign you in here. Use another one, or your password.',
  passkeyRefused: 'The passkey could not be stored.',
  passkeyTaken: 'This device has a passkey for your account already.',
  passkeysHere: 'Passkeys do not work at this address.',
  passkeysMany: 'There are 100 passkeys already. Remove some first.',
};
