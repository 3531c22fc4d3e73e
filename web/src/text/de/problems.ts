import type { Catalogue } from '../catalogue';
import { count } from './words';

export const fields: Catalogue['fields'] = {
  nameMissing: 'Gib deinen Namen ein.',
  emailMissing: 'Gib deine E-Mail-Adresse ein.',
  emailInvalid: 'Gib eine Adresse wie name@example.com ein.',
  passwordMissing: 'Gib dein Passwort ein.',
  newPasswordMissing: 'Wähle ein Passwort.',
  passwordShort: (least) => `Verwende mindestens ${count(least, '# Zeichen', '# Zeichen')}.`,
  passwordLong: (most) => `Verwende höchstens ${count(most, '# Zeichen', '# Zeichen')}.`,
  passwordKnown:
    'Dieses Passwort ist leicht zu erraten oder aus Datenlecks bekannt. Wähle ein anderes.',
  passwordWrong: 'Das ist nicht dein jetziges Passwort.',
  codeMissing: 'Gib den Code ein.',
  codeWrong: 'Dieser Code ist falsch oder zu alt. Versuch den nächsten.',
  codeExpired: 'Dieser Code ist zu alt. Lass dir einen neuen schicken.',
  backupCodeWrong: 'Das ist keiner deiner Ersatzcodes, oder er wurde schon benutzt.',
  passkeyNameMissing: 'Gib einen Namen ein.',
  passkeyNameLong: 'Verwende höchstens 100 Zeichen.',
  emailTaken: 'Zu dieser E-Mail gibt es schon ein Konto. Stattdessen anmelden?',
};

export const problems: Catalogue['problems'] = {
  sessionsStale:
    'Um deine Sitzungen zu sehen, melde dich noch einmal an: Dafür darf die Anmeldung höchstens einen Tag alt sein.',
  credentials: 'E-Mail oder Passwort ist falsch.',
  unreachable: 'Der Server ist nicht erreichbar.',
  server: 'Der Server hat ein Problem.',
  forbidden: 'Das darfst du nicht.',
  origin: 'Dieser Server will unter einer anderen Adresse geöffnet werden.',
  originAt: (address) => `Dieser Server will unter ${address} geöffnet werden.`,
  openThere: 'Dort öffnen',
  gone: 'Das gibt es nicht mehr.',
  ended: 'Deine Sitzung ist beendet.',
  weak: 'Dafür ist eine stärkere oder neuere Anmeldung nötig. Melde dich noch einmal an.',
  full: 'Es sind schon 10.000 Aufgaben. Lösche zuerst einige.',
  unexpected: 'Etwas ist schiefgegangen.',
  tooMany: (seconds) =>
    `Zu viele Versuche. Versuch es in ${count(seconds, '# Sekunde', '# Sekunden')} noch einmal.`,
  signUpClosed: 'Neue Konten gibt es hier auf Einladung.',
  verifiedAlready: 'Deine E-Mail ist schon bestätigt.',
  unverified: 'Bestätige zuerst deine E-Mail: Öffne den Link, den wir dir geschickt haben.',
  suspended: 'Dieses Konto ist gesperrt.',
  busy: 'Der Server ist ausgelastet. Versuch es gleich noch einmal.',
  codesUsed: 'Zu viele falsche Codes. Fang von vorn an.',
  stepOver: 'Das hat zu lange gedauert. Melde dich noch einmal an.',
  locked: (minutes) =>
    `Zu viele falsche Codes. Versuch es in ${count(minutes, '# Minute', '# Minuten')} noch einmal.`,
  mailCodesOff: 'Codes per Mail gibt es hier nicht.',
  secondFactorOff:
    'Dein Konto braucht einen zweiten Faktor, nach dem dieser Server nicht fragen kann. Wende dich an seinen Betreiber.',
  stale: 'Dafür darf die Anmeldung höchstens einen Tag alt sein. Melde dich noch einmal an.',
  passkeyUnknown:
    'Mit diesem Passkey kannst du dich hier nicht anmelden. Nimm einen anderen oder dein Passwort.',
  passkeyRefused: 'Der Passkey konnte nicht gespeichert werden.',
  passkeyTaken: 'Dieses Gerät hat schon einen Passkey für dein Konto.',
  passkeysHere: 'Unter dieser Adresse funktionieren Passkeys nicht.',
  passkeysMany: 'Es sind schon 100 Passkeys. Entferne zuerst einige.',
};
