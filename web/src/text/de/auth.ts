import type { Catalogue } from '../catalogue';
import { count } from './words';

export const auth: Catalogue['auth'] = {
  signInTitle: 'Anmelden',
  signUpTitle: 'Konto erstellen',
  name: 'Name',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  remember: 'Auf diesem Gerät angemeldet bleiben',
  signIn: 'Anmelden',
  signingIn: 'Wird angemeldet…',
  signUp: 'Konto erstellen',
  signingUp: 'Konto wird erstellt…',
  or: 'oder',
  passkey: 'Mit einem Passkey anmelden',
  passkeyWaiting: 'Warten auf deinen Passkey…',
  toSignUp: ['Neu hier?', 'Konto erstellen'],
  toSignIn: ['Schon ein Konto?', 'Anmelden'],
  passwordHint: (least) =>
    `Mindestens ${count(least, '# Zeichen', '# Zeichen')}. Ein paar Wörter ohne Zusammenhang sind gut und leicht zu merken.`,
  forgot: 'Passwort vergessen?',
  show: 'Passwort anzeigen',
  capsLock: 'Die Feststelltaste ist an',
  strength: [
    'Sehr leicht zu erraten',
    'Leicht zu erraten',
    'Könnte besser sein',
    'Gut',
    'Sehr gut',
  ],
  strengthLabel: (word) => `Wie schwer zu erraten: ${word}`,
};

export const mailed: Catalogue['mailed'] = {
  title: 'Sieh in deine Mail',
  verify: (email) =>
    `Wir haben einen Link an ${email} geschickt. Öffne ihn, um zu bestätigen, dass die Adresse dir gehört.`,
  reset: (email) =>
    `Wenn es hier ein Konto für ${email} gibt, ist ein Link unterwegs. Er gilt eine begrenzte Zeit und funktioniert einmal.`,
  spam: 'Nichts da? Sieh im Spamordner nach, oder lass die Mail noch einmal schicken.',
  again: 'Noch einmal schicken',
  sent: 'Die Mail ist unterwegs. Das kann eine Minute dauern.',
  back: 'Zurück zur Anmeldung',
};

export const forgot: Catalogue['forgot'] = {
  title: 'Passwort vergessen?',
  lead: 'Gib deine E-Mail-Adresse ein. Wir schicken dir einen Link, mit dem du ein neues Passwort wählst.',
  button: 'Link schicken',
  pending: 'Wird geschickt…',
  remembered: ['Wieder eingefallen?', 'Anmelden'],
};

export const reset: Catalogue['reset'] = {
  title: 'Neues Passwort wählen',
  password: 'Neues Passwort',
  button: 'Neues Passwort setzen',
  pending: 'Wird gesetzt…',
  deadTitle: 'Dieser Link funktioniert nicht mehr',
  dead: 'Ein Link funktioniert einmal und für begrenzte Zeit. Lass dir einen neuen schicken.',
  another: 'Neuen Link schicken',
};

export const verified: Catalogue['verified'] = {
  title: 'Deine Adresse ist bestätigt',
  lead: 'Danke. Jetzt kann es weitergehen.',
  toTasks: 'Zu deinen Aufgaben',
  toSignIn: 'Anmelden',
  deadTitle: 'Dieser Link funktioniert nicht mehr',
  dead: 'Vielleicht ist er zu alt, oder er wurde schon benutzt. Wenn deine Adresse noch nicht bestätigt ist, lass dir einen neuen Link schicken.',
  button: 'Neuen Link schicken',
};

export const second: Catalogue['second'] = {
  title: 'Gib deinen Code ein',
  leads: {
    totp: 'Öffne deine Authenticator-App und gib den Code ein, den sie für dieses Konto zeigt.',
    otp: 'Wir haben dir eine Mail mit einem Code geschickt. Er gilt einige Minuten.',
    backup:
      'Gib einen der Codes ein, die du beim Einrichten der Anmeldung in zwei Schritten aufbewahrt hast.',
  },
  mailFirst: 'Wir schicken einen Code an deine E-Mail-Adresse.',
  labels: {
    totp: 'Code aus der App',
    otp: 'Code aus der Mail',
    backup: 'Ersatzcode',
  },
  trust: 'In diesem Browser nicht mehr fragen',
  go: 'Weiter',
  going: 'Wird geprüft…',
  send: 'Code schicken',
  sendAgain: 'Neuen Code schicken',
  choose: {
    totp: 'Authenticator-App verwenden',
    otp: 'Stattdessen einen Code per Mail schicken',
    backup: 'Ersatzcode verwenden',
  },
  leave: 'Anderes Konto verwenden',
};

export const reasons: Catalogue['reasons'] = {
  ended: 'Deine Sitzung ist beendet. Melde dich an, um dort weiterzumachen, wo du warst.',
  expired: 'Deine Anmeldung ist abgelaufen. Melde dich an, um dort weiterzumachen, wo du warst.',
  'signed-out': 'Du bist abgemeldet.',
  deleted: 'Dein Konto und alles darin ist gelöscht.',
  fresh: 'Melde dich noch einmal an: Dafür muss die Anmeldung frisch sein.',
  created: 'Dein Konto ist bereit. Melde dich damit an.',
  reset: 'Dein Passwort ist geändert. Melde dich mit dem neuen an.',
};
