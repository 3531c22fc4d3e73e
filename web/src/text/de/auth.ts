import type { Catalogue } from '../catalogue';
import { count } from './words';

export const auth: Catalogue['auth'] = {
  signInTitle: 'Anmelden',
  signInLead: 'Willkommen zurück.',
  signUpTitle: 'Konto erstellen',
  signUpLead: 'Das dauert etwa eine halbe Minute.',
  name: 'Name',
  email: 'E-Mail',
  password: 'Passwort',
  remember: 'Auf diesem Gerät angemeldet bleiben',
  signIn: 'Anmelden',
  signingIn: 'Wird angemeldet…',
  signUp: 'Konto erstellen',
  signingUp: 'Konto wird erstellt…',
  or: 'oder weiter mit',
  passkey: 'Passkey',
  passkeyWaiting: 'Warten auf deinen Passkey…',
  toSignUp: ['Neu hier?', 'Konto erstellen'],
  toSignIn: ['Schon ein Konto?', 'Anmelden'],
  passwordHint: (least) =>
    `Mindestens ${count(least, '# Zeichen', '# Zeichen')}; ein paar Wörter ohne Zusammenhang sind gut.`,
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
  strengthLabel: (word) => (word ? `Stärke: ${word}` : 'Stärke: noch nichts eingegeben'),
};

export const mailed: Catalogue['mailed'] = {
  title: 'Sieh in deine Mail',
  verify: (email) =>
    `Wir haben einen Link an ${email} geschickt. Öffne ihn, um zu bestätigen, dass die Adresse dir gehört.`,
  reset: (email) =>
    `Wenn es hier ein Konto für ${email} gibt, ist ein Link unterwegs. Er funktioniert einmal, in der nächsten Stunde.`,
  spam: ['Nichts da? Sieh im Spamordner nach, oder', 'versuch es mit einer anderen Adresse', '.'],
  again: 'Noch einmal schicken',
  againIn: (time) => `Noch einmal schicken in ${time}`,
  sent: 'Die Mail ist unterwegs. Das kann eine Minute dauern.',
  sentTo: (email) => `Wir haben einen neuen Link an ${email} geschickt.`,
  back: 'Zurück zur Anmeldung',
};

export const forgot: Catalogue['forgot'] = {
  title: 'Passwort zurücksetzen',
  lead: 'Nenn uns deine E-Mail-Adresse, und wir schicken dir einen Link, mit dem du ein neues wählst.',
  button: 'Link schicken',
  pending: 'Wird geschickt…',
};

export const reset: Catalogue['reset'] = {
  title: 'Neues Passwort wählen',
  password: 'Neues Passwort',
  button: 'Speichern und anmelden',
  pending: 'Wird gespeichert…',
  deadTitle: 'Dieser Link funktioniert nicht mehr',
  dead: 'Links funktionieren einmal und laufen nach einer Stunde ab.',
  another: 'Neuen Link schicken',
  remembered: ['Wieder eingefallen?', 'Anmelden'],
};

export const verified: Catalogue['verified'] = {
  title: 'Deine E-Mail ist bestätigt',
  lead: 'Jetzt kann es weitergehen.',
  toTasks: 'Zu deinen Aufgaben',
  toSignIn: 'Anmelden',
  deadTitle: 'Dieser Link funktioniert nicht mehr',
  dead: 'Links funktionieren einmal und laufen nach einer Stunde ab. Wenn deine E-Mail noch nicht bestätigt ist, lass dir einen neuen schicken.',
  button: 'Neuen Link schicken',
};

export const second: Catalogue['second'] = {
  title: 'Gib deinen Code ein',
  leads: {
    totp: 'Öffne deine Authenticator-App und gib den 6-stelligen Code für Ostiary ein.',
    otp: 'Wir haben dir eine Mail mit einem Code geschickt. Er gilt einige Minuten.',
    backup:
      'Gib einen der Ersatzcodes ein, die du beim Einrichten der Anmeldung in zwei Schritten aufbewahrt hast.',
  },
  mailFirst: 'Wir schicken einen Code an deine E-Mail-Adresse.',
  labels: {
    totp: 'Code aus der App',
    otp: 'Code aus der Mail',
    backup: 'Ersatzcode',
  },
  trust: 'Auf diesem Gerät nicht mehr fragen',
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
  ended: 'Du wurdest abgemeldet. Melde dich an, um weiterzumachen, wo du warst.',
  expired: 'Du wurdest abgemeldet. Melde dich an, um weiterzumachen, wo du warst.',
  'signed-out': 'Du bist abgemeldet.',
  'signed-out-reminded':
    'Du bist überall abgemeldet. Andere Geräte bekommen vielleicht noch Erinnerungen.',
  deleted: 'Dein Konto und alles darin ist gelöscht.',
  fresh: 'Melde dich noch einmal an: Dafür muss die Anmeldung frisch sein.',
  created: 'Dein Konto ist bereit. Melde dich damit an.',
  reset: 'Dein Passwort ist geändert. Melde dich mit dem neuen an.',
};

// Two-step sign-in, where the server demands it of a person from a day on.
export const enrol: Catalogue['enrol'] = {
  by: (day) => `Richte die Anmeldung in zwei Schritten bis ${day} ein`,
  text: 'Von da an fragt dich dieser Server nach einem Code.',
  setUp: 'Einrichten…',
};
